// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>

#include "models/chain/transaction.h"
#include "models/evm/revision.h"

namespace models {

/// What differs between revisions besides the constant costs of instructions (instruction_table.h): gas that depends on
/// operands or state, limits, and what an instruction or a transaction may do. Filled in one place, rules.cpp, upgrade
/// by upgrade. What never changed stands in gas_schedule.h. Costs are in gas.
struct Rules {
    static constexpr std::uint64_t kUnlimited = std::numeric_limits<std::uint64_t>::max();

    Revision revision = Revision::Frontier;

    // Accounts.
    bool empty_accounts_exist = true;     ///< An empty account may exist. None is left since Paris (EIP-7523).
    bool removes_empty_accounts = false;  ///< A transaction removes the empty accounts that it touches (EIP-161).

    // Accesses: what the first one in a transaction costs more. Zero before EIP-2929.
    std::int64_t cold_account_surcharge = 0;
    std::int64_t cold_heir = 0;  ///< Of SELFDESTRUCT, which has no warm cost.
    std::int64_t cold_slot_surcharge = 0;
    std::int64_t cold_slot_store = 0;  ///< Of SSTORE, whose other costs leave it out.

    // SSTORE.
    bool store_is_net_metered = false;    ///< By the slot's value when the transaction began (EIP-1283, EIP-2200).
    std::int64_t store_sentry = -1;       ///< Fails with this much gas or less (EIP-2200).
    std::int64_t store_unchanged = 5000;  ///< Net metered: the value stays, or was changed in this transaction before.
    std::int64_t store_set = 20000;       ///< Zero to another value.
    std::int64_t store_reset = 5000;
    std::int64_t store_clear_refund = 15000;

    // Calls and SELFDESTRUCT.
    bool keeps_64th = false;  ///< A frame may hand down all but a 64th; before EIP-150: what it asks for, or fails.
    bool charges_dead_recipient_only_with_value = false;  ///< EIP-161; before: any call to one that does not exist.
    std::int64_t heir_creation = 0;                       ///< SELFDESTRUCT to an account that does not exist (EIP-150).
    std::int64_t selfdestruct_refund = 24000;
    bool destroys_only_created = false;  ///< SELFDESTRUCT destroys only what this transaction created (EIP-6780).
    bool delegates_code = false;         ///< Accounts may delegate to code elsewhere (EIP-7702).

    // Creation.
    bool unpaid_deposit_fails = false;  ///< Who cannot pay for the code fails (EIP-2); before: an account without code.
    std::uint64_t created_nonce = 0;    ///< EIP-161
    std::uint64_t max_code_size = kUnlimited;       ///< EIP-170
    std::uint64_t max_init_code_size = kUnlimited;  ///< EIP-3860
    std::int64_t init_code_word = 0;                ///< EIP-3860
    bool reserves_ef = false;                       ///< Code may not begin with 0xef (EIP-3541).

    std::int64_t exponent_byte = 10;  ///< EIP-160

    // Transactions.
    TransactionType latest_type = TransactionType::Legacy;
    bool has_base_fee = false;                             ///< EIP-1559
    bool knows_chain_id = false;                           ///< Signatures may name the chain (EIP-155).
    bool demands_low_s = false;                            ///< EIP-2
    std::uint64_t max_gas_limit = kUnlimited;              ///< EIP-7825
    std::int64_t transaction_create = 0;                   ///< EIP-2
    std::int64_t data_byte = 68;                           ///< Not zero; EIP-2028.
    std::int64_t data_floor_token = 0;                     ///< EIP-7623: a byte has 4 tokens, a zero byte 1.
    std::int64_t max_refund_quotient = 2;                  ///< EIP-3529
    bool warms_beneficiary = false;                        ///< EIP-3651
    std::uint64_t max_blobs_per_transaction = kUnlimited;  ///< EIP-7594
    std::uint64_t max_blobs_per_block = 0;                 ///< EIP-4844, EIP-7691
    std::uint64_t blob_fee_update_fraction = 1;            ///< EIP-4844, EIP-7691
};

/// The rules of one revision.
[[nodiscard]] const Rules& rules_of(Revision revision);

/// Whether a transaction can remove the storage of an account from before its block.
[[nodiscard]] inline bool storage_may_be_wiped(Revision revision) {
    return !rules_of(revision).destroys_only_created;
}

}  // namespace models
