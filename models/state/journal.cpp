// SPDX-License-Identifier: MIT
#include "models/state/journal.h"

#include <algorithm>
#include <cstring>

namespace models {
namespace {

/// The halves of the 128-bit product, folded: every input bit reaches the low bits that the index uses.
std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
    const DoubleLimb product = DoubleLimb{a ^ 0x9e3779b97f4a7c15} * (b ^ 0xd6e8feb86659fd93);
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

/// The 20 bytes in three registers: comparing and hashing them costs no call.
struct AddressWords {
    std::uint64_t head = 0;
    std::uint64_t tail = 0;
    std::uint32_t middle = 0;
    explicit AddressWords(const Address& address) {
        std::memcpy(&head, address.bytes.data(), 8);
        std::memcpy(&middle, address.bytes.data() + 8, 4);
        std::memcpy(&tail, address.bytes.data() + 12, 8);
    }
    bool operator==(const AddressWords&) const = default;
};

std::uint64_t hash_of(const AddressWords& address) {
    return mix(address.head ^ address.middle, address.tail + address.middle);
}

std::uint64_t hash_of(AccountRef owner, const U256& key) {
    const std::uint64_t low = mix(key.limbs[0] + static_cast<std::uint64_t>(owner), key.limbs[1]);
    return mix(low ^ key.limbs[2], key.limbs[3]);
}

/// Whether this is the address of a precompile, warm from the start.
bool is_precompile(const Address& address, const AddressWords& words, const Journal::Terms& terms) {
    if (words.head != 0 || words.middle != 0) return false;
    const U256 number = U256::from_address(address);
    if (!number.fits_u64() || number.is_zero()) return false;
    return number.low_u64() <= terms.warm_precompiles || number.low_u64() == terms.other_warm_precompile;
}

std::uint32_t position_of(AccountRef ref) {
    return static_cast<std::uint32_t>(ref);
}

AccountFields changed_fields(const Account& before, const Account& after) {
    AccountFields fields = AccountFields::None;
    if (before.nonce != after.nonce) fields = fields | AccountFields::Nonce;
    if (before.balance != after.balance) fields = fields | AccountFields::Balance;
    if (before.code != after.code) fields = fields | AccountFields::Code;
    if (before.exists_empty != after.exists_empty) fields = fields | AccountFields::Presence;
    return fields;
}

}  // namespace

void Journal::begin(StateView& view, const Terms& terms) {
    view_ = &view;
    terms_ = terms;
    blocked_ = false;
    refund_ = 0;
    counts_ = {};
    reads_.clear();
    accounts_.clear();
    slots_.clear();
    transients_.clear();
    account_index_.clear();
    slot_index_.clear();
    transient_index_.clear();
    undo_.clear();
    logs_.clear();
}

AccountRef Journal::account(const Address& address) {
    const auto next = static_cast<std::uint32_t>(accounts_.size());
    const AddressWords words(address);
    const std::uint32_t found = account_index_.find_or_add(hash_of(words), next, [&](std::uint32_t position) {
        return AddressWords(accounts_[position].address) == words;
    });
    if (found == next) {
        AccountRecord& added = accounts_.emplace_back();
        added.address = address;
        added.warm = is_precompile(address, words, terms_);
    } else if (accounts_[found].loaded != AccountFields::None) {
        ++counts_.warm_accesses;
    }
    return AccountRef{found};
}

bool Journal::warm_up(AccountRef ref) {
    if (record(ref).warm) return false;
    record(ref).warm = true;
    undo_.push_back({UndoKind::WarmAccount, position_of(ref), nullptr, {}});
    return true;
}

void Journal::require(AccountRef ref, AccountFields fields) {
    AccountRecord& known = record(ref);
    const AccountFields missing = without(fields, known.loaded);
    if (missing == AccountFields::None) return;
    const Account read = view_->account(known.address, missing);
    blocked_ = blocked_ || view_->blocked();
    if (known.loaded == AccountFields::None) {
        ++counts_.account_reads;
        reads_.push_back(AddressHasher{}(known.address));
    }
    if (contains(missing, AccountFields::Nonce)) known.current.nonce = known.original.nonce = read.nonce;
    if (contains(missing, AccountFields::Balance)) known.current.balance = known.original.balance = read.balance;
    if (contains(missing, AccountFields::Code)) known.current.code = known.original.code = read.code;
    if (contains(missing, AccountFields::Presence))
        known.current.exists_empty = known.original.exists_empty = read.exists_empty;
    known.loaded = known.loaded | missing;
}

bool Journal::empty(AccountRef ref) {
    return code(ref) == nullptr && !covers(ref, 1) && nonce(ref) == 0;
}

bool Journal::exists(AccountRef ref) {
    if (!empty(ref)) return true;
    if (!terms_.empty_accounts_exist) return false;
    if (record(ref).touched && !terms_.removes_empty_accounts) return true;
    return with(ref, AccountFields::Presence).current.exists_empty;
}

bool Journal::has_storage(AccountRef ref) {
    const bool found = view_->has_storage(record(ref).address);
    blocked_ = blocked_ || view_->blocked();
    return found;
}

void Journal::set_nonce(AccountRef ref, std::uint64_t nonce) {
    AccountRecord& changed = with(ref, AccountFields::Nonce);
    undo_.push_back({UndoKind::Nonce, position_of(ref), nullptr, changed.current.nonce});
    changed.current.nonce = nonce;
}

bool Journal::covers(AccountRef ref, const U256& amount) {
    AccountRecord& account = with(ref, AccountFields::Balance);
    const bool covered = account.current.balance >= amount;
    if (!covered) {
        account.knows_balance = true;
        return false;
    }
    const U256 spare = account.current.balance - amount;
    if (account.original.balance >= spare)
        account.least_balance = std::max(account.least_balance, account.original.balance - spare);
    return true;
}

void Journal::set_balance(AccountRef ref, const U256& balance) {
    with(ref, AccountFields::Balance).knows_balance = true;
    change_balance(ref, balance);
}

void Journal::add_to_balance(AccountRef ref, const U256& amount) {
    change_balance(ref, with(ref, AccountFields::Balance).current.balance + amount);
}

void Journal::take_from_balance(AccountRef ref, const U256& amount) {
    change_balance(ref, with(ref, AccountFields::Balance).current.balance - amount);
}

void Journal::change_balance(AccountRef ref, const U256& balance) {
    AccountRecord& changed = record(ref);
    undo_.push_back({UndoKind::Balance, position_of(ref), nullptr, changed.current.balance});
    changed.current.balance = balance;
}

void Journal::set_code(AccountRef ref, const Code* code) {
    AccountRecord& changed = with(ref, AccountFields::Code);
    undo_.push_back({UndoKind::Code, position_of(ref), changed.current.code, {}});
    changed.current.code = code;
}

void Journal::touch(AccountRef ref) {
    if (!terms_.empty_accounts_exist || record(ref).touched) return;
    undo_.push_back({UndoKind::Touched, position_of(ref), nullptr, {}});
    record(ref).touched = true;
}

void Journal::mark_created(AccountRef ref) {
    touch(ref);
    undo_.push_back({UndoKind::Created, position_of(ref), nullptr, record(ref).created ? 1U : 0U});
    record(ref).created = true;
}

void Journal::destroy(AccountRef ref) {
    if (record(ref).destroyed) return;
    undo_.push_back({UndoKind::Destroyed, position_of(ref), nullptr, {}});
    record(ref).destroyed = true;
    record(ref).knows_balance = true;
    require(ref, AccountFields::All);  // All of it changes.
}

SlotRef Journal::slot(AccountRef owner, const U256& key) {
    const auto next = static_cast<std::uint32_t>(slots_.size());
    const std::uint32_t found = slot_index_.find_or_add(hash_of(owner, key), next, [&](std::uint32_t position) {
        return slots_[position].owner == owner && slots_[position].key == key;
    });
    if (found == next) {
        SlotRecord& added = slots_.emplace_back();
        added.key = key;
        added.owner = owner;
    } else if (slots_[found].loaded) {
        ++counts_.warm_accesses;
    }
    return SlotRef{found};
}

bool Journal::warm_up(SlotRef ref) {
    if (record(ref).warm) return false;
    record(ref).warm = true;
    undo_.push_back({UndoKind::WarmSlot, static_cast<std::uint32_t>(ref), nullptr, {}});
    return true;
}

void Journal::load(SlotRef ref) {
    SlotRecord& slot = record(ref);
    slot.loaded = true;
    const AccountRecord& owner = record(slot.owner);
    if (owner.created) return;
    const SlotKey key{owner.address, slot.key};
    slot.current = slot.original = view_->storage(key);
    blocked_ = blocked_ || view_->blocked();
    ++counts_.slot_reads;
    reads_.push_back(SlotKeyHasher{}(key));
}

void Journal::set_value(SlotRef ref, const U256& value) {
    SlotRecord& slot = loaded(ref);
    undo_.push_back({UndoKind::SlotValue, static_cast<std::uint32_t>(ref), nullptr, slot.current});
    slot.current = value;
}

Journal::TransientRecord& Journal::transient_record(AccountRef owner, const U256& key, std::uint32_t& position) {
    const auto next = static_cast<std::uint32_t>(transients_.size());
    position = transient_index_.find_or_add(hash_of(owner, key), next, [&](std::uint32_t at) {
        return transients_[at].owner == owner && transients_[at].key == key;
    });
    if (position == next) transients_.push_back({key, {}, owner});
    return transients_[position];
}

const U256& Journal::transient(AccountRef owner, const U256& key) {
    std::uint32_t position = 0;
    return transient_record(owner, key, position).value;
}

void Journal::set_transient(AccountRef owner, const U256& key, const U256& value) {
    std::uint32_t position = 0;
    TransientRecord& changed = transient_record(owner, key, position);
    undo_.push_back({UndoKind::TransientValue, position, nullptr, changed.value});
    changed.value = value;
}

Journal::Checkpoint Journal::checkpoint() const {
    return {static_cast<std::uint32_t>(undo_.size()), static_cast<std::uint32_t>(logs_.size()), refund_};
}

void Journal::rollback(const Checkpoint& checkpoint) {
    while (undo_.size() > checkpoint.undo_entries) {
        undo(undo_.back());
        undo_.pop_back();
    }
    logs_.erase(logs_.begin() + checkpoint.logs, logs_.end());
    refund_ = checkpoint.refund;
}

void Journal::undo(const Undo& entry) {
    switch (entry.kind) {
        case UndoKind::Nonce:
            accounts_[entry.record].current.nonce = entry.value.low_u64();
            break;
        case UndoKind::Balance:
            accounts_[entry.record].current.balance = entry.value;
            break;
        case UndoKind::Code:
            accounts_[entry.record].current.code = entry.code;
            break;
        case UndoKind::Created:
            accounts_[entry.record].created = !entry.value.is_zero();
            break;
        case UndoKind::Destroyed:
            accounts_[entry.record].destroyed = false;
            break;
        case UndoKind::Touched:
            // Mainnet let a failed call touch RIPEMD-160 after EIP-161 (block 2,675,119), and clients have kept it so.
            accounts_[entry.record].touched =
                terms_.removes_empty_accounts && U256::from_address(accounts_[entry.record].address) == U256{3};
            break;
        case UndoKind::WarmAccount:
            accounts_[entry.record].warm = false;
            break;
        case UndoKind::WarmSlot:
            slots_[entry.record].warm = false;
            break;
        case UndoKind::SlotValue:
            slots_[entry.record].current = entry.value;
            break;
        case UndoKind::TransientValue:
            transients_[entry.record].value = entry.value;
            break;
    }
}

void Journal::collect_accounts(WriteSet& writes) const {
    writes.accounts.reserve(accounts_.size());
    for (const AccountRecord& account : accounts_) {
        const Account after = account.destroyed ? Account{} : account.current;
        AccountFields fields = changed_fields(account.original, after);
        if (fields == AccountFields::None) continue;
        // Who existed empty, was filled by a fee and is destroyed no longer says by its fields that it existed empty.
        if (account.destroyed && terms_.empty_accounts_exist) fields = fields | AccountFields::Presence;
        WriteSet::AccountWrite write{account.address, fields, {}};
        if (contains(fields, AccountFields::Nonce)) write.value.nonce = after.nonce;
        if (contains(fields, AccountFields::Balance)) write.value.balance = after.balance;
        if (contains(fields, AccountFields::Code)) write.value.code = after.code;
        if (contains(fields, AccountFields::Presence)) write.value.exists_empty = after.exists_empty;
        write.adds_to_balance = !account.knows_balance;
        write.least_balance = account.least_balance;
        if (terms_.destroying_wipes_storage)
            write.wipes_storage = (account.destroyed || account.touched) && !account.created && !after.exists();
        writes.accounts.push_back(write);
    }
    std::sort(writes.accounts.begin(), writes.accounts.end(),
              [](const auto& a, const auto& b) { return a.address < b.address; });
}

void Journal::collect_slots(WriteSet& writes) const {
    for (const SlotRecord& slot : slots_) {
        const AccountRecord& owner = record(slot.owner);
        if (slot.current != slot.original && !owner.destroyed)
            writes.slots.push_back({{owner.address, slot.key}, slot.current});
    }
    std::sort(writes.slots.begin(), writes.slots.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
}

/// Accounts that end up empty: before EIP-161 they exist if the transaction had to do with them, after it they do not.
void Journal::settle_empty_accounts() {
    for (std::size_t i = 0; i < accounts_.size(); ++i) {
        const AccountRecord& account = accounts_[i];
        const bool changed = changed_fields(account.original, account.current) != AccountFields::None;
        if (!account.destroyed && !account.touched && !changed) continue;
        const AccountRef ref{static_cast<std::uint32_t>(i)};
        require(ref, AccountFields::All | AccountFields::Presence);
        AccountRecord& settled = record(ref);
        // Whether the account is empty, and was, decides what follows.
        if (settled.original.balance.is_zero() || !covers(ref, 1)) settled.knows_balance = true;
        settled.least_balance = std::max(settled.least_balance, U256{1});
        // A view may say of an account that it existed empty when fees have filled it since.
        if (!settled.original.empty()) settled.original.exists_empty = false;
        settled.current.exists_empty = settled.current.empty() && !terms_.removes_empty_accounts;
    }
}

WriteSet Journal::finish() {
    if (terms_.empty_accounts_exist) settle_empty_accounts();
    WriteSet writes;
    collect_accounts(writes);
    collect_slots(writes);
    return writes;
}

}  // namespace models
