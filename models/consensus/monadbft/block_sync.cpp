// SPDX-License-Identifier: MIT
#include "models/consensus/monadbft/block_sync.h"

#include <algorithm>
#include <utility>

namespace models::monadbft {

namespace {

/// Spreads who asks whom over all validators.
std::size_t scattered(ValidatorIndex self, const Hash& block, std::uint64_t attempt) {
    std::uint64_t state =
        (self.index() + 1) * 0x9e3779b97f4a7c15U ^ (attempt + 1) * 0xbf58476d1ce4e5b9U ^ block.bytes[0];
    state = (state ^ state >> 31) * 0x94d049bb133111ebU;
    return state >> 32;
}

}  // namespace

void BlockSync::want(Want want, Effects& effects) {
    if (wants(want.block)) return;
    pending_.push_back({.want = std::move(want), .attempt = 0, .timer = 0});
    ask(pending_.back(), effects);
}

bool BlockSync::wants(const Hash& block) const {
    return std::any_of(pending_.begin(), pending_.end(), [&](const Pending& p) { return p.want.block == block; });
}

void BlockSync::got(const Hash& block) {
    std::erase_if(pending_, [&](const Pending& p) { return p.want.block == block; });
}

void BlockSync::on_timer(const Timer& timer, Effects& effects) {
    std::erase_if(pending_, [&](const Pending& p) { return p.want.until_final <= tree_.finalized()->round; });
    for (Pending& pending : pending_)
        if (pending.timer == timer.round) ask(pending, effects);
}

void BlockSync::ask(Pending& pending, Effects& effects) {
    // A holder may be byzantine and not answer. Whoever else asks everybody for the block soon has it from an honest
    // one or from another that asked, if there is one at all.
    const bool ask_anybody = pending.attempt % 2 != 0 || pending.want.holders.width() == 0;
    const std::size_t first = scattered(self_, pending.want.block, pending.attempt++) % validators_;
    for (std::size_t i = 0; i < validators_; ++i) {
        const ValidatorIndex peer{static_cast<std::uint32_t>((first + i) % validators_)};
        if (peer == self_ || !(ask_anybody || pending.want.holders.contains(peer))) continue;
        effects.push_back(Send<Message>{peer, std::make_shared<const Message>(BlockRequest{
                                                  .block = pending.want.block, .above = tree_.finalized()->height})});
        break;
    }
    pending.timer = ++timers_;
    effects.push_back(SetTimer{{.name = kSyncTimer, .round = pending.timer}});
}

void BlockSync::answer(ValidatorIndex from, const BlockRequest& request, Effects& effects) const {
    BlockResponse response;
    SharedConsensusBlock block = tree_.block(request.block);
    // The block itself in any case: who has made another of its height final must learn of it to report the fork.
    while (block && response.blocks.size() < kBlocksPerResponse &&
           (response.blocks.empty() || block->height > request.above)) {
        response.blocks.push_back(block);
        block = tree_.block(block->parent);
    }
    if (!response.blocks.empty())
        effects.push_back(Send<Message>{from, std::make_shared<const Message>(std::move(response))});
}

}  // namespace models::monadbft
