// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "models/state/state_diff.h"
#include "models/state/state_id.h"
#include "models/state/state_view.h"

namespace models {

/// What changes of a state, with what is there before: in the order of a StateDiff, nothing twice, nothing that stays
/// as it is.
struct StateUpdate {
    struct AccountUpdate {
        Address address;
        Account before;
        Account after;
    };
    struct SlotUpdate {
        SlotKey key;
        U256 before;
        U256 after;
    };
    std::vector<AccountUpdate> accounts;
    std::vector<SlotUpdate> slots;
};

/// The same without what was before.
[[nodiscard]] StateDiff to_diff(const StateUpdate& update);

/// A whole world state as a value: copying is O(1) and shares everything, changing a copy leaves the original as it was
/// (persistent hash tries), so every simulated node holds its own version and equal versions cost nothing.
/// Reading from several threads at once is safe, and so is changing or dropping copies on several threads.
/// A moved-from State may only be assigned to or destroyed.
class State {
  public:
    State();
    State(const State&);
    State(State&&) noexcept;
    State& operator=(const State&);
    State& operator=(State&&) noexcept;
    ~State();

    /// nullptr: does not exist. Valid until this state changes or dies.
    [[nodiscard]] const Account* find(const Address& address) const;
    [[nodiscard]] U256 storage(const SlotKey& key) const;
    /// Whether any storage slot of the account is not zero.
    [[nodiscard]] bool has_storage(const Address& address) const;
    /// The account's slots in ascending order. Looks at every slot of the state: for what happens rarely.
    [[nodiscard]] std::vector<std::pair<U256, U256>> slots_of(const Address& address) const;
    /// Brings the slots into the processor's cache side by side, at most kMostPrefetched at once.
    void prefetch(std::span<const WriteSet::SlotWrite> writes) const;
    static constexpr std::size_t kMostPrefetched = 16;
    [[nodiscard]] StateId id() const;
    [[nodiscard]] std::size_t account_count() const;
    [[nodiscard]] std::size_t slot_count() const;

    /// Sets a value directly (genesis, tests, apply). Accounts that do not exist and zero slots are removed.
    void set_account(const Address& address, const Account& account);
    void set_storage(const SlotKey& key, const U256& value);

    /// Changes this state by `diff`, which must be canonical and change every value it names; on an error the state is
    /// as before.
    [[nodiscard]] std::optional<DiffError> apply(const StateDiff& diff);

    /// The same for who knows that `update` is of this very state.
    void apply(const StateUpdate& update);

    /// The diff that takes the state after `diff` back to this one, which `diff` must apply to.
    [[nodiscard]] StateDiff reverse(const StateDiff& diff) const;

    /// All entries in key order; for tests and exports.
    [[nodiscard]] std::vector<std::pair<Address, Account>> accounts() const;
    [[nodiscard]] std::vector<std::pair<SlotKey, U256>> slots() const;

  private:
    struct Tables;
    [[nodiscard]] std::optional<DiffError> collect(const StateDiff& diff, StateUpdate& update) const;
    std::unique_ptr<Tables> tables_;
};

/// A State as a StateView. Any number of threads may read through one.
class PlainStateView final : public StateView {
  public:
    explicit PlainStateView(const State& state) : state_(state) {}
    Account account(const Address& address, AccountFields fields) override;
    U256 storage(const SlotKey& key) override;
    bool has_storage(const Address& address) override { return state_.has_storage(address); }

  private:
    const State& state_;
};

/// A block under execution: a State with the write sets of the block's transactions on top. Several threads may read at
/// once while none commits. The base must outlive the overlay and not change under it.
class BlockOverlay final : public StateView {
  public:
    explicit BlockOverlay(const State& base);
    ~BlockOverlay() override;
    Account account(const Address& address, AccountFields fields) override;
    U256 storage(const SlotKey& key) override;
    bool has_storage(const Address& address) override;

    void commit(const WriteSet& writes);
    /// Adds modulo 2^256, as the EVM's balances cannot overflow; adding zero touches nothing.
    void add_balance(const Address& address, const U256& amount);
    /// All that differs from the base; what was changed and changed back is not in it.
    [[nodiscard]] StateUpdate update() const;
    [[nodiscard]] StateDiff diff() const { return to_diff(update()); }

  private:
    struct Changes;
    /// Removes all storage of the account.
    void wipe(const Address& address);
    [[nodiscard]] Account& changed_account(const Address& address);

    const State& base_;
    std::unique_ptr<Changes> changes_;
};

}  // namespace models
