// SPDX-License-Identifier: MIT
// The tries against the official TrieTests, real blocks, and the root builder of trie_root.h.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "models/chain/block.h"
#include "models/chain/keccak.h"
#include "models/chain/rlp.h"
#include "models/state/byte_trie.h"
#include "models/state/ordered_trie.h"
#include "models/state/secure_trie.h"
#include "models/state/state_trie.h"
#include "models/state/trie_proof.h"
#include "tests/models/chain/fixtures.h"
#include "tests/models/state/generators.h"
#include "tests/reference/trie_root.h"

namespace models {
namespace {

using nlohmann::json;
using Entries = std::vector<std::pair<std::string, std::string>>;  // Texts as in the tests; an empty value removes.

// --- Official tests --------------------------------------------------------------------------------------------------

ByteString bytes_of(const std::string& text) {
    if (text.starts_with("0x")) return from_hex(text).value();
    return ByteString(text.begin(), text.end());
}

/// The changes of a test: pairs in order, or an object if the order does not matter. null removes.
Entries entries_of(const json& in) {
    Entries out;
    const auto add = [&](const std::string& key, const json& value) {
        out.emplace_back(key, value.is_null() ? "" : value.get<std::string>());
    };
    if (in.is_object()) {
        for (const auto& [key, value] : in.items()) add(key, value);
    } else {
        for (const json& pair : in) add(pair[0].get<std::string>(), pair[1]);
    }
    return out;
}

Hash byte_root(const Entries& entries) {
    ByteTrie trie;
    for (const auto& [key, value] : entries) trie.set(bytes_of(key), bytes_of(value));
    return trie.root();
}

std::vector<SecureTrie::Change> hashed(const Entries& entries) {
    std::vector<SecureTrie::Change> out;
    for (const auto& [key, value] : entries) out.push_back({keccak256(bytes_of(key)), bytes_of(value)});
    return out;
}
Hash secure_root_at_once(const Entries& entries) {
    SecureTrie trie;
    trie.apply(hashed(entries));
    return trie.root();
}
Hash secure_root_one_by_one(const Entries& entries) {
    SecureTrie trie;
    for (const auto& change : hashed(entries)) trie.apply(std::span(&change, 1));
    return trie.root();
}

/// Runs `check(entries, root)` on every test of the file; how many there were, 0 if the file is not there.
template <class Check>
int each_test(const char* file, const Check& check) {
    const auto folder = fixture_folder("TrieTests");
    if (folder.empty()) return 0;
    int count = 0;
    const json tests = read_json(folder / file);
    for (const auto& [name, test] : tests.items()) {
        SCOPED_TRACE(std::string(file) + " " + name);
        const std::string root = test["root"];
        check(entries_of(test["in"]), hash_from_hex(root).value(), test["in"].is_object());
        ++count;
    }
    return count;
}

TEST(TrieFixtures, byte_trie_gives_the_roots) {
    const auto check = [](Entries entries, const Hash& root, bool any_order) {
        EXPECT_EQ(byte_root(entries), root);
        if (!any_order) return;
        std::sort(entries.begin(), entries.end());
        do {
            ASSERT_EQ(byte_root(entries), root);
        } while (std::next_permutation(entries.begin(), entries.end()));
    };
    const int ordered = each_test("trietest.json", check);
    if (ordered == 0) GTEST_SKIP() << "skipped: no fixtures";
    EXPECT_GE(ordered, 4);
    EXPECT_GE(each_test("trieanyorder.json", check), 7);
}

TEST(TrieFixtures, secure_trie_gives_the_roots) {
    const auto check = [](Entries entries, const Hash& root, bool any_order) {
        EXPECT_EQ(secure_root_at_once(entries), root);
        EXPECT_EQ(secure_root_one_by_one(entries), root);
        if (!any_order) return;
        std::sort(entries.begin(), entries.end());
        do {
            ASSERT_EQ(secure_root_one_by_one(entries), root);
        } while (std::next_permutation(entries.begin(), entries.end()));
    };
    const int ordered = each_test("trietest_secureTrie.json", check);
    if (ordered == 0) GTEST_SKIP() << "skipped: no fixtures";
    EXPECT_GE(ordered, 3);
    EXPECT_GE(each_test("trieanyorder_secureTrie.json", check), 7);
    EXPECT_GE(each_test("hex_encoded_securetrie_test.json", check), 3);
}

TEST(TrieFixtures, byte_trie_knows_the_neighbours_of_a_key) {
    const auto folder = fixture_folder("TrieTests");
    if (folder.empty()) GTEST_SKIP() << "skipped: no fixtures";
    const json tests = read_json(folder / "trietestnextprev.json");
    for (const auto& [name, test] : tests.items()) {
        ByteTrie trie;
        for (const json& key : test["in"]) trie.set(bytes_of(key.get<std::string>()), ByteString{1});
        const auto text = [](const ByteString* key) {
            return key == nullptr ? "" : std::string(key->begin(), key->end());
        };
        for (const json& row : test["tests"]) {
            const ByteString key = bytes_of(row[0].get<std::string>());
            EXPECT_EQ(text(trie.previous(key)), row[1].get<std::string>()) << row;
            EXPECT_EQ(text(trie.next(key)), row[2].get<std::string>()) << row;
        }
    }
}

TEST(SecureTrie, empty_root_is_the_known_one) {
    EXPECT_EQ(to_hex(SecureTrie().root().bytes), "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");
    EXPECT_EQ(ByteTrie().root(), SecureTrie().root());
    EXPECT_EQ(ordered_trie_root({}), SecureTrie().root());
}

// --- Against the reference -------------------------------------------------------------------------------------------

/// Keys that share long and short prefixes, so that extensions, their splits and embedded nodes come up.
rc::Gen<Hash> any_key() {
    const auto nibble = rc::gen::inRange<unsigned>(0, 3);
    return rc::gen::map(
        rc::gen::tuple(rc::gen::element(0U, 1U, 2U, 5U, 30U, 31U), nibble, nibble, rc::gen::arbitrary<std::uint8_t>()),
        [](const auto& parts) {
            const auto [at, high, low, random] = parts;
            Hash key{{0x11, 0x11, 0x11}};
            key.bytes[at] = static_cast<std::uint8_t>(high << 4 | low);
            key.bytes[31] = static_cast<std::uint8_t>(key.bytes[31] ^ (random & 0x11));
            if (random > 200) key = keccak256(key.bytes);
            return key;
        });
}

/// Mostly short, so that nodes are embedded; sometimes of several blocks, also too many to be hashed beside others.
rc::Gen<ByteString> any_value() {
    return rc::gen::map(rc::gen::pair(rc::gen::weightedElement<std::size_t>(
                                          {{12, 1}, {4, 2}, {2, 32}, {1, 300}, {1, 436}, {1, 437}, {1, 5'000}}),
                                      rc::gen::arbitrary<std::uint8_t>()),
                        [](const auto& parts) { return ByteString(parts.first, parts.second); });
}

std::vector<SecureTrie::Change> any_trie_changes(int most) {
    std::vector<SecureTrie::Change> changes;
    for (int n = *rc::gen::inRange(0, most); n > 0; --n) {
        const bool removes = *rc::gen::inRange(0, 3) == 0;
        changes.push_back({*any_key(), removes ? std::nullopt : std::optional(*any_value())});
    }
    return changes;
}

RC_GTEST_PROP(SecureTrie, root_after_any_changes_is_that_of_a_rebuild, ()) {
    std::map<Hash, ByteString> entries;
    SecureTrie trie;
    for (int batch = 0; batch < 8; ++batch) {
        const auto changes = any_trie_changes(24);
        for (const auto& [key, value] : changes) {
            if (value) {
                entries[key] = *value;
            } else {
                entries.erase(key);
            }
        }
        const bool at_once = *rc::gen::arbitrary<bool>();
        if (at_once) trie.apply(changes);
        if (!at_once)
            for (const auto& change : changes) trie.apply(std::span(&change, 1));
        RC_ASSERT(trie.root() == trie_root(entries));
    }
}

RC_GTEST_PROP(SecureTrie, removing_everything_leaves_the_empty_root, ()) {
    SecureTrie trie;
    auto changes = any_trie_changes(40);
    trie.apply(changes);
    for (auto& change : changes) change.value.reset();
    trie.apply(changes);
    RC_ASSERT(trie.root() == kEmptyTrieRoot);
}

RC_GTEST_PROP(SecureTrie, proofs_prove_presence_and_absence, ()) {
    SecureTrie trie;
    std::map<Hash, ByteString> entries;
    const auto changes = any_trie_changes(30);
    trie.apply(changes);
    for (const auto& [key, value] : changes) entries[key] = value.value_or(ByteString{});
    for (int n = 0; n < 5; ++n) entries.try_emplace(*any_key());
    for (const auto& [key, value] : entries) {
        const auto nodes = trie.prove(key);
        const auto result = verify_proof(trie.root(), key.bytes, nodes);
        RC_ASSERT(std::holds_alternative<std::optional<ByteView>>(result));
        const auto found = std::get<std::optional<ByteView>>(result).value_or(ByteView{});
        RC_ASSERT(ByteString(found.begin(), found.end()) == value);
    }
}

RC_GTEST_PROP(ByteTrie, root_over_hashed_keys_is_that_of_the_reference, ()) {
    ByteTrie trie;
    std::map<Hash, ByteString> entries;
    for (int n = *rc::gen::inRange(0, 30); n > 0; --n) {
        const Hash key = *any_key();
        trie.set(key.bytes, entries[key] = *any_value());
    }
    RC_ASSERT(trie.root() == trie_root(entries));
}

RC_GTEST_PROP(StateTrie, root_after_diffs_is_that_of_the_reference, ()) {
    CodeStore codes;
    State state = state_of(*any_changes(), codes);
    StateTrie trie(state);
    RC_ASSERT(trie.root() == state_root(state));
    for (int block = 0; block < 4; ++block) {
        const StateDiff diff = effective(diff_of(*any_changes(), codes), state);
        const StateDiff back = state.reverse(diff);
        const Hash before = trie.root();
        RC_ASSERT(!state.apply(diff));
        trie.apply(diff);
        RC_ASSERT(trie.root() == state_root(state));
        RC_ASSERT(trie.root() == StateTrie(state).root());
        trie.apply(back);
        RC_ASSERT(trie.root() == before);
        trie.apply(diff);
    }
}

// --- Real blocks -----------------------------------------------------------------------------------------------------

std::uint64_t number(const json& hex) {
    return u256_from_hex(hex.get<std::string>()).value().low_u64();
}
U256 word(const json& hex) {
    return u256_from_hex(hex.get<std::string>()).value();
}

void read_signature(const json& in, Transaction& out) {
    const std::uint64_t v = number(in["v"]);
    if (out.type != TransactionType::Legacy) {
        out.chain_id = number(in["chainId"]);
        out.y_parity = v != 0;
    } else if (v >= 35) {
        out.chain_id = (v - 35) / 2;
        out.y_parity = (v - 35) % 2 != 0;
    } else {
        out.y_parity = v == 28;
    }
    out.r = word(in["r"]);
    out.s = word(in["s"]);
}

Transaction read_transaction(const json& in) {
    Transaction out;
    out.type = static_cast<TransactionType>(in.contains("type") ? number(in["type"]) : 0);
    out.nonce = number(in["nonce"]);
    const bool has_cap = out.type != TransactionType::Legacy && out.type != TransactionType::AccessList;
    out.max_fee_per_gas = word(in[has_cap ? "maxFeePerGas" : "gasPrice"]);
    out.max_priority_fee_per_gas = has_cap ? word(in["maxPriorityFeePerGas"]) : out.max_fee_per_gas;
    out.gas_limit = number(in["gas"]);
    if (!in["to"].is_null()) out.to = address_from_hex(in["to"].get<std::string>());
    out.value = word(in["value"]);
    out.data = from_hex(in["input"].get<std::string>()).value();
    for (const json& entry : in.value("accessList", json::array())) {
        AccessListEntry& added = out.access_list.emplace_back();
        added.address = address_from_hex(entry["address"].get<std::string>()).value();
        for (const json& slot : entry["storageKeys"]) added.slots.push_back(word(slot));
    }
    if (out.type == TransactionType::Blob) {
        out.max_fee_per_blob_gas = word(in["maxFeePerBlobGas"]);
        for (const json& hash : in["blobVersionedHashes"])
            out.blob_hashes.push_back(hash_from_hex(hash.get<std::string>()).value());
    }
    read_signature(in, out);
    return out;
}

ByteString read_withdrawal(const json& in) {
    RlpWriter writer;
    const auto list = writer.open_list();
    writer.add(number(in["index"]));
    writer.add(number(in["validatorIndex"]));
    writer.add(address_from_hex(in["address"].get<std::string>()).value());
    writer.add(number(in["amount"]));
    writer.close_list(list);
    return writer.take();
}

TEST(OrderedTrie, transactions_and_withdrawals_roots_of_real_blocks) {
    const auto folder = fixture_folder("..");
    const auto blocks = folder / "mainnet" / "blocks";
    if (folder.empty() || !std::filesystem::is_directory(blocks)) GTEST_SKIP() << "skipped: no fixtures";
    int count = 0;
    int with_withdrawals = 0;
    for (const auto& entry : std::filesystem::directory_iterator(blocks)) {
        const json block = read_json(entry.path() / "block.json");
        std::vector<Transaction> transactions;
        for (const json& in : block["transactions"]) transactions.push_back(read_transaction(in));
        EXPECT_EQ(to_hex(transactions_root(transactions).bytes), block["transactionsRoot"].get<std::string>())
            << entry.path();
        ++count;
        if (!block.contains("withdrawalsRoot")) continue;
        std::vector<ByteString> withdrawals;
        for (const json& in : block["withdrawals"]) withdrawals.push_back(read_withdrawal(in));
        EXPECT_EQ(to_hex(ordered_trie_root(withdrawals).bytes), block["withdrawalsRoot"].get<std::string>());
        ++with_withdrawals;
    }
    EXPECT_EQ(count, 46);
    EXPECT_GE(with_withdrawals, 8);
}

}  // namespace
}  // namespace models
