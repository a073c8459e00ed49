// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "models/executor/arena.h"
#include "models/executor/cell_table.h"
#include "models/executor/spin_lock.h"
#include "models/executor/version.h"
#include "models/state/state.h"

namespace models {

/// One value of the chain during a block: an account field or a storage slot, with what it was before the block and
/// what each transaction wrote. All values are kept as U256: a nonce as its number, code as the address of its Code
/// object (equal code has one object, see CodeStore), so that values can be compared whatever they are.
struct Location {
    enum class EntryKind : std::uint8_t {
        Value,
        Estimate,  ///< The incarnation was aborted: its transaction will probably write here again.
        Expected,  ///< The transaction waits for a value here and has never written one: see expect_write.
    };
    struct Entry {
        TxIndex tx = 0;
        Incarnation incarnation = 0;
        EntryKind kind = EntryKind::Value;
        U256 value = {};
    };
    U256 base = {};
    Entry* entries = nullptr;  ///< Sorted by tx, in the shard's arena.
    std::uint32_t count = 0;
    std::uint32_t capacity = 0;
    std::uint32_t shard = 0;  ///< Whose lock guards all of this.
    TxIndex readers_end = 0;  ///< One more than the highest transaction that has read it.
    std::uint32_t expectations_met = 0;
    std::uint32_t expectations_missed = 0;
};

/// A value read, where it came from, and from whom it must be awaited if it is not known yet.
struct VersionedValue {
    U256 value = {};
    Version origin = kBaseVersion;
    std::optional<TxIndex> blocked_on = {};
};

/// Why an execution cannot go on: transaction `tx` has not written `location` yet. No location: it has not paid its
/// fee.
struct Blocked {
    TxIndex tx = 0;
    Location* location = nullptr;
};

/// One entry of a read set.
struct Read {
    Location* location = nullptr;
    Version origin = kBaseVersion;
    U256 value = {};
    bool by_origin = false;  ///< An equal value of another origin will not do: what it meant depends on when.
};

/// The multi-version memory of Block-STM (PPoPP'23, Algorithm 2): for every location the writes of all transactions, so
/// that transaction j reads the write of the highest i < j. Safe to call from several threads, except begin().
///
/// Fees are kept apart from writes. Each transaction adds its fee to the beneficiary's balance, which would make every
/// transaction depend on the one before it; so a fee is stored per transaction and added up only by who really reads
/// that balance: the reader gets the last balance written below it plus all fees paid since, and waits for the fees
/// that are not known yet. Such a read is validated by its value, because it has many origins.
class MultiVersionMemory {
  public:
    MultiVersionMemory();

    /// Starts a block of `count` transactions on `base`, which must outlive it. Keeps the memory of the last block.
    /// `storage_may_be_wiped`: its transactions may remove the storage of accounts from before the block.
    void begin(const State& base, const Address& beneficiary, TxIndex count, bool storage_may_be_wiped = false);

    /// Appends to `reads` one entry for each of `fields` as transaction `tx` sees them. Returns the transaction to wait
    /// for, if one of them is not known; then `account` and `reads` are incomplete.
    [[nodiscard]] std::optional<Blocked> read_account(TxIndex tx, const Address& address, AccountFields fields,
                                                      Account& account, std::vector<Read>& reads);
    [[nodiscard]] std::optional<Blocked> read_slot(TxIndex tx, const SlotKey& key, U256& value,
                                                   std::vector<Read>& reads);

    [[nodiscard]] std::optional<Blocked> read_has_storage(TxIndex tx, const Address& address, bool& found,
                                                          std::vector<Read>& reads);

    /// True if transaction `tx` would still read the same value: from the same version or, failing that, an equal one.
    [[nodiscard]] bool still_valid(TxIndex tx, const Read& read);

    /// Makes the writes and the fee of `version` visible and removes those of its last incarnation that it did not
    /// repeat. `written` holds the locations of that incarnation and is replaced. True if a location that its last
    /// incarnation did not write has been read by a higher transaction, which must be validated again.
    [[nodiscard]] bool publish(Version version, const WriteSet& writes, const U256& fee,
                               std::vector<Location*>& written);

    /// Transaction `tx` is about to wait for a value of `location`. Where several transactions write, who waits to read
    /// will most probably write too (a counter, a balance, the reserves of an exchange), so higher readers do better to
    /// wait for `tx` than for the same value as `tx`: otherwise all of them wake at once and all but one execute in
    /// vain. On such a location an Expected entry of `tx` says so until `tx` publishes. Appended to `written` if made.
    void expect_write(TxIndex tx, Location& location, std::vector<Location*>& written);

    /// Says that each transaction will write the nonce of its sender, so that another one of that sender waits for it.
    void expect_nonce(TxIndex tx, const Address& sender, std::vector<Location*>& written);

    /// Turns all that `tx` wrote into estimates, its fee included. True if a higher transaction has read any of it.
    [[nodiscard]] bool mark_estimates(TxIndex tx, const std::vector<Location*>& written);

  private:
    struct AccountCell {
        Address key;
        std::array<Location, 3> fields;  ///< Nonce, balance, code.
    };
    /// What only revisions before Cancun know of an account.
    struct HistoryCell {
        Address key;
        Location presence;  ///< Account::exists_empty.
        Location wiped;     ///< One more than the transaction that last wiped the account's storage.
    };
    struct SlotCell {
        SlotKey key;
        Location value;
    };
    struct alignas(64) Shard {
        SpinLock lock;
        Arena arena;
        CellTable<AccountCell, AddressHasher> accounts;
        CellTable<SlotCell, SlotKeyHasher> slots;
        CellTable<HistoryCell, AddressHasher> histories;
    };
    struct alignas(64) Fee {
        SpinLock lock;
        bool known = false;
        U256 amount;
    };
    static constexpr std::size_t kShards = 64;

    // The caller holds the shard's lock.
    AccountCell& account_cell(std::uint32_t shard, std::size_t hash, const Address& address);
    HistoryCell& history_cell(std::uint32_t shard, std::size_t hash, const Address& address);
    SlotCell& slot_cell(std::uint32_t shard, std::size_t hash, const SlotKey& key);
    bool assign(Location& location, const Location::Entry& entry);

    /// As read_account, for one location of what only revisions before Cancun know. Of `wiped`, an origin other than
    /// kBaseVersion tells who wiped the storage last.
    [[nodiscard]] std::optional<Blocked> read_history(TxIndex tx, const Address& address, Location HistoryCell::* what,
                                                      VersionedValue& seen, std::vector<Read>& reads);
    [[nodiscard]] VersionedValue read_beneficiary_balance(TxIndex tx);
    [[nodiscard]] bool publish_account(Version version, const WriteSet::AccountWrite& write,
                                       std::vector<Location*>& written);
    void erase_stale(Version version, const std::vector<Location*>& before);

    const State* base_ = nullptr;
    bool storage_may_be_wiped_ = false;
    Address beneficiary_;
    Location* beneficiary_balance_ = nullptr;
    std::unique_ptr<Shard[]> shards_;
    std::unique_ptr<Fee[]> fees_;
    std::size_t fee_capacity_ = 0;
};

}  // namespace models
