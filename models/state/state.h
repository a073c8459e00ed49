// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <variant>

#include "models/state/state_diff.h"
#include "models/state/state_view.h"

namespace models {

/// Identity of a state: the sum modulo 2^256 of keccak256(entry) over all its entries (each account without storage, and
/// each slot, is one entry), so that it follows from the changed entries alone (an additive multiset hash: Clarke et
/// al., ASIACRYPT 2003). It tells equal states from different ones; it is no commitment against an adversary.
struct StateId {
    U256 sum = {};
    auto operator<=>(const StateId&) const = default;
};

/// A whole world state as a value: copying is O(1) and shares everything, changing a copy leaves the original as it was
/// (persistent hash tries), so every simulated node holds its own version and equal versions cost nothing.
/// Reading from several threads at once is safe.
class State {
  public:
    State();
    State(const State&);
    State(State&&) noexcept;
    State& operator=(const State&);
    State& operator=(State&&) noexcept;
    ~State();

    [[nodiscard]] const Account* find(const Address& address) const;  ///< nullptr: does not exist.
    [[nodiscard]] U256 storage(const SlotKey& key) const;
    [[nodiscard]] StateId id() const;
    [[nodiscard]] std::size_t account_count() const;
    [[nodiscard]] std::size_t slot_count() const;

    /// Sets a value directly (genesis, tests, apply). Empty accounts and zero slots are removed.
    void set_account(const Address& address, const Account& account);
    void set_storage(const SlotKey& key, const U256& value);

    /// Changes this state by `diff`; on an error the state is as before.
    [[nodiscard]] std::optional<DiffError> apply(const StateDiff& diff);

    /// The diff that takes the state after `diff` back to this one.
    [[nodiscard]] StateDiff reverse(const StateDiff& diff) const;

    /// All entries in key order; for tests and exports.
    [[nodiscard]] std::vector<std::pair<Address, Account>> accounts() const;
    [[nodiscard]] std::vector<std::pair<SlotKey, U256>> slots() const;

  private:
    struct Tables;
    std::unique_ptr<Tables> tables_;
};

/// A State as a StateView.
class PlainStateView final : public StateView {
  public:
    explicit PlainStateView(const State& state) : state_(state) {}
    Account account(const Address& address, AccountFields fields) override;
    U256 storage(const SlotKey& key) override;

  private:
    const State& state_;
};

/// A block under execution: a State with the write sets of the block's transactions on top.
class BlockOverlay final : public StateView {
  public:
    explicit BlockOverlay(const State& base);
    ~BlockOverlay() override;
    Account account(const Address& address, AccountFields fields) override;
    U256 storage(const SlotKey& key) override;

    void commit(const WriteSet& writes);
    void add_balance(const Address& address, const U256& amount);
    /// All that differs from the base, canonical.
    [[nodiscard]] StateDiff diff() const;

  private:
    struct Changes;
    const State& base_;
    std::unique_ptr<Changes> changes_;
};

}  // namespace models
