// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "models/chain/signature.h"
#include "tests/models/chain/fixtures.h"
#include "tests/models/evm/small_chain.h"

namespace models {
namespace {

using Json = nlohmann::json;

U256 number(const Json& hex) {
    return u256_from_hex(hex.get<std::string>()).value();
}

void read_accounts(const Json& accounts, SmallChain& chain) {
    chain.accounts.clear();
    chain.slots.clear();
    for (const auto& [hex, json] : accounts.items()) {
        const Address address = address_from_hex(hex).value();
        Account& account = chain.accounts[address];
        account.nonce = number(json.at("nonce")).low_u64();
        account.balance = number(json.at("balance"));
        chain.deploy(address, json.at("code").get<std::string>());
        for (const auto& [slot, value] : json.at("storage").items())
            chain.slots[{address, u256_from_hex(slot).value()}] = number(value);
    }
}

/// What contracts stored of a precompile's results, and the sender's balance, which tells the gas.
void expect_state(const Json& accounts, const WriteSet& writes, SmallChain& chain) {
    for (const auto& write : writes.slots) chain.slots[write.key] = write.value;
    for (const auto& write : writes.accounts)
        if (contains(write.fields, AccountFields::Balance)) chain.accounts[write.address].balance = write.value.balance;
    std::size_t stored = 0;
    for (const auto& [hex, json] : accounts.items()) {
        const Address address = address_from_hex(hex).value();
        for (const auto& [slot, value] : json.at("storage").items()) {
            EXPECT_EQ(to_hex(chain.storage({address, u256_from_hex(slot).value()})), to_hex(number(value))) << slot;
            ++stored;
        }
        if (json.at("nonce") != "0x00" && json.at("code") == "0x") {
            EXPECT_EQ(to_hex(chain.accounts[address].balance), to_hex(number(json.at("balance")))) << hex;
        }
    }
    const auto is_set = [](const auto& entry) { return !entry.second.is_zero(); };
    EXPECT_EQ(std::count_if(chain.slots.begin(), chain.slots.end(), is_set), static_cast<std::ptrdiff_t>(stored));
}

std::optional<Revision> revision_of(const std::string& fork) {
    static const std::map<std::string, Revision> kNames = {{"Frontier", Revision::Frontier},
                                                           {"Homestead", Revision::Homestead},
                                                           {"Byzantium", Revision::Byzantium},
                                                           {"Constantinople", Revision::Constantinople},
                                                           {"ConstantinopleFix", Revision::Petersburg},
                                                           {"Istanbul", Revision::Istanbul},
                                                           {"Berlin", Revision::Berlin},
                                                           {"London", Revision::London},
                                                           {"Paris", Revision::Paris},
                                                           {"Shanghai", Revision::Shanghai},
                                                           {"Cancun", Revision::Cancun},
                                                           {"Prague", Revision::Prague},
                                                           {"Osaka", Revision::Osaka}};
    const auto found = kNames.find(fork);
    return found == kNames.end() ? std::nullopt : std::optional(found->second);
}

int run_test(const Json& test) {
    int run = 0;
    for (const auto& [fork, posts] : test.at("post").items()) {
        const auto revision = revision_of(fork);
        if (!revision) continue;
        for (const Json& post : posts) {
            if (post.contains("expectException")) continue;
            SmallChain chain;
            const Json& environment = test.at("env");
            chain.block.revision = *revision;
            chain.block.beneficiary = address_from_hex(environment.at("currentCoinbase").get<std::string>()).value();
            chain.block.base_fee = number(environment.value("currentBaseFee", Json("0x0")));
            read_accounts(test.at("pre"), chain);
            const auto decoded = decode_transaction(from_hex(post.at("txbytes").get<std::string>()).value());
            Transaction transaction = std::get<Transaction>(decoded);
            transaction.sender = recover_sender(transaction).value();
            const TxResult result = chain.run(transaction);
            EXPECT_NE(result.status, TransitionStatus::Invalid) << to_string(result.invalid);
            expect_state(post.at("state"), result.writes, chain);
            ++run;
        }
    }
    return run;
}

/// The official tests below these folders of execution-spec-tests.
void run_folders(std::initializer_list<const char*> folders) {
    int run = 0;
    for (const char* folder : folders) {
        const auto path = fixture_folder(std::string("state/eest-v5.4.0/") + folder);
        if (path.empty()) GTEST_SKIP() << "skipped: no fixtures, set HEADWAY_FIXTURES";
        for (const auto& file : json_files(path)) {
            const Json tests = read_json(file);
            for (const auto& [name, test] : tests.items()) {
                const testing::ScopedTrace trace(__FILE__, __LINE__, name);
                run += run_test(test);
                if (testing::Test::HasFailure()) return;
            }
        }
    }
    EXPECT_GT(run, 0);
    testing::Test::RecordProperty("cases", run);
}

TEST(PrecompileFixtures, of_bn254_are_met) {
    run_folders({"byzantium/eip196_ec_add_mul"});
}
TEST(PrecompileFixtures, of_blake2f_are_met) {
    run_folders({"istanbul/eip152_blake2"});
}
TEST(PrecompileFixtures, of_bls12_381_are_met) {
    run_folders({"prague/eip2537_bls_12_381_precompiles"});
}
TEST(PrecompileFixtures, of_modexp_are_met) {
    run_folders({"osaka/eip7823_modexp_upper_bounds", "osaka/eip7883_modexp_gas_increase"});
}
TEST(PrecompileFixtures, of_p256_are_met) {
    run_folders({"osaka/eip7951_p256verify_precompiles"});
}

}  // namespace
}  // namespace models
