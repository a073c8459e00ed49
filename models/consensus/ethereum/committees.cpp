// SPDX-License-Identifier: MIT
#include "models/consensus/ethereum/committees.h"

#include <bit>
#include <numeric>
#include <utility>

#include "models/chain/keccak.h"

namespace models::ethereum {
namespace {

/// Numbers from Keccak-256 of (seed, what, which, counter), four from each hash.
class Draws {
  public:
    Draws(std::uint64_t seed, std::uint64_t what, std::uint64_t which) {
        put(0, seed);
        put(1, what);
        put(2, which);
    }
    /// Below `bound`; the bias of scaling 64 bits is under bound / 2^64.
    std::uint64_t below(std::uint64_t bound) {
        if (used_ % 4 == 0) {
            put(3, used_ / 4);
            hash_ = keccak256(key_);
        }
        std::uint64_t uniform = 0;
        for (unsigned i = 0; i < 8; ++i) uniform |= std::uint64_t{hash_.bytes[8 * (used_ % 4) + i]} << (8 * i);
        ++used_;
        __extension__ using Wide = unsigned __int128;
        return static_cast<std::uint64_t>((Wide{uniform} * bound) >> 64);
    }

  private:
    void put(std::size_t place, std::uint64_t value) {
        for (unsigned i = 0; i < 8; ++i) key_[8 * place + i] = static_cast<std::uint8_t>(value >> (8 * i));
    }
    std::array<std::uint8_t, 32> key_{};
    Hash hash_;
    std::uint64_t used_ = 0;
};
constexpr std::uint64_t kShuffle = 1;
constexpr std::uint64_t kAggregator = 2;  // + the validator's index

}  // namespace

Committees::Committees(const ValidatorSet& validators, const Parameters& parameters)
    : validators_(validators),
      parameters_(parameters),
      stride_(static_cast<std::uint32_t>(kSlotsPerEpoch) / parameters.duties_per_epoch) {
    CHECK(std::has_single_bit(parameters.duties_per_epoch));
    CHECK(parameters.duties_per_epoch <= kSlotsPerEpoch);
    CHECK(validators.total() < (Stake{1} << 62) / kSlotsPerEpoch);
    CHECK(parameters.committees_per_slot > 0);
    CHECK(parameters.aggregators_per_committee > 0);
}

const SlotCommittee& Committees::at(std::uint64_t slot) {
    return epoch(epoch_of(slot)).slots[slot % kSlotsPerEpoch];
}

bool Committees::is_member(std::uint64_t slot, ValidatorIndex validator) {
    if (validator.index() >= validators_.size()) return false;
    return epoch(epoch_of(slot)).positions[validator.index()] % stride_ == slot % stride_;
}

std::uint32_t Committees::subnet(std::uint64_t slot, ValidatorIndex validator) {
    return epoch(epoch_of(slot)).positions[validator.index()] / stride_ % parameters_.committees_per_slot;
}

bool Committees::is_aggregator(std::uint64_t slot, ValidatorIndex validator) {
    if (!is_member(slot, validator)) return false;
    const std::uint64_t members = at(slot).members.size() / parameters_.committees_per_slot;
    const std::uint64_t one_in = members / parameters_.aggregators_per_committee;
    if (one_in <= 1) return true;
    return Draws(parameters_.seed, kAggregator + validator.value, slot).below(one_in) == 0;
}

const Committees::Epoch& Committees::epoch(std::uint64_t number) {
    if (number == last_number_) return *last_;
    auto it = epochs_.find(number);
    if (it == epochs_.end()) it = epochs_.emplace(number, draw(number)).first;
    last_number_ = number;
    last_ = &it->second;
    return *last_;
}

Committees::Epoch Committees::draw(std::uint64_t number) const {
    const auto count = static_cast<std::uint32_t>(validators_.size());
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0U);
    Draws draws(parameters_.seed, kShuffle, number);
    for (std::uint32_t i = count; i > 1; --i) std::swap(order[i - 1], order[draws.below(i)]);

    Epoch epoch{.positions = std::vector<std::uint32_t>(count), .slots = std::vector<SlotCommittee>(kSlotsPerEpoch)};
    for (std::uint32_t i = 0; i < kSlotsPerEpoch; ++i) epoch.slots[i].duty = i / stride_;
    for (std::uint32_t position = 0; position < count; ++position) {
        const ValidatorIndex validator{order[position]};
        epoch.positions[validator.index()] = position;
        for (std::uint32_t i = position % stride_; i < kSlotsPerEpoch; i += stride_) {
            epoch.slots[i].members.push_back(validator);
            epoch.slots[i].weight += weight(validator);
        }
    }
    return epoch;
}

}  // namespace models::ethereum
