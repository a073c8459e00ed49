// SPDX-License-Identifier: MIT
#include "models/state/trie_encoding.h"

#include <algorithm>
#include <cstring>

namespace models {
namespace {

constexpr std::uint8_t kString = 0x80;
constexpr std::uint8_t kList = 0xc0;
constexpr std::uint8_t kHashPrefix = kString + 32;

std::size_t length_bytes(std::size_t size) {
    return (static_cast<std::size_t>(std::bit_width(size)) + 7) / 8;
}
/// The RLP prefix of `size` bytes.
std::uint8_t* put_prefix(std::uint8_t* out, std::uint8_t kind, std::size_t size) {
    if (size <= 55) {
        *out++ = static_cast<std::uint8_t>(kind + size);
        return out;
    }
    std::size_t bytes = length_bytes(size);
    *out++ = static_cast<std::uint8_t>(kind + 55 + bytes);
    while (bytes-- > 0) *out++ = static_cast<std::uint8_t>(size >> (8 * bytes));
    return out;
}

/// The same, ending at `end`; returns where it begins.
std::uint8_t* put_prefix_before(std::uint8_t* end, std::uint8_t kind, std::size_t size) {
    if (size <= 55) {
        *--end = static_cast<std::uint8_t>(kind + size);
        return end;
    }
    std::size_t bytes = 0;
    for (; size != 0; size >>= 8, ++bytes) *--end = static_cast<std::uint8_t>(size);
    *--end = static_cast<std::uint8_t>(kind + 55 + bytes);
    return end;
}

std::uint8_t* put_bytes(std::uint8_t* out, const void* bytes, std::size_t size) {
    std::memcpy(out, bytes, size);
    return out + size;
}

std::size_t item_size(TrieReference child) {
    return child.embedded_size == 0 ? 33 : child.embedded_size;
}
std::uint8_t* put_reference(std::uint8_t* out, TrieReference child) {
    if (child.embedded_size != 0) return put_bytes(out, child.ref->bytes.data(), child.embedded_size);
    *out++ = kHashPrefix;
    return put_bytes(out, child.ref->bytes.data(), 32);
}

}  // namespace

bool embeds(const TrieBranch& branch) {
    if (!branch.may_embed) return false;
    return std::any_of(branch.links(), branch.links() + branch.count(),
                       [](TrieLink link) { return link.embedded_size() != 0; });
}

std::size_t encode_branch(const TrieBranch& branch, std::uint8_t* out) {
    if (!embeds(branch)) {
        put_bytes(out, branch.encoding(), branch.encoded_size());
        return branch.encoded_size();
    }
    const auto child = [&](unsigned nibble) {
        return TrieReference{&branch.ref(nibble), branch.links()[branch.rank(nibble)].embedded_size()};
    };
    std::size_t payload = 17 - branch.count();
    for (unsigned nibble = 0; nibble < 16; ++nibble)
        if (branch.has(nibble)) payload += item_size(child(nibble));
    std::uint8_t* at = put_prefix(out, kList, payload);
    for (unsigned nibble = 0; nibble < 16; ++nibble) {
        if (branch.has(nibble))
            at = put_reference(at, child(nibble));
        else
            *at++ = kString;
    }
    *at++ = kString;  // No value: no hashed key is a prefix of another.
    return static_cast<std::size_t>(at - out);
}

std::size_t encode_extension(const TrieBranch& branch, TrieReference child, std::uint8_t* out) {
    const unsigned count = static_cast<unsigned>(branch.depth) - branch.start;
    std::array<std::uint8_t, 33> path;
    std::size_t path_size = 0;
    unsigned at = branch.start;
    path[path_size++] = static_cast<std::uint8_t>(count % 2 == 0 ? 0 : 0x10 | nibble_at(branch.key(), at++));
    for (; at < branch.depth; at += 2)
        path[path_size++] =
            static_cast<std::uint8_t>(nibble_at(branch.key(), at) << 4 | nibble_at(branch.key(), at + 1));
    const std::size_t path_item = path_size == 1 ? 1 : 1 + path_size;
    std::uint8_t* next = put_prefix(out, kList, path_item + item_size(child));
    if (path_size > 1) next = put_prefix(next, kString, path_size);
    next = put_bytes(next, path.data(), path_size);
    next = put_reference(next, child);
    return static_cast<std::size_t>(next - out);
}

std::uint8_t* put_leaf_head(const Hash& key, unsigned start, std::uint8_t* value, std::size_t size) {
    std::uint8_t* at = value;
    if (size != 1 || *value >= kString) at = put_prefix_before(at, kString, size);
    // The key ends where the path does; of its nibbles those that are spelt are overwritten.
    std::memcpy(at - sizeof(Hash), key.bytes.data(), sizeof(Hash));
    const unsigned whole = (start + 1) / 2;  // The first byte of the key that is left whole.
    at -= sizeof(Hash) - whole;
    *--at = static_cast<std::uint8_t>(start % 2 == 0 ? 0x20 : 0x30 | (key.bytes[start / 2] & 15));
    const std::size_t path_size = 1 + (sizeof(Hash) - whole);
    if (path_size > 1) *--at = static_cast<std::uint8_t>(kString + path_size);
    return put_prefix_before(at, kList, static_cast<std::size_t>(value + size - at));
}

}  // namespace models
