// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "models/chain/bytes.h"
#include "models/chain/keccak.h"
#include "models/state/trie_encoding.h"

namespace models {

/// Why nodes are not a proof of what a trie has at a key.
enum class ProofError : std::uint8_t {
    MissingNode,    ///< The nodes end before the way to the key does.
    WrongHash,      ///< A node is not the one that the root, or the node before it, names.
    MalformedNode,  ///< A node is no canonical RLP, or no node of a trie.
    UnusedNode,     ///< Nodes follow the end of the way.
};
[[nodiscard]] const char* to_string(ProofError error);

/// What the trie with this root has at `key`, nothing if the proof shows that it has nothing, or why it proves neither.
/// `nodes` are the RLP of the nodes on the way from the root on, those embedded in others left out (EIP-1186); none for
/// the empty trie. The value is a view into `nodes`. Any bytes may be given.
[[nodiscard]] std::variant<std::optional<ByteView>, ProofError> verify_proof(const Hash& root, ByteView key,
                                                                             std::span<const ByteString> nodes);

/// The nodes that prove what the trie at `anchor`, whose leaves hold Values, has at `key`.
template <class Value>
std::vector<ByteString> collect_proof(const TrieBranch& anchor, const Hash& key) {
    std::vector<ByteString> nodes;
    TrieLink link = anchor.links()[0];
    bool named_by_hash = true;
    unsigned start = 0;
    const auto add = [&](ByteString node, std::size_t size) {
        node.resize(size);
        if (named_by_hash) nodes.push_back(std::move(node));
    };
    while (!link.empty()) {
        if (link.is_leaf()) {
            const auto& leaf = *static_cast<const TrieLeaf<Value>*>(link.node());
            ByteString room(kLeafRoom + leaf.value.room());
            const auto node = encode_leaf(leaf, start, room.data());
            add(ByteString(node.begin(), node.end()), node.size());
            break;
        }
        const TrieBranch& branch = *link.branch();
        ByteString node(kTrieNodeRoom);
        const std::size_t size = encode_branch(branch, node.data());
        if (branch.start != branch.depth) {
            Hash ref;
            const bool embedded = size < sizeof ref;
            if (embedded) {
                std::memcpy(ref.bytes.data(), node.data(), size);
            } else {
                ref = keccak256(ByteView(node).first(size));
            }
            ByteString extension(kTrieNodeRoom);
            const TrieReference child{&ref, embedded ? static_cast<unsigned>(size) : 0U};
            const std::size_t extension_size = encode_extension(branch, child, extension.data());
            add(std::move(extension), extension_size);
            if (divergence(key, branch.key()) < branch.depth) break;
            named_by_hash = !embedded;
        }
        add(std::move(node), size);
        const unsigned nibble = nibble_at(key, branch.depth);
        if (!branch.has(nibble)) break;
        link = branch.links()[branch.rank(nibble)];
        named_by_hash = link.embedded_size() == 0;
        start = branch.depth + 1U;
    }
    return nodes;
}

}  // namespace models
