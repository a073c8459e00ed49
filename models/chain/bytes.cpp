// SPDX-License-Identifier: MIT
#include "models/chain/bytes.h"

#include <algorithm>
#include <cstring>

#include "models/chain/uint256.h"

namespace models {
namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

template <class Fixed>
std::optional<Fixed> fixed_from_hex(std::string_view text) {
    const auto bytes = from_hex(text);
    Fixed out;
    if (!bytes || bytes->size() != out.bytes.size()) return std::nullopt;
    std::copy(bytes->begin(), bytes->end(), out.bytes.begin());
    return out;
}

// The hash must be the same on every machine: uint256.h makes sure that words are little-endian.
std::uint64_t load_word(const std::uint8_t* bytes, std::size_t size) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, size);
    return word;
}

/// Both halves of a 128-bit product folded: one multiplication mixes two words (the step of wyhash).
std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
    const DoubleLimb product = DoubleLimb{a} * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

// Odd constants: the first 192 bits of the fraction of pi.
constexpr std::uint64_t kMix0 = 0x243f6a8885a308d3U;
constexpr std::uint64_t kMix1 = 0x13198a2e03707345U;
constexpr std::uint64_t kMix2 = 0xa4093822299f31d1U;

}  // namespace

std::string to_hex(ByteView bytes) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string out = "0x";
    out.reserve(2 + 2 * bytes.size());
    for (const std::uint8_t byte : bytes) {
        out += kDigits[byte >> 4];
        out += kDigits[byte & 15];
    }
    return out;
}

std::optional<ByteString> from_hex(std::string_view text) {
    if (text.starts_with("0x")) text.remove_prefix(2);
    if (text.size() % 2 != 0) return std::nullopt;
    ByteString out;
    out.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = hex_digit(text[i]);
        const int low = hex_digit(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        out.push_back(static_cast<std::uint8_t>(high * 16 + low));
    }
    return out;
}

std::optional<Address> address_from_hex(std::string_view text) {
    return fixed_from_hex<Address>(text);
}
std::optional<Hash> hash_from_hex(std::string_view text) {
    return fixed_from_hex<Hash>(text);
}

std::size_t AddressHasher::operator()(const Address& address) const noexcept {
    const std::uint8_t* bytes = address.bytes.data();
    const std::uint64_t head = fold(load_word(bytes, 8) ^ kMix0, load_word(bytes + 8, 8) ^ kMix1);
    return fold(head ^ kMix2, load_word(bytes + 16, 4) ^ kMix1);
}

std::size_t HashHasher::operator()(const Hash& hash) const noexcept {
    const std::uint8_t* bytes = hash.bytes.data();
    const std::uint64_t head = fold(load_word(bytes, 8) ^ kMix0, load_word(bytes + 8, 8) ^ kMix1);
    return fold(head ^ load_word(bytes + 16, 8) ^ kMix2, load_word(bytes + 24, 8) ^ kMix1);
}

}  // namespace models
