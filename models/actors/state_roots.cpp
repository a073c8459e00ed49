// SPDX-License-Identifier: MIT
#include "models/actors/state_roots.h"

#include <algorithm>
#include <utility>

namespace models {

StateRoots::StateRoots(const State& genesis) : trie_(genesis), at_(genesis.id()), genesis_root_(trie_.root()) {}

BlockRoots StateRoots::roots(const State& pre, const StateDiff& diff, const State& post,
                             std::span<const ByteString> transactions, std::span<const ByteString> receipts) {
    move_to(pre);
    BlockRoots result = compute_roots(trie_, diff, transactions, receipts);
    if (post.id() == pre.id()) return result;
    at_ = post.id();
    steps_.insert(at_, {.from = pre.id(), .forward = diff, .back = pre.reverse(diff)});
    return result;
}

std::vector<StateId> StateRoots::path_from_origin(StateId state) const {
    std::vector<StateId> path{state};
    // A state may come back, as when an account is paid and pays the same: then the steps make a circle.
    for (const Step* step = steps_.find(state); step != nullptr && path.size() <= kKept; step = steps_.find(state)) {
        state = step->from;
        path.push_back(state);
    }
    std::reverse(path.begin(), path.end());
    return path;
}

void StateRoots::move_to(const State& target) {
    if (at_ == target.id()) return;
    const std::vector<StateId> here = path_from_origin(at_);
    const std::vector<StateId> there = path_from_origin(target.id());
    const auto fork = std::find_first_of(here.rbegin(), here.rend(), there.begin(), there.end());
    if (fork == here.rend()) {
        trie_ = StateTrie(target);
        at_ = target.id();
        return;
    }
    for (auto it = here.rbegin(); it != fork; ++it) trie_.apply(steps_.find(*it)->back);
    const auto from = std::find(there.begin(), there.end(), *fork);
    for (auto it = std::next(from); it != there.end(); ++it) trie_.apply(steps_.find(*it)->forward);
    at_ = target.id();
}

}  // namespace models
