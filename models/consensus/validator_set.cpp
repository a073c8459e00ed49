// SPDX-License-Identifier: MIT
#include "models/consensus/validator_set.h"

#include <algorithm>
#include <bit>
#include <span>

#include "models/chain/keccak.h"

namespace models {

ValidatorSet::ValidatorSet(std::vector<Stake> stakes) : stakes_(std::move(stakes)) {
    CHECK(!stakes_.empty());
    for (const Stake stake : stakes_) {
        CHECK(stake > 0);
        total_ += stake;
        CHECK(total_ < (Stake{1} << 62));
    }
}

Stake VoterSet::stake(const ValidatorSet& validators) const {
    if (width() != validators.size()) return 0;
    Stake sum = 0;
    for (std::uint32_t i = 0; i < words_.size(); ++i)
        for (std::uint64_t rest = words_[i]; rest != 0; rest &= rest - 1)
            sum += validators.stake(ValidatorIndex{64 * i + static_cast<std::uint32_t>(std::countr_zero(rest))});
    return sum;
}

bool VoterSet::is_subset_of(const VoterSet& other) const {
    if (width_ != other.width_) return false;
    for (std::size_t i = 0; i < words_.size(); ++i)
        if ((words_[i] & ~other.words_[i]) != 0) return false;
    return true;
}

LeaderSchedule::LeaderSchedule(const ValidatorSet& validators, std::uint64_t seed) : seed_(seed) {
    Stake sum = 0;
    for (std::uint32_t i = 0; i < validators.size(); ++i) {
        sum += validators.stake(ValidatorIndex{i});
        cumulative_.push_back(sum);
    }
}

ValidatorIndex LeaderSchedule::leader(std::uint64_t round) const {
    std::array<std::uint8_t, 16> key{};
    for (unsigned i = 0; i < 8; ++i) {
        key[i] = static_cast<std::uint8_t>(seed_ >> (8 * i));
        key[8 + i] = static_cast<std::uint8_t>(round >> (8 * i));
    }
    const Hash hash = keccak256(key);
    __extension__ using Wide = unsigned __int128;
    std::uint64_t uniform = 0;
    for (unsigned i = 0; i < 8; ++i) uniform |= static_cast<std::uint64_t>(hash.bytes[i]) << (8 * i);
    // The bias of scaling 64 bits to a total below 2^62 is under one part in four for a single unit of stake, and
    // under total / 2^64 for any real validator.
    const auto ticket = static_cast<Stake>((Wide{uniform} * cumulative_.back()) >> 64);
    const auto it = std::upper_bound(cumulative_.begin(), cumulative_.end(), ticket);
    return ValidatorIndex{static_cast<std::uint32_t>(it - cumulative_.begin())};
}

}  // namespace models
