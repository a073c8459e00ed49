// SPDX-License-Identifier: MIT
// What has settled: the reads that need nothing else, and what a block changed in all.
#include "models/executor/account_values.h"
#include "models/executor/multi_version_memory.h"
#include "sim/base/check.h"

namespace models {

Account MultiVersionMemory::settled_account(const Address& address, AccountFields fields) {
    Account account;
    const auto [hash, shard] = home_of<AddressHasher>(address);
    const auto guard = lock(shard);
    const AccountCell& cell = account_cell(shard, hash, address);
    for (std::size_t field = 0; field < cell.fields.size(); ++field)
        if (contains(fields, kFieldOrder[field])) set_field(account, field, cell.fields[field].value);
    if (contains(fields, AccountFields::Presence))  // Who changes it has asked for the history.
        account.exists_empty =
            cell.history == nullptr ? cell.base.exists_empty : !cell.history->presence.value.is_zero();
    return account;
}

U256 MultiVersionMemory::settled_slot(TxIndex tx, const SlotKey& key) {
    if (some_wiped_.load(std::memory_order_relaxed)) {
        U256 value;
        CHECK(!read_slot(tx, key, value, nullptr));
        return value;
    }
    const auto [hash, shard] = home_of<SlotKeyHasher>(key);
    const auto guard = lock(shard);
    return slot_cell(shard, hash, key).value.value;
}

void MultiVersionMemory::collect_accounts(const Shard& shard, WriteSet& writes) const {
    for (const AccountCell* cell = shard.last_account; cell != nullptr; cell = cell->next) {
        WriteSet::AccountWrite write{.address = cell->key};
        for (std::size_t field = 0; field < cell->fields.size(); ++field) {
            const Location& location = cell->fields[field];
            if (location.writer == kBeforeBlock) continue;
            write.fields = write.fields | kFieldOrder[field];
            set_field(write.value, field, location.value);
        }
        if (const History* const history = cell->history) {
            if (history->presence.writer != kBeforeBlock) write.fields = write.fields | AccountFields::Presence;
            write.value.exists_empty = !history->presence.value.is_zero();
            write.wipes_storage = history->wiped.writer != kBeforeBlock;
        }
        if (write.fields != AccountFields::None || write.wipes_storage) writes.accounts.push_back(write);
    }
}

/// The settled transaction that last wiped the storage.
TxIndex MultiVersionMemory::wiper_of(const Address& address) const {
    if (!storage_may_be_wiped_ || !some_wiped_) return kBeforeBlock;
    const auto [hash, shard] = home_of<AddressHasher>(address);
    const AccountCell* const cell = shards_[shard].accounts.find(hash, address);
    return cell == nullptr || cell->history == nullptr ? kBeforeBlock : cell->history->wiped.writer;
}

void MultiVersionMemory::collect_slots(const Shard& shard, WriteSet& writes) const {
    for (const SlotCell* cell = shard.last_slot; cell != nullptr; cell = cell->next) {
        const TxIndex writer = cell->value.writer;
        if (writer == kBeforeBlock) continue;
        const TxIndex wiped = wiper_of(cell->key.address);
        if (wiped == kBeforeBlock || writer >= wiped) writes.slots.push_back({cell->key, cell->value.value});
    }
}

WriteSet MultiVersionMemory::writes() const {
    WriteSet writes;
    for (std::size_t shard = 0; shard < kShards; ++shard) {
        collect_accounts(shards_[shard], writes);
        collect_slots(shards_[shard], writes);
    }
    return writes;
}

}  // namespace models
