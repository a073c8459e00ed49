// SPDX-License-Identifier: MIT
#include "models/json/json_fields.h"

#include <algorithm>

namespace models {
namespace {

/// Some fixtures mark numbers that their own tools must not shorten.
constexpr std::string_view kVerbatim = "0x:bigint ";
/// How much of a text a message shows.
constexpr std::size_t kShownText = 100;

std::string_view without_mark(std::string_view text) {
    if (text.starts_with(kVerbatim)) text.remove_prefix(kVerbatim.size());
    return text;
}

JsonError unexpected(const char* what, const std::string& expected, const Json& value) {
    return {what, ": expected " + expected + ", got " + brief(value)};
}

template <class Value>
Value expect(std::optional<Value> value, const char* what, const char* expected, const Json& json) {
    if (!value) throw unexpected(what, expected, json);
    return std::move(*value);
}

}  // namespace

JsonError::JsonError(std::string path, const std::string& message)
    : std::runtime_error(path.empty() ? message : "'" + path + "'" + message),
      path_(std::move(path)),
      message_(message) {}

JsonError JsonError::inside(std::string_view where) const {
    const std::string outer(where);
    return path_.empty() ? JsonError(outer, ": " + message_) : JsonError(outer + "." + path_, message_);
}

const Json* find_member(const Json& object, const char* key) {
    if (!object.is_object()) return nullptr;
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

const Json& member(const Json& object, const char* key) {
    const Json* const found = find_member(object, key);
    if (found == nullptr) throw JsonError(key, " is missing");
    return *found;
}

const Json& object_of(const Json& value, const char* what) {
    if (!value.is_object()) throw unexpected(what, "an object", value);
    return value;
}
const Json& list_of(const Json& value, const char* what) {
    if (!value.is_array()) throw unexpected(what, "a list", value);
    return value;
}

const std::string& text_of(const Json& value, const char* what) {
    if (!value.is_string()) throw unexpected(what, "a string", value);
    return value.get_ref<const std::string&>();
}

ByteString bytes_of(const Json& value, const char* what) {
    return expect(from_hex(text_of(value, what)), what, "hexadecimal bytes", value);
}
Address address_of(const Json& value, const char* what) {
    return expect(address_from_hex(text_of(value, what)), what, "an address", value);
}
Hash hash_of(const Json& value, const char* what) {
    return expect(hash_from_hex(text_of(value, what)), what, "32 hexadecimal bytes", value);
}

U256 number_of(const Json& value, const char* what) {
    if (value.is_number_unsigned()) return value.get<std::uint64_t>();
    const std::string& text = text_of(value, what);
    const char* const expected = is_number(text) ? "a number of at most 256 bits" : "a number";
    return expect(parse_number(text), what, expected, value);
}

std::uint64_t u64_of(const Json& value, const char* what) {
    const U256 number = number_of(value, what);
    if (!number.fits_u64()) throw unexpected(what, "a number of at most 64 bits", value);
    return number.low_u64();
}

U256 number_or(const Json& object, const char* key, const U256& missing) {
    const Json* const found = find_member(object, key);
    return found == nullptr ? missing : number_of(*found, key);
}
std::uint64_t u64_or(const Json& object, const char* key, std::uint64_t missing) {
    const Json* const found = find_member(object, key);
    return found == nullptr ? missing : u64_of(*found, key);
}

std::optional<U256> parse_number(std::string_view text) {
    text = without_mark(text);
    if (text == "0x") return U256{};
    return text.starts_with("0x") ? u256_from_hex(text) : u256_from_decimal(text);
}

bool is_number(std::string_view text) {
    text = without_mark(text);
    const bool hexadecimal = text.starts_with("0x");
    if (hexadecimal) text.remove_prefix(2);
    const std::string_view digits = hexadecimal ? "0123456789abcdefABCDEF" : "0123456789";
    return (hexadecimal || !text.empty()) && text.find_first_not_of(digits) == std::string_view::npos;
}

std::string brief(const Json& value) {
    if (value.is_array()) return "an array";
    if (value.is_object()) return "an object";
    if (!value.is_string()) return value.dump();
    const auto& text = value.get_ref<const std::string&>();
    return "'" + text.substr(0, kShownText) + (text.size() > kShownText ? "...'" : "'");
}

}  // namespace models
