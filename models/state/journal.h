// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/chain/receipt.h"
#include "models/state/record_index.h"
#include "models/state/state_view.h"

namespace models {

/// Names an account record of a Journal until its next `begin`; an address is looked up once and then known by this.
enum class AccountRef : std::uint32_t {};
/// Names a storage slot record likewise.
enum class SlotRef : std::uint32_t {};

/// What one transaction has read and changed so far, on top of a StateView that it never changes. Every change can be
/// undone back to a checkpoint. Also keeps what lives as long as a transaction: warm sets (EIP-2929, EIP-2930),
/// transient storage (EIP-1153), the refund counter, logs and self-destructions (EIP-6780).
///
/// Before Paris an account may be empty and exist all the same (Account::exists_empty), and before Cancun destroying
/// one wipes its storage: Terms say what holds.
///
/// A field or slot is asked of the view when it is first needed and at most once, so that the transaction depends on
/// nothing else. Storage of an account created in this transaction is empty and not asked for.
class Journal {
  public:
    /// What the protocol's revision lays down for a transaction.
    struct Terms {
        std::uint64_t warm_precompiles = 0;       ///< Addresses 1 to this are warm (EIP-2929).
        std::uint64_t other_warm_precompile = 0;  ///< And this one, if it is not 0.
        bool empty_accounts_exist = false;   ///< False: exists() is the same as not empty(), and touching does nothing.
        bool removes_empty_accounts = true;  ///< Empty accounts that were touched are removed (EIP-161), not made.
        bool destroying_wipes_storage = false;  ///< Accounts from before this transaction may be destroyed.
    };
    /// How often the view was asked, and how often the answer was here already.
    struct Counts {
        std::uint64_t account_reads = 0;
        std::uint64_t slot_reads = 0;
        std::uint64_t warm_accesses = 0;
    };
    struct Checkpoint {
        std::uint32_t undo_entries = 0;
        std::uint32_t logs = 0;
        std::int64_t refund = 0;
    };

    /// Starts a transaction on `view`.
    void begin(StateView& view, const Terms& terms);

    /// True once the view met a value not known yet: nothing read since then means anything.
    [[nodiscard]] bool blocked() const { return blocked_; }

    /// The record of this address, a cold one without any field if it was not known.
    AccountRef account(const Address& address);
    [[nodiscard]] const Address& address(AccountRef ref) const { return record(ref).address; }
    /// Makes the account warm; true if it was cold.
    bool warm_up(AccountRef ref);
    /// Makes sure that these fields are here, asking the view once for all that are missing.
    void require(AccountRef ref, AccountFields fields);

    [[nodiscard]] std::uint64_t nonce(AccountRef ref) { return with(ref, AccountFields::Nonce).current.nonce; }
    /// The balance itself. Who needs no more than to compare or change it shall ask for that: the transaction then does
    /// not depend on the rest (WriteSet::AccountWrite::adds_to_balance).
    [[nodiscard]] const U256& balance(AccountRef ref) {
        with(ref, AccountFields::Balance).knows_balance = true;
        return record(ref).current.balance;
    }
    /// Whether the balance is at least `amount`.
    [[nodiscard]] bool covers(AccountRef ref, const U256& amount);
    [[nodiscard]] const Code* code(AccountRef ref) { return with(ref, AccountFields::Code).current.code; }
    /// Whether the account has neither code, balance nor nonce. Asks for no more fields than it takes to know.
    [[nodiscard]] bool empty(AccountRef ref);
    /// Whether the account is in the state.
    [[nodiscard]] bool exists(AccountRef ref);
    [[nodiscard]] bool has_storage(AccountRef ref);

    void set_nonce(AccountRef ref, std::uint64_t nonce);
    void set_balance(AccountRef ref, const U256& balance);
    void add_to_balance(AccountRef ref, const U256& amount);
    /// The balance must cover it.
    void take_from_balance(AccountRef ref, const U256& amount);
    void set_code(AccountRef ref, const Code* code);
    /// Takes part in a call, creation or payment: an empty account then comes into being, or since EIP-161 ceases to
    /// be.
    void touch(AccountRef ref);
    /// Marks the account as created in this transaction.
    void mark_created(AccountRef ref);
    [[nodiscard]] bool created(AccountRef ref) const { return record(ref).created; }
    /// The account ceases to exist at the end of the transaction.
    void destroy(AccountRef ref);
    [[nodiscard]] bool destroyed(AccountRef ref) const { return record(ref).destroyed; }

