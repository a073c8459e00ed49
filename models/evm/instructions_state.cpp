// SPDX-License-Identifier: MIT
#include "models/evm/instructions_state.h"

#include "models/chain/keccak.h"
#include "models/evm/instructions_memory.h"

namespace models {
namespace {

/// What storing `value` costs without the surcharge of a cold slot, and how it moves the refund counter.
struct StoreCharge {
    std::int64_t gas = 0;
    std::int64_t refund = 0;
};

/// By what is there and what comes alone (Yellow Paper, appendix G).
StoreCharge flat_charge(const Rules& rules, const U256& current, const U256& value) {
    StoreCharge charge{rules.store_reset, 0};
    if (current.is_zero() && !value.is_zero()) charge.gas = rules.store_set;
    if (!current.is_zero() && value.is_zero()) charge.refund = rules.store_clear_refund;
    return charge;
}

/// EIP-1283, EIP-2200, EIP-3529: by what the transaction changes in all.
StoreCharge net_charge(const Rules& rules, const U256& original, const U256& current, const U256& value) {
    StoreCharge charge{rules.store_unchanged, 0};
    if (value == current) return charge;
    const std::int64_t change = original.is_zero() ? rules.store_set : rules.store_reset;
    if (current == original) {
        charge.gas = change;
        if (!original.is_zero() && value.is_zero()) charge.refund = rules.store_clear_refund;
        return charge;
    }
    if (!original.is_zero()) {
        if (current.is_zero()) charge.refund -= rules.store_clear_refund;
        if (value.is_zero()) charge.refund += rules.store_clear_refund;
    }
    if (value == original) charge.refund += change - rules.store_unchanged;
    return charge;
}

}  // namespace

std::int64_t op_balance(Frame& frame, U256* top, std::int64_t gas) {
    Journal& journal = frame.engine->journal;
    const AccountRef account = journal.account(top[0].to_address());
    gas = charge_account_access(*frame.engine, account, gas);
    if (gas < 0) return gas;
    top[0] = journal.balance(account);
    return journal.blocked() ? failure(Halt::Blocked) : gas;
}

std::int64_t op_selfbalance(Frame& frame, U256* top, std::int64_t gas) {
    Journal& journal = frame.engine->journal;
    top[1] = journal.balance(frame.account);
    return journal.blocked() ? failure(Halt::Blocked) : gas;
}

std::int64_t op_extcodesize(Frame& frame, U256* top, std::int64_t gas) {
    Journal& journal = frame.engine->journal;
    const AccountRef account = journal.account(top[0].to_address());
    gas = charge_account_access(*frame.engine, account, gas);
    if (gas < 0) return gas;
    const Code* code = journal.code(account);
    top[0] = U256{code == nullptr ? 0 : code->size()};
    return journal.blocked() ? failure(Halt::Blocked) : gas;
}

std::int64_t op_extcodehash(Frame& frame, U256* top, std::int64_t gas) {
    Journal& journal = frame.engine->journal;
    const AccountRef account = journal.account(top[0].to_address());
    gas = charge_account_access(*frame.engine, account, gas);
    if (gas < 0) return gas;
    if (const Code* code = journal.code(account))
        top[0] = U256::from_hash(code->hash());
    else
        top[0] = journal.empty(account) ? U256{} : U256::from_hash(kEmptyCodeHash);
    return journal.blocked() ? failure(Halt::Blocked) : gas;
}

std::int64_t op_sload(Frame& frame, U256* top, std::int64_t gas) {
    Journal& journal = frame.engine->journal;
    const SlotRef slot = journal.slot(frame.account, top[0]);
    if (journal.warm_up(slot)) {
        gas -= frame.engine->rules->cold_slot_surcharge;
        if (gas < 0) return gas;
    }
    top[0] = journal.value(slot);
    return journal.blocked() ? failure(Halt::Blocked) : gas;
}

std::int64_t op_sstore(Frame& frame, U256* top, std::int64_t gas) {
    if (frame.is_static) return failure(Halt::StaticViolation);
    const Rules& rules = *frame.engine->rules;
    if (gas <= rules.store_sentry) return failure(Halt::OutOfGas);
    Journal& journal = frame.engine->journal;
    const SlotRef slot = journal.slot(frame.account, top[0]);
    if (journal.warm_up(slot)) gas -= rules.cold_slot_store;
    if (gas < 0) return gas;
    const U256& current = journal.value(slot);
    if (journal.blocked()) return failure(Halt::Blocked);
    const StoreCharge charge = rules.store_is_net_metered
                                   ? net_charge(rules, journal.original_value(slot), current, top[-1])
                                   : flat_charge(rules, current, top[-1]);
    gas -= charge.gas;
    if (gas < 0) return gas;
    journal.add_refund(charge.refund);
    if (top[-1] != current) journal.set_value(slot, top[-1]);
    return gas;
}

std::int64_t op_tload(Frame& frame, U256* top, std::int64_t gas) {
    top[0] = frame.engine->journal.transient(frame.account, top[0]);
    return gas;
}

std::int64_t op_tstore(Frame& frame, U256* top, std::int64_t gas) {
    if (frame.is_static) return failure(Halt::StaticViolation);
    frame.engine->journal.set_transient(frame.account, top[0], top[-1]);
    return gas;
}

std::int64_t log(Frame& frame, U256* top, std::int64_t gas, int topics) {
    if (frame.is_static) return failure(Halt::StaticViolation);
    gas = reach_memory(frame, top[0], top[-1], gas);
    if (gas < 0) return gas;
    const std::uint64_t size = top[-1].low_u64();
    gas -= kLogByte * static_cast<std::int64_t>(size);
    if (gas < 0) return gas;
    const ByteView data = memory_view(frame, top[0], top[-1]);
    Log entry{frame.address, {}, ByteString(data.begin(), data.end())};
    entry.topics.reserve(static_cast<std::size_t>(topics));
    for (int i = 0; i < topics; ++i) entry.topics.push_back(top[-2 - i].to_hash());
    frame.engine->journal.add_log(std::move(entry));
    ++frame.engine->work.logs;
    frame.engine->work.log_bytes += size + 32 * static_cast<std::uint64_t>(topics);
    return gas;
}

std::int64_t selfdestruct(Frame& frame, U256* top, std::int64_t gas) {
    if (frame.is_static) return failure(Halt::StaticViolation);
    Journal& journal = frame.engine->journal;
    const AccountRef self = frame.account;
    const AccountRef heir = journal.account(top[0].to_address());
    const Rules& rules = *frame.engine->rules;
    if (journal.warm_up(heir)) gas -= rules.cold_heir;
    if (gas < 0) return gas;
    const U256 balance = journal.balance(self);
    const bool makes_heir = rules.charges_dead_recipient_only_with_value ? !balance.is_zero() && journal.empty(heir)
                                                                         : !journal.exists(heir);
    if (makes_heir) gas -= rules.heir_creation;
    if (journal.blocked()) return failure(Halt::Blocked);
    if (gas < 0) return gas;
    const bool destroys = !rules.destroys_only_created || journal.created(self);
    journal.touch(heir);
    if (!balance.is_zero()) {
        if (heir != self) journal.add_to_balance(heir, balance);
        if (heir != self || destroys) journal.set_balance(self, U256{});
    }
    if (destroys && !journal.destroyed(self)) {
        journal.add_refund(rules.selfdestruct_refund);
        journal.destroy(self);
    }
    return journal.blocked() ? failure(Halt::Blocked) : gas;
}

}  // namespace models
