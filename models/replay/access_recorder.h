// SPDX-License-Identifier: MIT
#pragma once

#include <utility>
#include <vector>

#include "models/state/state_view.h"

namespace models {

/// What one transaction asked a state for, each thing at most once.
struct ReadRecord {
    struct AccountRead {
        Address address;
        AccountFields fields = AccountFields::None;
    };
    std::vector<AccountRead> accounts;
    std::vector<SlotKey> slots;
    std::vector<Address> storage_presence;  ///< Accounts asked for whether they have any storage.
};

/// Passes reads on to another view and keeps note of them.
class AccessRecorder final : public StateView {
  public:
    explicit AccessRecorder(StateView& view) : view_(view) {}

    /// What was read since the last call.
    [[nodiscard]] ReadRecord take() { return std::exchange(reads_, {}); }

    Account account(const Address& address, AccountFields fields) override {
        reads_.accounts.push_back({address, fields});
        return view_.account(address, fields);
    }
    U256 storage(const SlotKey& key) override {
        reads_.slots.push_back(key);
        return view_.storage(key);
    }
    bool has_storage(const Address& address) override {
        reads_.storage_presence.push_back(address);
        return view_.has_storage(address);
    }

  private:
    StateView& view_;
    ReadRecord reads_;
};

}  // namespace models
