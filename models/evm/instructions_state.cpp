// SPDX-License-Identifier: MIT
#include "models/evm/instructions_state.h"

#include "models/chain/keccak.h"
#include "models/evm/instructions_memory.h"

namespace models {
namespace {

/// What storing `value` costs without the surcharge of a cold slot, and how it moves the refund counter (EIP-2200,
/// EIP-3529).
struct StoreCharge {
    std::int64_t gas = kWarmAccess;
    std::int64_t refund = 0;
};

StoreCharge charge_for_store(const U256& original, const U256& current, const U256& value) {
    StoreCharge charge;
    if (value == current) return charge;
    if (current == original) {
        charge.gas = original.is_zero() ? kStorageSet : kStorageReset;
        if (!original.is_zero() && value.is_zero()) charge.refund = kStorageClearRefund;
        return charge;
    }
    if (!original.is_zero()) {
        if (current.is_zero()) charge.refund -= kStorageClearRefund;
        if (value.is_zero()) charge.refund += kStorageClearRefund;
    }
    if (value == original) charge.refund += (original.is_zero() ? kStorageSet : kStorageReset) - kWarmAccess;
    return charge;
}

}  // namespace

std::int64_t op_balance(Frame& frame, U256* top, std::int64_t gas) {
    Journal& journal = frame.engine->journal;
    const AccountRef account = journal.account(top[0].to_address());
    gas = charge_account_access(journal, account, gas);
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
    gas = charge_account_access(journal, account, gas);
    if (gas < 0) return gas;
    const Code* code = journal.code(account);
    top[0] = U256{code == nullptr ? 0 : code->size()};
    return journal.blocked() ? failure(Halt::Blocked) : gas;
}

std::int64_t op_extcodehash(Frame& frame, U256* top, std::int64_t gas) {
    Journal& journal = frame.engine->journal;
    const AccountRef account = journal.account(top[0].to_address());
    gas = charge_account_access(journal, account, gas);
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
        gas -= kColdSlotSurcharge;
        if (gas < 0) return gas;
    }
    top[0] = journal.value(slot);
    return journal.blocked() ? failure(Halt::Blocked) : gas;
}

std::int64_t op_sstore(Frame& frame, U256* top, std::int64_t gas) {
    if (frame.is_static) return failure(Halt::StaticViolation);
    if (gas <= kStorageSentry) return failure(Halt::OutOfGas);
    Journal& journal = frame.engine->journal;
    const SlotRef slot = journal.slot(frame.account, top[0]);
    if (journal.warm_up(slot)) gas -= kColdSlot;
    if (gas < 0) return gas;
    const U256& current = journal.value(slot);
    if (journal.blocked()) return failure(Halt::Blocked);
    const StoreCharge charge = charge_for_store(journal.original_value(slot), current, top[-1]);
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
    frame.engine->work.log_bytes += size + 32 * static_cast<std::uint64_t>(topics);
    return gas;
}

std::int64_t selfdestruct(Frame& frame, U256* top, std::int64_t gas) {
    if (frame.is_static) return failure(Halt::StaticViolation);
    Journal& journal = frame.engine->journal;
    const AccountRef self = frame.account;
    const AccountRef heir = journal.account(top[0].to_address());
    if (journal.warm_up(heir)) gas -= kColdAccount;
    if (gas < 0) return gas;
    const U256 balance = journal.balance(self);
    if (!balance.is_zero()) {
        if (journal.empty(heir)) gas -= kNewAccount;
        if (journal.blocked()) return failure(Halt::Blocked);
        if (gas < 0) return gas;
        if (heir != self) journal.set_balance(heir, journal.balance(heir) + balance);
        if (heir != self || journal.created(self)) journal.set_balance(self, U256{});
    }
    if (journal.blocked()) return failure(Halt::Blocked);
    if (journal.created(self)) journal.destroy(self);
    return gas;
}

}  // namespace models
