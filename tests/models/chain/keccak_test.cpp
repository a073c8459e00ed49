// SPDX-License-Identifier: MIT
#include "models/chain/keccak.h"

#include <gtest/gtest.h>

#include <string>

namespace models {
namespace {

std::string hex_of(std::string_view text) {
    return to_hex(keccak256({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}).bytes);
}

TEST(Keccak256, gives_known_vectors) {
    // The empty string and "abc": Keccak team's vectors for Keccak[c=512]; the last: selector preimage of ERC-20's
    // transfer.
    EXPECT_EQ(hex_of(""), "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    EXPECT_EQ(hex_of("abc"), "0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
    EXPECT_EQ(hex_of("transfer(address,uint256)").substr(0, 10), "0xa9059cbb");
    EXPECT_EQ(kEmptyCodeHash, keccak256({}));
}

TEST(Keccak256, chain_over_all_lengths_around_the_rate_is_fixed) {
    // Each digest is appended, so every length from 0 to 1,888 in steps of 32 counts. This and the next value come from
    // a second implementation, written in Python after the pseudo-code of the Keccak team.
    ByteString message;
    Hash digest{};
    for (int i = 0; i < 60; ++i) {
        digest = keccak256(message);
        message.insert(message.end(), digest.bytes.begin(), digest.bytes.end());
    }
    EXPECT_EQ(to_hex(digest.bytes), "0x3661afcba40d394ed2985c22c7caddc724cda4a67c3c2209c480161ea529ec4b");
}

TEST(Keccak256, padding_is_right_at_every_length_of_a_block) {
    // Digest of the digests of 0..300 bytes of 0xa5.
    ByteString digests;
    ByteString message;
    for (int length = 0; length <= 300; ++length, message.push_back(0xa5)) {
        const Hash digest = keccak256(message);
        digests.insert(digests.end(), digest.bytes.begin(), digest.bytes.end());
    }
    EXPECT_EQ(to_hex(keccak256(digests).bytes), "0x6611f16dd3e161e804b4d7bfdfcd7c222117686af563e1eefd39043c414ebbaa");
}

TEST(Keccak256, permutation_count_follows_the_padding) {
    EXPECT_EQ(keccak_permutations(0), 1U);
    EXPECT_EQ(keccak_permutations(135), 1U);
    EXPECT_EQ(keccak_permutations(136), 2U);
}

}  // namespace
}  // namespace models
