// SPDX-License-Identifier: MIT
#include <algorithm>

#include "models/state/state_diff.h"

namespace models {
namespace {

using AccountChange = StateDiff::AccountChange;

/// What `later` says instead of `merged`, slots apart.
void override_fields(AccountChange& merged, const AccountChange& later) {
    if (later.nonce) merged.nonce = later.nonce;
    if (later.balance) merged.balance = later.balance;
    if (later.code) merged.code = later.code;
    if (later.exists_empty) merged.exists_empty = later.exists_empty;
    // An account that was filled and then emptied does not exist, whatever it was before.
    if (later.fills_account()) merged.exists_empty = false;
}

/// Sorts the slots; of changes of one slot the last is kept.
void settle_slots(std::vector<StateDiff::SlotChange>& slots) {
    std::vector<std::uint32_t> order(slots.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return slots[a].slot != slots[b].slot ? slots[a].slot < slots[b].slot : a < b;
    });
    std::vector<StateDiff::SlotChange> settled;
    settled.reserve(slots.size());
    for (const std::uint32_t i : order) {
        if (!settled.empty() && settled.back().slot == slots[i].slot)
            settled.back().value = slots[i].value;
        else
            settled.push_back(slots[i]);
    }
    slots = std::move(settled);
}

}  // namespace

StateDiff merged(std::span<const StateDiff* const> diffs) {
    struct Source {
        const AccountChange* change = nullptr;
        std::size_t diff = 0;
    };
    std::vector<Source> sources;
    for (std::size_t i = 0; i < diffs.size(); ++i)
        for (const AccountChange& change : diffs[i]->accounts) sources.push_back({&change, i});
    std::sort(sources.begin(), sources.end(), [](const Source& a, const Source& b) {
        return a.change->address != b.change->address ? a.change->address < b.change->address : a.diff < b.diff;
    });
    StateDiff whole;
    std::size_t parts = 0;  // Of the account at hand.
    const auto close = [&] {
        if (parts > 1) settle_slots(whole.accounts.back().slots);
        if (parts > 0 && whole.accounts.back().fills_account()) whole.accounts.back().exists_empty.reset();
    };
    for (const Source& source : sources) {
        if (whole.accounts.empty() || whole.accounts.back().address != source.change->address) {
            close();
            parts = 0;
            whole.accounts.emplace_back().address = source.change->address;
        }
        AccountChange& change = whole.accounts.back();
        override_fields(change, *source.change);
        change.slots.insert(change.slots.end(), source.change->slots.begin(), source.change->slots.end());
        ++parts;
    }
    close();
    return whole;
}

}  // namespace models
