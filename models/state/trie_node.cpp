// SPDX-License-Identifier: MIT
#include "models/state/trie_node.h"

#include "models/chain/keccak_lanes.h"

namespace models {

void TrieBranch::lay_out(unsigned children) {
    constexpr std::uint8_t kEmptyString = 0x80;
    constexpr std::uint8_t kHashPrefix = kEmptyString + sizeof(Hash);
    constexpr std::uint8_t kList = 0xc0;
    constexpr std::uint8_t kLongList = 0xf7;  // Plus the bytes that the length takes.
    mask = static_cast<std::uint16_t>(children);
    std::uint8_t* const out = encoding();
    const std::size_t payload = payload_size(count());
    const std::size_t prefix = list_prefix_size(count());
    out[0] = static_cast<std::uint8_t>(prefix == 1 ? kList + payload : kLongList + prefix - 1);
    if (prefix == 3) out[1] = static_cast<std::uint8_t>(payload >> 8);
    if (prefix > 1) out[prefix - 1] = static_cast<std::uint8_t>(payload);
    first_ref = static_cast<std::uint8_t>(out + prefix + 1 - bytes());
    // An empty string for each nibble without a child, and for the value: no hashed key is a prefix of another.
    std::memset(out + prefix, kEmptyString, payload);
    for (unsigned nibble = 0; nibble < 16; ++nibble)
        if (has(nibble)) *(ref(nibble).bytes.data() - 1) = kHashPrefix;
    blocks = pad_keccak(out, encoded_size()) & 7U;
    const auto read = static_cast<std::size_t>(out - bytes()) + std::size_t{blocks} * kKeccakRate;
    rest_lines = (read <= 128 ? 0 : (read - 128 + 63) / 64) & 31U;
}

}  // namespace models
