// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <set>

#include "models/evm/transition.h"

namespace models {

inline Address test_address(std::uint8_t number) {
    Address address;
    address.bytes[0] = 0xbb;
    address.bytes[19] = number;
    return address;
}
inline const Address kSender = test_address(1);
inline const Address kContract = test_address(2);
inline const Address kBeneficiary = test_address(3);
inline const Address kOther = test_address(4);

inline ByteString bytes(std::string_view hex) {
    return from_hex(hex).value();
}

/// What the transaction wrote of the account; nullptr: nothing.
inline const WriteSet::AccountWrite* find_write(const TxResult& result, const Address& address) {
    for (const auto& write : result.writes.accounts)
        if (write.address == address) return &write;
    return nullptr;
}

/// A few accounts to run transactions on; remembers which fields were asked for.
class SmallChain final : public StateView {
  public:
    CodeStore codes;
    Transition transition{codes};
    BlockContext block;
    std::map<Address, Account> accounts;
    std::map<SlotKey, U256> slots;
    std::map<Address, AccountFields> asked;
    std::set<SlotKey> slots_asked;
    std::optional<Address> blocked_at;  ///< The account whose value is not known yet.

    SmallChain() {
        block.base_fee = 10;
        block.beneficiary = kBeneficiary;
        block.gas_limit = Gas::from_units(INT64_MAX);
        accounts[kSender].balance = U256{1} << 200;
    }

    void deploy(const Address& address, std::string_view code_hex) {
        accounts[address].code = codes.insert(bytes(code_hex));
    }

    /// A type 2 transaction to `kContract`, tip 2, sent by `kSender`.
    [[nodiscard]] Transaction call(std::uint64_t gas_limit = 1'000'000) const {
        Transaction transaction;
        transaction.nonce = accounts.at(kSender).nonce;
        transaction.max_fee_per_gas = 100;
        transaction.max_priority_fee_per_gas = 2;
        transaction.gas_limit = gas_limit;
        transaction.to = kContract;
        transaction.sender = kSender;
        return transaction;
    }
    /// The same in the type that every revision has.
    [[nodiscard]] Transaction legacy_call(std::uint64_t gas_limit = 1'000'000) const {
        Transaction transaction = call(gas_limit);
        transaction.type = TransactionType::Legacy;
        transaction.max_priority_fee_per_gas = transaction.max_fee_per_gas;
        return transaction;
    }
    TxResult run(const Transaction& transaction) {
        asked.clear();
        slots_asked.clear();
        return transition.execute(*this, block, transaction);
    }
    /// The word that `code` returns, run as kContract's.
    U256 evaluate(std::string_view code_hex) {
        deploy(kContract, code_hex);
        return U256::from_big_endian(run(call()).output);
    }

    Account account(const Address& address, AccountFields fields) override {
        asked[address] = asked[address] | fields;
        blocked_ = blocked_ || address == blocked_at;
        const auto found = accounts.find(address);
        return found == accounts.end() ? Account{} : found->second;
    }
    U256 storage(const SlotKey& key) override {
        slots_asked.insert(key);
        const auto found = slots.find(key);
        return found == slots.end() ? U256{} : found->second;
    }
    bool has_storage(const Address& address) override {
        const auto found = slots.lower_bound({address, U256{}});
        return found != slots.end() && found->first.address == address;
    }
    [[nodiscard]] bool blocked() const override { return blocked_; }

  private:
    bool blocked_ = false;
};

}  // namespace models
