// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <span>

#include "models/chain/keccak_lanes.h"

namespace models {

/// Lines that are asked for during a permutation: four a round, as many as memory gives into the second-level cache.
constexpr std::size_t kLinesAPermutation = 96;

/// Lines of the first permutations of a pass; of further ones the same again.
class LinesOfPass {
  public:
    LinesOfPass(PrefetchQueue& queue, std::size_t permutations) {
        queue.take(std::span(lines_).first(std::min(lines_.size(), permutations * kLinesAPermutation)));
    }
    [[nodiscard]] const void* const* of_permutation(std::size_t i) const {
        return lines_.data() + i % kPermutations * kLinesAPermutation;
    }

  private:
    static constexpr std::size_t kPermutations = 4;
    std::array<const void*, kPermutations * kLinesAPermutation> lines_;
};

// Each hashes a group of 1 to 4 or 8 messages side by side. The first must be the longest.
void keccak_group_avx2(std::span<const PaddedMessage> group);
/// `lines`, if not nullptr, are prefetched on the way.
void keccak_group_avx512(std::span<const PaddedMessage> group, const LinesOfPass* lines);
/// One message.
void keccak_one(const PaddedMessage& message);

}  // namespace models
