// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace models {

using ByteView = std::span<const std::uint8_t>;
using ByteString = std::vector<std::uint8_t>;

/// A 20-byte Ethereum account address.
struct Address {
    std::array<std::uint8_t, 20> bytes{};
    auto operator<=>(const Address&) const = default;
};

/// A 32-byte Keccak-256 hash.
struct Hash {
    std::array<std::uint8_t, 32> bytes{};
    auto operator<=>(const Hash&) const = default;
};

/// Lower-case hexadecimal with 0x in front.
[[nodiscard]] std::string to_hex(ByteView bytes);
/// Bytes of an even number of hexadecimal digits, 0x in front or not; nothing if a character is not one.
[[nodiscard]] std::optional<ByteString> from_hex(std::string_view text);
[[nodiscard]] std::optional<Address> address_from_hex(std::string_view text);
[[nodiscard]] std::optional<Hash> hash_from_hex(std::string_view text);

/// For hash tables: a 64-bit mix of the whole value, the same on every machine.
struct AddressHasher {
    std::size_t operator()(const Address& address) const noexcept;
};
struct HashHasher {
    std::size_t operator()(const Hash& hash) const noexcept;
};

}  // namespace models
