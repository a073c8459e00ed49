// SPDX-License-Identifier: MIT
#include "models/state/byte_trie.h"

#include <algorithm>
#include <vector>

#include "models/chain/block.h"
#include "models/chain/keccak.h"
#include "models/chain/keccak_lanes.h"
#include "models/chain/keccak_round.h"
#include "models/chain/rlp.h"

namespace models {
namespace {

using Entry = std::pair<ByteView, ByteView>;

std::uint8_t nibble_of(ByteView key, std::size_t index) {
    return index % 2 == 0 ? key[index / 2] >> 4 : key[index / 2] & 15;
}
std::size_t nibbles(ByteView key) {
    return 2 * key.size();
}

/// The node of the entries [first, last), whose keys agree in the `begin` nibbles above it and, below that, in those up
/// to `end`: a leaf if there is one entry, else a branch, with an extension above it if end > begin.
struct Node {
    std::size_t first;
    std::size_t last;
    std::size_t begin;
    std::size_t end;
    std::size_t children = 0;  ///< Index of the first child; they follow each other.
    std::uint16_t mask = 0;    ///< Which nibbles have a child.
    ByteString encoding = {};
    Hash hash = {};
    bool is_hashed = false;  ///< Named by its hash; else shorter than that, and embedded.

    [[nodiscard]] bool is_leaf() const { return last - first == 1; }
};

class Builder {
  public:
    explicit Builder(std::span<const Entry> entries) : entries_(entries) {}

    Hash root() {
        grow();
        for (std::size_t level = levels_.size() - 1; level-- > 0;) {
            const auto nodes = std::span(nodes_).subspan(levels_[level], levels_[level + 1] - levels_[level]);
            std::vector<Node*> encoded;
            for (Node& node : nodes) {
                encode(node);
                encoded.push_back(&node);
            }
            hash_long_ones(encoded);
            encoded.clear();
            for (Node& node : nodes) {
                if (node.is_leaf() || node.begin == node.end) continue;
                encode_extension(node);
                encoded.push_back(&node);
            }
            hash_long_ones(encoded);
        }
        return nodes_[0].is_hashed ? nodes_[0].hash : keccak256(nodes_[0].encoding);
    }
    [[nodiscard]] const TrieWork& work() const { return work_; }

  private:
    /// Makes all nodes, level after level.
    void grow() {
        nodes_.push_back(node_of(0, entries_.size(), 0));
        levels_ = {0};
        while (levels_.back() != nodes_.size()) {
            const std::size_t first = levels_.back();
            const std::size_t last = nodes_.size();
            levels_.push_back(last);
            for (std::size_t i = first; i != last; ++i)
                if (!nodes_[i].is_leaf()) add_children(i);
        }
    }

    [[nodiscard]] Node node_of(std::size_t first, std::size_t last, std::size_t begin) const {
        const ByteView low = entries_[first].first;
        const ByteView high = entries_[last - 1].first;
        std::size_t end = begin;
        const std::size_t most = std::min(nibbles(low), nibbles(high));
        while (end < most && nibble_of(low, end) == nibble_of(high, end)) ++end;
        return {.first = first, .last = last, .begin = begin, .end = end};
    }

    /// Whether the first entry ends at this branch.
    [[nodiscard]] bool has_value(const Node& branch) const {
        return nibbles(entries_[branch.first].first) == branch.end;
    }

    void add_children(std::size_t index) {
        const Node branch = nodes_[index];
        std::size_t at = branch.first + (has_value(branch) ? 1 : 0);
        nodes_[index].children = nodes_.size();
        while (at != branch.last) {
            const std::uint8_t nibble = nibble_of(entries_[at].first, branch.end);
            std::size_t end = at + 1;
            while (end != branch.last && nibble_of(entries_[end].first, branch.end) == nibble) ++end;
            nodes_[index].mask = static_cast<std::uint16_t>(nodes_[index].mask | 1U << nibble);
            nodes_.push_back(node_of(at, end, branch.end + 1));
            at = end;
        }
    }

