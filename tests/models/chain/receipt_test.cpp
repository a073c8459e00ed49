// SPDX-License-Identifier: MIT
#include "models/chain/receipt.h"

#include <gtest/gtest.h>

#include "models/chain/keccak.h"
#include "models/chain/rlp.h"

namespace models {
namespace {

Receipt example() {
    Receipt receipt;
    receipt.type = TransactionType::DynamicFee;
    receipt.success = true;
    receipt.cumulative_gas_used = 100'000_gas;
    receipt.logs.push_back({Address{{1}}, {Hash{{2}}, Hash{{3}}}, ByteString{4, 5}});
    return receipt;
}

int bits(const Bloom& bloom) {
    int count = 0;
    for (const auto byte : bloom) count += std::popcount(byte);
    return count;
}

TEST(Receipt, bloom_sets_three_known_bits_an_entry) {
    // keccak256 of 20 zero bytes begins 5380 c7b7 ae81: bits 0x380, 0x7b7, 0x681.
    const Bloom bloom = logs_bloom({Log{Address{}, {}, {}}});
    EXPECT_EQ(bits(bloom), 3);
    for (const unsigned bit : {0x380U, 0x7b7U, 0x681U})
        EXPECT_TRUE((bloom[255 - bit / 8] >> (bit % 8) & 1) != 0) << bit;
    EXPECT_EQ(bits(logs_bloom({})), 0);
    EXPECT_LE(bits(logs_bloom(example().logs)), 9);
}

TEST(Receipt, bloom_of_many_logs_has_the_bits_of_each) {
    std::vector<Receipt> receipts(20, example());
    for (std::size_t i = 0; i < receipts.size(); ++i) {
        receipts[i].logs.assign(i % 4, receipts[i].logs[0]);
        for (std::size_t k = 0; k < receipts[i].logs.size(); ++k) {
            receipts[i].logs[k].address.bytes[3] = static_cast<std::uint8_t>(10 * i + k);
            receipts[i].logs[k].topics.resize(k + i % 3);
        }
    }
    const auto blooms = logs_blooms(receipts);
    const EncodedReceipts encoded = encode_all(receipts);
    const EncodedReceipts later = encode_all(receipts, 1'000_gas);
    Bloom all{};
    for (std::size_t i = 0; i < receipts.size(); ++i) {
        Bloom united{};
        const auto add = [&](ByteView entry) {
            const Hash hash = keccak256(entry);
            for (const std::size_t pair : {0U, 2U, 4U}) {
                const unsigned bit = (hash.bytes[pair] * 256U + hash.bytes[pair + 1]) % 2048;
                united[255 - bit / 8] = static_cast<std::uint8_t>(united[255 - bit / 8] | 1U << bit % 8);
            }
        };
        for (const Log& log : receipts[i].logs) {
            add(log.address.bytes);
            for (const Hash& topic : log.topics) add(topic.bytes);
        }
        EXPECT_EQ(blooms[i], united);
        EXPECT_EQ(logs_bloom(receipts[i].logs), united);
        EXPECT_EQ(encoded.items[i], encode(receipts[i]));
        Receipt shifted = receipts[i];
        shifted.cumulative_gas_used += 1'000_gas;
        EXPECT_EQ(later.items[i], encode(shifted));
        add_to_bloom(all, united);
    }
    EXPECT_EQ(encoded.bloom, all);
}

TEST(Receipt, encoding_has_type_status_gas_bloom_and_logs) {
    const ByteString bytes = encode(example());
    ASSERT_EQ(bytes[0], 2);
    RlpReader reader(ByteView(bytes).subspan(1));
    auto fields = reader.read_list();
    ASSERT_TRUE(fields && reader.at_end());
    EXPECT_EQ(fields->read_u64(), 1U);
    EXPECT_EQ(fields->read_u64(), 100'000U);
    EXPECT_EQ(fields->read_string()->size(), 256U);
    auto logs = fields->read_list();
    auto log = logs->read_list();
    EXPECT_EQ(log->read_address(), Address{{1}});
    EXPECT_EQ(log->read_list()->rest().size(), 66U);
    EXPECT_EQ(log->read_string()->size(), 2U);
    EXPECT_TRUE(log->at_end() && logs->at_end() && fields->at_end());
}

TEST(Receipt, compact_encoding_leaves_out_the_bloom) {
    const auto full = encode(example()).size();
    const auto compact = encode_compact(example()).size();
    // 256 bytes and their prefix of 3; the list's own prefix shrinks by one byte.
    EXPECT_EQ(full - compact, 260U);
}

TEST(Receipt, legacy_encoding_has_no_type_byte) {
    Receipt receipt = example();
    receipt.type = TransactionType::Legacy;
    EXPECT_EQ(encode(receipt)[0], 0xf9);
    receipt.success = false;
    RlpReader reader(encode(receipt));
    EXPECT_NE(encode(receipt), encode(example()));
}

}  // namespace
}  // namespace models
