// SPDX-License-Identifier: MIT
#include "models/conformance/rlp_test.h"

#include <optional>

#include "models/chain/rlp.h"

namespace models {
namespace {

/// Deeper nesting than any test or protocol has is refused instead of followed.
constexpr int kDeepest = 1024;

/// A number of any size as big-endian bytes without leading zeros.
ByteString number_bytes(const std::string& decimal) {
    ByteString bytes;  // Little-endian until the end.
    for (const char c : decimal) {
        if (c < '0' || c > '9') throw JsonError("in", ": expected digits behind #, got " + brief(decimal));
        unsigned carry = static_cast<unsigned>(c - '0');
        for (std::uint8_t& byte : bytes) {
            carry += 10U * byte;
            byte = static_cast<std::uint8_t>(carry & 0xffU);
            carry >>= 8;
        }
        if (carry != 0) bytes.push_back(static_cast<std::uint8_t>(carry));
    }
    return {bytes.rbegin(), bytes.rend()};
}

/// Writes the value that the tests mean: text, a number, "#" with a number of any size, or a list of values.
void write(RlpWriter& writer, const Json& value, int depth) {
    if (value.is_array()) {
        if (depth == kDeepest) throw JsonError("in", ": expected lists nested less deep");
        const auto list = writer.open_list();
        for (const Json& item : value) write(writer, item, depth + 1);
        writer.close_list(list);
    } else if (value.is_number_unsigned()) {
        writer.add(value.get<std::uint64_t>());
    } else {
        const std::string& text = text_of(value, "in");
        if (text.starts_with('#'))
            writer.add(ByteView(number_bytes(text.substr(1))));
        else
            writer.add(ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
    }
}

/// Reads the next item and writes it again; false if it is not canonical.
bool copy_item(RlpReader& reader, RlpWriter& writer, int depth) {
    if (!reader.next_is_list()) {
        const auto text = reader.read_string();
        if (text) writer.add(*text);
        return text.has_value();
    }
    auto items = reader.read_list();
    if (!items || depth == kDeepest) return false;
    const auto list = writer.open_list();
    while (!items->at_end())
        if (!copy_item(*items, writer, depth + 1)) return false;
    writer.close_list(list);
    return true;
}

/// The bytes as read and written again; nothing if they are not exactly one canonical item.
std::optional<ByteString> copy(ByteView bytes) {
    RlpReader reader(bytes);
    RlpWriter writer;
    if (!copy_item(reader, writer, 0) || !reader.at_end()) return std::nullopt;
    return writer.take();
}

std::string difference(const Json& in, const ByteString& out) {
    const auto read = copy(out);
    if (in == "INVALID") return read ? "validity: expected INVALID, got VALID" : "";
    if (!read) return "validity: expected VALID, got INVALID";
    if (*read != out) return "read and written again: expected " + to_hex(out) + ", got " + to_hex(*read);
    if (in == "VALID") return "";
    RlpWriter writer;
    write(writer, in, 0);
    return writer.bytes() == out ? "" : "encoding: expected " + to_hex(out) + ", got " + to_hex(writer.bytes());
}

}  // namespace

void run_rlp_test(const Json& test, CaseLog& log) {
    if (log.wants("")) log.judge("", difference(member(test, "in"), bytes_of(member(test, "out"), "out")));
}

}  // namespace models
