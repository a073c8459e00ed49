// SPDX-License-Identifier: MIT
#pragma once

#include <map>

#include "models/chain/receipt.h"
#include "models/evm/transition.h"
#include "models/state/state_view.h"

namespace models {

/// A state in plain ordered maps: independent of models/state, and with what the official tests need and State need not
/// have (accounts that are empty and still there, as before EIP-161).
class TestState final : public StateView {
  public:
    struct Entry {
        Account account;
        std::map<U256, U256> storage;
    };
    std::map<Address, Entry> entries;

    Account account(const Address& address, AccountFields fields) override;
    U256 storage(const SlotKey& key) override;
    bool has_storage(const Address& address) override {
        return entries.contains(address) && !entries.at(address).storage.empty();
    }

    /// Applies a transaction: its writes, and the fee for the beneficiary. Accounts that it leaves empty vanish.
    void apply(const WriteSet& writes, const Address& beneficiary, const U256& fee);
    /// The state root of a block header with this state.
    [[nodiscard]] Hash root() const;
};

/// keccak256 of the RLP list of the logs: how the official tests give them.
[[nodiscard]] Hash logs_hash(const std::vector<Log>& logs);

}  // namespace models
