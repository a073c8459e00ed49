// SPDX-License-Identifier: MIT
// Any bytes as a transaction: what is accepted is encoded as it came, and its checks bear every value of its fields.
#include "models/chain/transaction.h"

#include <algorithm>

#include "models/chain/keccak.h"
#include "models/chain/signature.h"
#include "models/evm/rules.h"
#include "models/evm/validation.h"
#include "models/state/state.h"
#include "sim/base/check.h"

namespace models {
namespace {

void check_signatures(Transaction transaction) {
    const auto low = recover_sender(transaction);
    const auto any = recover_sender(transaction, SignatureRange::Whole);
    CHECK(!low || low == any);
    CHECK(!any || in_signature_range(transaction.r, transaction.s, SignatureRange::Whole));
    recover_authorities(transaction);
    for (const Authorization& authorization : transaction.authorization_list) {
        CHECK(authorization.authority == recover_authority(authorization));
        CHECK(!authorization.authority || authorization.y_parity <= 1);
    }
}

/// What the checks say of the transaction, alone, in a block and for a sender with this balance.
void check_validation(const Transaction& transaction, Revision revision, const U256& balance) {
    const Gas intrinsic = intrinsic_gas(transaction, revision);
    const Gas floor = floor_gas(transaction, revision);
    const InvalidReason alone = check_alone(transaction, revision);
    CHECK(alone != InvalidReason::None || std::max(intrinsic, floor) <= Gas::saturated(transaction.gas_limit));
    BlockContext block;
    block.revision = revision;
    block.chain_id = transaction.chain_id.value_or(1);
    block.gas_limit = Gas::saturated(UINT64_MAX);
    block.base_fee = U256{7};
    const InvalidReason in_block = check_against_block(transaction, block);
    CHECK(alone == InvalidReason::None || in_block == alone);
    if (in_block != InvalidReason::None) return;
    const U256 base_fee = rules_of(revision).has_base_fee ? block.base_fee : U256{};
    const U256 price = effective_gas_price(transaction, base_fee);
    CHECK(price >= base_fee && price <= transaction.max_fee_per_gas);

    State state;
    state.set_account(transaction.sender, {.nonce = transaction.nonce, .balance = balance});
    PlainStateView view(state);
    Journal journal;
    journal.begin(view, {});
    const InvalidReason for_sender =
        check_against_sender(transaction, block, journal, journal.account(transaction.sender));
    CHECK(for_sender == InvalidReason::None || for_sender == InvalidReason::InsufficientFunds);
    CHECK(for_sender != InvalidReason::None || balance >= transaction.value);
}

void check_accepted(const Transaction& transaction, ByteView bytes) {
    const ByteString encoded = encode(transaction);
    CHECK(std::ranges::equal(encoded, bytes), to_hex(encoded));
    CHECK(transaction_hash(transaction) == keccak256(bytes));
    check_signatures(transaction);
    for (unsigned revision = 0; revision <= static_cast<unsigned>(Revision::Osaka); ++revision) {
        for (const U256& balance : {~U256{}, U256{1} << 70, transaction.value})
            check_validation(transaction, static_cast<Revision>(revision), balance);
    }
}

}  // namespace
}  // namespace models

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace models;
    const ByteView bytes(data, size);
    const auto decoded = decode_transaction(bytes);
    if (const auto* error = std::get_if<TransactionDecodeError>(&decoded))
        CHECK(!to_string(*error).empty() && to_string(*error) != "unknown error");
    else
        check_accepted(std::get<Transaction>(decoded), bytes);
    return 0;
}
