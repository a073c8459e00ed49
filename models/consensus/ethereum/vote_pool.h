// SPDX-License-Identifier: MIT
#pragma once

#include <deque>

#include "models/consensus/ethereum/committees.h"
#include "models/consensus/ethereum/messages.h"

namespace models::ethereum {

/// Equal votes of a slot's committee.
struct VoteGroup {
    AggregatedVotes votes;
    Stake weight = 0;
};
/// All votes of a slot's committee that are known: of each member the first.
struct SlotVotes {
    std::vector<VoteGroup> groups;  ///< In the order in which they came up.
    VoterSet voted;
};

/// The votes of the last two epochs, by slot.
class VotePool {
  public:
    explicit VotePool(Committees& committees) : committees_(committees) {}

    /// Moves on to this slot: covers the epoch before its own, and the slot after it, as others may be early.
    void advance(std::uint64_t slot);
    [[nodiscard]] bool covers(std::uint64_t slot) const { return slot >= first_ && slot < first_ + slots_.size(); }
    /// CHECKs that the pool covers the slot.
    [[nodiscard]] const SlotVotes& at(std::uint64_t slot) const;
    [[nodiscard]] std::uint64_t first_slot() const { return first_; }

    /// Whether all these votes are in. CHECKs that the pool covers their slot.
    [[nodiscard]] bool has_all(const AggregatedVotes& votes) const;

    enum class Outcome : std::uint8_t { New, Known, Conflicting };
    struct Recorded {
        Outcome outcome = Outcome::Known;
        std::size_t group = 0;  ///< Of the vote, if it is new or known.
    };
    /// CHECKs that the pool covers the slot. The voter is a member of the committee.
    Recorded record(const AttestationData& data, ValidatorIndex voter);

  private:
    Committees& committees_;
    std::uint64_t first_ = 0;
    std::deque<SlotVotes> slots_;
};

}  // namespace models::ethereum
