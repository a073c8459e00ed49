// SPDX-License-Identifier: MIT
#include "models/workload/contract.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "models/chain/keccak.h"
#include "models/workload/embedded_contracts.h"

namespace models {
namespace {

Selector selector_of(const std::string& signature) {
    const Hash hash = keccak256({reinterpret_cast<const std::uint8_t*>(signature.data()), signature.size()});
    Selector out{};
    std::copy_n(hash.bytes.begin(), out.size(), out.begin());
    return out;
}

TEST(Contract, selectors_are_hashes_of_their_signatures) {
    for (const char* name : {"token", "pair", "counter"}) {
        const Contract contract = load_contract(name);
        EXPECT_FALSE(contract.selectors.empty());
        for (const auto& [signature, selector] : contract.selectors) EXPECT_EQ(selector, selector_of(signature));
    }
}

TEST(Contract, selectors_of_the_workload_are_in_the_contracts) {
    const Contract token = load_contract("token");
    EXPECT_EQ(token.selectors.at("mint(address,uint256)"), kMint);
    EXPECT_EQ(token.selectors.at("approve(address,uint256)"), kApprove);
    EXPECT_EQ(token.selectors.at("transfer(address,uint256)"), kTransfer);
    const Contract pair = load_contract("pair");
    EXPECT_EQ(pair.selectors.at("addLiquidity(uint256,uint256)"), kAddLiquidity);
    EXPECT_EQ(pair.selectors.at("swap(address,uint256,uint256)"), kSwap);
    EXPECT_EQ(load_contract("counter").selectors.at("increment()"), kIncrement);
}

TEST(Contract, embedded_text_is_the_committed_file) {
    for (const auto& [name, text] : embedded_contracts()) {
        std::ifstream in(std::string(HEADWAY_SOURCE_DIR "/models/workload/contracts/") + std::string(name) + ".json");
        std::stringstream content;
        content << in.rdbuf();
        EXPECT_EQ(content.str(), text) << name;
    }
    EXPECT_EQ(embedded_contracts().size(), 3U);
}

std::string sha256_of(const ByteString& bytes) {
    std::array<std::uint8_t, 32> digest{};
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
    return to_hex(digest).substr(2);
}

TEST(Contract, bytecode_has_the_hashes_written_beside_it) {
    for (const auto& [name, text] : embedded_contracts()) {
        const auto json = nlohmann::json::parse(text);
        const Contract contract = load_contract(name);
        EXPECT_EQ(sha256_of(contract.init_code), json["sha256"]["init"].get<std::string>()) << name;
        EXPECT_EQ(sha256_of(contract.runtime_code), json["sha256"]["runtime"].get<std::string>()) << name;
        EXPECT_LE(contract.runtime_code.size(), 24'576U);  // EIP-170
    }
}

TEST(Contract, calldata_is_the_selector_and_a_word_an_argument) {
    const ByteString call = encode_call(kTransfer, {U256{1}, ~U256{}});
    ASSERT_EQ(call.size(), 68U);
    EXPECT_TRUE(std::equal(kTransfer.begin(), kTransfer.end(), call.begin()));
    EXPECT_EQ(U256::from_big_endian(ByteView(call).subspan(4, 32)), U256{1});
    EXPECT_EQ(U256::from_big_endian(ByteView(call).subspan(36, 32)), ~U256{});
    const Contract counter = load_contract("counter");
    EXPECT_EQ(encode_deployment(counter, {U256{9}}).size(), counter.init_code.size() + 32);
}

TEST(Contract, committed_bytecode_is_what_the_sources_compile_to) {
    if (std::system("node --version > /dev/null 2>&1") != 0) GTEST_SKIP() << "skipped: node is not installed";
    const int status = std::system("node '" HEADWAY_SOURCE_DIR "/scripts/build_contracts.mjs' --check");
    ASSERT_TRUE(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) GTEST_SKIP() << "skipped: the Solidity compiler is not installed";
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace models
