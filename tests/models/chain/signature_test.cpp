// SPDX-License-Identifier: MIT
#include "models/chain/signature.h"

#include <gtest/gtest.h>

#include <thread>

#include "models/chain/keccak.h"

namespace models {
namespace {

KeyPair key_of(std::uint64_t number) {
    return key_from_secret(U256{number}.to_big_endian()).value();
}

Transaction transaction_of(TransactionType type, std::optional<std::uint64_t> chain_id) {
    Transaction tx;
    tx.type = type;
    tx.chain_id = chain_id;
    tx.nonce = 7;
    tx.max_fee_per_gas = 1000;
    tx.max_priority_fee_per_gas = type == TransactionType::DynamicFee ? U256{3} : U256{1000};
    tx.gas_limit = 21'000;
    tx.to = Address{{1, 2, 3}};
    tx.value = U256{1} << 70;
    return tx;
}

TEST(Signature, secret_one_has_the_known_address) {
    // The generator's address, as every Ethereum library gives it.
    EXPECT_EQ(to_hex(key_of(1).address.bytes), "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf");
}

TEST(Signature, zero_and_the_group_order_are_no_secrets) {
    const U256 order{0xffffffffffffffff, 0xfffffffffffffffe, 0xbaaedce6af48a03b, 0xbfd25e8cd0364141};
    EXPECT_FALSE(key_from_secret(U256{}.to_big_endian()));
    EXPECT_FALSE(key_from_secret(order.to_big_endian()));
    EXPECT_TRUE(key_from_secret((order - U256{1}).to_big_endian()));
}

TEST(Signature, signed_transactions_recover_to_the_signer) {
    for (const auto& tx :
         {transaction_of(TransactionType::Legacy, std::nullopt), transaction_of(TransactionType::Legacy, 1),
          transaction_of(TransactionType::AccessList, 5), transaction_of(TransactionType::DynamicFee, 4326),
          transaction_of(TransactionType::Blob, 1), transaction_of(TransactionType::SetCode, 1)}) {
        for (std::uint64_t secret = 1; secret < 8; ++secret) {
            Transaction copy = tx;
            sign(copy, key_of(secret));
            EXPECT_EQ(copy.sender, key_of(secret).address);
            EXPECT_EQ(recover_sender(copy), key_of(secret).address);
            auto decoded = std::get<Transaction>(decode_transaction(encode(copy)));
            EXPECT_EQ(recover_sender(decoded), key_of(secret).address);
            decoded.value += 1;
            EXPECT_NE(recover_sender(decoded), key_of(secret).address);
        }
    }
}

TEST(Signature, example_of_eip_155_signs_as_printed) {
    // EIP-155: nonce 9, gas price 20 gwei, gas 21,000, to 0x35..35, value 1 ether, chain 1, private key 0x46..46.
    Transaction tx;
    tx.type = TransactionType::Legacy;
    tx.chain_id = 1;
    tx.nonce = 9;
    tx.max_fee_per_gas = tx.max_priority_fee_per_gas = 20'000'000'000;
    tx.gas_limit = 21'000;
    tx.to = Address{};
    tx.to->bytes.fill(0x35);
    tx.value = 1'000'000'000'000'000'000;
    EXPECT_EQ(to_hex(signing_hash(tx).bytes), "0xdaf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53");
    std::array<std::uint8_t, 32> secret;
    secret.fill(0x46);
    sign(tx, *key_from_secret(secret));
    EXPECT_EQ(
        to_hex(encode(tx)),
        "0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025a028ef61340bd939bc"
        "2195fe537567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a"
        "3b6d83");
    EXPECT_FALSE(tx.y_parity);
}

TEST(Signature, upper_half_s_and_zero_are_invalid) {
    const U256 order{0xffffffffffffffff, 0xfffffffffffffffe, 0xbaaedce6af48a03b, 0xbfd25e8cd0364141};
    Transaction tx = transaction_of(TransactionType::DynamicFee, 1);
    sign(tx, key_of(3));
    Transaction mirrored = tx;
    mirrored.s = order - tx.s;
    mirrored.y_parity = !tx.y_parity;
    EXPECT_FALSE(recover_sender(mirrored));
    // ecrecover itself, the precompile, takes both halves.
    EXPECT_EQ(recover_address(signing_hash(tx), mirrored.y_parity, mirrored.r, mirrored.s), key_of(3).address);
    tx.r = 0;
    EXPECT_FALSE(recover_sender(tx));
    tx.r = order;
    EXPECT_FALSE(recover_sender(tx));
}

TEST(Signature, frontier_takes_both_halves) {
    const U256 order{0xffffffffffffffff, 0xfffffffffffffffe, 0xbaaedce6af48a03b, 0xbfd25e8cd0364141};
    Transaction tx = transaction_of(TransactionType::Legacy, std::nullopt);
    sign(tx, key_of(3));
    tx.s = order - tx.s;
    tx.y_parity = !tx.y_parity;
    EXPECT_FALSE(recover_sender(tx));
    EXPECT_EQ(recover_sender(tx, SignatureRange::Whole), key_of(3).address);
    tx.s = order;
    EXPECT_FALSE(recover_sender(tx, SignatureRange::Whole));
}

TEST(Signature, authority_is_who_signed_chain_address_and_nonce) {
    Authorization authorization;
    authorization.chain_id = 1;
    authorization.address = Address{{9}};
    authorization.nonce = 5;
    sign(authorization, key_of(4));
    EXPECT_EQ(authorization.authority, key_of(4).address);
    EXPECT_EQ(recover_authority(authorization), key_of(4).address);

    const auto is_not_valid_with = [&](auto change) {
        Authorization changed = authorization;
        change(changed);
        return recover_authority(changed) != key_of(4).address;
    };
    EXPECT_TRUE(is_not_valid_with([](Authorization& a) { a.chain_id = 2; }));
    EXPECT_TRUE(is_not_valid_with([](Authorization& a) { a.nonce = 6; }));
    EXPECT_TRUE(is_not_valid_with([](Authorization& a) { a.address = Address{{8}}; }));
    EXPECT_TRUE(is_not_valid_with([](Authorization& a) { a.y_parity ^= 1; }));
    Authorization odd = authorization;
    odd.y_parity = 2;
    EXPECT_FALSE(recover_authority(odd));
    odd.y_parity = 27;
    EXPECT_FALSE(recover_authority(odd));
}

TEST(Signature, authorities_of_a_real_transaction_are_recovered) {
    // EIP-7702 fixture of execution-spec-tests v5.4.0 (test_call_into_chain_delegating_set_code): the signer is given.
    Transaction tx;
    Authorization& authorization = tx.authorization_list.emplace_back();
    authorization.address = *address_from_hex("0x45d39aba2368325adc48122537f4e02bc6e624d8");
    authorization.r = *u256_from_hex("0xe31dd79af3a4a706f2f5a09f96138d83fc790ae00b7a06a163ff3acff861e3b1");
    authorization.s = *u256_from_hex("0x39e5db2bb2cfa0fa5d2f105f36a3083cf2e59f29519c2eea980d318297d6f503");
    recover_authorities(tx);
    ASSERT_TRUE(authorization.authority);
    EXPECT_EQ(to_hex(authorization.authority->bytes), "0x83bd706bb740fed82ada9bd931aecd1a04bd94d1");
}

TEST(Signature, threads_share_the_context) {
    std::vector<std::jthread> threads;
    std::array<bool, 4> good{};
    for (std::size_t t = 0; t < good.size(); ++t)
        threads.emplace_back([t, &good] {
            Transaction tx = transaction_of(TransactionType::DynamicFee, t);
            sign(tx, key_of(t + 1));
            good[t] = recover_sender(tx) == key_of(t + 1).address;
        });
    threads.clear();
    EXPECT_EQ(good, (std::array{true, true, true, true}));
}

}  // namespace
}  // namespace models
