// SPDX-License-Identifier: MIT
#include "models/state/ordered_trie.h"

#include <algorithm>
#include <vector>

#include "models/chain/rlp.h"
#include "models/state/byte_trie.h"
#include "sim/base/check.h"

namespace models {
namespace {

/// The keys rlp(i) sort as 1 to 127, 0 (which is 0x80), 128 and on.
std::vector<std::size_t> in_key_order(std::size_t count) {
    std::vector<std::size_t> order;
    order.reserve(count);
    for (std::size_t i = 1; i < std::min<std::size_t>(count, 128); ++i) order.push_back(i);
    if (count != 0) order.push_back(0);
    for (std::size_t i = 128; i < count; ++i) order.push_back(i);
    return order;
}

}  // namespace

Hash ordered_trie_root(std::span<const ByteString> items, TrieWork* work) {
    std::vector<ByteString> keys;
    std::vector<std::pair<ByteView, ByteView>> entries;
    keys.reserve(items.size());
    entries.reserve(items.size());
    for (const std::size_t i : in_key_order(items.size())) {
        CHECK(!items[i].empty());
        RlpWriter key;
        key.add(std::uint64_t{i});
        keys.push_back(key.take());
        entries.emplace_back(ByteView(keys.back()), ByteView(items[i]));
    }
    return trie_root_of(entries, work);
}

Hash transactions_root(std::span<const Transaction> transactions) {
    std::vector<ByteString> items;
    items.reserve(transactions.size());
    for (const Transaction& transaction : transactions) items.push_back(encode(transaction));
    return ordered_trie_root(items);
}

Hash receipts_root(std::span<const Receipt> receipts) {
    return ordered_trie_root(encode_all(receipts).items);
}

}  // namespace models
