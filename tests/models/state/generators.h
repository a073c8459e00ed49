// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>
// rapidcheck/gtest.h needs gtest before it.
#include <rapidcheck/gtest.h>

#include <map>
#include <utility>
#include <vector>

#include "models/state/state.h"

/// Random state entries and diffs from small pools, so that keys meet, neighbour and share prefixes.
namespace models {

inline Address address_of(std::uint64_t head, std::uint8_t tail) {
    Address address;
    for (std::size_t i = 0; i < 8; ++i) address.bytes[i] = static_cast<std::uint8_t>(head >> (56 - 8 * i));
    address.bytes[19] = tail;
    return address;
}

inline rc::Gen<Address> any_address() {
    const auto tail = rc::gen::inRange<std::uint8_t>(0, 2);
    return rc::gen::map(
        rc::gen::tuple(rc::gen::weightedOneOf<std::uint64_t>(
                           {{4, rc::gen::element<std::uint64_t>(1, 0xaabbccdd00000000U, 0xaabbcc0000000000U)},
                            {1, rc::gen::arbitrary<std::uint64_t>()}}),
                       tail),
        [](const auto& parts) { return address_of(std::get<0>(parts), std::get<1>(parts)); });
}

/// Numbers of every byte length, many of them small or neighbours of a power of two.
inline rc::Gen<U256> any_number() {
    const auto limbs = rc::gen::map(rc::gen::arbitrary<std::array<std::uint64_t, 4>>(), [](const auto& random) {
        return U256{random[0], random[1], random[2], random[3]};
    });
    const auto shifted =
        rc::gen::map(rc::gen::tuple(rc::gen::inRange(0U, 256U), rc::gen::inRange<std::uint64_t>(0, 4)),
                     [](const auto& parts) { return (U256{1} << std::get<0>(parts)) + U256{std::get<1>(parts)}; });
    const auto hashed = rc::gen::map(rc::gen::arbitrary<std::uint8_t>(),
                                     [](std::uint8_t low) { return U256{0xfeedfacecafebeefU, 0, 1, low}; });
    const auto small = rc::gen::map(rc::gen::inRange<std::uint64_t>(0, 6), [](std::uint64_t n) { return U256{n}; });
    return rc::gen::oneOf(limbs, shifted, hashed, small);
}

inline rc::Gen<SlotKey> any_slot_key() {
    return rc::gen::map(rc::gen::pair(any_address(), any_number()),
                        [](const auto& parts) { return SlotKey{parts.first, parts.second}; });
}

/// The change of one account as plain random material.
struct RawChange {
    Address address;
    std::uint64_t nonce = 0;
    U256 balance;
    std::vector<std::uint8_t> code;
    std::vector<std::pair<U256, U256>> slots;
    std::uint8_t fields = 0;  ///< AccountFields that are present.
};

inline rc::Gen<std::uint64_t> any_nonce() {
    return rc::gen::oneOf(rc::gen::inRange<std::uint64_t>(0, 300), rc::gen::arbitrary<std::uint64_t>());
}

/// At full size whatever the size of the test: inRange would shrink its range with it.
template <class T>
rc::Gen<T> full_size(const rc::Gen<T>& gen) {
    return rc::gen::resize(rc::kNominalSize, gen);
}

inline rc::Gen<RawChange> any_change() {
    const auto slot = full_size(rc::gen::pair(any_number(), any_number()));
    return rc::gen::build<RawChange>(
        rc::gen::set(&RawChange::address, full_size(any_address())),
        rc::gen::set(&RawChange::nonce, full_size(any_nonce())),
        rc::gen::set(&RawChange::balance, full_size(any_number())),
        rc::gen::set(&RawChange::code, rc::gen::resize(8, rc::gen::arbitrary<std::vector<std::uint8_t>>())),
        rc::gen::set(&RawChange::slots,
                     rc::gen::resize(4, rc::gen::container<std::vector<std::pair<U256, U256>>>(slot))),
        rc::gen::set(&RawChange::fields, full_size(rc::gen::inRange<std::uint8_t>(0, 16))));
}

/// The canonical diff of `changes`: sorted, the last of duplicates, what changes nothing left out.
inline StateDiff diff_of(const std::vector<RawChange>& changes, CodeStore& codes) {
    std::map<Address, RawChange> sorted;
    for (const RawChange& change : changes) sorted[change.address] = change;
    StateDiff diff;
    for (const auto& [address, raw] : sorted) {
        StateDiff::AccountChange change;
        change.address = address;
        if ((raw.fields & 1) != 0) change.nonce = raw.nonce;
        if ((raw.fields & 2) != 0) change.balance = raw.balance;
        if ((raw.fields & 4) != 0) change.code = codes.insert(raw.code);
        if ((raw.fields & 8) != 0) {  // Only an empty account can exist empty or cease to.
            change.exists_empty = raw.nonce % 2 == 0;
            if (change.nonce) change.nonce = 0;
            if (change.balance) change.balance = U256{};
            if (change.code) change.code = nullptr;
        }
        const std::map<U256, U256> slots(raw.slots.begin(), raw.slots.end());
        for (const auto& [slot, value] : slots) change.slots.push_back({slot, value});
        if (raw.fields != 0 || !slots.empty()) diff.accounts.push_back(std::move(change));
    }
    return diff;
}

inline rc::Gen<std::vector<RawChange>> any_changes() {
    return rc::gen::scale(0.2, rc::gen::container<std::vector<RawChange>>(any_change()));
}

/// `diff` without what repeats a value of `state`, so that it applies to it.
inline StateDiff effective(const StateDiff& diff, const State& state) {
    StateDiff out;
    for (StateDiff::AccountChange change : diff.accounts) {
        const Account* found = state.find(change.address);
        const Account before = found == nullptr ? Account{} : *found;
        if (change.nonce == before.nonce) change.nonce.reset();
        if (change.balance == before.balance) change.balance.reset();
        if (change.code == before.code) change.code.reset();
        const bool stays_empty = change.nonce.value_or(before.nonce) == 0 &&
                                 change.code.value_or(before.code) == nullptr &&
                                 change.balance.value_or(before.balance).is_zero();
        if (!stays_empty || change.exists_empty == before.exists_empty) change.exists_empty.reset();
        std::erase_if(change.slots, [&](const StateDiff::SlotChange& slot) {
            return state.storage({change.address, slot.slot}) == slot.value;
        });
        if (change.nonce || change.balance || change.code || change.exists_empty || !change.slots.empty())
            out.accounts.push_back(change);
    }
    return out;
}

/// A state of what `changes` set.
inline State state_of(const std::vector<RawChange>& changes, CodeStore& codes) {
    State state;
    const auto error = state.apply(effective(diff_of(changes, codes), state));
    EXPECT_FALSE(error);
    return state;
}

}  // namespace models
