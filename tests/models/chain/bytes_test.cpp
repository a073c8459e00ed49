// SPDX-License-Identifier: MIT
#include "models/chain/bytes.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace models {
namespace {

RC_GTEST_PROP(Bytes, hexadecimal_round_trips, (const ByteString& bytes)) {
    RC_ASSERT(from_hex(to_hex(bytes)) == bytes);
}

TEST(Bytes, wrong_hexadecimal_is_rejected) {
    EXPECT_FALSE(from_hex("0x1"));
    EXPECT_FALSE(from_hex("0xzz"));
    EXPECT_FALSE(address_from_hex("0x1234"));
    EXPECT_FALSE(hash_from_hex(std::string(66, '0')));
    EXPECT_TRUE(hash_from_hex("0x" + std::string(64, 'A')));
    EXPECT_EQ(from_hex("0xAbCd"), from_hex("abcd"));
}

TEST(Bytes, hashers_use_every_byte_and_never_change) {
    Address address;
    std::set<std::size_t> seen{AddressHasher{}(address)};
    for (auto& byte : address.bytes) {
        byte ^= 1;
        EXPECT_TRUE(seen.insert(AddressHasher{}(address)).second);
    }
    Hash hash;
    seen = {HashHasher{}(hash)};
    for (auto& byte : hash.bytes) {
        byte ^= 1;
        EXPECT_TRUE(seen.insert(HashHasher{}(hash)).second);
    }
    EXPECT_EQ(AddressHasher{}(Address{}), 0x1402b3d3fba96e19U);
}

}  // namespace
}  // namespace models
