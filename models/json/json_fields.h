// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "models/chain/bytes.h"
#include "models/chain/uint256.h"

namespace models {

using Json = nlohmann::json;

/// A file is not JSON, or a value in it not what it should be. The message says where: "'pre.0x12.balance' is missing".
class JsonError : public std::runtime_error {
  public:
    explicit JsonError(const std::string& message) : JsonError("", message) {}
    /// `message` follows the path: " is missing", ": expected a list, got ...".
    JsonError(std::string path, const std::string& message);
    /// The same error as seen from the object or list that holds the value as its member `where`.
    [[nodiscard]] JsonError inside(std::string_view where) const;

  private:
    std::string path_;
    std::string message_;
};

/// What `read` gives; its errors tell that they are inside of `where`.
template <class Read>
auto within(std::string_view where, Read read) {
    try {
        return read();
    } catch (const JsonError& error) {
        throw error.inside(where);
    }
}

/// nullptr if the object has no such member, or null in its place.
[[nodiscard]] const Json* find_member(const Json& object, const char* key);

// The members of an object, and values; each throws JsonError if it is missing or not what it should be.

[[nodiscard]] const Json& member(const Json& object, const char* key);
[[nodiscard]] const Json& object_of(const Json& value, const char* what);
[[nodiscard]] const Json& list_of(const Json& value, const char* what);
[[nodiscard]] const std::string& text_of(const Json& value, const char* what);
[[nodiscard]] ByteString bytes_of(const Json& value, const char* what);
[[nodiscard]] Address address_of(const Json& value, const char* what);
[[nodiscard]] Hash hash_of(const Json& value, const char* what);
[[nodiscard]] U256 number_of(const Json& value, const char* what);
[[nodiscard]] std::uint64_t u64_of(const Json& value, const char* what);
// `missing` if there is no such member.
[[nodiscard]] U256 number_or(const Json& object, const char* key, const U256& missing);
[[nodiscard]] std::uint64_t u64_or(const Json& object, const char* key, std::uint64_t missing);

/// The number that a fixture's text means: hexadecimal behind 0x (none: zero) or decimal; nothing for anything else,
/// or from 2^256 on.
[[nodiscard]] std::optional<U256> parse_number(std::string_view text);
/// Whether the text is such a number, of any size.
[[nodiscard]] bool is_number(std::string_view text);

/// What a message shows of a value, however large or deep it is: "12", "'text'", "an array".
[[nodiscard]] std::string brief(const Json& value);

}  // namespace models
