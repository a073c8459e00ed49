// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "models/executor/arena.h"
#include "models/executor/cell_table.h"
#include "models/executor/location.h"
#include "models/executor/spin_lock.h"
#include "models/state/state_view.h"

namespace models {

/// The multi-version memory of Block-STM (PPoPP'23, Algorithm 2): for every location the writes of all transactions, so
/// that transaction j reads the write of the highest i < j. Transactions settle in order; what they wrote then becomes
/// the location's value, and only those above keep entries. Safe to call from several threads once shared, except
/// begin(), rewind() and writes().
///
/// Balances are mostly compared and changed without being looked at (fees, payments). Such a write is an addition, and
/// the read before it holds as long as the balance is large enough, so that payments to or from one account do not
/// conflict. The beneficiary's fees are added when their transactions settle.
class MultiVersionMemory {
  public:
    MultiVersionMemory();

    /// Starts a block on `base`, which must outlive it, stay as it is, and let several threads read at once. Keeps the
    /// memory of the last block. `storage_may_be_wiped`: its transactions may remove the storage of accounts from
    /// before the block.
    void begin(StateView& base, const Address& beneficiary, bool storage_may_be_wiped = false);
    /// From now on until the next begin() several threads may come. Before that locks are left alone.
    void share() { shared_ = true; }
    /// Back to the state before the block; all locations stay where they are.
    void rewind();

    /// What transaction `tx` sees of an account, and where. With `reads`, one entry for each of `fields` is appended.
    /// Returns the transaction to wait for, if one of them is not known; then `account` and `reads` are incomplete.
    [[nodiscard]] std::optional<Blocked> read_account(TxIndex tx, const Address& address, AccountFields fields,
                                                      Account& account, std::vector<Read>* reads);
    [[nodiscard]] std::optional<Blocked> read_slot(TxIndex tx, const SlotKey& key, U256& value,
                                                   std::vector<Read>* reads);
    [[nodiscard]] std::optional<Blocked> read_has_storage(TxIndex tx, const Address& address, bool& found,
                                                          std::vector<Read>* reads);
    /// The same for a transaction below which all have settled: then nothing needs to be awaited or recorded.
    [[nodiscard]] Account settled_account(const Address& address, AccountFields fields);
    [[nodiscard]] U256 settled_slot(TxIndex tx, const SlotKey& key);

    /// Takes the nonce of a sender for granted until its transaction settles.
    void presume_nonce(const Address& sender, std::uint64_t nonce, std::vector<Read>& reads);

    /// True if transaction `tx` would still read the same, as far as that matters to it.
    [[nodiscard]] bool still_valid(TxIndex tx, const Read& read);
    /// Whether transaction `tx`, which has settled since, should have read just that, as far as one can tell from who
    /// wrote there last; nothing if later ones have written over it.
    [[nodiscard]] std::optional<bool> was_valid(TxIndex tx, const Read& read);
    /// Does `read` again for an execution of `tx`: the transaction to wait for, or whether it gives the `same`.
    [[nodiscard]] std::optional<Blocked> repeat(TxIndex tx, const Read& read, bool& same);

    /// Where `writes` of `tx`, which read `reads`, go. Tells the reads that nothing but a least balance matters to.
    void resolve(TxIndex tx, const WriteSet& writes, std::vector<Read>& reads, std::vector<Write>& resolved);

    /// Whether the fees of all transactions below matter to `read`.
    [[nodiscard]] bool depends_on_fees(const Read& read) const {
        return (read.location == beneficiary_balance_ && read.kind != Read::Kind::AtLeast) ||
               read.location == beneficiary_presence_;
    }
    /// Says that `tx` depends on the very balances that are in `reads` as such.
    void note_balance_readers(TxIndex tx, std::span<const Read> reads);

    /// Makes `writes` of `tx` visible and removes its entries in `before` that it did not repeat. Says which higher
    /// transactions have read otherwise and must be validated again.
    [[nodiscard]] Outdated publish(TxIndex tx, std::span<const Write> writes, std::span<const Write> before,
                                   std::vector<Location*>& expected);

    /// The entries of `tx`, the lowest that has not settled, become the values of their locations.
    void settle(TxIndex tx, std::span<const Write> writes, const U256& fee);
    /// Likewise for writes that were not published. `before`: what `tx` had published.
    [[nodiscard]] Outdated settle_unpublished(TxIndex tx, std::span<const Write> writes, std::span<const Write> before,
                                              std::vector<Location*>& expected, const U256& fee);

