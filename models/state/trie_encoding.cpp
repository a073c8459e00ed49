// SPDX-License-Identifier: MIT
#include "models/state/trie_encoding.h"

#include <cstring>

namespace models {
namespace {

constexpr std::uint8_t kString = 0x80;
constexpr std::uint8_t kList = 0xc0;
constexpr std::uint8_t kHashPrefix = kString + 32;

std::size_t length_bytes(std::size_t size) {
    return (static_cast<std::size_t>(std::bit_width(size)) + 7) / 8;
}
std::size_t prefix_size(std::size_t size) {
    return size <= 55 ? 1 : 1 + length_bytes(size);
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

/// A branch with an embedded child: items of several sizes.
std::size_t encode_mixed_branch(const TrieBranch& branch, std::uint8_t* out) {
    const auto child = [&](unsigned i) { return TrieReference{branch.refs() + i, branch.links()[i].embedded_size()}; };
    std::size_t payload = 17 - branch.count();
    for (unsigned i = 0; i < branch.count(); ++i) payload += item_size(child(i));
    std::uint8_t* at = put_prefix(out, kList, payload);
    unsigned rank = 0;
    for (unsigned nibble = 0; nibble < 16; ++nibble) {
        if (branch.has(nibble)) {
            at = put_reference(at, child(rank++));
        } else {
            *at++ = kString;
        }
    }
    *at++ = kString;  // No value: no hashed key is a prefix of another.
    return static_cast<std::size_t>(at - out);
}

}  // namespace

std::size_t encode_branch(const TrieBranch& branch, std::uint8_t* out) {
    const unsigned count = branch.count();
    bool embedded = false;
    for (unsigned i = 0; i < count; ++i) embedded |= branch.links()[i].embedded_size() != 0;
    if (embedded) return encode_mixed_branch(branch, out);
    // Everything is the empty string but for the children, the i-th of which stands 32 i bytes further on for it.
    const std::size_t payload = 17 + 32 * std::size_t{count};
    std::uint8_t* items = put_prefix(out, kList, payload);
    for (std::size_t at = 0; at < payload; at += 32) std::memset(items + at, kString, 32);
    const Hash* refs = branch.refs();
    std::uint8_t* shifted = items;
    for (unsigned mask = branch.mask; mask != 0; mask &= mask - 1) {
        std::uint8_t* item = shifted + std::countr_zero(mask);
        *item = kHashPrefix;
        std::memcpy(item + 1, refs++, 32);
        shifted += 32;
    }
    return static_cast<std::size_t>(items - out) + payload;
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

std::size_t encode_leaf_head(const Hash& key, unsigned start, std::size_t value_size, bool value_is_byte,
                             std::uint8_t* out) {
    const unsigned whole = (start + 1) / 2;  // The first byte of the key that is left whole.
    const std::size_t path_size = 1 + (32 - std::size_t{whole});
    const std::size_t path_item = path_size == 1 ? 1 : 1 + path_size;
    const std::size_t value_item = value_size + (value_is_byte ? 0 : prefix_size(value_size));
    std::uint8_t* next = put_prefix(out, kList, path_item + value_item);
    if (path_size > 1) next = put_prefix(next, kString, path_size);
    *next++ = static_cast<std::uint8_t>(start % 2 == 0 ? 0x20 : 0x30 | (key.bytes[start / 2] & 15));
    next = put_bytes(next, key.bytes.data() + whole, 32 - whole);
    if (!value_is_byte) next = put_prefix(next, kString, value_size);
    return static_cast<std::size_t>(next - out);
}

}  // namespace models
