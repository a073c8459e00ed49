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

void Fingerprint::add(const Link& link) {
    const std::array<std::uint64_t, 7> words = {value_.low, value_.high, static_cast<std::uint64_t>(link.time_ns),
                                                link.order, link.label,  link.argument,
                                                link.mixed};
    const XXH128_hash_t hash = XXH3_128bits(words.data(), sizeof words);
    value_ = {.low = hash.low64, .high = hash.high64};
    if (++events_ % kCheckpointInterval == 0)
        checkpoints_.push_back({.event = events_, .time = SimTime::from_ns(link.time_ns), .value = value_});
}

}  // namespace sim