    /// Transaction `tx` is about to wait for a value of `location`. Where several transactions write, who waits to read
    /// will most probably write too (a counter, the reserves of an exchange), so higher readers do better to wait for
    /// `tx` than for the same value as `tx`: otherwise all of them wake at once and all but one execute in vain. On
    /// such a location an Expected entry of `tx` says so until `tx` publishes. Appended to `expected` if made.
    void expect_write(TxIndex tx, Location& location, std::vector<Location*>& expected);

    /// Turns all that `tx` wrote into estimates.
    [[nodiscard]] Outdated mark_estimates(TxIndex tx, std::span<const Write> writes);

    /// What the settled transactions changed of the base, their fees included.
    [[nodiscard]] WriteSet writes() const;

  private:
    /// What only revisions before Cancun know of an account.
    struct History {
        Location presence;  ///< Account::exists_empty.
        Location wiped;     ///< One more than the transaction that last wiped the account's storage.
    };
    struct AccountCell {
        Address key;
        Account base;
        std::array<Location, 3> fields;  ///< Nonce, balance, code.
        History* history = nullptr;      ///< If it has been asked for.
        AccountCell* next = nullptr;     ///< The one made before it.
    };
    struct SlotCell {
        SlotKey key;
        U256 base;
        Location value;
        History* history = nullptr;  ///< Of its account, if somebody has asked for it here.
        SlotCell* next = nullptr;
    };
    struct alignas(64) Shard {
        SpinLock lock;
        Arena arena;
        CellTable<AccountCell, AddressHasher> accounts;
        CellTable<SlotCell, SlotKeyHasher> slots;
        AccountCell* last_account = nullptr;
        SlotCell* last_slot = nullptr;
    };
    static constexpr std::size_t kShards = 64;
    static_assert(kShards <= std::size_t{std::numeric_limits<decltype(Location::shard)>::max()} + 1);

    /// The Hasher value of `key`, and the shard that it belongs to.
    template <class Hasher, class Key>
    [[nodiscard]] static std::pair<std::size_t, std::uint8_t> home_of(const Key& key) {
        const std::size_t hash = Hasher{}(key);
        return {hash, static_cast<std::uint8_t>(hash % kShards)};
    }
    [[nodiscard]] std::unique_lock<SpinLock> lock(std::uint8_t shard) const {
        return shared_ ? std::unique_lock(shards_[shard].lock) : std::unique_lock<SpinLock>();
    }
    // The caller holds the shard's lock.
    AccountCell& account_cell(std::uint8_t shard, std::size_t hash, const Address& address);
    History& history_of(AccountCell& cell, std::uint8_t shard, std::size_t hash);
    SlotCell& slot_cell(std::uint8_t shard, std::size_t hash, const SlotKey& key);
    bool assign(Location& location, const Location::Entry& entry);
    void add_entry(Location& location, Location::Entry* place, const Location::Entry& entry);

    /// The history of an account, for who holds no lock.
    [[nodiscard]] History& find_history(const Address& address);
    /// Reads one location of a history.
    [[nodiscard]] std::optional<Blocked> read_history(TxIndex tx, Location& location, VersionedValue& seen,
                                                      std::vector<Read>* reads);
    /// The slot's cell and, if storage may be wiped, its account's history.
    [[nodiscard]] std::pair<SlotCell*, History*> find_slot(const SlotKey& key);
    void resolve_account(TxIndex tx, const WriteSet::AccountWrite& write, std::vector<Read>& reads,
                         std::vector<Write>& resolved);
    void pay(const U256& fee, TxIndex tx);
    void collect_accounts(const Shard& shard, WriteSet& writes) const;
    void collect_slots(const Shard& shard, WriteSet& writes) const;
    [[nodiscard]] TxIndex wiper_of(const Address& address) const;

    StateView* base_ = nullptr;
    bool storage_may_be_wiped_ = false;
    bool shared_ = false;
    std::atomic<bool> some_wiped_{false};  ///< Some transaction of the block has wiped storage, or wanted to.
    Location* beneficiary_balance_ = nullptr;
    Location* beneficiary_presence_ = nullptr;  ///< If it existed empty.
    std::unique_ptr<Shard[]> shards_;
};

}  // namespace models
