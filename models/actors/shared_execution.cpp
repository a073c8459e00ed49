// SPDX-License-Identifier: MIT
#include "models/actors/shared_execution.h"

#include <string>
#include <utility>

#include "models/chain/keccak.h"
#include "models/chain/rlp.h"
#include "sim/base/check.h"

namespace models {

namespace {

/// Names the work: all of the context that the EVM can see, and the transactions.
Hash identity_of(const BlockContext& block, const std::vector<SharedTransaction>& transactions) {
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
    return keccak256(writer.bytes());
}

}  // namespace

std::uint32_t SharedExecution::add_hardware(const HardwareProfile& profile, std::uint32_t workers) {
    hardware_.push_back({profile, VirtualCores(profile, workers)});
    return static_cast<std::uint32_t>(hardware_.size() - 1);
}

SharedExecution::Result SharedExecution::execute(std::uint32_t hardware, const State& pre, const BlockContext& block,
                                                 const std::vector<SharedTransaction>& transactions) {
    const ExecutionKey key{hardware, pre.id(), identity_of(block, transactions)};
    if (fidelity_ == Fidelity::ExecuteOnce) {
        if (const Result* known = executions_.find(key)) {
            ++counts_.reused;
            return *known;
        }
    }
    std::vector<Transaction> plain;
    plain.reserve(transactions.size());
    for (const SharedTransaction& pending : transactions) plain.push_back(pending->transaction);

    const std::pair outcome{key.pre, key.work};
    const auto* known = outcomes_.find(outcome);
    auto executed = std::make_shared<Executed>();
    executed->execution = execute_on(hardware_.at(hardware), pre, block, plain, known == nullptr ? nullptr : *known);
    if (fidelity_ == Fidelity::ExecuteOnce) outcomes_.insert(outcome, executed->execution.block);
    executed->receipts = encode_compact_receipts(executed->execution.block->receipts);
    executed->receipts_hash = keccak256(executed->receipts);
    const Result result = std::move(executed);
    ++counts_.executed;
    if (fidelity_ == Fidelity::ExecuteOnce) executions_.insert(key, result);
    return result;
}

VirtualExecution SharedExecution::execute_on(const Hardware& hardware, const State& pre, const BlockContext& block,
                                             const std::vector<Transaction>& transactions,
                                             std::shared_ptr<const ExecutedBlock> known) {
    if (host_ != nullptr) return host_->execute(hardware.profile, pre, block, transactions);
    VirtualExecution result = hardware.cores.execute(pre, block, transactions, codes_, std::move(known));
    const sim::Duration assembly = assembly_time(result.block->diff, hardware.profile);
    result.makespan += assembly;
    result.busy += assembly;
    return result;
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
