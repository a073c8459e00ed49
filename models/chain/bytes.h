// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
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
    /// Tables of accounts and slots do little else, so it is no call of memcmp.
    constexpr bool operator==(const Address& other) const {
        const auto a = std::bit_cast<std::array<std::uint32_t, 5>>(bytes);
        const auto b = std::bit_cast<std::array<std::uint32_t, 5>>(other.bytes);
        return ((a[0] ^ b[0]) | (a[1] ^ b[1]) | (a[2] ^ b[2]) | (a[3] ^ b[3]) | (a[4] ^ b[4])) == 0;
    }
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