    /// The compact encoding of a node's path (Yellow Paper, appendix C).
    [[nodiscard]] ByteString path_of(const Node& node) const {
        const ByteView key = entries_[node.first].first;
        std::size_t at = node.begin;
        ByteString path{static_cast<std::uint8_t>(node.is_leaf() ? 0x20 : 0)};
        if ((node.end - at) % 2 == 1) path[0] = static_cast<std::uint8_t>(path[0] | 0x10 | nibble_of(key, at++));
        for (; at != node.end; at += 2)
            path.push_back(static_cast<std::uint8_t>(nibble_of(key, at) << 4 | nibble_of(key, at + 1)));
        return path;
    }

    /// The encoding of a leaf, or of a branch without its extension.
    void encode(Node& node) const {
        RlpWriter writer;
        const auto list = writer.open_list();
        if (node.is_leaf()) {
            writer.add(ByteView(path_of(node)));
            writer.add(entries_[node.first].second);
        } else {
            std::size_t child = node.children;
            for (unsigned nibble = 0; nibble < 16; ++nibble) {
                if ((node.mask >> nibble & 1U) != 0) {
                    add_reference(writer, nodes_[child++]);
                } else {
                    writer.add(ByteView{});
                }
            }
            writer.add(has_value(node) ? entries_[node.first].second : ByteView{});
        }
        writer.close_list(list);
        node.encoding = writer.take();
    }

    void encode_extension(Node& node) const {
        RlpWriter writer;
        const auto list = writer.open_list();
        writer.add(ByteView(path_of(node)));
        add_reference(writer, node);
        writer.close_list(list);
        node.encoding = writer.take();
    }

    static void add_reference(RlpWriter& writer, const Node& node) {
        if (node.is_hashed) {
            writer.add(node.hash);
        } else {
            writer.add_raw(node.encoding);
        }
    }

    /// Hashes the encodings that are too long to be embedded.
    void hash_long_ones(std::span<Node* const> nodes) {
        std::vector<PaddedMessage> messages;
        for (Node* node : nodes) {
            const std::size_t size = node->encoding.size();
            node->is_hashed = size >= sizeof(Hash);
            if (!node->is_hashed) {
                ++work_.nodes_embedded;
                continue;
            }
            ++work_.nodes_hashed;
            work_.keccak_permutations += size / kKeccakRate + 1;
            node->encoding.resize((size / kKeccakRate + 1) * kKeccakRate);
            messages.push_back({node->encoding.data(), pad_keccak(node->encoding.data(), size), &node->hash});
        }
        keccak256_padded(messages);
    }

    std::span<const Entry> entries_;
    TrieWork work_;
    std::vector<Node> nodes_;
    std::vector<std::size_t> levels_;  ///< Where each level's nodes begin, and where the last one's end.
};

}  // namespace

Hash trie_root_of(std::span<const std::pair<ByteView, ByteView>> sorted_entries, TrieWork* work) {
    if (sorted_entries.empty()) return kEmptyTrieRoot;
    Builder builder(sorted_entries);
    const Hash root = builder.root();
    if (work != nullptr) *work += builder.work();
    return root;
}

void ByteTrie::set(ByteView key, ByteView value) {
    ByteString owned(key.begin(), key.end());
    if (value.empty()) {
        entries_.erase(owned);
    } else {
        entries_[std::move(owned)].assign(value.begin(), value.end());
    }
}

const ByteString* ByteTrie::previous(ByteView key) const {
    const auto found = entries_.lower_bound(key);
    return found == entries_.begin() ? nullptr : &std::prev(found)->first;
}

const ByteString* ByteTrie::next(ByteView key) const {
    const auto found = entries_.upper_bound(key);
    return found == entries_.end() ? nullptr : &found->first;
}

Hash ByteTrie::root() const {
    std::vector<Entry> sorted;
    sorted.reserve(entries_.size());
    for (const auto& [key, value] : entries_) sorted.emplace_back(ByteView(key), ByteView(value));
    return trie_root_of(sorted);
}

}  // namespace models
