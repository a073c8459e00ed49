// SPDX-License-Identifier: MIT
#include "models/actors/shared_execution.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <string>
#include <utility>

#include "models/chain/keccak.h"
#include "models/chain/rlp.h"
#include "sim/base/check.h"

namespace models {

namespace {

/// Names the work: all of the context that the EVM can see, and the transactions. XXH3-128 will do: nobody here makes
/// up blocks whose hashes are the same.
WorkId identity_of(const BlockContext& block, const std::vector<SharedTransaction>& transactions) {
    RlpWriter writer;
    writer.add(static_cast<std::uint64_t>(block.revision));
    writer.add(block.chain_id);
    writer.add(block.number);
    writer.add(block.timestamp);
    writer.add(static_cast<std::uint64_t>(block.gas_limit.units()));
    writer.add(block.beneficiary);
    writer.add(block.prev_randao);
    writer.add(block.base_fee);
    writer.add(block.blob_base_fee);
    writer.add(block.max_blobs ? *block.max_blobs + 1 : 0);
    const auto hashes = writer.open_list();
    for (const Hash& hash : block.recent_block_hashes) writer.add(hash);
    writer.close_list(hashes);
    for (const SharedTransaction& pending : transactions) writer.add(pending->hash);
    const XXH128_hash_t hash = XXH3_128bits(writer.bytes().data(), writer.bytes().size());
    return {hash.high64, hash.low64};
}

}  // namespace

std::uint32_t SharedExecution::add_hardware(const HardwareProfile& profile, std::uint32_t workers) {
    CHECK(counts_.executed == 0);
    hardware_.emplace_back(profile, workers);
    return static_cast<std::uint32_t>(hardware_.size() - 1);
}

SharedExecution::Result SharedExecution::execute(std::uint32_t hardware, const State& pre, const BlockContext& block,
                                                 const std::vector<SharedTransaction>& transactions) {
    CHECK(hardware < hardware_.size());
    const std::span<const VirtualCores> machines = hardware_;
    if (fidelity_ != Fidelity::ExecuteOnce)
        return execute_on(machines.subspan(hardware, 1), pre, block, transactions).front();
    const ExecutionKey key{pre.id(), identity_of(block, transactions)};
    if (const std::vector<Result>* known = executions_.find(key)) {
        ++counts_.reused;
        return known->at(hardware);
    }
    std::vector<Result> results = execute_on(machines, pre, block, transactions);
    const Result result = results.at(hardware);
    executions_.insert(key, std::move(results));
    return result;
}

std::vector<SharedExecution::Result> SharedExecution::execute_on(std::span<const VirtualCores> machines,
                                                                 const State& pre, const BlockContext& block,
                                                                 const std::vector<SharedTransaction>& transactions) {
    counts_.executed += host_ == nullptr ? machines.size() : 1;
    std::vector<Transaction> plain;
    plain.reserve(transactions.size());
    for (const SharedTransaction& pending : transactions) plain.push_back(pending->transaction);
    std::vector<VirtualExecution> executions;
    if (host_ == nullptr) {
        executions = VirtualCores::execute_on_each(machines, pre, block, plain, codes_);
        for (std::size_t i = 0; i < machines.size(); ++i) {
            const sim::Duration assembly = assembly_time(executions[i].block->diff, machines[i].profile());
            executions[i].makespan += assembly;
            executions[i].busy += assembly;
        }
    } else {
        const VirtualExecution measured = host_->execute(pre, block, plain);
        for (const VirtualCores& machine : machines) executions.push_back(scaled_to(machine.profile(), measured));
    }
    const ByteString receipts = encode_compact_receipts(executions.front().block->receipts);
    const Hash receipts_hash = keccak256(receipts);
    std::vector<Result> results;
    for (VirtualExecution& execution : executions)
        results.push_back(std::make_shared<const Executed>(Executed{std::move(execution), receipts, receipts_hash}));
    return results;
}

std::shared_ptr<const StateDiff> SharedExecution::decode(const MiniBlock& block) {
    if (fidelity_ == Fidelity::ExecuteOnce) {
        if (const auto* known = diffs_.find(block.state_diff_hash)) return *known;
    }
    auto decoded = decode_state_diff(block.state_diff, codes_);
    if (const auto* error = std::get_if<DiffError>(&decoded)) CHECK(false, std::string(to_string(*error)));
    auto result = std::make_shared<const StateDiff>(std::get<StateDiff>(std::move(decoded)));
    if (fidelity_ == Fidelity::ExecuteOnce) diffs_.insert(block.state_diff_hash, result);
    return result;
}

std::variant<State, DiffError> SharedExecution::apply(const State& pre, const StateDiff& diff, const Hash& diff_hash) {
    const ApplyKey key{pre.id(), diff_hash};
    if (fidelity_ == Fidelity::ExecuteOnce) {
        if (const State* known = states_.find(key)) {
            ++counts_.reused;
            return *known;
        }
    }
    State post = pre;
    ++counts_.applied;
    if (const auto error = post.apply(diff)) return *error;
    if (fidelity_ == Fidelity::ExecuteOnce) states_.insert(key, post);
    return post;
}

}  // namespace models
