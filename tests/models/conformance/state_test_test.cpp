// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/models/conformance/small_fixtures.h"

namespace models {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// The only case of a file with only this test.
CaseResult run_one(const Json& test) {
    FixtureFolder folder;
    folder.write("test.json", Json{{"name", test}});
    const ConformanceReport report = folder.run();
    EXPECT_EQ(report.cases.size(), 1U);
    return report.cases.at(0);
}

Json& entry_of(Json& test, const char* fork = "Berlin") {
    return test["post"][fork][0];
}

Json post_state(const State& state) {
    Json accounts = Json::object();
    for (const auto& [address, account] : state.accounts())
        accounts[hex_of(address)] = {{"nonce", to_hex(U256{account.nonce})},
                                     {"balance", to_hex(account.balance)},
                                     {"code", "0x"},
                                     {"storage", Json::object()}};
    return accounts;
}

/// The transfer of transfer_test().
Transaction signed_transfer() {
    Transaction tx;
    tx.type = TransactionType::Legacy;
    tx.max_fee_per_gas = tx.max_priority_fee_per_gas = kGasPrice;
    tx.gas_limit = kTransferGas;
    tx.to = kRecipient;
    tx.value = 7;
    sign(tx, sender_key());
    return tx;
}

TEST(StateTest, transfer_passes_under_each_fork_without_a_base_fee) {
    for (const char* fork : {"Frontier", "Homestead", "EIP150", "EIP158", "Byzantium", "Constantinople",
                             "ConstantinopleFix", "Istanbul", "Berlin"}) {
        const CaseResult result = run_one(transfer_test(fork));
        EXPECT_EQ(result.verdict, Verdict::Passed) << fork << " " << result.reason;
        EXPECT_EQ(result.variant, std::string(fork) + " d0 g0 v0");
        EXPECT_EQ(result.kind, "state test");
    }
}

TEST(StateTest, base_fee_is_burnt_from_london_on) {
    Json test = transfer_test("London");
    test["env"]["currentBaseFee"] = "0x0a";
    State after = state_after_transfer();
    after.set_account(kBeneficiary, {});
    entry_of(test, "London")["hash"] = root_of(after);
    EXPECT_EQ(run_one(test).reason, "");
}

TEST(StateTest, encoded_transaction_counts_more_than_its_parts) {
    Json test = transfer_test();
    test["transaction"]["value"] = {"0x08"};
    entry_of(test)["txbytes"] = to_hex(encode(signed_transfer()));
    EXPECT_EQ(run_one(test).reason, "");
}

TEST(StateTest, wrong_root_is_told_with_the_post_state) {
    Json test = transfer_test();
    entry_of(test)["hash"] = to_hex(Hash{{1}}.bytes);
    const CaseResult result = run_one(test);
    EXPECT_EQ(result.verdict, Verdict::Failed);
    EXPECT_THAT(result.reason, StartsWith("state root: expected 0x0100"));
    EXPECT_THAT(result.reason, HasSubstr("\n  " + hex_of(kRecipient) + " nonce 0, balance 7, code none\n"));
}

TEST(StateTest, given_post_state_tells_the_first_field_that_differs) {
    Json test = transfer_test();
    State expected = state_after_transfer();
    expected.set_account(kRecipient, {.balance = 8});
    entry_of(test)["hash"] = root_of(expected);
    entry_of(test)["state"] = post_state(expected);
    EXPECT_THAT(run_one(test).reason, StartsWith(hex_of(kRecipient) + " balance: expected 8, got 7\nstate root: "));

    expected.set_account(kRecipient, {.balance = 7});
    expected.set_storage({kRecipient, 5}, 6);
    entry_of(test)["hash"] = root_of(expected);
    entry_of(test)["state"] = post_state(expected);
    entry_of(test)["state"][hex_of(kRecipient)]["storage"] = {{"0x05", "0x06"}};
    EXPECT_THAT(run_one(test).reason, StartsWith(hex_of(kRecipient) + " storage[0x5]: expected 0x6, got 0x0\n"));

    expected.set_account(Address{{0xcc}}, {.nonce = 1});
    entry_of(test)["state"] = post_state(expected);
    EXPECT_THAT(run_one(test).reason, StartsWith(hex_of(Address{{0xcc}}) + ": expected an account, got none\n"));
}

TEST(StateTest, wrong_logs_are_told) {
    Json test = transfer_test();
    entry_of(test)["logs"] = to_hex(Hash{{1}}.bytes);
    EXPECT_EQ(run_one(test).reason, "logs: expected " + to_hex(Hash{{1}}.bytes) + ", got " + no_logs() + "\n");
}

/// The test with a sender too poor for the transfer, which is refused and leaves the state as it was, but for the
/// beneficiary if `with_beneficiary`.
Json refused_test(const char* fork, bool with_beneficiary) {
    Json test = transfer_test(fork);
    test["pre"][hex_of(sender_key().address)]["balance"] = "0x01";
    State state;
    state.set_account(sender_key().address, {.balance = 1});
    if (with_beneficiary) state.set_account(kBeneficiary, {.exists_empty = true});
    entry_of(test, fork)["hash"] = root_of(state);
    entry_of(test, fork)["expectException"] =
        "TransactionException.NONCE_IS_MAX|TransactionException.INSUFFICIENT_ACCOUNT_FUNDS";
    return test;
}

TEST(StateTest, refusal_for_one_of_the_expected_reasons_passes) {
    EXPECT_EQ(run_one(refused_test("Berlin", false)).reason, "");
}

TEST(StateTest, beneficiary_of_a_refused_transaction_exists_before_spurious_dragon) {
    EXPECT_EQ(run_one(refused_test("EIP150", true)).reason, "");
    EXPECT_EQ(run_one(refused_test("EIP158", false)).reason, "");
    Json of_spec_tests = refused_test("EIP150", false);
    of_spec_tests["config"] = {{"chainid", "0x01"}};
    EXPECT_EQ(run_one(of_spec_tests).reason, "");
    // Fillers disagreed: whichever it is, it says nothing of the transaction.
    EXPECT_EQ(run_one(refused_test("EIP150", false)).reason, "");
    EXPECT_THAT(run_one(refused_test("EIP158", true)).reason, StartsWith("state root: "));
}

TEST(StateTest, refusal_for_another_reason_or_none_fails) {
    Json test = refused_test("Berlin", false);
    entry_of(test)["expectException"] = "TransactionException.NONCE_IS_MAX";
    EXPECT_THAT(run_one(test).reason,
                StartsWith("exception: expected TransactionException.NONCE_IS_MAX, got INSUFFICIENT_ACCOUNT_FUNDS"));
    entry_of(test).erase("expectException");
    entry_of(test)["txbytes"] = to_hex(encode(signed_transfer()));
    EXPECT_THAT(run_one(test).reason, StartsWith("exception: expected none, got INSUFFICIENT_ACCOUNT_FUNDS"));

    Json accepted = transfer_test();
    entry_of(accepted)["expectException"] = "TransactionException.NONCE_IS_MAX";
    EXPECT_EQ(run_one(accepted).reason, "exception: expected TransactionException.NONCE_IS_MAX, got none\n");
}

TEST(StateTest, first_fixtures_say_nothing_of_refusals) {
    Json test = refused_test("Berlin", false);
    entry_of(test).erase("expectException");
    EXPECT_EQ(run_one(test).reason, "");
    entry_of(test)["hash"] = to_hex(Hash{{1}}.bytes);
    EXPECT_THAT(run_one(test).reason, StartsWith("exception: expected none, got INSUFFICIENT_ACCOUNT_FUNDS"));
}

TEST(StateTest, bytes_that_are_no_transaction_are_a_refusal) {
    Json test = refused_test("Berlin", false);
    entry_of(test)["txbytes"] = "0xc9808080808080808080";
    entry_of(test)["expectException"] = "TransactionException.INVALID_SIGNATURE_VRS";
    EXPECT_EQ(run_one(test).reason, "");
}

TEST(StateTest, part_that_no_transaction_can_hold_is_a_refusal) {
    Json test = refused_test("Berlin", false);
    test["transaction"]["value"] = {"0x:bigint 0x1" + std::string(64, '0')};
    entry_of(test)["expectException"] = "TR_RLP_WRONGVALUE";
    EXPECT_EQ(run_one(test).reason, "");
}

TEST(StateTest, unknown_fork_is_named_and_not_run) {
    Json test = transfer_test();
    test["post"]["ShanghaiToCancunAtTime15k"] = test["post"]["Berlin"];
    FixtureFolder folder;
    folder.write("test.json", Json{{"name", test}});
    const ConformanceReport report = folder.run();
    ASSERT_EQ(report.cases.size(), 2U);
    EXPECT_EQ(report.count(Verdict::Passed), 1U);
    EXPECT_EQ(report.cases[1].verdict, Verdict::NotRun);
    EXPECT_EQ(report.cases[1].reason, "unknown fork 'ShanghaiToCancunAtTime15k'");
}

TEST(StateTest, fixture_that_lacks_something_fails_and_says_what) {
    const std::string sender = hex_of(sender_key().address);
    Json test = transfer_test();
    test["env"].erase("currentCoinbase");
    EXPECT_EQ(run_one(test).reason, "fixture: 'env.currentCoinbase' is missing");
    test = transfer_test();
    test["pre"][sender]["balance"] = "much";
    EXPECT_EQ(run_one(test).reason, "fixture: 'pre." + sender + ".balance': expected a number, got 'much'");
    test["pre"][sender]["balance"] = "0x1" + std::string(64, '0');
    EXPECT_THAT(run_one(test).reason, HasSubstr(".balance': expected a number of at most 256 bits, got '0x1000"));
    test["pre"][sender] = transfer_test()["pre"][sender];
    test["pre"][sender]["storage"] = "0x";
    EXPECT_EQ(run_one(test).reason, "fixture: 'pre." + sender + ".storage': expected an object, got '0x'");
    test = transfer_test();
    test["transaction"].erase("secretKey");
    EXPECT_EQ(run_one(test).reason, "fixture: 'transaction.sender' is missing");
    test = transfer_test();
    test["transaction"]["value"] = {"seven"};
    EXPECT_EQ(run_one(test).reason, "fixture: 'transaction.value': expected a number, got 'seven'");
    test = transfer_test();
    entry_of(test)["indexes"]["gas"] = 1;
    EXPECT_EQ(run_one(test).reason, "fixture: 'transaction.gasLimit' has no item 1");
    entry_of(test)["indexes"].erase("gas");
    EXPECT_EQ(run_one(test).reason, "fixture: 'indexes.gas' is missing");
    test = transfer_test();
    test["pre"] = 3;
    EXPECT_EQ(run_one(test).reason, "fixture: 'pre': expected an object, got 3");
    test["env"] = nullptr;
    test["pre"] = Json::object();
    EXPECT_EQ(run_one(test).reason, "fixture: 'env' is missing");
}

TEST(StateTest, numbers_are_not_cut_to_64_bits) {
    Json test = transfer_test();
    test["env"]["currentExcessBlobGas"] = "0x10000000000000000";
    EXPECT_THAT(run_one(test).reason,
                StartsWith("fixture: 'env.currentExcessBlobGas': expected a number of at most 64"));
    test = transfer_test();
    test["config"]["chainid"] = "0x10000000000000001";
    EXPECT_THAT(run_one(test).reason, StartsWith("fixture: 'config.chainid': expected a number of at most 64 bits"));
}

TEST(StateTest, account_without_nonce_code_and_storage_has_none) {
    Json test = transfer_test();
    test["pre"][hex_of(sender_key().address)] = {{"balance", "0x0f4240"}};
    EXPECT_EQ(run_one(test).reason, "");
}

TEST(StateTest, transaction_to_nobody_creates) {
    Json test = transfer_test();
    test["transaction"]["gasLimit"] = {"0xcf08"};  // 53,000: base and creation (EIP-2).
    State after;
    after.set_account(sender_key().address, {.nonce = 1, .balance = 1'000'000 - 7 - 53'000 * kGasPrice});
    // Yellow Paper, equation 88: the address of the first contract of this sender.
    RlpWriter writer;
    const auto list = writer.open_list();
    writer.add(sender_key().address);
    writer.add(std::uint64_t{0});
    writer.close_list(list);
    const Hash hash = keccak256(writer.bytes());
    Address created;
    std::copy(hash.bytes.begin() + 12, hash.bytes.end(), created.bytes.begin());
    after.set_account(created, {.nonce = 1, .balance = 7});
    after.set_account(kBeneficiary, {.balance = 53'000 * kGasPrice});
    entry_of(test)["hash"] = root_of(after);
    test["transaction"]["to"] = "";
    EXPECT_EQ(run_one(test).reason, "");
    test["transaction"]["to"] = nullptr;
    EXPECT_EQ(run_one(test).reason, "");
    test["transaction"].erase("to");
    EXPECT_EQ(run_one(test).reason, "");
}

TEST(StateTest, assembled_transaction_is_of_the_chain_of_the_fixture) {
    Json test = transfer_test();
    test["config"]["chainid"] = "0x2a";
    EXPECT_EQ(run_one(test).reason, "");
}

TEST(StateTest, blob_schedule_forks_need_their_schedule) {
    Json test = transfer_test("BPO1");
    test["env"]["currentBaseFee"] = "0x0a";
    State after = state_after_transfer();
    after.set_account(kBeneficiary, {});
    entry_of(test, "BPO1")["hash"] = root_of(after);
    EXPECT_EQ(run_one(test).reason, "fixture: 'config.blobSchedule.BPO1' is missing");
    Json& schedule = test["config"]["blobSchedule"]["BPO1"];
    schedule = {{"target", "0x0a"}, {"max", "0x0f"}, {"baseFeeUpdateFraction", "0x7f5a51"}};
    EXPECT_EQ(run_one(test).reason, "");
    schedule["baseFeeUpdateFraction"] = "0x0";
    EXPECT_EQ(run_one(test).reason, "fixture: 'config.blobSchedule.BPO1.baseFeeUpdateFraction': expected more than 0");
}

TEST(StateTest, wrong_shape_of_post_is_told) {
    Json test = transfer_test();
    test["post"]["Berlin"] = 3;
    EXPECT_EQ(run_one(test).reason, "fixture: 'post.Berlin': expected a list, got 3");
    test["post"]["Berlin"] = Json::array();
    EXPECT_EQ(run_one(test).verdict, Verdict::NotRun);
    EXPECT_EQ(run_one(test).reason, "fork with an empty list of cases");
    test["post"] = Json::array();
    EXPECT_EQ(run_one(test).reason, "fixture: 'post': expected an object, got an array");
}

TEST(StateTest, bad_entry_does_not_end_the_test) {
    Json test = transfer_test();
    const Json good = entry_of(test);
    Json bad = good;
    bad["indexes"]["data"] = "none";
    test["post"]["Berlin"] = Json::array({bad, 7, good});
    test["post"]["Cancun"] = "none";
    test["post"]["Istanbul"] = Json::array({good});
    FixtureFolder folder;
    folder.write("test.json", Json{{"name", test}});
    const ConformanceReport report = folder.run();
    EXPECT_EQ(report.count(Verdict::Passed), 2U);
    EXPECT_EQ(report.count(Verdict::Failed), 3U);
}

TEST(StateTest, entries_of_one_test_do_not_hide_each_other) {
    Json test = transfer_test();
    Json wrong = entry_of(test);
    wrong["hash"] = to_hex(Hash{{1}}.bytes);
    test["post"]["Berlin"].push_back(wrong);
    FixtureFolder folder;
    folder.write("test.json", Json{{"name", test}});
    const ConformanceReport report = folder.run();
    EXPECT_EQ(report.count(Verdict::Passed), 1U);
    EXPECT_EQ(report.count(Verdict::Failed), 1U);
}

}  // namespace
}  // namespace models
