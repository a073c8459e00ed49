// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <tuple>
#include <utility>

#include "models/actors/validator/proposal_pool.h"
#include "models/hardware/hardware_profile.h"
#include "sim/base/distribution.h"
#include "sim/base/schema.h"

namespace models {

using namespace sim::literals;

/// What a block says of the state, and so what must be executed before it is proposed and voted for.
enum class ExecutionMode : std::uint8_t {
    Interleaved,   ///< Its own root: the block itself is executed first.
    DelayedRoot,   ///< Its parent's root: executed while the next block is agreed on.
    Asynchronous,  ///< The root of the block `delay` before it.
};

/// How the time of executions varies beyond their work, for all validators alike or each by itself.
enum class VariationCause : std::uint8_t { Shared, EachValidator };

struct ExecutionParams {
    ExecutionMode mode = ExecutionMode::Interleaved;
    std::uint32_t delay = 3;
    std::uint64_t reserve_balance = 10;
    sim::DurationDistribution::Shape variation = sim::DurationDistribution::Shape::Constant;
    sim::Share variation_spread = sim::Share::percent(100);
    VariationCause variation_cause = VariationCause::Shared;

    static constexpr auto schema() {
        using E = ExecutionParams;
        return std::tuple{
            sim::Field{"mode", &E::mode,
                       "interleaved: propose and vote only after executing, the state root of block N in header N; "
                       "delayed_root: the root of N-1 in header N (EIP-7862); asynchronous: the root of N-delay."},
            sim::Field{"delay", &E::delay,
                       "asynchronous: blocks between a block and the one that carries its root. Monad: 3.",
                       sim::Bounds<std::uint32_t>{1, 1000}},
            sim::Field{"reserve_balance", &E::reserve_balance,
                       "asynchronous: what the fees of one account's transactions in flight may take, in whole native "
                       "tokens. Monad: 10.",
                       sim::Bounds<std::uint64_t>{0, 1'000'000'000}},
            sim::Field{"variation", &E::variation,
                       "Spread of a block's execution time around what its work takes, which stays the mean."},
            sim::Field{"variation_spread", &E::variation_spread, "Its spread, as for other distributions.",
                       sim::Bounds<sim::Share>{sim::Share{}, sim::Share::percent(1000)}},
            sim::Field{"variation_cause", &E::variation_cause,
                       "shared: a slow block is slow everywhere; each_validator: drawn for each validator by itself."},
        };
    }
    /// Blocks between a block and the one whose header carries its root.
    [[nodiscard]] std::uint64_t root_delay() const {
        if (mode == ExecutionMode::Interleaved) return 0;
        return mode == ExecutionMode::DelayedRoot ? 1 : delay;
    }
};
static_assert(sim::schema_is_complete<ExecutionParams>());

/// What one block may hold.
struct BlockParams {
    Gas gas_limit = 30'000'000_gas;
    std::uint64_t max_transactions = 5'000;
    sim::Bytes max_bytes = sim::Bytes::from_count(2'000'000);

    static constexpr auto schema() {
        using B = BlockParams;
        return std::tuple{
            sim::Field{"gas_limit", &B::gas_limit, "Most gas, counted by the transactions' gas limits."},
            sim::Field{"max_transactions", &B::max_transactions, "Most transactions.",
                       sim::Bounds<std::uint64_t>{.low = 1}},
            sim::Field{"max_bytes", &B::max_bytes, "Most bytes of encoded transactions."},
        };
    }
    [[nodiscard]] BlockLimits limits() const { return {gas_limit, max_transactions, max_bytes}; }
};
static_assert(sim::schema_is_complete<BlockParams>());

/// How an RPC node passes its clients' transactions on.
struct SubmissionParams {
    std::uint32_t leaders = 3;
    sim::Duration batch_interval = 8_ms;
    std::uint32_t resend_after = 5;
    std::uint32_t resends = 3;

    static constexpr auto schema() {
        using S = SubmissionParams;
        return std::tuple{
            sim::Field{"leaders", &S::leaders,
                       "To the proposers of how many next rounds; 0: to all validators, as a public pool. Monad: 3.",
                       sim::Bounds<std::uint32_t>{0, 1000}},
            sim::Field{"batch_interval", &S::batch_interval, "Together, this often. Monad: 8 ms.",
                       sim::Bounds<sim::Duration>{.low = 1_us}},
            sim::Field{"resend_after", &S::resend_after,
                       "Sent again after so many finalized blocks without it. Monad: 5.",
                       sim::Bounds<std::uint32_t>{.low = 1}},
            sim::Field{"resends", &S::resends, "At most so often; then it is dropped. Monad: 3."},
        };
    }
};
static_assert(sim::schema_is_complete<SubmissionParams>());

}  // namespace models

template <>
struct sim::EnumNames<models::ExecutionMode> {
    static constexpr std::pair<models::ExecutionMode, const char*> names[] = {
        {models::ExecutionMode::Interleaved, "interleaved"},
        {models::ExecutionMode::DelayedRoot, "delayed_root"},
        {models::ExecutionMode::Asynchronous, "asynchronous"}};
};
template <>
struct sim::EnumNames<models::VariationCause> {
    static constexpr std::pair<models::VariationCause, const char*> names[] = {
        {models::VariationCause::Shared, "shared"}, {models::VariationCause::EachValidator, "each_validator"}};
};
