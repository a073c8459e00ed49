// SPDX-License-Identifier: MIT
#include "models/state/trie_proof.h"

#include <algorithm>
#include <array>

#include "models/chain/block.h"
#include "models/chain/rlp.h"

namespace models {
namespace {

/// A key, of whose nibbles some are spelt.
struct Walk {
    ByteView key;
    std::size_t depth = 0;
    [[nodiscard]] bool at_end() const { return depth == 2 * key.size(); }
    [[nodiscard]] unsigned nibble() const {
        const unsigned byte = key[depth / 2];
        return depth % 2 == 0 ? byte >> 4 : byte & 15;
    }
};

/// A compact path (Yellow Paper, appendix C).
struct Path {
    ByteView bytes;
    [[nodiscard]] bool is_leaf() const { return (bytes[0] & 0x20) != 0; }
    [[nodiscard]] bool is_odd() const { return (bytes[0] & 0x10) != 0; }
    [[nodiscard]] std::size_t size() const { return 2 * bytes.size() - (is_odd() ? 1 : 2); }
    [[nodiscard]] unsigned nibble(std::size_t i) const {
        const std::size_t at = i + (is_odd() ? 1 : 2);
        return at % 2 == 0 ? bytes[at / 2] >> 4 : bytes[at / 2] & 15U;
    }
    [[nodiscard]] bool is_canonical() const {
        if (bytes.empty() || bytes[0] >= 0x40) return false;
        return is_odd() || (bytes[0] & 15) == 0;
    }
};

/// Moves along `path`; false if the key leaves it.
bool follow(const Path& path, Walk& walk) {
    for (std::size_t i = 0; i < path.size(); ++i, ++walk.depth)
        if (walk.at_end() || walk.nibble() != path.nibble(i)) return false;
    return true;
}

/// Where a node leads: on to a child, or to the end.
struct Step {
    std::optional<ByteView> child;  ///< The item that names it, prefix included.
    std::optional<ByteView> value;
};
using StepResult = std::variant<Step, ProofError>;

StepResult value_of(RlpReader item) {
    const auto value = item.read_string();
    if (!value) return ProofError::MalformedNode;
    if (value->empty()) return Step{};
    return Step{.child = {}, .value = *value};
}

/// An item that names a child: a hash, a list shorter than a hash, or, where there may be none, the empty string.
bool names_child(ByteView item) {
    return item.size() == 33 ? item[0] == 0xa0 : item.size() < 32 && item[0] >= 0xc0;
}

StepResult step_through_branch(std::span<const ByteView> items, Walk& walk) {
    for (const ByteView item : items.first(16))
        if (!names_child(item) && !(item.size() == 1 && item[0] == 0x80)) return ProofError::MalformedNode;
    if (walk.at_end()) return value_of(RlpReader(items[16]));
    const ByteView child = items[walk.nibble()];
    ++walk.depth;
    if (!names_child(child)) return Step{};
    return Step{.child = child, .value = {}};
}

StepResult step_through_path(std::span<const ByteView> items, Walk& walk) {
    const auto bytes = RlpReader(items[0]).read_string();
    if (!bytes || !Path{*bytes}.is_canonical()) return ProofError::MalformedNode;
    const Path path{*bytes};
    if (path.is_leaf()) {
        const StepResult value = value_of(RlpReader(items[1]));
        if (std::holds_alternative<ProofError>(value) || !std::get<Step>(value).value) return ProofError::MalformedNode;
        return follow(path, walk) && walk.at_end() ? value : Step{};
    }
    if (path.size() == 0 || !names_child(items[1])) return ProofError::MalformedNode;
    if (!follow(path, walk)) return Step{};
    return Step{.child = items[1], .value = {}};
}

/// Reads one node and moves the walk through it.
StepResult step_through(ByteView node, Walk& walk) {
    RlpReader reader(node);
    auto list = reader.read_list();
    if (!list || !reader.at_end()) return ProofError::MalformedNode;
    std::array<ByteView, 17> items;
    std::size_t count = 0;
    while (!list->at_end()) {
        const auto item = list->read_item();
        if (!item || count == items.size()) return ProofError::MalformedNode;
        items[count++] = *item;
    }
    if (count == 17) return step_through_branch(items, walk);
    if (count == 2) return step_through_path(std::span(items).first(2), walk);
    return ProofError::MalformedNode;
}

}  // namespace

const char* to_string(ProofError error) {
    switch (error) {
        case ProofError::MissingNode:
            return "a node is missing";
        case ProofError::WrongHash:
            return "a node has the wrong hash";
        case ProofError::MalformedNode:
            return "a node is malformed";
        case ProofError::UnusedNode:
            return "a node is not needed";
    }
    return "?";
}

std::variant<std::optional<ByteView>, ProofError> verify_proof(const Hash& root, ByteView key,
                                                               std::span<const ByteString> nodes) {
    using Result = std::variant<std::optional<ByteView>, ProofError>;
    if (nodes.empty())
        return root == kEmptyTrieRoot ? Result(std::optional<ByteView>()) : Result(ProofError::MissingNode);
    Walk walk{key};
    Hash expected = root;
    std::size_t used = 0;
    while (true) {
        if (used == nodes.size()) return ProofError::MissingNode;
        if (keccak256(nodes[used]) != expected) return ProofError::WrongHash;
        ByteView node = nodes[used++];
        std::optional<ByteView> child;
        do {  // Through the node and those embedded in it, each shorter than the one around it.
            const StepResult result = step_through(node, walk);
            if (const auto* error = std::get_if<ProofError>(&result)) return *error;
            const Step& step = std::get<Step>(result);
            if (!step.child) {
                if (used != nodes.size()) return ProofError::UnusedNode;
                return step.value;
            }
            child = step.child;
            node = *child;
        } while (child->front() >= 0xc0);
        std::copy_n(child->begin() + 1, expected.bytes.size(), expected.bytes.begin());
    }
}

}  // namespace models