    /// The record of a storage slot, a cold one without value if it was not known.
    SlotRef slot(AccountRef owner, const U256& key);
    /// Makes the slot warm; true if it was cold.
    bool warm_up(SlotRef ref);
    /// The value now.
    [[nodiscard]] const U256& value(SlotRef ref) { return loaded(ref).current; }
    /// The value when the transaction began.
    [[nodiscard]] const U256& original_value(SlotRef ref) { return loaded(ref).original; }
    /// The value must have been read before: the gas rules of every writing instruction need it.
    void set_value(SlotRef ref, const U256& value);

    [[nodiscard]] const U256& transient(AccountRef owner, const U256& key);
    void set_transient(AccountRef owner, const U256& key, const U256& value);

    void add_log(Log log) { logs_.push_back(std::move(log)); }
    void add_refund(std::int64_t gas) { refund_ += gas; }
    [[nodiscard]] std::int64_t refund() const { return refund_; }

    [[nodiscard]] Checkpoint checkpoint() const;
    /// Undoes all changes since `checkpoint`. What was read stays known.
    void rollback(const Checkpoint& checkpoint);

    /// Ends the transaction: everything that differs from the view, in canonical order. What was changed back is
    /// absent. May read the view, and so find itself blocked.
    [[nodiscard]] WriteSet finish();
    [[nodiscard]] std::vector<Log> take_logs() { return std::move(logs_); }
    [[nodiscard]] const Counts& counts() const { return counts_; }
    /// A hash of each account and slot read, AddressHasher's and SlotKeyHasher's.
    [[nodiscard]] std::span<const std::uint64_t> reads() const { return reads_; }

  private:
    struct AccountRecord {
        Address address;
        AccountFields loaded = AccountFields::None;
        bool warm = false;
        bool created = false;
        bool destroyed = false;
        bool touched = false;
        bool knows_balance = false;  ///< Some decision depends on the very balance.
        Account current;
        Account original;
        U256 least_balance;  ///< What the original balance must be for all decisions to be as they were.
    };
    struct SlotRecord {
        U256 key;
        U256 current;
        U256 original;
        AccountRef owner{};
        bool loaded = false;
        bool warm = false;
    };
    struct TransientRecord {
        U256 key;
        U256 value;
        AccountRef owner{};
    };
    enum class UndoKind : std::uint8_t {
        Nonce,
        Balance,
        Code,
        Created,
        Destroyed,
        Touched,
        WarmAccount,
        WarmSlot,
        SlotValue,
        TransientValue
    };
    struct Undo {
        UndoKind kind;
        std::uint32_t record;
        const Code* code = nullptr;
        U256 value;  ///< Of the balance, slot or transient slot; or the nonce.
    };

    AccountRecord& record(AccountRef ref) { return accounts_[static_cast<std::uint32_t>(ref)]; }
    const AccountRecord& record(AccountRef ref) const { return accounts_[static_cast<std::uint32_t>(ref)]; }
    SlotRecord& record(SlotRef ref) { return slots_[static_cast<std::uint32_t>(ref)]; }
    AccountRecord& with(AccountRef ref, AccountFields field) {
        if (!contains(record(ref).loaded, field)) [[unlikely]]
            require(ref, field);
        return record(ref);
    }
    SlotRecord& loaded(SlotRef ref) {
        if (!record(ref).loaded) [[unlikely]]
            load(ref);
        return record(ref);
    }
    void load(SlotRef ref);
    TransientRecord& transient_record(AccountRef owner, const U256& key, std::uint32_t& position);
    void undo(const Undo& entry);
    void change_balance(AccountRef ref, const U256& balance);
    void settle_empty_accounts();
    void collect_accounts(WriteSet& writes) const;
    void collect_slots(WriteSet& writes) const;

    StateView* view_ = nullptr;
    Terms terms_;
    bool blocked_ = false;
    std::int64_t refund_ = 0;
    Counts counts_;
    std::vector<std::uint64_t> reads_;
    std::vector<AccountRecord> accounts_;
    std::vector<SlotRecord> slots_;
    std::vector<TransientRecord> transients_;
    RecordIndex account_index_;
    RecordIndex slot_index_;
    RecordIndex transient_index_;
    std::vector<Undo> undo_;
    std::vector<Log> logs_;
};

}  // namespace models
