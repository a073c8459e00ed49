// SPDX-License-Identifier: MIT
#include "tests/conformance/test_state.h"

#include "models/chain/keccak.h"
#include "models/chain/rlp.h"
#include "tests/conformance/trie_root.h"

namespace models {
namespace {

Hash storage_root(const std::map<U256, U256>& storage) {
    std::map<Hash, ByteString> leaves;
    for (const auto& [slot, value] : storage) {
        if (value.is_zero()) continue;
        RlpWriter writer;
        writer.add(value);
        leaves[keccak256(slot.to_big_endian())] = writer.take();
    }
    return trie_root(leaves);
}

ByteString account_leaf(const TestState::Entry& entry) {
    RlpWriter writer;
    const auto list = writer.open_list();
    writer.add(entry.account.nonce);
    writer.add(entry.account.balance);
    writer.add(storage_root(entry.storage));
    writer.add(entry.account.code == nullptr ? kEmptyCodeHash : entry.account.code->hash());
    writer.close_list(list);
    return writer.take();
}

}  // namespace

Account TestState::account(const Address& address, AccountFields) {
    const auto found = entries.find(address);
    return found == entries.end() ? Account{} : found->second.account;
}

U256 TestState::storage(const SlotKey& key) {
    const auto found = entries.find(key.address);
    if (found == entries.end()) return {};
    const auto slot = found->second.storage.find(key.slot);
    return slot == found->second.storage.end() ? U256{} : slot->second;
}

void TestState::apply(const WriteSet& writes, const Address& beneficiary, const U256& fee) {
    for (const WriteSet::AccountWrite& write : writes.accounts) {
        Account& account = entries[write.address].account;
        if (contains(write.fields, AccountFields::Nonce)) account.nonce = write.value.nonce;
        if (contains(write.fields, AccountFields::Balance)) account.balance = write.value.balance;
        if (contains(write.fields, AccountFields::Code)) account.code = write.value.code;
        if (account.empty()) entries.erase(write.address);
    }
    for (const WriteSet::SlotWrite& write : writes.slots)
        entries[write.key.address].storage[write.key.slot] = write.value;
    Account& paid = entries[beneficiary].account;
    paid.balance += fee;
    if (paid.empty()) entries.erase(beneficiary);
}

Hash TestState::root() const {
    std::map<Hash, ByteString> leaves;
    for (const auto& [address, entry] : entries) leaves[keccak256(address.bytes)] = account_leaf(entry);
    return trie_root(leaves);
}

Hash logs_hash(const std::vector<Log>& logs) {
    RlpWriter writer;
    const auto list = writer.open_list();
    for (const Log& log : logs) {
        const auto entry = writer.open_list();
        writer.add(log.address);
        const auto topics = writer.open_list();
        for (const Hash& topic : log.topics) writer.add(topic);
        writer.close_list(topics);
        writer.add(log.data);
        writer.close_list(entry);
    }
    writer.close_list(list);
    return keccak256(writer.bytes());
}

}  // namespace models
