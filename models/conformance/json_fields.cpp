// SPDX-License-Identifier: MIT
#include "models/conformance/json_fields.h"

namespace models {
namespace {

/// Some fixtures mark numbers that their own tools must not shorten.
constexpr std::string_view kVerbatim = "0x:bigint ";

template <class Value>
Value expect(std::optional<Value> value, const char* what, const char* expected, const std::string& text) {
    if (!value) throw FixtureError(std::string("'") + what + "': expected " + expected + ", got '" + text + "'");
    return std::move(*value);
}

}  // namespace

const Json* find_member(const Json& object, const char* key) {
    if (!object.is_object()) return nullptr;
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

const Json& member(const Json& object, const char* key) {
    const Json* const found = find_member(object, key);
    if (found == nullptr) throw FixtureError(std::string("'") + key + "' is missing");
    return *found;
}

const std::string& text_of(const Json& value, const char* what) {
    if (!value.is_string()) throw FixtureError(std::string("'") + what + "': expected a string, got " + value.dump());
    return value.get_ref<const std::string&>();
}

ByteString bytes_of(const Json& value, const char* what) {
    const std::string& text = text_of(value, what);
    return expect(from_hex(text), what, "hexadecimal bytes", text);
}
Address address_of(const Json& value, const char* what) {
    const std::string& text = text_of(value, what);
    return expect(address_from_hex(text), what, "an address", text);
}
Hash hash_of(const Json& value, const char* what) {
    const std::string& text = text_of(value, what);
    return expect(hash_from_hex(text), what, "32 hexadecimal bytes", text);
}

U256 number_of(const Json& value, const char* what) {
    if (value.is_number_unsigned()) return value.get<std::uint64_t>();
    const std::string& text = text_of(value, what);
    return expect(parse_number(text), what, "a number of at most 256 bits", text);
}

std::uint64_t u64_of(const Json& value, const char* what) {
    const U256 number = number_of(value, what);
    if (!number.fits_u64())
        throw FixtureError(std::string("'") + what + "': expected a number of at most 64 bits, got " + to_hex(number));
    return number.low_u64();
}

U256 number_or(const Json& object, const char* key, const U256& missing) {
    const Json* const found = find_member(object, key);
    return found == nullptr ? missing : number_of(*found, key);
}

std::optional<U256> parse_number(std::string_view text) {
    if (text.starts_with(kVerbatim)) text.remove_prefix(kVerbatim.size());
    if (text == "0x") return U256{};
    return text.starts_with("0x") ? u256_from_hex(text) : u256_from_decimal(text);
}

}  // namespace models
