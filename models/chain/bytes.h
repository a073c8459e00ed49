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
    // Tables of accounts and slots, and sorting them, do little else, so neither is a call of memcmp.
    constexpr bool operator==(const Address& other) const {
        const Words a = words();
        const Words b = other.words();
        return ((a[0] ^ b[0]) | (a[1] ^ b[1]) | (a[2] ^ b[2]) | (a[3] ^ b[3]) | (a[4] ^ b[4])) == 0;
    }
    /// By bytes from the first on.
    constexpr std::strong_ordering operator<=>(const Address& other) const {
        const Words a = words();
        const Words b = other.words();
        for (std::size_t i = 0; i < a.size(); ++i)
            if (a[i] != b[i]) return __builtin_bswap32(a[i]) <=> __builtin_bswap32(b[i]);
        return std::strong_ordering::equal;
    }

  private:
    static_assert(std::endian::native == std::endian::little);
    using Words = std::array<std::uint32_t, 5>;
    [[nodiscard]] constexpr Words words() const { return std::bit_cast<Words>(bytes); }
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
