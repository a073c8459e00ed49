// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/models/conformance/small_fixtures.h"

namespace models {
namespace {

using testing::HasSubstr;

/// The first case of a file with only this test; several lines if it fails.
std::string failure_of(const char* file, const Json& test) {
    FixtureFolder folder;
    folder.write(file, Json{{"name", test}});
    const ConformanceReport report = folder.run();
    EXPECT_FALSE(report.cases.empty());
    EXPECT_NE(report.cases.at(0).verdict, Verdict::NotRun) << report.cases.at(0).reason;
    return report.cases.at(0).reason;
}

std::string rlp(const Json& in, const char* out) {
    return failure_of("rlp.json", {{"in", in}, {"out", out}});
}

TEST(RlpTest, compares_encodings_both_ways) {
    EXPECT_EQ(rlp("dog", "0x83646f67"), "");
    EXPECT_EQ(rlp(Json::array({"dog", 15, Json::array()}), "0xc683646f670fc0"), "");
    EXPECT_EQ(rlp("#256", "0x820100"), "");
    EXPECT_EQ(rlp("#0", "0x80"), "");
    EXPECT_EQ(rlp("#83729609699884896815286331701780722", "0x8f102030405060708090a0b0c0d0e0f2"), "");
    EXPECT_EQ(rlp("dog", "0x83646f66"), "encoding: expected 0x83646f66, got 0x83646f67");
    EXPECT_EQ(rlp("dog", "0x83646f"), "validity: expected VALID, got INVALID");
}

TEST(RlpTest, judges_validity) {
    EXPECT_EQ(rlp("VALID", "0xc7c0c1c0c3c0c1c0"), "");
    EXPECT_EQ(rlp("INVALID", "0x8100"), "");
    EXPECT_EQ(rlp("INVALID", "0x00"), "validity: expected INVALID, got VALID");
    EXPECT_EQ(rlp("VALID", "0x0000"), "validity: expected VALID, got INVALID");
}

TEST(RlpTest, value_nested_too_deep_is_a_failure) {
    FixtureFolder folder;
    const std::size_t depth = 60'000;
    folder.write("rlp.json", "{\"deep\": {\"in\": " + std::string(depth, '[') + std::string(depth, ']') +
                                 ", \"out\": \"0xc0\"}, \"text\": {\"in\": \"dog\", \"out\": " +
                                 std::string(depth, '[') + std::string(depth, ']') + "}}");
    const ConformanceReport report = folder.run();
    ASSERT_EQ(report.count(Verdict::Failed), 2U);
    EXPECT_EQ(report.cases[0].reason, "fixture: 'in': expected lists nested less deep");
    EXPECT_EQ(report.cases[1].reason, "fixture: 'out': expected a string, got an array");
}

TEST(TrieTest, compares_roots) {
    const char* root = "0x5991bb8c6514148a29db676a14ac506cd2cd5775ace63c30a4fe457715e9ac84";
    const Json in{{"do", "verb"}, {"horse", "stallion"}, {"doge", "coin"}, {"dog", "puppy"}};
    EXPECT_EQ(failure_of("trieanyorder.json", {{"in", in}, {"root", root}}), "");
    const Json list = Json::parse(R"([["do", "verb"], ["x", "y"], ["horse", "stallion"], ["doge", "coin"], ["x", null],
                                      ["dog", "puppy"]])");
    EXPECT_EQ(failure_of("trietest.json", {{"in", list}, {"root", root}}), "");
    EXPECT_THAT(failure_of("trietest_secureTrie.json", {{"in", list}, {"root", root}}),
                HasSubstr("root: expected 0x59"));
    const char* secure = "0x29b235a58c3c25ab83010c327d5932bcf05324b7d6b1185e650798034783ca9d";
    EXPECT_EQ(failure_of("trietest_secureTrie.json", {{"in", list}, {"root", secure}}), "");
    EXPECT_EQ(failure_of("insecure/trietest.json", {{"in", list}, {"root", root}}), "");
}

TEST(TrieTest, looks_up_neighbours) {
    Json test{{"in", {"cat", "doge"}}, {"tests", {{"car", "", "cat"}, {"cat", "", "doge"}, {"z", "doge", ""}}}};
    EXPECT_EQ(failure_of("next.json", test), "");
    test["tests"][0][2] = "doge";
    EXPECT_EQ(failure_of("next.json", test), "after 'car': expected 'doge', got 'cat'\n");
}

Transaction small_transaction() {
    Transaction tx;
    tx.type = TransactionType::Legacy;
    tx.max_fee_per_gas = tx.max_priority_fee_per_gas = 1;
    tx.gas_limit = kTransferGas;
    tx.to = kRecipient;
    sign(tx, sender_key());
    return tx;
}

Json transaction_test(const Transaction& tx, const char* fork, const Json& result) {
    return {{"txbytes", to_hex(encode(tx))}, {"result", {{fork, result}}}};
}

Json accepted(const Transaction& tx) {
    return {{"sender", hex_of(sender_key().address)},
            {"hash", to_hex(transaction_hash(tx).bytes)},
            {"intrinsicGas", "0x5208"}};
}

TEST(TransactionTest, compares_sender_hash_and_intrinsic_gas) {
    const Transaction tx = small_transaction();
    Json expected = accepted(tx);
    EXPECT_EQ(failure_of("t.json", transaction_test(tx, "Frontier", expected)), "");
    EXPECT_EQ(failure_of("t.json", transaction_test(tx, "Osaka", expected)), "");
    expected["intrinsicGas"] = "0x5209";
    EXPECT_EQ(failure_of("t.json", transaction_test(tx, "Osaka", expected)),
              "intrinsic gas: expected 21001, got 21000\n");
    expected["sender"] = hex_of(kRecipient);
    EXPECT_THAT(failure_of("t.json", transaction_test(tx, "Osaka", expected)), HasSubstr("sender: expected 0xaa"));
}

/// What is wrong if the transaction is expected to be refused so.
std::string refusal(const Transaction& tx, const char* fork, const char* exception) {
    return failure_of("t.json", transaction_test(tx, fork, {{"exception", exception}, {"intrinsicGas", "0x00"}}));
}

TEST(TransactionTest, compares_reasons_of_refusal) {
    Transaction tx = small_transaction();
    EXPECT_EQ(refusal(tx, "Osaka", "TransactionException.NONCE_TOO_BIG"),
              "exception: expected TransactionException.NONCE_TOO_BIG, got none");
    tx.gas_limit = kTransferGas - 1;
    sign(tx, sender_key());
    EXPECT_EQ(refusal(tx, "Osaka", "TransactionException.INTRINSIC_GAS_TOO_LOW"), "");
    EXPECT_THAT(refusal(tx, "Osaka", "TransactionException.NONCE_TOO_BIG"), HasSubstr("got INTRINSIC_GAS_TOO_LOW"));
    EXPECT_THAT(failure_of("t.json", transaction_test(tx, "Osaka", accepted(tx))),
                HasSubstr("exception: expected none, got INTRINSIC_GAS_TOO_LOW"));
    tx.gas_limit = (1U << 24) + 1;
    sign(tx, sender_key());
    EXPECT_EQ(refusal(tx, "Osaka", "TransactionException.GAS_LIMIT_EXCEEDS_MAXIMUM"), "");
    EXPECT_EQ(failure_of("t.json", transaction_test(tx, "Prague", accepted(tx))), "");
}

TEST(TransactionTest, older_form_has_each_fork_as_a_member) {
    const Transaction tx = small_transaction();
    Json test{{"_info", {{"comment", ""}}}, {"rlp", to_hex(encode(tx))}};
    test["Frontier"] = {{"hash", to_hex(transaction_hash(tx).bytes).substr(2)},
                        {"sender", hex_of(sender_key().address).substr(2)}};
    EXPECT_EQ(failure_of("t.json", test), "");
    test["Frontier"] = Json::object();
    EXPECT_EQ(failure_of("t.json", test), "exception: expected any, got none");
    test["rlp"] = "0xc0";
    EXPECT_EQ(failure_of("t.json", test), "");
}

TEST(TransactionTest, forks_do_not_hide_each_other) {
    const Transaction tx = small_transaction();
    Json test = transaction_test(tx, "Osaka", accepted(tx));
    test["result"]["Berlin"] = 3;
    FixtureFolder folder;
    folder.write("t.json", Json{{"name", test}});
    const ConformanceReport report = folder.run();
    EXPECT_EQ(report.count(Verdict::Passed), 1U);
    ASSERT_EQ(report.count(Verdict::Failed), 1U);
    EXPECT_EQ(report.cases[0].reason, "fixture: 'Berlin': expected an object, got 3");
}

TEST(TransactionTest, types_and_chain_ids_are_refused_before_their_fork) {
    Transaction tx = small_transaction();
    tx.chain_id = 1;
    sign(tx, sender_key());
    EXPECT_EQ(refusal(tx, "EIP150", "TransactionException.INVALID_SIGNATURE_VRS"), "");
    EXPECT_EQ(failure_of("t.json", transaction_test(tx, "EIP158", accepted(tx))), "");
    tx.chain_id = 2;
    sign(tx, sender_key());
    EXPECT_EQ(refusal(tx, "EIP158", "TransactionException.INVALID_CHAINID"), "");
    tx.type = TransactionType::SetCode;
    tx.chain_id = 1;
    sign(tx, sender_key());
    EXPECT_EQ(refusal(tx, "Cancun", "TransactionException.TYPE_4_TX_PRE_FORK"), "");
    EXPECT_EQ(refusal(tx, "Prague", "TransactionException.TYPE_4_EMPTY_AUTHORIZATION_LIST"), "");
}

TEST(TransactionTest, signatures_are_judged_by_revision) {
    const U256 order{0xffffffffffffffff, 0xfffffffffffffffe, 0xbaaedce6af48a03b, 0xbfd25e8cd0364141};
    Transaction tx = small_transaction();
    tx.s = order - tx.s;
    tx.y_parity = !tx.y_parity;
    EXPECT_EQ(failure_of("t.json", transaction_test(tx, "Frontier", accepted(tx))), "");
    EXPECT_EQ(refusal(tx, "Homestead", "TransactionException.INVALID_SIGNATURE_VRS"), "");
    tx.r = 5;  // No point of the curve has this x.
    tx.s = 1;
    EXPECT_EQ(refusal(tx, "Osaka", "TransactionException.EC_RECOVERY_FAIL"), "");
}

}  // namespace
}  // namespace models
