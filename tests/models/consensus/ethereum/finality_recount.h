// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <set>
#include <tuple>

#include "models/consensus/ethereum/fork_choice.h"

namespace models::ethereum {

/// The votes that a tree's blocks include, counted the slow way: by link from a source to a target checkpoint.
class LinkRecount {
  public:
    LinkRecount(const ForkChoice& tree, Committees& committees) : committees_(committees) {
        for (BlockPlace place = 0; place < tree.size(); ++place)
            if (tree.at(place).proposal)
                for (const AggregatedVotes& votes : tree.at(place).proposal->votes) add(votes);
    }

    [[nodiscard]] bool is_justified(const Checkpoint& target) const {
        if (target.epoch == 0) return true;
        Seats seats;
        for (const auto& [link, voters] : links_)
            if (link.second == key(target)) seats.insert(voters.begin(), voters.end());
        return is_supermajority(seats);
    }
    /// If it is justified and the source of a link over one epoch, or over two the first of which is justified, too.
    [[nodiscard]] bool is_final(const Checkpoint& source) const {
        if (!is_justified(source)) return false;
        for (const auto& [link, voters] : links_) {
            if (link.first != key(source) || !is_supermajority(voters)) continue;
            const std::uint64_t target_epoch = link.second.first;
            if (target_epoch == source.epoch + 1) return true;
            if (target_epoch == source.epoch + 2 && any_justified(source.epoch + 1)) return true;
        }
        return false;
    }

  private:
    using Key = std::pair<std::uint64_t, Hash>;
    using Seats = std::set<std::tuple<std::uint32_t, std::uint32_t>>;  ///< Validator and duty.

    static Key key(const Checkpoint& checkpoint) { return {checkpoint.epoch, checkpoint.root}; }
    void add(const AggregatedVotes& votes) {
        Seats& seats = links_[{key(votes.data.source), key(votes.data.target)}];
        const std::uint64_t stride = kSlotsPerEpoch / committees_.parameters().duties_per_epoch;
        const auto duty = static_cast<std::uint32_t>(votes.data.slot % kSlotsPerEpoch / stride);
        for (std::uint32_t v = 0; v < votes.voters.width(); ++v)
            if (votes.voters.contains(ValidatorIndex{v})) seats.insert({v, duty});
    }
    [[nodiscard]] bool is_supermajority(const Seats& seats) const {
        Stake sum = 0;
        for (const auto& [validator, duty] : seats) sum += committees_.weight(ValidatorIndex{validator});
        return 3 * sum > 2 * committees_.validators().total() * committees_.parameters().duties_per_epoch;
    }
    [[nodiscard]] bool any_justified(std::uint64_t epoch) const {
        for (const auto& [link, voters] : links_)
            if (link.second.first == epoch && is_justified({.epoch = epoch, .root = link.second.second})) return true;
        return false;
    }

    Committees& committees_;
    std::map<std::pair<Key, Key>, Seats> links_;
};

}  // namespace models::ethereum
