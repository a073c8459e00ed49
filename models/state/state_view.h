// SPDX-License-Identifier: MIT
#pragma once

#include "models/state/account.h"

namespace models {

/// What a transaction reads: a state, a block's overlay, or a Block-STM worker's multi-version view.
/// A Journal asks for each field and slot at most once per transaction, so an implementation may record reads here.
class StateView {
  public:
    virtual ~StateView() = default;

    /// The account at `address` with at least `fields` valid; an account that does not exist is empty. The caller
    /// depends on `fields` only.
    virtual Account account(const Address& address, AccountFields fields) = 0;

    /// The value of a storage slot; zero where nothing was stored.
    virtual U256 storage(const SlotKey& key) = 0;

    /// Whether the account has any storage slot that is not zero. Only asked of accounts with neither code nor nonce
    /// (EIP-7610), which get no storage while a block is executed.
    virtual bool has_storage(const Address& address) = 0;

    /// True once a read met a value that is not known yet (a Block-STM estimate). What that read returned means
    /// nothing: the EVM leaves at once with TransitionStatus::Blocked and the executor tries again later.
    [[nodiscard]] virtual bool blocked() const { return false; }
};

/// What one transaction changed, relative to its view. The fee for the beneficiary is not in here (see TxResult::fee).
struct WriteSet {
    struct AccountWrite {
        Address address;
        AccountFields fields = AccountFields::None;  ///< Which members of `value` are new.
        Account value = {};
        /// All storage that the account had before this transaction is gone. What `slots` has of it comes after that.
        bool wipes_storage = false;
        /// The transaction never learned the balance itself: with any other one of at least `least_balance` before, it
        /// would have done the same and changed it by as much.
        bool adds_to_balance = false;
        U256 least_balance = {};
    };
    struct SlotWrite {
        SlotKey key;
        U256 value;
    };
    std::vector<AccountWrite> accounts;  ///< Sorted by address, one entry each.
    std::vector<SlotWrite> slots;        ///< Sorted by key, one entry each.
};

}  // namespace models
