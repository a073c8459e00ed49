// SPDX-License-Identifier: MIT
#include "models/conformance/rejection.h"

#include <gtest/gtest.h>

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
