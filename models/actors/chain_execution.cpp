// SPDX-License-Identifier: MIT
#include "models/actors/chain_execution.h"

#include "models/hardware/cost_model.h"
#include "sim/base/check.h"

namespace models {

BlockToExecute to_execute(const ConsensusBlock& block) {
    CHECK(block.content.body != nullptr);
    return {.height = block.height, .round = block.round, .proposer = block.proposer, .body = block.content.body};
}

ChainExecution::ChainExecution(CodeStore& codes, const BlockContext& chain, Timestamp timestamp, const State& genesis)
    : codes_(codes), chain_(chain), timestamp_(std::move(timestamp)), roots_(genesis) {
    auto executed = std::make_shared<ExecutedBlock>();
    executed->post = genesis;
    ChainOutcome outcome;
    outcome.block = std::move(executed);
    outcome.root = roots_.genesis_root();
    genesis_ = std::make_shared<const ChainOutcome>(std::move(outcome));
}

std::uint32_t ChainExecution::add_hardware(const HardwareProfile& profile) {
    hardware_.emplace_back(profile, profile.cores);
    return static_cast<std::uint32_t>(hardware_.size() - 1);
}

Address ChainExecution::beneficiary(ValidatorIndex proposer) const {
    // Any address that no user has: 0xbe, zeros, then the validator's number.
    Address address;
    address.bytes[0] = 0xbe;
    for (unsigned i = 0; i < 4; ++i) address.bytes[19 - i] = static_cast<std::uint8_t>(proposer.value >> (8 * i));
    return address;
}

BlockContext ChainExecution::context_of(const BlockToExecute& block) const {
    BlockContext context = chain_;
    context.number = block.height;
    context.timestamp = timestamp_(block.round);
    context.beneficiary = beneficiary(block.proposer);
    return context;
}

SharedOutcome ChainExecution::execute(std::uint32_t hardware, const State& pre, const BlockToExecute& block) {
    const Key key{pre.id(), block.body->hash, block.height, block.round, block.proposer};
    if (const SharedOutcome* known = outcomes_.find({key, hardware})) {
        ++counts_.reused;
        return *known;
    }
    const Common* common = commons_.find(key);
    std::vector<Transaction> transactions;
    transactions.reserve(block.body->transactions.size());
    for (const SharedTransaction& pending : block.body->transactions) transactions.push_back(pending->transaction);
    const VirtualCores& machine = hardware_.at(hardware);
    VirtualExecution run =
        machine.execute(pre, context_of(block), transactions, codes_, common == nullptr ? nullptr : common->block);
    ++counts_.executed;
    if (common == nullptr) {
        commons_.insert(key, find_roots(pre, block, run.block));
        common = commons_.find(key);
    }
    auto outcome = std::make_shared<ChainOutcome>();
    outcome->block = common->block;
    outcome->root = common->root;
    outcome->execution_time = run.makespan + assembly_time(run.block->diff, machine.profile());
    outcome->serial_time = serial_time(*common->block, machine.profile());
    outcome->root_time = cost(common->root_work, machine.profile());
    outcomes_.insert({key, hardware}, outcome);
    return outcome;
}

ChainExecution::Common ChainExecution::find_roots(const State& pre, const BlockToExecute& block,
                                                  std::shared_ptr<const ExecutedBlock> executed) {
    std::vector<ByteString> transactions;
    for (std::size_t i = 0; i < executed->outcomes.size(); ++i)
        if (executed->outcomes[i].status != TransitionStatus::Invalid)
            transactions.push_back(block.body->transactions[i]->encoded);
    std::vector<ByteString> receipts;
    for (const Receipt& receipt : executed->receipts) receipts.push_back(encode(receipt));
    const BlockRoots roots = roots_.roots(pre, executed->diff, executed->post, transactions, receipts);
    return {.block = std::move(executed), .root = roots.state, .root_work = roots.work};
}

SharedOutcome ChainExecution::corrupt(const SharedOutcome& outcome) {
    BlockOverlay overlay(outcome->post());
    overlay.add_balance(beneficiary(ValidatorIndex{0}), U256(1));
    const StateDiff diff = overlay.diff();
    auto wrong = std::make_shared<ExecutedBlock>(*outcome->block);
    CHECK(!wrong->post.apply(diff).has_value());
    auto result = std::make_shared<ChainOutcome>(*outcome);
    result->root = roots_.roots(outcome->post(), diff, wrong->post, {}, {}).state;
    result->block = std::move(wrong);
    return result;
}

}  // namespace models
