// SPDX-License-Identifier: MIT
#include "models/actors/sequencer/evm_block_builder.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "models/chain/keccak.h"
#include "models/executor/block_roots.h"

namespace models {

void EvmBlockBuilder::add(const SharedMiniBlock& block, const std::shared_ptr<const ExecutedBlock>& executed) {
    mini_blocks_.push_back(block);
    executed_.push_back(executed);
    for (const SharedTransaction& transaction : block->transactions) transactions_.push_back(transaction->encoded);
    // In the EVM block the gas counts from its own beginning, not the mini-block's.
    EncodedReceipts encoded = encode_all(executed->receipts, gas_used_);
    std::move(encoded.items.begin(), encoded.items.end(), std::back_inserter(receipts_));
    add_to_bloom(bloom_, encoded.bloom);
    gas_used_ += executed->gas_used;
}

StateDiff EvmBlockBuilder::diff() const {
    std::vector<const StateDiff*> diffs;
    diffs.reserve(executed_.size());
    for (const auto& each : executed_) diffs.push_back(&each->diff);
    return merged(diffs);
}

EvmBlockBuilder::Built EvmBlockBuilder::build(BlockHeader header) {
    const BlockRoots roots = compute_roots(trie_, diff(), transactions_, receipts_);
    header.parent_hash = parent_hash_;
    header.state_root = roots.state;
    header.transactions_root = roots.transactions;
    header.receipts_root = roots.receipts;
    header.logs_bloom = std::exchange(bloom_, {});
    header.gas_used = std::exchange(gas_used_, {});
    transactions_.clear();
    receipts_.clear();
    executed_.clear();

    auto block = std::make_shared<EvmBlock>();
    block->number = header.number;
    block->header = encode(header);
    block->hash = keccak256(block->header);
    block->mini_blocks = std::exchange(mini_blocks_, {});
    parent_hash_ = block->hash;
    return {std::move(block), roots.work};
}

}  // namespace models
