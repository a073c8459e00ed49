// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <vector>

#include "models/consensus/ethereum/parameters.h"
#include "models/consensus/validator_set.h"

namespace models::ethereum {

/// Who attests in a slot. A member votes there with one seat: its stake is shared out evenly over `duties_per_epoch`.
struct SlotCommittee {
    std::vector<ValidatorIndex> members;
    std::uint32_t duty = 0;  ///< Which of its members' seats it has.
    Stake weight = 0;
};

/// Committees of every epoch: a shuffle drawn from Keccak-256 of (seed, epoch) deals the validators out evenly over the
/// slots. The same for all who know the validators and the parameters, so one serves every machine of a run; what it
/// has drawn it keeps.
class Committees {
  public:
    Committees(const ValidatorSet& validators, const Parameters& parameters);

    /// The reference stays good.
    const SlotCommittee& at(std::uint64_t slot);
    bool is_member(std::uint64_t slot, ValidatorIndex validator);
    /// The committee within the slot, which has a subnet of its own.
    std::uint32_t subnet(std::uint64_t slot, ValidatorIndex validator);
    /// Whether this member is to aggregate: drawn from Keccak-256 of (seed, slot, member).
    bool is_aggregator(std::uint64_t slot, ValidatorIndex validator);

    /// Of all validators: `duties_per_epoch` each.
    [[nodiscard]] std::size_t seats() const { return validators_.size() * parameters_.duties_per_epoch; }
    [[nodiscard]] std::size_t seat(std::uint32_t duty, ValidatorIndex validator) const {
        return std::size_t{duty} * validators_.size() + validator.index();
    }
    /// Of one seat. So that nothing is rounded, weights are in units of a stake's share for one duty.
    [[nodiscard]] Stake weight(ValidatorIndex validator) const { return validators_.stake(validator); }
    [[nodiscard]] Stake total_weight() const { return validators_.total() * parameters_.duties_per_epoch; }
    [[nodiscard]] bool is_supermajority(Stake weight) const { return 3 * weight > 2 * total_weight(); }
    [[nodiscard]] const ValidatorSet& validators() const { return validators_; }
    [[nodiscard]] const Parameters& parameters() const { return parameters_; }

  private:
    struct Epoch {
        std::vector<std::uint32_t> positions;  ///< By validator, after the shuffle.
        std::vector<SlotCommittee> slots;
    };
    const Epoch& epoch(std::uint64_t number);
    [[nodiscard]] Epoch draw(std::uint64_t number) const;

    const ValidatorSet& validators_;
    Parameters parameters_;
    std::uint32_t stride_;  ///< Slots from one duty of a validator to its next.
    std::map<std::uint64_t, Epoch> epochs_;
    std::uint64_t last_number_ = ~std::uint64_t{0};  ///< Asked for last, which is most often asked for next.
    const Epoch* last_ = nullptr;
};

}  // namespace models::ethereum
