// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "sim/base/error.h"
#include "sim/base/quantity.h"
#include "sim/base/schema.h"

namespace models {

/// Law by which recipients are drawn from all accounts.
enum class AccountDraw : std::uint8_t {
    Uniform,
    Zipf,  ///< Account k has a weight of 1 / (k + 1)^exponent: account 0 is the hottest.
};

enum class Signatures : std::uint8_t {
    Modelled,  ///< r and s are random bytes of the right length, addresses random too; recovery is charged, not done.
    Real,      ///< Each account has a secp256k1 key and signs; senders can be recovered.
};

/// Exponent of a Zipf law in thousandths; written as a plain decimal number such as 0.99.
struct ZipfExponent {
    std::uint32_t thousandths = 1000;
    constexpr auto operator<=>(const ZipfExponent&) const = default;
};

/// What part of the transactions is of each kind; together 100 %.
struct TransactionMix {
    sim::Share native_transfer = sim::Share::percent(10);
    sim::Share token_transfer = sim::Share::percent(70);
    sim::Share swap = sim::Share::percent(20);
    sim::Share hot_counter = sim::Share::percent(0);

    static constexpr auto schema() {
        using M = TransactionMix;
        constexpr sim::Bounds<sim::Share> kPart{sim::Share::percent(0), sim::Share::percent(100)};
        return std::tuple{
            sim::Field{"native_transfer", &M::native_transfer, "Plain transfers of ether, 21,000 gas.", kPart},
            sim::Field{"token_transfer", &M::token_transfer, "ERC-20 transfer().", kPart},
            sim::Field{"swap", &M::swap, "Swaps of one token for another in a constant-product pair.", kPart},
            sim::Field{"hot_counter", &M::hot_counter,
                       "Calls that add one to a counter that everyone shares: they conflict with each other.", kPart},
        };
    }
};
static_assert(sim::schema_is_complete<TransactionMix>());

/// What the transactions do, between whom, and how they are made.
struct WorkloadParams {
    std::uint64_t accounts = 10'000;
    AccountDraw account_draw = AccountDraw::Uniform;
    ZipfExponent zipf_exponent;
    TransactionMix mix;
    std::uint32_t tokens = 4;
    std::uint32_t pairs = 4;
    std::uint64_t max_fee_per_gas_wei = 10'000'000;
    std::uint64_t max_priority_fee_per_gas_wei = 1'000'000;
    Signatures signatures = Signatures::Modelled;
    std::string replay;

    static constexpr auto schema() {
        using W = WorkloadParams;
        return std::tuple{
            sim::Field{"accounts", &W::accounts, "User accounts; each belongs to one region, in turn.",
                       sim::Bounds<std::uint64_t>{2, 10'000'000}},
            sim::Field{"account_draw", &W::account_draw,
                       "Law by which recipients are drawn from all accounts; senders are uniform in their region."},
            sim::Field{"zipf_exponent", &W::zipf_exponent, "Exponent of the Zipf law, with account_draw: zipf.",
                       sim::Bounds<ZipfExponent>{ZipfExponent{1}, ZipfExponent{5000}}},
            sim::Field{"mix", &W::mix, "Shares of the kinds of transactions; together 100 %."},
            sim::Field{"tokens", &W::tokens, "ERC-20 contracts; a transfer uses any of them.",
                       sim::Bounds<std::uint32_t>{1, 1000}},
            sim::Field{"pairs", &W::pairs, "Exchange pairs; pair p trades tokens p and p + 1 (in a ring).",
                       sim::Bounds<std::uint32_t>{0, 1000}},
            sim::Field{"max_fee_per_gas_wei", &W::max_fee_per_gas_wei,
                       "EIP-1559 max_fee_per_gas of every transaction. assumption: ten times MegaETH's base fee.",
                       sim::Bounds<std::uint64_t>{0, 1'000'000'000'000}},
            sim::Field{"max_priority_fee_per_gas_wei", &W::max_priority_fee_per_gas_wei,
                       "EIP-1559 max_priority_fee_per_gas of every transaction. assumption: as the base fee.",
                       sim::Bounds<std::uint64_t>{0, 1'000'000'000'000}},
            sim::Field{"signatures", &W::signatures,
                       "modelled: random bytes, recovery is charged only; real: signed with secp256k1."},
            sim::Field{
                "replay", &W::replay,
                "Folder of real blocks (`headway import`) whose transactions are sent, in their order, in place of "
                "all that the other keys of this section say. Empty: none."},
        };
    }
};
static_assert(sim::schema_is_complete<WorkloadParams>());

/// What is wrong with the parameters together, beyond each by itself; empty if nothing. Keys are relative.
[[nodiscard]] std::vector<sim::InputProblem> problems_of(const WorkloadParams& params);

}  // namespace models

namespace sim {

template <>
struct EnumNames<models::AccountDraw> {
    static constexpr std::pair<models::AccountDraw, const char*> names[] = {
        {models::AccountDraw::Uniform, "uniform"},
        {models::AccountDraw::Zipf, "zipf"},
    };
};

template <>
struct EnumNames<models::Signatures> {
    static constexpr std::pair<models::Signatures, const char*> names[] = {
        {models::Signatures::Modelled, "modelled"},
        {models::Signatures::Real, "real"},
    };
};

template <>
struct ValueFormat<models::ZipfExponent> {
    static std::optional<models::ZipfExponent> parse(std::string_view text);
    static std::string format(const models::ZipfExponent& value);
    static std::string expected();
};

}  // namespace sim
