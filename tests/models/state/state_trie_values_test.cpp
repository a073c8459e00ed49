// SPDX-License-Identifier: MIT
#include "models/state/state_trie_values.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace models {
namespace {

/// Appendix B of the Yellow Paper, byte by byte.
ByteString expected_rlp(const U256& number) {
    const auto bytes = number.to_big_endian();
    const auto first = std::find_if(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte != 0; });
    const ByteString significant(first, bytes.end());
    if (significant.size() == 1 && significant[0] < 0x80) return significant;
    ByteString rlp(1, static_cast<std::uint8_t>(0x80 + significant.size()));
    rlp.insert(rlp.end(), significant.begin(), significant.end());
    return rlp;
}

template <class Number>
ByteString written_rlp(const Number& number) {
    std::array<std::uint8_t, 33> room{};
    const auto size = static_cast<std::size_t>(put_rlp(room.data(), number) - room.data());
    return ByteString(room.data(), room.data() + size);
}

/// Every byte length with the lowest, the highest and an uneven leading byte.
TEST(RlpOfNumber, has_no_leading_zeros_at_any_length) {
    EXPECT_EQ(written_rlp(U256{}), ByteString(1, 0x80));
    for (unsigned bytes = 1; bytes <= 32; ++bytes) {
        for (const std::uint64_t leading : {0x01U, 0x5aU, 0x7fU, 0x80U, 0xffU}) {
            const U256 low = U256{0x1122334455667788, 0x99aabbccddeeff00, 0x0123456789abcdef, 0xfedcba9876543210};
            const unsigned below = 8 * (bytes - 1);
            const U256 number = (U256{leading} << below) | (below == 0 ? U256{} : low >> (256 - below));
            EXPECT_EQ(written_rlp(number), expected_rlp(number)) << to_hex(number);
            if (number.fits_u64()) {
                EXPECT_EQ(written_rlp(number.low_u64()), expected_rlp(number)) << to_hex(number);
            }
        }
    }
}

}  // namespace
}  // namespace models
