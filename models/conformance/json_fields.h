// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>

#include "models/chain/bytes.h"
#include "models/chain/uint256.h"

namespace models {

using Json = nlohmann::json;

/// A fixture is not what its kind should be. The message says where.
class FixtureError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// nullptr if the object has no such member, or null in its place.
[[nodiscard]] const Json* find_member(const Json& object, const char* key);

// The members of an object, and values; each throws FixtureError if it is missing or not what it should be.

[[nodiscard]] const Json& member(const Json& object, const char* key);
[[nodiscard]] const std::string& text_of(const Json& value, const char* what);
[[nodiscard]] ByteString bytes_of(const Json& value, const char* what);
[[nodiscard]] Address address_of(const Json& value, const char* what);
[[nodiscard]] Hash hash_of(const Json& value, const char* what);
[[nodiscard]] U256 number_of(const Json& value, const char* what);
[[nodiscard]] std::uint64_t u64_of(const Json& value, const char* what);
/// `missing` if there is no such member.
[[nodiscard]] U256 number_or(const Json& object, const char* key, const U256& missing);

/// The number that a fixture's text means: hexadecimal behind 0x (none: zero) or decimal; nothing for anything else,
/// or from 2^256 on.
[[nodiscard]] std::optional<U256> parse_number(std::string_view text);

}  // namespace models
