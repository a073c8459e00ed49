// SPDX-License-Identifier: MIT
#include "models/conformance/rejection.h"

#include <gtest/gtest.h>

#include <utility>

namespace models {
namespace {

using Reason = TransactionDecodeError::Reason;
using Field = TransactionField;

bool names(const Rejection& rejection, const char* expected) {
    return rejection.is_expected(expected);
}

TEST(Rejection, one_of_several_alternatives_is_enough) {
    const Rejection rejection{{"A", "B"}, "why"};
    EXPECT_TRUE(rejection.is_expected("A"));
    EXPECT_TRUE(rejection.is_expected("TransactionException.B"));
    EXPECT_TRUE(rejection.is_expected("TransactionException.C|TransactionException.A"));
    EXPECT_FALSE(rejection.is_expected("TransactionException.AB"));
    EXPECT_FALSE(rejection.is_expected("C|"));
    EXPECT_FALSE(rejection.is_expected(""));
    EXPECT_EQ(rejection.to_string(), "A: why");
}

TEST(Rejection, every_reason_has_an_official_name) {
    const Transaction transaction;
    for (int i = 1; i <= static_cast<int>(InvalidReason::AuthorizationsCreateContract); ++i)
        EXPECT_FALSE(rejection_of(static_cast<InvalidReason>(i), transaction, Revision::Osaka).names.empty()) << i;
}

TEST(Rejection, official_names_say_the_reason) {
    const std::pair<const char*, InvalidReason> table[] = {
        {"NONCE_MISMATCH_TOO_LOW", InvalidReason::NonceTooLow},
        {"NONCE_MISMATCH_TOO_HIGH", InvalidReason::NonceTooHigh},
        {"NONCE_IS_MAX", InvalidReason::NonceAtMaximum},
        {"SENDER_NOT_EOA", InvalidReason::SenderNotExternallyOwned},
        {"INSUFFICIENT_ACCOUNT_FUNDS", InvalidReason::InsufficientFunds},
        {"INTRINSIC_GAS_TOO_LOW", InvalidReason::IntrinsicGasTooHigh},
        {"INTRINSIC_GAS_BELOW_FLOOR_GAS_COST", InvalidReason::FloorGasTooHigh},
        {"GAS_ALLOWANCE_EXCEEDED", InvalidReason::GasLimitAboveBlock},
        {"GAS_LIMIT_EXCEEDS_MAXIMUM", InvalidReason::GasLimitAboveMaximum},
        {"INSUFFICIENT_MAX_FEE_PER_GAS", InvalidReason::FeeBelowBaseFee},
        {"PRIORITY_GREATER_THAN_MAX_FEE_PER_GAS", InvalidReason::PriorityFeeAboveMaxFee},
        {"INITCODE_SIZE_EXCEEDED", InvalidReason::InitCodeTooLarge},
        {"TYPE_3_TX_ZERO_BLOBS", InvalidReason::NoBlobs},
        {"TYPE_3_TX_INVALID_BLOB_VERSIONED_HASH", InvalidReason::UnknownBlobVersion},
        {"INSUFFICIENT_MAX_FEE_PER_BLOB_GAS", InvalidReason::BlobFeeBelowBlobBaseFee},
        {"TYPE_3_TX_CONTRACT_CREATION", InvalidReason::BlobsCreateContract},
        {"TYPE_4_EMPTY_AUTHORIZATION_LIST", InvalidReason::NoAuthorizations},
        {"TYPE_4_TX_CONTRACT_CREATION", InvalidReason::AuthorizationsCreateContract},
        {"INVALID_CHAINID", InvalidReason::WrongChainId},
    };
    for (const auto& [name, reason] : table)
        for (const auto& [other, other_reason] : table)
            EXPECT_EQ(names(rejection_of(other_reason, Transaction{}, Revision::Osaka), name), reason == other_reason)
                << name << " for the reason of " << other;
}

TEST(Rejection, too_many_blobs_for_a_transaction_may_be_too_many_for_its_block) {
    const auto of = [](std::size_t blobs, std::optional<std::uint64_t> max_blobs) {
        Transaction tx;
        tx.type = TransactionType::Blob;
        tx.blob_hashes.resize(blobs);
        BlockContext block;
        block.revision = Revision::Osaka;
        block.max_blobs = max_blobs;
        return rejection_of(InvalidReason::TooManyBlobs, tx, block);
    };
    const char* const block_name = "TransactionException.TYPE_3_TX_MAX_BLOB_GAS_ALLOWANCE_EXCEEDED";
    for (const std::size_t blobs : {7U, 9U, 10U}) {
        EXPECT_TRUE(names(of(blobs, {}), "TransactionException.TYPE_3_TX_BLOB_COUNT_EXCEEDED"));
        EXPECT_EQ(names(of(blobs, {}), block_name), blobs > 9) << blobs;
    }
    EXPECT_FALSE(names(of(10, 15), block_name));
    EXPECT_TRUE(names(of(16, 15), block_name));
    EXPECT_TRUE(names(of(7, 6), block_name));
}

TEST(Rejection, set_code_transaction_that_is_cut_or_lengthened_has_a_wrong_form) {
    Transaction tx;
    tx.type = TransactionType::SetCode;
    tx.chain_id = 1;
    tx.to = Address{};
    tx.authorization_list.emplace_back();
    const auto of = [&](const ByteString& bytes) {
        return rejection_of(std::get<TransactionDecodeError>(decode_transaction(bytes)), bytes, Revision::Prague);
    };
    ByteString bytes = encode(tx);
    const std::uint8_t last = bytes.back();
    bytes.pop_back();
    EXPECT_TRUE(names(of(bytes), "TransactionException.TYPE_4_INVALID_AUTHORIZATION_FORMAT"));
    EXPECT_TRUE(names(of(bytes), "RLP_ERROR_SIZE"));
    bytes.push_back(last);
    bytes.push_back(0);
    EXPECT_TRUE(names(of(bytes), "TransactionException.TYPE_4_INVALID_AUTHORIZATION_FORMAT"));
    tx.type = TransactionType::DynamicFee;
    bytes = encode(tx);
    bytes.push_back(0);
    EXPECT_FALSE(names(of(bytes), "TYPE_4_INVALID_AUTHORIZATION_FORMAT"));
}

TEST(Rejection, older_names_are_understood) {
    const auto malformed = [](Field field, RlpError rlp) {
        return rejection_of({Reason::Malformed, field, rlp}, ByteString{0xc0}, Revision::Osaka);
    };
    EXPECT_TRUE(names(malformed(Field::GasLimit, RlpError::LeadingZeros), "LeadingZerosGasLimit"));
    EXPECT_FALSE(names(malformed(Field::GasLimit, RlpError::LeadingZeros), "LeadingZerosNonce"));
    EXPECT_TRUE(names(malformed(Field::AccessListSlot, RlpError::TooLong), "2930AccessListStorageHashTooLong"));
    EXPECT_TRUE(names(malformed(Field::Envelope, RlpError::CutShort), "RLP_Error_EOF"));
    const auto poor = rejection_of(InvalidReason::InsufficientFunds, Transaction{}, Revision::Osaka);
    EXPECT_TRUE(names(poor, "insufficient account balance"));
    EXPECT_TRUE(names(poor, "TR_NoFundsValue"));
    EXPECT_FALSE(names(poor, "zero blob tx"));
}

TEST(Rejection, no_name_is_empty) {
    for (int field = 0; field <= static_cast<int>(Field::S); ++field) {
        for (int rlp = 0; rlp <= static_cast<int>(RlpError::TooLong); ++rlp) {
            const TransactionDecodeError error{Reason::Malformed, static_cast<Field>(field),
                                               static_cast<RlpError>(rlp)};
            const auto rejection = rejection_of(error, ByteString{0xc0}, Revision::Osaka);
            for (const auto name : rejection.names) EXPECT_NE(name, "") << rejection.why;
            EXPECT_FALSE(rejection.is_expected("TransactionException.")) << rejection.why;
        }
    }
}

TEST(Rejection, reasons_of_a_field_carry_its_name) {
    const auto malformed = [](Field field, RlpError rlp) {
        return rejection_of({Reason::Malformed, field, rlp}, ByteString{0xc0}, Revision::Osaka);
    };
    EXPECT_TRUE(names(malformed(Field::Nonce, RlpError::LeadingZeros), "RLP_LEADING_ZEROS_NONCE"));
    EXPECT_TRUE(names(malformed(Field::Data, RlpError::SizeHasLeadingZeros), "RLP_LEADING_ZEROS_DATA_SIZE"));
    EXPECT_TRUE(names(malformed(Field::R, RlpError::WrongKind), "RLP_INVALID_SIGNATURE_R"));
    EXPECT_TRUE(names(malformed(Field::To, RlpError::TooLong), "ADDRESS_TOO_LONG"));
    EXPECT_TRUE(names(malformed(Field::Authorization, RlpError::AtEnd), "TYPE_4_INVALID_AUTHORIZATION_FORMAT"));
    EXPECT_FALSE(names(malformed(Field::Nonce, RlpError::LeadingZeros), "RLP_LEADING_ZEROS_VALUE"));
}

TEST(Rejection, type_of_the_future_is_no_type_whatever_its_fields) {
    const TransactionDecodeError error{Reason::TooFewFields, Field::Envelope, RlpError::None};
    const ByteString set_code{4, 0xc0};
    EXPECT_TRUE(names(rejection_of(error, set_code, Revision::Cancun), "TYPE_4_TX_PRE_FORK"));
    EXPECT_TRUE(names(rejection_of(error, set_code, Revision::Cancun), "TYPE_NOT_SUPPORTED"));
    EXPECT_FALSE(names(rejection_of(error, set_code, Revision::Prague), "TYPE_NOT_SUPPORTED"));
    EXPECT_TRUE(names(rejection_of(error, set_code, Revision::Prague), "RLP_TOO_FEW_ELEMENTS"));
}

TEST(Rejection, v_is_a_chain_id_from_eip_155_on) {
    const TransactionDecodeError error{Reason::OutOfRange, Field::V, RlpError::None};
    const ByteString legacy{0xc0};
    EXPECT_TRUE(names(rejection_of(error, legacy, Revision::TangerineWhistle), "INVALID_SIGNATURE_VRS"));
    EXPECT_TRUE(names(rejection_of(error, legacy, Revision::SpuriousDragon), "INVALID_CHAINID"));
    EXPECT_FALSE(names(rejection_of(error, legacy, Revision::SpuriousDragon), "INVALID_SIGNATURE_VRS"));
}

TEST(Rejection, cost_over_256_bits_is_a_reason_of_its_own) {
    Transaction transaction;
    transaction.gas_limit = 2;
    transaction.max_fee_per_gas = U256{1} << 255;
    EXPECT_TRUE(gas_cost_overflows(transaction));
    const auto rejection = rejection_of(InvalidReason::InsufficientFunds, transaction, Revision::Osaka);
    EXPECT_TRUE(names(rejection, "GASLIMIT_PRICE_PRODUCT_OVERFLOW"));
    EXPECT_TRUE(names(rejection, "INSUFFICIENT_ACCOUNT_FUNDS"));
    transaction.gas_limit = 1;
    EXPECT_FALSE(gas_cost_overflows(transaction));
    EXPECT_FALSE(names(rejection_of(InvalidReason::InsufficientFunds, transaction, Revision::Osaka),
                       "GASLIMIT_PRICE_PRODUCT_OVERFLOW"));
}

}  // namespace
}  // namespace models
