// SPDX-License-Identifier: MIT
#include "tests/conformance/state_fixture.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "models/chain/keccak.h"

namespace models {
namespace {

using Json = nlohmann::json;

std::string text(const Json& object, const char* key, const char* missing) {
    return object.contains(key) ? object.at(key).get<std::string>() : missing;
}
U256 number(const std::string& hex) {
    return u256_from_hex(hex).value();
}
std::uint64_t small_number(const std::string& hex) {
    return number(hex).low_u64();
}
Address address(const std::string& hex) {
    return address_from_hex(hex).value();
}

/// EIP-4844: the least integer root of factor * e^(numerator / denominator), by Taylor expansion.
U256 fake_exponential(const U256& factor, const U256& numerator, const U256& denominator) {
    U256 output;
    U256 term = factor * denominator;
    for (std::uint64_t i = 1; !term.is_zero(); ++i) {
        output += term;
        term = term * numerator / (denominator * U256{i});
    }
    return output / denominator;
}

BlockContext read_block(const Json& environment) {
    BlockContext block;
    block.number = small_number(text(environment, "currentNumber", "0x0"));
    block.timestamp = small_number(text(environment, "currentTimestamp", "0x0"));
    const U256 gas_limit = std::min(number(text(environment, "currentGasLimit", "0x0")), U256{INT64_MAX});
    block.gas_limit = Gas::from_units(static_cast<std::int64_t>(gas_limit.low_u64()));
    block.beneficiary = address(text(environment, "currentCoinbase", ""));
    block.prev_randao = number(text(environment, "currentRandom", "0x0")).to_hash();
    block.base_fee = number(text(environment, "currentBaseFee", "0xa"));
    block.blob_base_fee =
        fake_exponential(1, number(text(environment, "currentExcessBlobGas", "0x0")), 3'338'477);  // EIP-4844
    // The tests' convention: a block's hash is that of its number in decimal.
    for (std::uint64_t back = 1; back <= std::min<std::uint64_t>(block.number, 256); ++back) {
        const std::string decimal = std::to_string(block.number - back);
        block.recent_block_hashes.push_back(
            keccak256({reinterpret_cast<const std::uint8_t*>(decimal.data()), decimal.size()}));
    }
    return block;
}

TestState read_state(const Json& accounts, CodeStore& codes) {
    TestState state;
    for (const auto& [hex, json] : accounts.items()) {
        TestState::Entry& entry = state.entries[address(hex)];
        entry.account.nonce = small_number(json.at("nonce"));
        entry.account.balance = number(json.at("balance"));
        entry.account.code = codes.insert(from_hex(json.at("code").get<std::string>()).value());
        for (const auto& [slot, value] : json.at("storage").items()) {
            const U256 stored = number(value);
            if (!stored.is_zero()) entry.storage[number(slot)] = stored;
        }
    }
    return state;
}

}  // namespace

std::filesystem::path fixtures_folder() {
    const char* folder = std::getenv("HEADWAY_FIXTURES");
    return folder != nullptr ? std::filesystem::path(folder)
                             : std::filesystem::path(HEADWAY_SOURCE_DIR) / ".." / "shared" / "data";
}

std::vector<StateCase> load_state_cases(const std::filesystem::path& file, CodeStore& codes) {
    std::ifstream stream(file);
    std::vector<StateCase> cases;
    const Json tests = Json::parse(stream);
    for (const auto& [name, test] : tests.items()) {
        if (!test.at("post").contains("Cancun")) continue;
        const BlockContext block = read_block(test.at("env"));
        const TestState pre = read_state(test.at("pre"), codes);
        std::size_t index = 0;
        for (const Json& post : test.at("post").at("Cancun")) {
            StateCase each{.name = file.filename().string() + " " + name + " " + std::to_string(index++),
                           .block = block,
                           .pre = pre,
                           .transaction = from_hex(post.at("txbytes").get<std::string>()).value(),
                           .root = hash_from_hex(post.at("hash").get<std::string>()).value(),
                           .logs = hash_from_hex(post.at("logs").get<std::string>()).value(),
                           .exception = text(post, "expectException", "")};
            cases.push_back(std::move(each));
        }
    }
    return cases;
}

}  // namespace models
