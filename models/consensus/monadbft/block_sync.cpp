// SPDX-License-Identifier: MIT
#include "models/consensus/monadbft/block_sync.h"

#include <algorithm>
#include <utility>

namespace models::monadbft {

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

void BlockSync::on_timer(const Timer& timer, std::uint64_t round, Effects& effects) {
    std::erase_if(pending_, [&](const Pending& p) { return p.want.last_round < round; });
    for (Pending& pending : pending_)
        if (pending.timer == timer.round) ask(pending, effects);
}

void BlockSync::ask(Pending& pending, Effects& effects) {
    const VoterSet& holders = pending.want.holders;
    const std::size_t first = pending.want.block.bytes[0] + self_.index() + pending.attempt;
    for (std::size_t i = 0; i < validators_; ++i) {
        const ValidatorIndex peer{static_cast<std::uint32_t>((first + i) % validators_)};
        if (peer == self_ || (holders.width() > 0 && !holders.contains(peer))) continue;
        effects.push_back(Send<Message>{peer, std::make_shared<const Message>(BlockRequest{
                                                  .block = pending.want.block, .above = tree_.finalized()->height})});
        pending.attempt += static_cast<std::uint32_t>(i) + 1;
        break;
    }
    pending.timer = ++timers_;
    effects.push_back(SetTimer{{.name = kSyncTimer, .round = pending.timer}});
}

void BlockSync::answer(ValidatorIndex from, const BlockRequest& request, Effects& effects) const {
    BlockResponse response;
    SharedConsensusBlock block = tree_.block(request.block);
    while (block && block->height > request.above && response.blocks.size() < kBlocksPerResponse) {
        response.blocks.push_back(block);
        block = tree_.block(block->parent);
    }
    if (!response.blocks.empty())
        effects.push_back(Send<Message>{from, std::make_shared<const Message>(std::move(response))});
}

}  // namespace models::monadbft
