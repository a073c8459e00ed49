// SPDX-License-Identifier: MIT
#include "models/evm/validation.h"

#include <algorithm>
#include <array>

#include "models/evm/gas_schedule.h"
#include "models/evm/rules.h"
#include "sim/base/check.h"

namespace models {
namespace {

/// factor * a + b, nothing if that needs more than 256 bits.
std::optional<U256> multiply_add(std::uint64_t factor, const U256& a, const U256& b) {
    if (!a.is_zero() && U256{factor} > ~U256{} / a) return std::nullopt;
    const U256 product = U256{factor} * a;
    if (addition_overflows(product, b)) return std::nullopt;
    return product + b;
}

/// All that the transaction may cost; nothing if that needs more than 256 bits.
std::optional<U256> most_cost(const Transaction& transaction) {
    auto cost = multiply_add(transaction.gas_limit, transaction.max_fee_per_gas, transaction.value);
    if (cost) cost = multiply_add(blob_gas(transaction), transaction.max_fee_per_blob_gas, *cost);
    return cost;
}

std::int64_t zero_bytes(const Transaction& transaction) {
    return std::count(transaction.data.begin(), transaction.data.end(), std::uint8_t{0});
}
std::int64_t other_bytes(const Transaction& transaction) {
    return static_cast<std::int64_t>(transaction.data.size()) - zero_bytes(transaction);
}

/// EIP-4844, EIP-7594.
InvalidReason check_blobs(const Transaction& transaction, const Rules& rules) {
    if (transaction.type != TransactionType::Blob) return InvalidReason::None;
    if (!transaction.to) return InvalidReason::BlobsCreateContract;
    if (transaction.blob_hashes.empty()) return InvalidReason::NoBlobs;
    if (transaction.blob_hashes.size() > rules.max_blobs_per_transaction) return InvalidReason::TooManyBlobs;
    const bool known = std::all_of(transaction.blob_hashes.begin(), transaction.blob_hashes.end(),
                                   [](const Hash& hash) { return hash.bytes[0] == kBlobHashVersion; });
    return known ? InvalidReason::None : InvalidReason::UnknownBlobVersion;
}

/// EIP-7702.
InvalidReason check_authorizations(const Transaction& transaction) {
    if (transaction.type != TransactionType::SetCode) return InvalidReason::None;
    if (!transaction.to) return InvalidReason::AuthorizationsCreateContract;
    return transaction.authorization_list.empty() ? InvalidReason::NoAuthorizations : InvalidReason::None;
}

constexpr std::array kReasons = {
    "none",
    "unsupported type",
    "wrong chain id",
    "nonce too low",
    "nonce too high",
    "nonce at maximum",
    "sender has code",
    "insufficient funds",
    "intrinsic gas above gas limit",
    "floor gas of the data above gas limit",
    "gas limit above the block's",
    "gas limit above the maximum of a transaction",
    "max fee below base fee",
    "priority fee above max fee",
    "init code too large",
    "blob transaction without blobs",
    "more blobs than a transaction may have",
    "more blobs than the block may have",
    "unknown version of a blob hash",
    "max blob fee below blob base fee",
    "blob transaction creates a contract",
    "set-code transaction without authorizations",
    "set-code transaction creates a contract",
};
static_assert(kReasons.size() == static_cast<std::size_t>(InvalidReason::AuthorizationsCreateContract) + 1);

}  // namespace

Gas intrinsic_gas(const Transaction& transaction, Revision revision) {
    const Rules& rules = rules_of(revision);
    std::int64_t gas = kTransactionBase + zero_bytes(transaction) * kTransactionDataZeroByte +
                       other_bytes(transaction) * rules.data_byte;
    if (!transaction.to) gas += rules.transaction_create + per_word(rules.init_code_word, transaction.data.size());
    for (const AccessListEntry& entry : transaction.access_list)
        gas += kAccessListAddress + kAccessListSlot * static_cast<std::int64_t>(entry.slots.size());
    gas += kAuthorization * static_cast<std::int64_t>(transaction.authorization_list.size());
    return Gas::from_units(gas);
}

Gas floor_gas(const Transaction& transaction, Revision revision) {
    const Rules& rules = rules_of(revision);
    if (rules.data_floor_token == 0) return 0_gas;
    const std::int64_t tokens = zero_bytes(transaction) + 4 * other_bytes(transaction);
    return Gas::from_units(kTransactionBase + rules.data_floor_token * tokens);
}

std::uint64_t blob_gas(const Transaction& transaction) {
    return static_cast<std::uint64_t>(kBlobGas) * transaction.blob_hashes.size();
}

U256 blob_base_fee(std::uint64_t excess_blob_gas, std::uint64_t update_fraction) {
    CHECK(update_fraction > 0);
    // The series of e^(excess / fraction) in integers, as EIP-4844 gives it (fake_exponential).
    CHECK(update_fraction > 0);
    // Beyond e^140 wei nobody can pay, and the terms would not fit 256 bits.
    if (excess_blob_gas / update_fraction >= 140) return ~U256{};
    const U256 fraction{update_fraction};
    U256 sum;
    U256 term = fraction;
    for (std::uint64_t i = 1; !term.is_zero(); ++i) {
        sum += term;
        term = term * U256{excess_blob_gas} / (fraction * U256{i});
    }
    return sum / fraction;
}

U256 effective_gas_price(const Transaction& transaction, const U256& base_fee) {
    const U256 headroom = transaction.max_fee_per_gas - base_fee;
    return base_fee + std::min(headroom, transaction.max_priority_fee_per_gas);
}

InvalidReason check_alone(const Transaction& transaction, Revision revision) {
    const Rules& rules = rules_of(revision);
    const Gas gas_limit = Gas::saturated(transaction.gas_limit);
    if (transaction.type > rules.latest_type) return InvalidReason::UnsupportedType;
    if (transaction.chain_id && !rules.knows_chain_id) return InvalidReason::WrongChainId;
    if (intrinsic_gas(transaction, revision) > gas_limit) return InvalidReason::IntrinsicGasTooHigh;
    if (floor_gas(transaction, revision) > gas_limit) return InvalidReason::FloorGasTooHigh;
    if (transaction.nonce == UINT64_MAX) return InvalidReason::NonceAtMaximum;  // EIP-2681
    if (!transaction.to && transaction.data.size() > rules.max_init_code_size) return InvalidReason::InitCodeTooLarge;
    if (transaction.gas_limit > rules.max_gas_limit) return InvalidReason::GasLimitAboveMaximum;
    if (transaction.max_priority_fee_per_gas > transaction.max_fee_per_gas)
        return InvalidReason::PriorityFeeAboveMaxFee;
    const InvalidReason blobs = check_blobs(transaction, rules);
    return blobs != InvalidReason::None ? blobs : check_authorizations(transaction);
}

InvalidReason check_against_block(const Transaction& transaction, const BlockContext& block) {
    const InvalidReason alone = check_alone(transaction, block.revision);
    if (alone != InvalidReason::None) return alone;
    const Rules& rules = rules_of(block.revision);
    if (transaction.chain_id && *transaction.chain_id != block.chain_id) return InvalidReason::WrongChainId;
    // No block has more gas than a Gas can hold, even if a test's environment says so.
    const Gas gas_limit = Gas::saturated(transaction.gas_limit);
    if (gas_limit > block.gas_limit || static_cast<std::uint64_t>(gas_limit.units()) != transaction.gas_limit)
        return InvalidReason::GasLimitAboveBlock;
    if (rules.has_base_fee && transaction.max_fee_per_gas < block.base_fee) return InvalidReason::FeeBelowBaseFee;
    if (transaction.type != TransactionType::Blob) return InvalidReason::None;
    if (transaction.blob_hashes.size() > block.max_blobs.value_or(rules.max_blobs_per_block))
        return InvalidReason::BlobGasAboveBlock;
    if (transaction.max_fee_per_blob_gas < block.blob_base_fee) return InvalidReason::BlobFeeBelowBlobBaseFee;
    return InvalidReason::None;
}

InvalidReason check_against_sender(const Transaction& transaction, const BlockContext& block, Journal& journal,
                                   AccountRef sender) {
    journal.require(sender, AccountFields::All);
    const std::uint64_t nonce = journal.nonce(sender);
    if (transaction.nonce < nonce) return InvalidReason::NonceTooLow;
    if (transaction.nonce > nonce) return InvalidReason::NonceTooHigh;
    const std::optional<U256> cost = most_cost(transaction);
    if (!cost || !journal.covers(sender, *cost)) return InvalidReason::InsufficientFunds;
    const Code* code = journal.code(sender);
    const bool delegates = code != nullptr && code->delegate() && rules_of(block.revision).delegates_code;
    return code == nullptr || delegates ? InvalidReason::None : InvalidReason::SenderNotExternallyOwned;
}

const char* to_string(InvalidReason reason) {
    return kReasons[static_cast<std::size_t>(reason)];
}

}  // namespace models
