// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/base/check.h"
#include "sim/base/ids.h"

namespace models {

/// A validator's place in its set.
using ValidatorIndex = sim::Id<struct ValidatorTag>;
/// A validator's weight. A set's total stays below 2^62, so that three times any part of it fits 64 bits.
using Stake = std::uint64_t;

/// Who may vote, and with what weight. Thresholds are exact: no division, no rounding.
class ValidatorSet {
  public:
    /// CHECKs that there is a validator and that every stake is positive.
    explicit ValidatorSet(std::vector<Stake> stakes);

    [[nodiscard]] std::size_t size() const { return stakes_.size(); }
    [[nodiscard]] Stake stake(ValidatorIndex validator) const { return stakes_[validator.index()]; }
    [[nodiscard]] Stake total() const { return total_; }
    /// More than two thirds of all stake: two such sets share an honest validator if less than a third is byzantine.
    [[nodiscard]] bool is_supermajority(Stake stake) const { return 3 * stake > 2 * total_; }
    /// More than one third of all stake: at least one of them is honest if at most a third is byzantine.
    [[nodiscard]] bool exceeds_third(Stake stake) const { return 3 * stake > total_; }

  private:
    std::vector<Stake> stakes_;
    Stake total_ = 0;
};

/// A set of validators, one bit each, as certificates carry it.
class VoterSet {
  public:
    explicit VoterSet(std::size_t validators = 0) : width_(validators), words_((validators + 63) / 64) {}

    /// False if it was in already. CHECKs that the validator exists.
    bool insert(ValidatorIndex validator) {
        CHECK(validator.index() < width_);
        std::uint64_t& word = words_[validator.index() / 64];
        const std::uint64_t bit = std::uint64_t{1} << (validator.index() % 64);
        const bool fresh = (word & bit) == 0;
        word |= bit;
        return fresh;
    }
    [[nodiscard]] bool contains(ValidatorIndex validator) const {
        return validator.index() < width_ && (words_[validator.index() / 64] >> (validator.index() % 64) & 1) != 0;
    }
    /// Number of validators that it has bits for, not of those that are in.
    [[nodiscard]] std::size_t width() const { return width_; }
    /// False for sets of different widths.
    [[nodiscard]] bool is_subset_of(const VoterSet& other) const;
    /// Counted anew from the bits at every call; 0 for a set of another width than `validators`.
    [[nodiscard]] Stake stake(const ValidatorSet& validators) const;
    bool operator==(const VoterSet&) const = default;

  private:
    std::size_t width_;
    std::vector<std::uint64_t> words_;
};

/// Who leads which round: drawn from Keccak-256 of (seed, round) in proportion to stake, the same for every validator.
class LeaderSchedule {
  public:
    LeaderSchedule(const ValidatorSet& validators, std::uint64_t seed);
    [[nodiscard]] ValidatorIndex leader(std::uint64_t round) const;

  private:
    std::vector<Stake> cumulative_;
    std::uint64_t seed_;
};

}  // namespace models
