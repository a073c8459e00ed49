// SPDX-License-Identifier: MIT
#include "models/conformance/exception_aliases.h"

#include <algorithm>
#include <array>

namespace models {
namespace {

struct Alias {
    std::string_view older;
    std::string_view current;
};

/// The names of retesteth, which filled ethereum/tests until 2024, then the sentences of execution-spec-tests of 2023.
/// Names that say more than one of several reasons stand in rejection.cpp.
constexpr std::array kAliases = {
    Alias{"LeadingZerosGasLimit", "RLP_LEADING_ZEROS_GASLIMIT"},
    Alias{"LeadingZerosGasPrice", "RLP_LEADING_ZEROS_GASPRICE"},
    Alias{"LeadingZerosValue", "RLP_LEADING_ZEROS_VALUE"},
    Alias{"LeadingZerosNonce", "RLP_LEADING_ZEROS_NONCE"},
    Alias{"LeadingZerosR", "RLP_LEADING_ZEROS_R"},
    Alias{"LeadingZerosS", "RLP_LEADING_ZEROS_S"},
    Alias{"LeadingZerosV", "RLP_LEADING_ZEROS_V"},
    Alias{"LeadingZerosDataSize", "RLP_LEADING_ZEROS_DATA_SIZE"},
    Alias{"LeadingZerosNonceSize", "RLP_LEADING_ZEROS_NONCE_SIZE"},
    Alias{"1559LeadingZerosBaseFee", "RLP_LEADING_ZEROS_BASEFEE"},
    Alias{"1559LeadingZerosPriorityFee", "RLP_LEADING_ZEROS_PRIORITY_FEE"},
    Alias{"1559BaseFeeTooLarge", "GASPRICE_OVERFLOW"},
    Alias{"1559PriorityFeeGreaterThanBaseFee", "PRIORITY_GREATER_THAN_MAX_FEE_PER_GAS"},
    Alias{"2930AccessListAddressTooLong", "RLP_INVALID_ACCESS_LIST_ADDRESS_TOO_LONG"},
    Alias{"2930AccessListAddressTooShort", "RLP_INVALID_ACCESS_LIST_ADDRESS_TOO_SHORT"},
    Alias{"2930AccessListStorageHashTooLong", "RLP_INVALID_ACCESS_LIST_STORAGE_TOO_LONG"},
    Alias{"2930AccessListStorageHashTooShort", "RLP_INVALID_ACCESS_LIST_STORAGE_TOO_SHORT"},
    Alias{"AddressTooLong", "ADDRESS_TOO_LONG"},
    Alias{"AddressTooShort", "ADDRESS_TOO_SHORT"},
    Alias{"TR_AddressTooLong", "ADDRESS_TOO_LONG"},
    Alias{"TR_AddressTooShort", "ADDRESS_TOO_SHORT"},
    Alias{"RLP_Error_EOF", "RLP_ERROR_EOF"},
    Alias{"RLP_Error_RLP_Size", "RLP_ERROR_SIZE"},
    Alias{"RLP_Error_Size_Information", "RLP_ERROR_SIZE_LEADING_ZEROS"},
    Alias{"RLP_Error_Size_Information", "RLP_ERROR_SIZE"},
    Alias{"RLP_TooFewElements", "RLP_TOO_FEW_ELEMENTS"},
    Alias{"RLP_TooManyElements", "RLP_TOO_MANY_ELEMENTS"},
    Alias{"RLP_ExpectedAsList", "RLP_INVALID_HEADER"},
    Alias{"InvalidTransactionVRS", "INVALID_SIGNATURE_VRS"},
    Alias{"InvalidTransactionVRS", "EC_RECOVERY_FAIL"},
    Alias{"InvalidChainID", "INVALID_CHAINID"},
    Alias{"TR_NoFundsValue", "INSUFFICIENT_ACCOUNT_FUNDS"},
    Alias{"TR_TooShort", "RLP_ERROR_EOF"},
    Alias{"TR_BlobDecodeError", "RLP_INVALID_TO"},
    Alias{"TR_BlobDecodeError", "TYPE_3_TX_CONTRACT_CREATION"},
    Alias{"TRANSACTION_VALUE_TOOLARGE", "VALUE_OVERFLOW"},
    Alias{"Transaction without funds", "INSUFFICIENT_ACCOUNT_FUNDS"},
    Alias{"insufficient account balance", "INSUFFICIENT_ACCOUNT_FUNDS"},
    Alias{"insufficient_account_balance", "INSUFFICIENT_ACCOUNT_FUNDS"},
    Alias{"insufficient max fee per gas", "INSUFFICIENT_MAX_FEE_PER_GAS"},
    Alias{"insufficient max fee per blob gas", "INSUFFICIENT_MAX_FEE_PER_BLOB_GAS"},
    Alias{"invalid max fee per blob gas", "INSUFFICIENT_MAX_FEE_PER_BLOB_GAS"},
    Alias{"invalid blob versioned hash", "TYPE_3_TX_INVALID_BLOB_VERSIONED_HASH"},
    Alias{"zero blob tx", "TYPE_3_TX_ZERO_BLOBS"},
    Alias{"too_many_blobs_tx", "TYPE_3_TX_BLOB_COUNT_EXCEEDED"},
    Alias{"too many blobs", "TYPE_3_TX_BLOB_COUNT_EXCEEDED"},
    Alias{"invalid_blob_count", "TYPE_3_TX_BLOB_COUNT_EXCEEDED"},
    Alias{"tx type 3 not allowed pre-Cancun", "TYPE_3_TX_PRE_FORK"},
    Alias{"nonce too low", "NONCE_MISMATCH_TOO_LOW"},
    Alias{"nonce too high", "NONCE_MISMATCH_TOO_HIGH"},
    Alias{"intrinsic gas too low", "INTRINSIC_GAS_TOO_LOW"},
    Alias{"initcode size exceeded", "INITCODE_SIZE_EXCEEDED"},
    Alias{"max initcode size exceeded", "INITCODE_SIZE_EXCEEDED"},
};

}  // namespace

bool is_alias(std::string_view older, std::string_view current) {
    return std::any_of(kAliases.begin(), kAliases.end(),
                       [&](const Alias& each) { return each.older == older && each.current == current; });
}

}  // namespace models
