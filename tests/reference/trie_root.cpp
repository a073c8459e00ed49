// SPDX-License-Identifier: MIT
#include "tests/reference/trie_root.h"

#include <algorithm>
#include <span>
#include <vector>

#include "models/chain/keccak.h"
#include "models/chain/rlp.h"

namespace models {
namespace {

struct Leaf {
    ByteString nibbles;
    const ByteString* value;
};

/// The compact encoding of a path: parity and kind in the first nibble.
ByteString hex_prefix(std::span<const std::uint8_t> nibbles, bool is_leaf) {
    const bool odd = nibbles.size() % 2 == 1;
    auto first = static_cast<std::uint8_t>((is_leaf ? 0x20 : 0) + (odd ? 0x10 : 0));
    if (odd) first = static_cast<std::uint8_t>(first + nibbles[0]);
    ByteString out{first};
    for (std::size_t i = odd ? 1 : 0; i < nibbles.size(); i += 2)
        out.push_back(static_cast<std::uint8_t>(nibbles[i] * 16 + nibbles[i + 1]));
    return out;
}

ByteString pair_node(const ByteString& path, const ByteString& content, bool content_is_rlp) {
    RlpWriter writer;
    const auto list = writer.open_list();
    writer.add(path);
    if (content_is_rlp)
        writer.add_raw(content);
    else
        writer.add(content);
    writer.close_list(list);
    return writer.take();
}

/// How a node is named in its parent: by hash, or itself if shorter than that.
ByteString reference(const ByteString& node) {
    if (node.size() < 32) return node;
    RlpWriter writer;
    writer.add(keccak256(node));
    return writer.take();
}

std::size_t shared_prefix(std::span<const Leaf> leaves, std::size_t depth) {
    const ByteString& first = leaves.front().nibbles;
    const ByteString& last = leaves.back().nibbles;
    std::size_t length = 0;
    while (depth + length < first.size() && first[depth + length] == last[depth + length]) ++length;
    return length;
}

/// The node of all these leaves (sorted, at least one), whose first `depth` nibbles the path above has spelt.
ByteString node(std::span<const Leaf> leaves, std::size_t depth) {
    const auto path = std::span(leaves.front().nibbles).subspan(depth);
    if (leaves.size() == 1) return pair_node(hex_prefix(path, true), *leaves.front().value, false);
    const std::size_t shared = shared_prefix(leaves, depth);
    if (shared > 0)
        return pair_node(hex_prefix(path.first(shared), false), reference(node(leaves, depth + shared)), true);

    RlpWriter writer;
    const auto list = writer.open_list();
    auto begin = leaves.begin();
    for (std::uint8_t nibble = 0; nibble < 16; ++nibble) {
        const auto end = std::find_if(begin, leaves.end(), [&](const Leaf& l) { return l.nibbles[depth] != nibble; });
        if (begin == end)
            writer.add(ByteView{});
        else
            writer.add_raw(reference(node({begin, end}, depth + 1)));
        begin = end;
    }
    writer.add(ByteView{});  // No value: no key ends here, all being equally long.
    writer.close_list(list);
    return writer.take();
}

}  // namespace

Hash trie_root(const std::map<Hash, ByteString>& entries) {
    if (entries.empty()) {
        RlpWriter writer;
        writer.add(ByteView{});
        return keccak256(writer.bytes());
    }
    std::vector<Leaf> leaves;
    for (const auto& [key, value] : entries) {
        Leaf& leaf = leaves.emplace_back(Leaf{{}, &value});
        for (const std::uint8_t byte : key.bytes) {
            leaf.nibbles.push_back(byte / 16);
            leaf.nibbles.push_back(byte % 16);
        }
    }
    return keccak256(node(leaves, 0));
}

Hash state_root(const State& state) {
    std::map<Address, std::map<Hash, ByteString>> storage;
    for (const auto& [key, value] : state.slots()) {
        RlpWriter writer;
        writer.add(value);
        storage[key.address][keccak256(key.slot.to_big_endian())] = writer.take();
    }
    std::map<Hash, ByteString> leaves;
    for (const auto& [address, account] : state.accounts()) {
        RlpWriter writer;
        const auto list = writer.open_list();
        writer.add(account.nonce);
        writer.add(account.balance);
        writer.add(trie_root(storage[address]));
        writer.add(account.code == nullptr ? kEmptyCodeHash : account.code->hash());
        writer.close_list(list);
        leaves[keccak256(address.bytes)] = writer.take();
    }
    return trie_root(leaves);
}

}  // namespace models
