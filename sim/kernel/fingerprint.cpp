// SPDX-License-Identifier: MIT
#include "sim/kernel/fingerprint.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wpedantic"
#define XXH_INLINE_ALL
#include <xxhash.h>
#pragma GCC diagnostic pop

#include <array>

namespace sim {

std::string Fingerprint::Value::to_hex() const {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (const std::uint64_t word : {high, low})
        for (int shift = 60; shift >= 0; shift -= 4) text += kDigits[(word >> shift) & 15U];
    return text;
}

namespace {

// The lengths of what is hashed differ between the two kinds of step, so that none can pass for the other.
template <std::size_t N>
Fingerprint::Value hash(const std::array<std::uint64_t, N>& words) {
    const XXH128_hash_t hash = XXH3_128bits(words.data(), sizeof words);
    return {.low = hash.low64, .high = hash.high64};
}

}  // namespace

void Fingerprint::mix(std::uint64_t digest) {
    value_ = hash(std::array{value_.low, value_.high, digest});
}

void Fingerprint::add(const Link& link) {
    const auto time = static_cast<std::uint64_t>(link.time_ns);
    value_ = hash(std::array{value_.low, value_.high, time, link.order, link.label, link.argument});
    if (++events_ % kCheckpointInterval == 0)
        checkpoints_.push_back({.event = events_, .time = SimTime::from_ns(link.time_ns), .value = value_});
}

}  // namespace sim
