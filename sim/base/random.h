// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace sim {

/// What a random draw is for. Draws of different purposes are independent, so adding one leaves all others as they
/// were.
struct Purpose {
    std::uint64_t value;
    /// The purpose named `name` (64-bit FNV-1a), e.g. `constexpr auto kArrivals = Purpose::named("client.arrival");`.
    static constexpr Purpose named(std::string_view name) {
        std::uint64_t hash = 0xcbf29ce484222325U;
        for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
        return Purpose{hash};
    }
};

/// Random numbers of one (seed, purpose, entity), addressed by index and not by the order of drawing
/// (Philox 4x64-10: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC'11).
class RandomStream {
  public:
    RandomStream(std::uint64_t seed, Purpose purpose, std::uint64_t entity)
        : seed_(seed), purpose_(purpose.value), entity_(entity) {}

    /// Four independent uniform 64-bit words of draw `index`.
    [[nodiscard]] std::array<std::uint64_t, 4> words(std::uint64_t index) const;
    [[nodiscard]] std::uint64_t bits(std::uint64_t index) const { return words(index)[0]; }

  private:
    std::uint64_t seed_;
    std::uint64_t purpose_;
    std::uint64_t entity_;
};

/// Uniform integer in [0, bound) from uniform bits (multiply-shift; bias below bound / 2^64).
constexpr std::uint64_t uniform_below(std::uint64_t bits, std::uint64_t bound) {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint64_t>((static_cast<Wide>(bits) * bound) >> 64);
}

}  // namespace sim
