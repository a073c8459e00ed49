// SPDX-License-Identifier: MIT
#include "models/evm/validation.h"

#include <algorithm>

#include "models/evm/gas_schedule.h"

namespace models {
namespace {

/// Whether `balance` covers gas_limit * max_fee + value, which may need more than 256 bits.
bool covers(const U256& balance, const Transaction& transaction) {
    const U256 limit{transaction.gas_limit};
    const U256& fee = transaction.max_fee_per_gas;
    if (!fee.is_zero() && limit > ~U256{} / fee) return false;
    const U256 gas_cost = limit * fee;
    return !addition_overflows(gas_cost, transaction.value) && gas_cost + transaction.value <= balance;
}

}  // namespace

Gas intrinsic_gas(const Transaction& transaction) {
    const ByteString& data = transaction.data;
    const auto zeros = std::count(data.begin(), data.end(), std::uint8_t{0});
    const auto others = static_cast<std::int64_t>(data.size()) - zeros;
    std::int64_t gas = kTransactionBase + zeros * kTransactionDataZeroByte + others * kTransactionDataByte;
    if (!transaction.to) gas += kTransactionCreate + per_word(kInitCodeWord, data.size());
    for (const AccessListEntry& entry : transaction.access_list)
        gas += kAccessListAddress + kAccessListSlot * static_cast<std::int64_t>(entry.slots.size());
    return Gas::from_units(gas);
}

U256 effective_gas_price(const Transaction& transaction, const U256& base_fee) {
    const U256 headroom = transaction.max_fee_per_gas - base_fee;
    return base_fee + std::min(headroom, transaction.max_priority_fee_per_gas);
}

InvalidReason check_against_block(const Transaction& transaction, const BlockContext& block) {
    if (transaction.type > TransactionType::DynamicFee) return InvalidReason::UnsupportedType;
    if (transaction.chain_id && *transaction.chain_id != block.chain_id) return InvalidReason::WrongChainId;
    if (transaction.nonce == UINT64_MAX) return InvalidReason::NonceAtMaximum;  // EIP-2681
    if (transaction.max_priority_fee_per_gas > transaction.max_fee_per_gas)
        return InvalidReason::PriorityFeeAboveMaxFee;
    if (transaction.max_fee_per_gas < block.base_fee) return InvalidReason::FeeBelowBaseFee;
    if (Gas::saturated(transaction.gas_limit) > block.gas_limit) return InvalidReason::GasLimitAboveBlock;
    if (!transaction.to && transaction.data.size() > kMaxInitCodeSize) return InvalidReason::InitCodeTooLarge;
    if (intrinsic_gas(transaction) > Gas::saturated(transaction.gas_limit)) return InvalidReason::IntrinsicGasTooHigh;
    return InvalidReason::None;
}

InvalidReason check_against_sender(const Transaction& transaction, Journal& journal, AccountRef sender) {
    journal.require(sender, AccountFields::All);
    const std::uint64_t nonce = journal.nonce(sender);
    if (journal.code(sender) != nullptr) return InvalidReason::SenderNotExternallyOwned;
    if (transaction.nonce < nonce) return InvalidReason::NonceTooLow;
    if (transaction.nonce > nonce) return InvalidReason::NonceTooHigh;
    if (!covers(journal.balance(sender), transaction)) return InvalidReason::InsufficientFunds;
    return InvalidReason::None;
}

const char* to_string(InvalidReason reason) {
    switch (reason) {
        case InvalidReason::None:
            return "none";
        case InvalidReason::UnsupportedType:
            return "unsupported type";
        case InvalidReason::WrongChainId:
            return "wrong chain id";
        case InvalidReason::NonceTooLow:
            return "nonce too low";
        case InvalidReason::NonceTooHigh:
            return "nonce too high";
        case InvalidReason::NonceAtMaximum:
            return "nonce at maximum";
        case InvalidReason::SenderNotExternallyOwned:
            return "sender has code";
        case InvalidReason::InsufficientFunds:
            return "insufficient funds";
        case InvalidReason::IntrinsicGasTooHigh:
            return "intrinsic gas above gas limit";
        case InvalidReason::GasLimitAboveBlock:
            return "gas limit above the block's";
        case InvalidReason::FeeBelowBaseFee:
            return "max fee below base fee";
        case InvalidReason::PriorityFeeAboveMaxFee:
            return "priority fee above max fee";
        case InvalidReason::InitCodeTooLarge:
            return "init code too large";
    }
    return "unknown";
}

}  // namespace models
