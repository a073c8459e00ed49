// SPDX-License-Identifier: MIT
#include "models/executor/difference.h"

#include <algorithm>
#include <set>

namespace models {
namespace {

std::string line(const std::string& what, const std::string& expected, const std::string& got) {
    return what + ": expected " + expected + ", got " + got + "\n";
}

std::string account_difference(const Address& address, const Account* expected, const Account* got) {
    const std::string name = to_hex(address.bytes);
    if (expected == nullptr && got == nullptr) return "";
    if (expected == nullptr) return line(name, "no account", "one");
    if (got == nullptr) return line(name, "an account", "none");
    if (expected->nonce != got->nonce)
        return line(name + " nonce", std::to_string(expected->nonce), std::to_string(got->nonce));
    if (expected->balance != got->balance)
        return line(name + " balance", to_decimal(expected->balance), to_decimal(got->balance));
    if (expected->code != got->code) return line(name + " code", code_text(expected->code), code_text(got->code));
    return "";
}

/// Both states' keys in order, each once.
template <class Entries>
auto keys_of(const Entries& a, const Entries& b) {
    std::set<typename Entries::value_type::first_type> keys;
    for (const auto& [key, value] : a) keys.insert(key);
    for (const auto& [key, value] : b) keys.insert(key);
    return keys;
}

}  // namespace

std::string code_text(const Code* code) {
    if (code == nullptr) return "none";
    return std::to_string(code->size()) + " bytes with hash " + to_hex(code->hash().bytes);
}

std::string state_difference(const State& expected, const State& got) {
    for (const Address& address : keys_of(expected.accounts(), got.accounts())) {
        const std::string found = account_difference(address, expected.find(address), got.find(address));
        if (!found.empty()) return found;
    }
    for (const SlotKey& key : keys_of(expected.slots(), got.slots())) {
        const U256 wanted = expected.storage(key);
        const U256 found = got.storage(key);
        // Slots of an account that does not exist are not part of the state.
        if (wanted != found && (expected.find(key.address) != nullptr || got.find(key.address) != nullptr))
            return line(to_hex(key.address.bytes) + " storage[" + to_hex(key.slot) + "]", to_hex(wanted),
                        to_hex(found));
    }
    return "";
}

std::string executor_difference(const ExecutedBlock& serial, const ExecutedBlock& parallel) {
    const std::string prefix = "Block-STM against serial execution, ";
    const auto text = [](const ExecutedBlock::Outcome& outcome) {
        return "status " + std::to_string(static_cast<int>(outcome.status)) + " (" + to_string(outcome.invalid) +
               "), " + std::to_string(outcome.gas_used.units()) + " gas";
    };
    for (std::size_t i = 0; i < std::min(serial.outcomes.size(), parallel.outcomes.size()); ++i)
        if (serial.outcomes[i] != parallel.outcomes[i])
            return line(prefix + "transaction " + std::to_string(i), text(serial.outcomes[i]),
                        text(parallel.outcomes[i]));
    if (serial.gas_used != parallel.gas_used)
        return line(prefix + "gas used", std::to_string(serial.gas_used.units()),
                    std::to_string(parallel.gas_used.units()));
    const std::string state = state_difference(serial.post, parallel.post);
    if (!state.empty()) return prefix + state;
    if (serial.receipts != parallel.receipts) return prefix + "receipts differ\n";
    if (serial.diff != parallel.diff) return prefix + "state diffs differ\n";
    if (serial.post.id() != parallel.post.id()) return prefix + "state ids differ\n";
    if (serial.work != parallel.work) return prefix + "work differs\n";
    return "";
}

}  // namespace models
