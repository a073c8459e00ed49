// SPDX-License-Identifier: MIT
#include "models/evm/rules.h"

#include <array>

#include "models/evm/gas_schedule.h"
#include "models/evm/instruction_table.h"

namespace models {
namespace {

/// Homestead to Spurious Dragon: EIP-2, EIP-150, EIP-155, EIP-160, EIP-161, EIP-170.
constexpr void add_early_upgrades(Rules& rules) {
    const Revision revision = rules.revision;
    if (revision >= Revision::Homestead) {
        rules.transaction_create = 32000;
        rules.unpaid_deposit_fails = true;
        rules.demands_low_s = true;
    }
    if (revision >= Revision::TangerineWhistle) {
        rules.keeps_64th = true;
        rules.heir_creation = kNewAccount;
    }
    if (revision >= Revision::SpuriousDragon) {
        rules.removes_empty_accounts = true;
        rules.charges_dead_recipient_only_with_value = true;
        rules.created_nonce = 1;
        rules.max_code_size = 24576;
        rules.exponent_byte = 50;
        rules.knows_chain_id = true;
    }
}

/// Constantinople to London: EIP-1283 (for one revision), EIP-2028, EIP-2200, EIP-2929, EIP-2930, EIP-3529, EIP-3541,
/// EIP-1559.
constexpr void add_metering_upgrades(Rules& rules) {
    const Revision revision = rules.revision;
    if (revision == Revision::Constantinople) {
        rules.store_is_net_metered = true;
        rules.store_unchanged = 200;
    }
    if (revision >= Revision::Istanbul) {
        rules.store_is_net_metered = true;
        rules.store_sentry = 2300;
        rules.store_unchanged = 800;
        rules.data_byte = 16;
    }
    if (revision >= Revision::Berlin) {
        rules.cold_account_surcharge = 2600 - kWarmAccess;
        rules.cold_heir = 2600;
        rules.cold_slot_surcharge = 2100 - kWarmAccess;
        rules.cold_slot_store = 2100;
        rules.store_unchanged = kWarmAccess;
        rules.store_reset = 5000 - 2100;
        rules.latest_type = TransactionType::AccessList;
    }
    if (revision >= Revision::London) {
        rules.selfdestruct_refund = 0;
        rules.store_clear_refund = 4800;
        rules.max_refund_quotient = 5;
        rules.reserves_ef = true;
        rules.has_base_fee = true;
        rules.latest_type = TransactionType::DynamicFee;
    }
}

/// Paris to Osaka: EIP-7523, EIP-3651, EIP-3860, EIP-4844, EIP-6780, EIP-7623, EIP-7691, EIP-7702, EIP-7825, EIP-7594.
constexpr void add_late_upgrades(Rules& rules) {
    const Revision revision = rules.revision;
    if (revision >= Revision::Paris) rules.empty_accounts_exist = false;
    if (revision >= Revision::Shanghai) {
        rules.warms_beneficiary = true;
        rules.max_init_code_size = 2 * rules.max_code_size;
        rules.init_code_word = 2;
    }
    if (revision >= Revision::Cancun) {
        rules.destroys_only_created = true;
        rules.latest_type = TransactionType::Blob;
        rules.max_blobs_per_block = 6;
        rules.blob_fee_update_fraction = 3'338'477;
    }
    if (revision >= Revision::Prague) {
        rules.delegates_code = true;
        rules.latest_type = TransactionType::SetCode;
        rules.data_floor_token = 10;
        rules.max_blobs_per_block = 9;
        rules.blob_fee_update_fraction = 5'007'716;
    }
    if (revision >= Revision::Osaka) {
        rules.max_gas_limit = std::uint64_t{1} << 24;
        rules.max_blobs_per_transaction = 6;
    }
}

constexpr std::array<Rules, kRevisionCount> kRules = [] {
    std::array<Rules, kRevisionCount> all{};
    for (std::size_t i = 0; i < kRevisionCount; ++i) {
        all[i].revision = static_cast<Revision>(i);
        add_early_upgrades(all[i]);
        add_metering_upgrades(all[i]);
        add_late_upgrades(all[i]);
    }
    return all;
}();

}  // namespace

const Rules& rules_of(Revision revision) {
    return kRules[static_cast<std::size_t>(revision)];
}

}  // namespace models
