// SPDX-License-Identifier: MIT
#include "models/conformance/rejection.h"

#include <algorithm>
#include <array>

#include "models/conformance/exception_aliases.h"
#include "models/evm/rules.h"

namespace models {
namespace {

using Names = std::vector<std::string_view>;
using Reason = TransactionDecodeError::Reason;
using Field = TransactionField;

void append(Names& names, const Names& more) {
    names.insert(names.end(), more.begin(), more.end());
}

Names unsupported_type(std::uint8_t type) {
    Names names{"TYPE_NOT_SUPPORTED", "TR_TypeNotSupported"};
    if (type == 1) append(names, {"TYPE_1_TX_PRE_FORK"});
    if (type == 2) append(names, {"TYPE_2_TX_PRE_FORK"});
    if (type == 3) append(names, {"TYPE_3_TX_PRE_FORK", "TYPE_3_TX_ZERO_BLOBS_PRE_FORK", "TR_TypeNotSupportedBlob"});
    if (type == 4) append(names, {"TYPE_4_TX_PRE_FORK"});
    return names;
}

Names wrong_chain_id(Revision revision) {
    // Before EIP-155 a `v` that names a chain is none of the two that there are.
    if (!rules_of(revision).knows_chain_id) return {"INVALID_SIGNATURE_VRS"};
    return {"INVALID_CHAINID"};
}

/// The names of a well encoded number that is too large for its field.
Names out_of_range(Field field, Revision revision) {
    switch (field) {
        case Field::ChainId:
            return {"INVALID_CHAINID"};
        case Field::Nonce:
            return {"NONCE_OVERFLOW"};
        case Field::GasPrice:
        case Field::MaxFee:
            return {"GASPRICE_OVERFLOW"};
        case Field::MaxPriorityFee:
            return {"PRIORITY_OVERFLOW"};
        case Field::GasLimit:
            return {"GASLIMIT_OVERFLOW"};
        case Field::Value:
            return {"VALUE_OVERFLOW", "RLP_INVALID_VALUE", "TR_RLP_WRONGVALUE"};
        case Field::Authorization:
            return {"TYPE_4_INVALID_AUTHORIZATION_FORMAT"};
        case Field::AuthorizationSignature:
            return {"TYPE_4_INVALID_AUTHORITY_SIGNATURE", "TYPE_4_INVALID_AUTHORITY_SIGNATURE_S_TOO_HIGH"};
        case Field::V:
            return wrong_chain_id(revision);
        case Field::YParity:
        case Field::R:
        case Field::S:
            return {"INVALID_SIGNATURE_VRS"};
        default:
            return {};
    }
}

/// The names of a field of the wrong kind, of one with leading zeros, and of one whose length is not as short as it
/// could be; empty where the tests have none.
struct FieldNames {
    Field field;
    std::string_view wrong_kind;
    std::string_view leading_zeros;
    std::string_view bad_size;
};

constexpr std::array kFieldNames = {
    FieldNames{Field::ChainId, "RLP_INVALID_CHAINID", "RLP_LEADING_ZEROS_CHAINID", ""},
    FieldNames{Field::Nonce, "RLP_INVALID_NONCE", "RLP_LEADING_ZEROS_NONCE", "RLP_LEADING_ZEROS_NONCE_SIZE"},
    FieldNames{Field::GasPrice, "RLP_INVALID_GASPRICE", "RLP_LEADING_ZEROS_GASPRICE", ""},
    FieldNames{Field::MaxPriorityFee, "RLP_INVALID_PRIORITY_FEE", "RLP_LEADING_ZEROS_PRIORITY_FEE", ""},
    FieldNames{Field::MaxFee, "RLP_INVALID_BASEFEE", "RLP_LEADING_ZEROS_BASEFEE", ""},
    FieldNames{Field::GasLimit, "RLP_INVALID_GASLIMIT", "RLP_LEADING_ZEROS_GASLIMIT", ""},
    FieldNames{Field::To, "RLP_INVALID_TO", "", ""},
    FieldNames{Field::Value, "RLP_INVALID_VALUE", "RLP_LEADING_ZEROS_VALUE", ""},
    FieldNames{Field::Data, "RLP_INVALID_DATA", "", "RLP_LEADING_ZEROS_DATA_SIZE"},
    FieldNames{Field::V, "RLP_INVALID_SIGNATURE_V", "RLP_LEADING_ZEROS_V", ""},
    FieldNames{Field::YParity, "RLP_INVALID_SIGNATURE_V", "RLP_LEADING_ZEROS_V", ""},
    FieldNames{Field::R, "RLP_INVALID_SIGNATURE_R", "RLP_LEADING_ZEROS_R", ""},
    FieldNames{Field::S, "RLP_INVALID_SIGNATURE_S", "RLP_LEADING_ZEROS_S", ""},
};

Names malformed_envelope(RlpError rlp) {
    if (rlp == RlpError::CutShort || rlp == RlpError::AtEnd) return {"RLP_ERROR_EOF"};
    if (rlp == RlpError::SizeHasLeadingZeros) return {"RLP_ERROR_SIZE_LEADING_ZEROS"};
    if (rlp == RlpError::WrongKind) return {"RLP_INVALID_HEADER"};
    return {"RLP_ERROR_SIZE"};
}

Names malformed_field(Field field, RlpError rlp) {
    const bool long_one = rlp == RlpError::TooLong;
    switch (field) {
        case Field::Envelope:
            return malformed_envelope(rlp);
        case Field::Authorization:
        case Field::AuthorizationSignature:
            return {"TYPE_4_INVALID_AUTHORIZATION_FORMAT"};
        case Field::BlobHashes:
            return {"TYPE_3_TX_INVALID_BLOB_VERSIONED_HASH"};
        default:
            break;
    }
    if (rlp == RlpError::SizeBeyondEnd || rlp == RlpError::CutShort) return {"RLP_ERROR_SIZE"};
    if (rlp == RlpError::TooShort || rlp == RlpError::TooLong) {
        if (field == Field::To) return {long_one ? "ADDRESS_TOO_LONG" : "ADDRESS_TOO_SHORT"};
        if (field == Field::AccessListAddress)
            return {long_one ? "RLP_INVALID_ACCESS_LIST_ADDRESS_TOO_LONG"
                             : "RLP_INVALID_ACCESS_LIST_ADDRESS_TOO_SHORT"};
        if (field == Field::AccessListSlot)
            return {long_one ? "RLP_INVALID_ACCESS_LIST_STORAGE_TOO_LONG"
                             : "RLP_INVALID_ACCESS_LIST_STORAGE_TOO_SHORT"};
    }
    for (const FieldNames& names : kFieldNames) {
        if (names.field != field) continue;
        if (rlp == RlpError::WrongKind) return {names.wrong_kind};
        if (rlp == RlpError::LeadingZeros) return {names.leading_zeros};
        return {names.bad_size};
    }
    return {};
}

/// Whether the bytes as a whole are not one item, whatever its fields.
bool breaks_envelope(const TransactionDecodeError& error) {
    return error.reason == Reason::TrailingBytes ||
           (error.reason == Reason::Malformed && error.field == Field::Envelope);
}

Names names_of(const TransactionDecodeError& error, Revision revision) {
    switch (error.reason) {
        case Reason::Empty:
            return {"RLP_ERROR_EOF"};
        case Reason::UnknownType:
            return {"TYPE_NOT_SUPPORTED", "TR_TypeNotSupported"};
        case Reason::Malformed:
            return malformed_field(error.field, error.rlp);
        case Reason::TooFewFields:
            return {"RLP_TOO_FEW_ELEMENTS"};
        case Reason::TooManyFields:
            return {"RLP_TOO_MANY_ELEMENTS"};
        case Reason::TrailingBytes:
            return {"RLP_ERROR_SIZE"};
        case Reason::OutOfRange:
            return out_of_range(error.field, revision);
        case Reason::CarriesBlobs:
            return {"TYPE_3_TX_WITH_FULL_BLOBS"};
    }
    return {};
}

/// The names of the reasons that depend on nothing else.
Names plain_names(InvalidReason reason) {
    switch (reason) {
        case InvalidReason::NonceTooLow:
            return {"NONCE_MISMATCH_TOO_LOW", "TR_NonceTooLow"};
        case InvalidReason::NonceTooHigh:
            return {"NONCE_MISMATCH_TOO_HIGH", "TR_NonceTooHigh"};
        case InvalidReason::NonceAtMaximum:
            return {"NONCE_IS_MAX", "NONCE_TOO_BIG", "TR_NonceHasMaxValue"};
        case InvalidReason::SenderNotExternallyOwned:
            return {"SENDER_NOT_EOA", "SenderNotEOA", "SenderNotEOAorNoCASH"};
        case InvalidReason::InsufficientFunds:
            return {"INSUFFICIENT_ACCOUNT_FUNDS",       "TR_NoFunds",          "TR_NoFundsX", "TR_NoFundsOrGas",
                    "TR_FeeCapLessThanBlocksORNoFunds", "SenderNotEOAorNoCASH"};
        case InvalidReason::IntrinsicGasTooHigh:
            return {"INTRINSIC_GAS_TOO_LOW", "TR_IntrinsicGas", "IntrinsicGas", "TR_NoFundsOrGas"};
        case InvalidReason::FloorGasTooHigh:
            return {"INTRINSIC_GAS_BELOW_FLOOR_GAS_COST"};
        case InvalidReason::GasLimitAboveBlock:
            return {"GAS_ALLOWANCE_EXCEEDED", "TR_GasLimitReached", "TR_FeeCapLessThanBlocksORGasLimitReached"};
        case InvalidReason::GasLimitAboveMaximum:
            return {"GAS_LIMIT_EXCEEDS_MAXIMUM"};
        case InvalidReason::FeeBelowBaseFee:
            return {"INSUFFICIENT_MAX_FEE_PER_GAS", "TR_FeeCapLessThanBlocks", "TR_FeeCapLessThanBlocksORNoFunds",
                    "TR_FeeCapLessThanBlocksORGasLimitReached", "lowFeeCap"};
        case InvalidReason::PriorityFeeAboveMaxFee:
            return {"PRIORITY_GREATER_THAN_MAX_FEE_PER_GAS", "PRIORITY_GREATER_THAN_MAX_FEE_PER_GAS_2",
                    "TR_TipGtFeeCap", "tipTooHigh"};
        case InvalidReason::InitCodeTooLarge:
            return {"INITCODE_SIZE_EXCEEDED", "TR_InitCodeLimitExceeded"};
        case InvalidReason::NoBlobs:
            return {"TYPE_3_TX_ZERO_BLOBS", "TR_EMPTYBLOB"};
        case InvalidReason::TooManyBlobs:
            return {"TYPE_3_TX_BLOB_COUNT_EXCEEDED", "TR_BLOBLIST_OVERSIZE"};
        case InvalidReason::BlobGasAboveBlock:
            return {"TYPE_3_TX_MAX_BLOB_GAS_ALLOWANCE_EXCEEDED", "TYPE_3_TX_BLOB_COUNT_EXCEEDED",
                    "TR_BLOBLIST_OVERSIZE"};
        case InvalidReason::UnknownBlobVersion:
            return {"TYPE_3_TX_INVALID_BLOB_VERSIONED_HASH", "TR_BLOBVERSION_INVALID"};
        case InvalidReason::BlobFeeBelowBlobBaseFee:
            return {"INSUFFICIENT_MAX_FEE_PER_BLOB_GAS"};
        case InvalidReason::BlobsCreateContract:
            return {"TYPE_3_TX_CONTRACT_CREATION", "TR_BLOBCREATE"};
        case InvalidReason::NoAuthorizations:
            return {"TYPE_4_EMPTY_AUTHORIZATION_LIST"};
        case InvalidReason::AuthorizationsCreateContract:
            return {"TYPE_4_TX_CONTRACT_CREATION"};
        default:
            return {};
    }
}

}  // namespace

bool Rejection::is_expected(std::string_view expected) const {
    for (std::size_t begin = 0; begin <= expected.size();) {
        const std::size_t end = std::min(expected.find('|', begin), expected.size());
        std::string_view name = expected.substr(begin, end - begin);
        name.remove_prefix(std::min(name.rfind('.') + 1, name.size()));
        const auto says = [&](std::string_view ours) { return ours == name || is_alias(name, ours); };
        if (!name.empty() && std::any_of(names.begin(), names.end(), says)) return true;
        begin = end + 1;
    }
    return false;
}

std::string Rejection::to_string() const {
    return (names.empty() ? "" : std::string(names.front()) + ": ") + why;
}

Rejection rejection_of(const TransactionDecodeError& error, ByteView bytes, Revision revision) {
    const std::uint8_t first = bytes.empty() ? 0xff : bytes[0];
    const bool typed = first <= static_cast<std::uint8_t>(TransactionType::SetCode);
    Rejection rejection{names_of(error, revision), models::to_string(error)};
    std::erase(rejection.names, "");
    // The tests of EIP-7702 cut and lengthen a whole transaction as one more wrong form of authorizations.
    if (first == static_cast<std::uint8_t>(TransactionType::SetCode) && breaks_envelope(error))
        append(rejection.names, {"TYPE_4_INVALID_AUTHORIZATION_FORMAT"});
    // What a type's fields may hold says nothing to a revision that does not know the type.
    if (typed && first > static_cast<std::uint8_t>(rules_of(revision).latest_type))
        append(rejection.names, unsupported_type(first));
    return rejection;
}

Rejection rejection_of(InvalidReason reason, const Transaction& transaction, Revision revision) {
    Rejection rejection{plain_names(reason), models::to_string(reason)};
    if (reason == InvalidReason::UnsupportedType)
        rejection.names = unsupported_type(static_cast<std::uint8_t>(transaction.type));
    if (reason == InvalidReason::WrongChainId) rejection.names = wrong_chain_id(revision);
    if (reason == InvalidReason::InsufficientFunds && gas_cost_overflows(transaction))
        append(rejection.names, {"GASLIMIT_PRICE_PRODUCT_OVERFLOW"});
    return rejection;
}

Rejection rejection_of(InvalidReason reason, const Transaction& transaction, const BlockContext& block) {
    Rejection rejection = rejection_of(reason, transaction, block.revision);
    const std::uint64_t most = block.max_blobs.value_or(rules_of(block.revision).max_blobs_per_block);
    if (reason == InvalidReason::TooManyBlobs && transaction.blob_hashes.size() > most)
        append(rejection.names, {"TYPE_3_TX_MAX_BLOB_GAS_ALLOWANCE_EXCEEDED"});
    return rejection;
}

Rejection rejection_of_signature(bool in_range) {
    if (in_range) return {{"EC_RECOVERY_FAIL"}, "nobody can have signed so"};
    return {{"INVALID_SIGNATURE_VRS"}, "r or s out of range"};
}

bool gas_cost_overflows(const Transaction& transaction) {
    const U256& fee = transaction.max_fee_per_gas;
    return !fee.is_zero() && U256{transaction.gas_limit} > ~U256{} / fee;
}

}  // namespace models
