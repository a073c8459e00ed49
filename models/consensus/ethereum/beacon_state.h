// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>

#include "models/consensus/ethereum/committees.h"
#include "models/consensus/ethereum/messages.h"

namespace models::ethereum {

/// Casper FFG on one chain: what the votes that its blocks include have justified and finalized (consensus-specs
/// specs/phase0/beacon-chain.md, specs/altair). A value: a block's state is its parent's, moved on.
class BeaconState {
  public:
    /// At the genesis block.
    explicit BeaconState(std::size_t seats);

    /// Goes to this epoch, at every epoch's end on the way weighing the votes; `tip` is the chain's last block.
    void advance(std::uint64_t epoch, const Hash& tip, const Committees& committees);
    /// Adds a block of `slot`, which belongs to the epoch that was advanced to. False: its votes do not hold here, each
    /// seat of each aggregate recounted, and the state is spoilt.
    [[nodiscard]] bool apply(std::uint64_t slot, const Hash& block, const std::vector<AggregatedVotes>& votes,
                             Committees& committees);
    /// What would hold if its epoch ended now.
    [[nodiscard]] BeaconState weighed(const Committees& committees) const;

    /// Whether a block of `slot` on this chain may include votes for this, and which of the voters are not in yet.
    [[nodiscard]] bool may_include(std::uint64_t slot, const AttestationData& data) const;
    [[nodiscard]] bool includes(const AttestationData& data, std::size_t seat) const;

    [[nodiscard]] std::uint64_t epoch() const { return epoch_; }
    [[nodiscard]] const Checkpoint& justified() const { return justified_; }
    [[nodiscard]] const Checkpoint& finalized() const { return finalized_; }
    /// This epoch's checkpoint on this chain.
    [[nodiscard]] const Hash& target_root() const { return current_.target; }

  private:
    /// Votes of one epoch for this chain's checkpoint of that epoch. The seats are shared by the states of a chain
    /// until one of them adds to its own.
    struct Participation {
        Hash target;
        std::shared_ptr<const VoterSet> seats;
        Stake weight = 0;
    };

    [[nodiscard]] bool include(const AggregatedVotes& votes, Committees& committees);
    void weigh(const Committees& committees);
    [[nodiscard]] const Participation& participation(std::uint64_t epoch) const {
        return epoch == epoch_ ? current_ : previous_;
    }

    std::uint64_t epoch_ = 0;
    Participation previous_;
    Participation current_;
    Checkpoint previous_justified_;
    Checkpoint justified_;
    Checkpoint finalized_;
    unsigned justified_bits_ = 0;  ///< Bit i: the checkpoint of the epoch i before the last weighed one is justified.
    std::shared_ptr<const VoterSet> nobody_;
};

}  // namespace models::ethereum
