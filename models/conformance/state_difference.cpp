// SPDX-License-Identifier: MIT
#include "models/conformance/state_difference.h"

#include "models/conformance/state_fixture.h"
#include "models/state/state_trie.h"

namespace models {
namespace {

/// How much of a state a message shows.
constexpr std::size_t kShownAccounts = 12;
constexpr std::size_t kShownSlots = 8;

std::string summary(const State& state) {
    std::string text = "post state:\n";
    std::size_t shown = 0;
    const auto slots = state.slots();
    for (const auto& [address, account] : state.accounts()) {
        if (shown++ == kShownAccounts) {
            text += "  and " + std::to_string(state.account_count() - kShownAccounts) + " more accounts\n";
            break;
        }
        text += "  " + to_hex(address.bytes) + " nonce " + std::to_string(account.nonce) + ", balance " +
                to_decimal(account.balance) + ", code " + code_text(account.code) + "\n";
        std::size_t shown_slots = 0;
        for (const auto& [key, value] : slots)
            if (key.address == address && shown_slots++ < kShownSlots)
                text += "    storage[" + to_hex(key.slot) + "] = " + to_hex(value) + "\n";
        if (shown_slots > kShownSlots) text += "    and " + std::to_string(shown_slots - kShownSlots) + " more slots\n";
    }
    return text;
}

}  // namespace

std::string root_difference(const State& post, const Json& entry, CodeStore& codes) {
    const Hash root = StateTrie(post).root();
    const Hash expected = hash_of(member(entry, "hash"), "hash");
    if (root == expected) return "";
    std::string lines;
    const Json* const accounts = find_member(entry, "state");
    if (accounts != nullptr) lines = state_difference(read_state(object_of(*accounts, "state"), codes), post);
    const bool explained = !lines.empty();
    lines += "state root: expected " + to_hex(expected.bytes) + ", got " + to_hex(root.bytes) + "\n";
    return explained ? lines : lines + summary(post);
}

}  // namespace models
