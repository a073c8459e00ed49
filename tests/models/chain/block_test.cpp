// SPDX-License-Identifier: MIT
#include "models/chain/block.h"

#include <gtest/gtest.h>

#include "models/chain/keccak.h"
#include "tests/models/chain/fixtures.h"

namespace models {
namespace {

using nlohmann::json;

TEST(BlockHeader, genesis_of_mainnet_has_its_hash) {
    BlockHeader header;
    header.state_root = *hash_from_hex("0xd7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544");
    header.difficulty = U256{0x400000000};
    header.gas_limit = 5000_gas;
    header.extra = *from_hex("0x11bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa");
    header.nonce = {0, 0, 0, 0, 0, 0, 0, 0x42};
    EXPECT_EQ(to_hex(block_hash(header).bytes), "0xd4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3");
}

TEST(BlockHeader, written_out_hashes_are_those_of_their_preimages) {
    EXPECT_EQ(kEmptyOmmersHash, keccak256(ByteString{0xc0}));
    EXPECT_EQ(kEmptyTrieRoot, keccak256(ByteString{0x80}));
}

std::uint64_t number_of(const json& text) {
    return u256_from_hex(text.get<std::string>())->low_u64();
}
Gas gas_of(const json& text) {
    return Gas::from_units(static_cast<std::int64_t>(number_of(text)));
}
Hash hash_of(const json& text) {
    return *hash_from_hex(text.get<std::string>());
}

BlockHeader header_of(const json& fixture) {
    BlockHeader header;
    header.parent_hash = hash_of(fixture["parentHash"]);
    header.ommers_hash = hash_of(fixture["uncleHash"]);
    header.beneficiary = *address_from_hex(fixture["coinbase"].get<std::string>());
    header.state_root = hash_of(fixture["stateRoot"]);
    header.transactions_root = hash_of(fixture["transactionsTrie"]);
    header.receipts_root = hash_of(fixture["receiptTrie"]);
    const auto bloom = *from_hex(fixture["bloom"].get<std::string>());
    std::copy(bloom.begin(), bloom.end(), header.logs_bloom.begin());
    header.difficulty = *u256_from_hex(fixture["difficulty"].get<std::string>());
    header.number = number_of(fixture["number"]);
    header.gas_limit = gas_of(fixture["gasLimit"]);
    header.gas_used = gas_of(fixture["gasUsed"]);
    header.timestamp = number_of(fixture["timestamp"]);
    header.extra = *from_hex(fixture["extraData"].get<std::string>());
    header.prev_randao = hash_of(fixture["mixHash"]);
    const auto nonce = *from_hex(fixture["nonce"].get<std::string>());
    std::copy(nonce.begin(), nonce.end(), header.nonce.begin());
    if (fixture.contains("baseFeePerGas"))
        header.base_fee = *u256_from_hex(fixture["baseFeePerGas"].get<std::string>());
    if (fixture.contains("withdrawalsRoot")) header.withdrawals_root = hash_of(fixture["withdrawalsRoot"]);
    if (fixture.contains("blobGasUsed")) header.blob_gas_used = gas_of(fixture["blobGasUsed"]);
    if (fixture.contains("excessBlobGas")) header.excess_blob_gas = gas_of(fixture["excessBlobGas"]);
    if (fixture.contains("parentBeaconBlockRoot"))
        header.parent_beacon_root = hash_of(fixture["parentBeaconBlockRoot"]);
    return header;
}

TEST(BlockFixtures, headers_up_to_cancun_have_their_hashes) {
    const auto folder = fixture_folder("blockchain/eest-v5.4.0/cancun");
    if (folder.empty()) GTEST_SKIP() << "skipped: no fixtures";
    int headers = 0;
    for (const auto& file : json_files(folder)) {
        const json tests = read_json(file);
        for (const auto& [name, test] : tests.items()) {
            std::vector<json> fixtures{test["genesisBlockHeader"]};
            for (const json& block : test["blocks"])
                if (block.contains("blockHeader")) fixtures.push_back(block["blockHeader"]);
            for (const json& fixture : fixtures) {
                if (fixture.contains("requestsHash")) continue;  // Prague.
                EXPECT_EQ(block_hash(header_of(fixture)), hash_of(fixture["hash"])) << name;
                ++headers;
            }
        }
    }
    EXPECT_GE(headers, 20);
}

}  // namespace
}  // namespace models
