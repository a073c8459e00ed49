// SPDX-License-Identifier: MIT
#include "models/state/account.h"

#include <bit>
#include <cstring>

namespace models {
namespace {

// Odd constants: the fraction of e, 64 bits each, made odd.
constexpr std::uint64_t kMix0 = 0xb7e151628aed2a6bU;
constexpr std::uint64_t kMix1 = 0xbf7158809cf4f3c7U;
constexpr std::uint64_t kMix2 = 0x62e7160f38b4da57U;
constexpr std::uint64_t kMix3 = 0xa784d9045190cfefU;

/// Both halves of a 128-bit product folded: one multiplication mixes two words (the step of wyhash).
std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
    const DoubleLimb product = DoubleLimb{a} * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

}  // namespace

std::size_t SlotKeyHasher::operator()(const SlotKey& key) const noexcept {
    static_assert(std::endian::native == std::endian::little,
                  "a hash of the same bits everywhere needs byte swaps here");
    std::uint64_t head = 0;
    std::uint64_t middle = 0;
    std::uint32_t tail = 0;
    const std::uint8_t* bytes = key.address.bytes.data();
    std::memcpy(&head, bytes, 8);
    std::memcpy(&middle, bytes + 8, 8);
    std::memcpy(&tail, bytes + 16, 4);
    const auto& limbs = key.slot.limbs;
    // Four independent products, so that the multiplier works on all of them at once.
    const std::uint64_t mixed = fold(head ^ kMix0, middle ^ kMix1) + fold(limbs[0] ^ kMix2, limbs[1] ^ kMix3) +
                                std::rotl(fold(limbs[2] ^ kMix1, limbs[3] ^ kMix0), 23);
    return fold(mixed ^ kMix3, tail ^ kMix2);
}

}  // namespace models
