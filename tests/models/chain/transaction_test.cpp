// SPDX-License-Identifier: MIT
#include "models/chain/transaction.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "models/chain/signature.h"
#include "tests/models/chain/fixtures.h"

namespace models {
namespace {

using nlohmann::json;

Address any_address() {
    return Address{*rc::gen::container<std::array<std::uint8_t, 20>>(rc::gen::arbitrary<std::uint8_t>())};
}
U256 any_number() {
    const auto l = *rc::gen::container<std::array<std::uint64_t, 4>>(rc::gen::arbitrary<std::uint64_t>());
    return U256{l[0], l[1], l[2], l[3]} >> *rc::gen::inRange(0U, 257U);
}
std::vector<AccessListEntry> any_access_list() {
    std::vector<AccessListEntry> out;
    for (int n = *rc::gen::inRange(0, 3); n > 0; --n) {
        AccessListEntry entry{any_address(), {}};
        for (int k = *rc::gen::inRange(0, 3); k > 0; --k) entry.slots.push_back(any_number());
        out.push_back(entry);
    }
    return out;
}

Hash any_hash() {
    return any_number().to_hash();
}
Authorization any_authorization() {
    Authorization out;
    out.chain_id = any_number();
    out.address = any_address();
    out.nonce = *rc::gen::arbitrary<std::uint64_t>();
    out.y_parity = *rc::gen::arbitrary<std::uint8_t>();
    out.r = any_number();
    out.s = any_number();
    return out;
}

Transaction any_transaction() {
    Transaction tx;
    tx.type = *rc::gen::element(TransactionType::Legacy, TransactionType::AccessList, TransactionType::DynamicFee,
                                TransactionType::Blob, TransactionType::SetCode);
    tx.chain_id = *rc::gen::arbitrary<std::uint64_t>();
    if (tx.type == TransactionType::Legacy && *rc::gen::arbitrary<bool>()) tx.chain_id.reset();
    tx.nonce = *rc::gen::arbitrary<std::uint64_t>();
    tx.max_fee_per_gas = any_number();
    tx.max_priority_fee_per_gas = tx.type >= TransactionType::DynamicFee ? any_number() : tx.max_fee_per_gas;
    tx.gas_limit = *rc::gen::arbitrary<std::uint64_t>();
    if (*rc::gen::arbitrary<bool>()) tx.to = any_address();
    tx.value = any_number();
    tx.data = *rc::gen::arbitrary<ByteString>();
    if (tx.type != TransactionType::Legacy) tx.access_list = any_access_list();
    if (tx.type == TransactionType::Blob) {
        tx.max_fee_per_blob_gas = any_number();
        for (int n = *rc::gen::inRange(0, 3); n > 0; --n) tx.blob_hashes.push_back(any_hash());
    }
    if (tx.type == TransactionType::SetCode)
        for (int n = *rc::gen::inRange(0, 3); n > 0; --n) tx.authorization_list.push_back(any_authorization());
    tx.y_parity = *rc::gen::arbitrary<bool>();
    tx.r = any_number();
    tx.s = any_number();
    return tx;
}

RC_GTEST_PROP(Transaction, decode_undoes_encode, ()) {
    const Transaction tx = any_transaction();
    const auto decoded = decode_transaction(encode(tx));
    RC_ASSERT(std::holds_alternative<Transaction>(decoded));
    RC_ASSERT(std::get<Transaction>(decoded) == tx);
}

RC_GTEST_PROP(Transaction, every_prefix_is_rejected, ()) {
    const ByteString bytes = encode(any_transaction());
    for (std::size_t size = 0; size < bytes.size(); ++size)
        RC_ASSERT(std::holds_alternative<TransactionDecodeError>(decode_transaction(ByteView(bytes).first(size))));
}

RC_GTEST_PROP(Transaction, mutation_is_rejected_or_encodes_back_to_itself, ()) {
    ByteString bytes = encode(any_transaction());
    for (int n = *rc::gen::inRange(1, 4); n > 0; --n) {
        const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
        bytes[at] = *rc::gen::arbitrary<std::uint8_t>();
    }
    if (*rc::gen::arbitrary<bool>()) bytes.push_back(*rc::gen::arbitrary<std::uint8_t>());
    const auto decoded = decode_transaction(bytes);
    if (const auto* tx = std::get_if<Transaction>(&decoded)) RC_ASSERT(encode(*tx) == bytes);
}

using Error = TransactionDecodeError;
using Reason = TransactionDecodeError::Reason;
using Field = TransactionField;

Error error_of(const ByteString& bytes) {
    const auto decoded = decode_transaction(bytes);
    return std::get<Error>(decoded);
}
Error error_of(const char* hex) {
    return error_of(*from_hex(hex));
}
Error whole(Reason reason) {
    return {reason, Field::Envelope, RlpError::None};
}
Error malformed(Field field, RlpError rlp) {
    return {Reason::Malformed, field, rlp};
}
Error out_of_range(Field field) {
    return {Reason::OutOfRange, field, RlpError::None};
}

TEST(Transaction, each_way_of_being_wrong_has_its_error) {
    EXPECT_EQ(error_of(""), whole(Reason::Empty));
    EXPECT_EQ(error_of("0x05c0"), whole(Reason::UnknownType));
    EXPECT_EQ(error_of("0x02c1"), malformed(Field::Envelope, RlpError::SizeBeyondEnd));
    EXPECT_EQ(error_of("0xc9808080808080808080ff"), whole(Reason::TrailingBytes));
    EXPECT_EQ(error_of("0x02c0"), whole(Reason::TooFewFields));
    EXPECT_EQ(error_of("0xca80808080808080808080"), whole(Reason::TooManyFields));
    EXPECT_EQ(error_of("0xc9808080808080808080"), out_of_range(Field::YParity));  // v = 0
    EXPECT_EQ(error_of("0xc98080808080801a8080"), out_of_range(Field::V));
    EXPECT_EQ(error_of("0xf9"), malformed(Field::Envelope, RlpError::CutShort));
    EXPECT_EQ(error_of("0xf90001c0"), malformed(Field::Envelope, RlpError::SizeHasLeadingZeros));
    EXPECT_EQ(error_of("0x0280"), malformed(Field::Envelope, RlpError::WrongKind));
    EXPECT_EQ(error_of("0xc9c08080808080808080"), malformed(Field::Nonce, RlpError::WrongKind));
    EXPECT_EQ(error_of("0xc9008080808080808080"), malformed(Field::Nonce, RlpError::LeadingZeros));
    EXPECT_EQ(error_of("0xca81018080808080808080"), malformed(Field::Nonce, RlpError::SizeNotMinimal));
    EXPECT_EQ(error_of("0xc9808080018080808080"), malformed(Field::To, RlpError::TooShort));
}

TEST(Transaction, fault_in_the_encoding_is_told_before_a_number_out_of_range) {
    EXPECT_EQ(error_of("0xd28980000000000000000080808080808080c0"), malformed(Field::S, RlpError::WrongKind));
    EXPECT_EQ(error_of("0xd2898000000000000000008080808080808080"), out_of_range(Field::Nonce));
    EXPECT_EQ(error_of("0xd2890000000000000000018080808080808080"), out_of_range(Field::Nonce));
}

TEST(Transaction, wrapped_in_a_string_is_none) {
    Transaction tx;
    RlpWriter writer;
    writer.add(ByteView(encode(tx)));
    EXPECT_EQ(error_of(writer.bytes()), malformed(Field::Envelope, RlpError::WrongKind));
    EXPECT_EQ(error_of("0xb8"), malformed(Field::Envelope, RlpError::CutShort));
    EXPECT_EQ(error_of("0x8180"), whole(Reason::UnknownType));
}

TEST(Transaction, blobs_beside_it_are_told_apart) {
    // EIP-4844: 0x03 || rlp([transaction, blobs, commitments, proofs]).
    EXPECT_EQ(error_of("0x03c4c0c0c0c0"), whole(Reason::CarriesBlobs));
    EXPECT_EQ(error_of("0x02c4c0c0c0c0"), malformed(Field::ChainId, RlpError::WrongKind));
}

/// A set-code transaction whose only authorization is this RLP.
ByteString with_authorization(const char* rlp) {
    RlpWriter writer;
    const auto fields = writer.open_list();
    for (int i = 0; i < 8; ++i) writer.add(std::uint64_t{0});
    writer.close_list(writer.open_list());
    const auto authorizations = writer.open_list();
    writer.add_raw(*from_hex(rlp));
    writer.close_list(authorizations);
    for (int i = 0; i < 3; ++i) writer.add(std::uint64_t{1});
    writer.close_list(fields);
    ByteString bytes{4};
    bytes.insert(bytes.end(), writer.bytes().begin(), writer.bytes().end());
    return bytes;
}

TEST(Transaction, authorization_is_six_fields_in_range) {
    const std::string address = "940000000000000000000000000000000000000001";
    const auto tuple = [&](const std::string& head, const std::string& tail) {
        const std::size_t size = (head.size() + address.size() + tail.size()) / 2;
        return with_authorization(
            (to_hex(ByteString{static_cast<std::uint8_t>(0xc0 + size)}) + head + address + tail).c_str());
    };
    const auto good = decode_transaction(tuple("01", "80020304"));
    ASSERT_TRUE(std::holds_alternative<Transaction>(good));
    const Authorization& authorization = std::get<Transaction>(good).authorization_list.at(0);
    EXPECT_EQ(authorization.chain_id, U256{1});
    EXPECT_EQ(authorization.y_parity, 2);
    EXPECT_EQ(authorization.s, U256{4});

    EXPECT_EQ(error_of(tuple("01", "800203")), malformed(Field::AuthorizationSignature, RlpError::AtEnd));
    EXPECT_EQ(error_of(tuple("01", "8002030405")), malformed(Field::Authorization, RlpError::TooLong));
    EXPECT_EQ(error_of(tuple("00", "80020304")), malformed(Field::Authorization, RlpError::LeadingZeros));
    EXPECT_EQ(error_of(tuple("01", "89800000000000000000020304")), out_of_range(Field::Authorization));
    EXPECT_EQ(error_of(tuple("01", "808201000304")), out_of_range(Field::AuthorizationSignature));
    EXPECT_EQ(error_of(with_authorization("0x80")), malformed(Field::Authorization, RlpError::WrongKind));
}

/// What the protocol forbids but bytes cannot show: not the decoder's business.
bool is_about_meaning(const std::string& exception) {
    static const std::set<std::string> kSemantic = {
        "TransactionException.NONCE_TOO_BIG", "TransactionException.INTRINSIC_GAS_TOO_LOW",
        "TransactionException.INITCODE_SIZE_EXCEEDED", "TransactionException.GASLIMIT_PRICE_PRODUCT_OVERFLOW",
        "TransactionException.PRIORITY_GREATER_THAN_MAX_FEE_PER_GAS_2"};
    return kSemantic.contains(exception);
}

/// The verdict of the newest revision in the fixture.
json newest_result(const json& test) {
    for (const char* fork : {"Prague", "Cancun", "Shanghai", "Paris", "London"})
        if (test["result"].contains(fork)) return test["result"][fork];
    return nullptr;
}

struct Verdict {
    std::optional<Address> sender;
    Hash hash;
};
/// Decoded, on chain 1 (or none) and with a valid signature; nothing otherwise.
std::optional<Verdict> accept(ByteView bytes) {
    const auto decoded = decode_transaction(bytes);
    const auto* tx = std::get_if<Transaction>(&decoded);
    if (tx == nullptr || tx->chain_id.value_or(1) != 1) return std::nullopt;
    const auto sender = recover_sender(*tx);
    if (!sender) return std::nullopt;
    return Verdict{sender, transaction_hash(*tx)};
}

TEST(TransactionFixtures, valid_ones_give_sender_and_hash_and_malformed_ones_are_rejected) {
    const auto folder = fixture_folder("TransactionTests");
    if (folder.empty()) GTEST_SKIP() << "skipped: no fixtures";
    int valid = 0;
    int invalid = 0;
    for (const auto& file : json_files(folder)) {
        const json tests = read_json(file);
        for (const auto& [name, test] : tests.items()) {
            const json result = newest_result(test);
            ASSERT_FALSE(result.is_null()) << file;
            const auto bytes = from_hex(test["txbytes"].get<std::string>());
            const auto verdict = bytes ? accept(*bytes) : std::nullopt;
            if (!result.contains("exception")) {
                ASSERT_TRUE(verdict) << file;
                EXPECT_EQ(to_hex(verdict->sender->bytes), result["sender"].get<std::string>()) << file;
                EXPECT_EQ(to_hex(verdict->hash.bytes), result["hash"].get<std::string>()) << file;
                ++valid;
            } else if (!is_about_meaning(result["exception"].get<std::string>())) {
                EXPECT_FALSE(verdict) << file << " " << result["exception"];
                ++invalid;
            }
        }
    }
    EXPECT_GE(valid, 45);
    EXPECT_GE(invalid, 100);
}

}  // namespace
}  // namespace models
