// SPDX-License-Identifier: MIT
#include "models/chain/rlp.h"

#include <algorithm>

namespace models {
namespace {

constexpr std::uint8_t kStringOffset = 0x80;
constexpr std::uint8_t kListOffset = 0xc0;
constexpr std::size_t kLongestShort = 55;

/// The prefix of an item: at most 9 bytes.
struct Prefix {
    std::array<std::uint8_t, 9> bytes{};
    std::size_t size = 0;
    [[nodiscard]] ByteView view() const { return {bytes.data(), size}; }
};

Prefix make_prefix(std::size_t payload_size, std::uint8_t offset) {
    if (payload_size <= kLongestShort) return {{static_cast<std::uint8_t>(offset + payload_size)}, 1};
    Prefix prefix;
    const unsigned length_bytes = U256{payload_size}.byte_length();
    prefix.bytes[prefix.size++] = static_cast<std::uint8_t>(offset + kLongestShort + length_bytes);
    for (unsigned i = length_bytes; i-- > 0;)
        prefix.bytes[prefix.size++] = static_cast<std::uint8_t>(payload_size >> (8 * i));
    return prefix;
}

void append(ByteString& out, ByteView bytes) {
    out.insert(out.end(), bytes.begin(), bytes.end());
}

}  // namespace

const char* to_string(RlpError error) {
    switch (error) {
        case RlpError::None:
            return "none";
        case RlpError::AtEnd:
            return "missing";
        case RlpError::CutShort:
            return "cut short";
        case RlpError::SizeBeyondEnd:
            return "longer than its surroundings";
        case RlpError::SizeHasLeadingZeros:
            return "length with leading zeros";
        case RlpError::SizeNotMinimal:
            return "not in its shortest form";
        case RlpError::WrongKind:
            return "list for string or string for list";
        case RlpError::LeadingZeros:
            return "number with leading zeros";
        case RlpError::TooShort:
            return "too short";
        case RlpError::TooLong:
            return "too long";
    }
    return "unknown error";
}

void RlpWriter::add(ByteView bytes) {
    if (bytes.size() != 1 || bytes[0] >= kStringOffset) append(out_, make_prefix(bytes.size(), kStringOffset).view());
    append(out_, bytes);
}

void RlpWriter::add(std::uint64_t value) {
    add(U256{value});
}

void RlpWriter::add(const U256& value) {
    const auto bytes = value.to_big_endian();
    add(ByteView(bytes).last(value.byte_length()));
}

void RlpWriter::add(const Address& address) {
    add(ByteView(address.bytes));
}
void RlpWriter::add(const Hash& hash) {
    add(ByteView(hash.bytes));
}
void RlpWriter::add_raw(ByteView rlp) {
    append(out_, rlp);
}

std::size_t RlpWriter::open_list() {
    return out_.size();
}

void RlpWriter::close_list(std::size_t opened) {
    const Prefix prefix = make_prefix(out_.size() - opened, kListOffset);
    out_.insert(out_.begin() + static_cast<std::ptrdiff_t>(opened), prefix.view().begin(), prefix.view().end());
}

struct RlpReader::Item {
    bool is_list = false;
    ByteView payload;
    ByteView whole;
};

std::optional<RlpReader::Item> RlpReader::next() {
    if (rest_.empty()) return fail(RlpError::AtEnd);
    const std::uint8_t first = rest_.front();
    if (first < kStringOffset) {
        const Item item{false, rest_.first(1), rest_.first(1)};
        rest_ = rest_.subspan(1);
        return item;
    }
    const bool is_list = first >= kListOffset;
    std::size_t size = static_cast<std::size_t>(first) - (is_list ? kListOffset : kStringOffset);
    std::size_t prefix_size = 1;
    if (size > kLongestShort) {
        const std::size_t length_bytes = size - kLongestShort;
        if (rest_.size() - 1 < length_bytes) return fail(RlpError::CutShort);
        if (rest_[1] == 0) return fail(RlpError::SizeHasLeadingZeros);
        size = 0;
        for (std::size_t i = 1; i <= length_bytes; ++i) size = (size << 8) | rest_[i];
        if (size <= kLongestShort) return fail(RlpError::SizeNotMinimal);
        prefix_size += length_bytes;
    }
    if (size > rest_.size() - prefix_size) return fail(RlpError::SizeBeyondEnd);
    const Item item{is_list, rest_.subspan(prefix_size, size), rest_.first(prefix_size + size)};
    // A single byte below 0x80 is its own encoding.
    if (!is_list && size == 1 && item.payload[0] < kStringOffset) return fail(RlpError::SizeNotMinimal);
    rest_ = rest_.subspan(prefix_size + size);
    return item;
}

std::optional<ByteView> RlpReader::read_string() {
    const auto item = next();
    if (!item) return std::nullopt;
    if (item->is_list) return fail(RlpError::WrongKind);
    return item->payload;
}

std::optional<std::uint64_t> RlpReader::read_u64() {
    const auto bytes = read_string();
    if (!bytes) return std::nullopt;
    if (bytes->size() > sizeof(std::uint64_t)) return fail(RlpError::TooLong);
    if (!bytes->empty() && bytes->front() == 0) return fail(RlpError::LeadingZeros);
    return U256::from_big_endian(*bytes).low_u64();
}

std::optional<U256> RlpReader::read_u256() {
    const auto bytes = read_string();
    if (!bytes) return std::nullopt;
    if (!bytes->empty() && bytes->front() == 0) return fail(RlpError::LeadingZeros);
    if (bytes->size() > 32) return fail(RlpError::TooLong);
    return U256::from_big_endian(*bytes);
}

template <class Fixed>
std::optional<Fixed> RlpReader::read_fixed() {
    const auto bytes = read_string();
    if (!bytes) return std::nullopt;
    Fixed out;
    if (bytes->size() < out.bytes.size()) return fail(RlpError::TooShort);
    if (bytes->size() > out.bytes.size()) return fail(RlpError::TooLong);
    std::copy(bytes->begin(), bytes->end(), out.bytes.begin());
    return out;
}

std::optional<Address> RlpReader::read_address() {
    return read_fixed<Address>();
}
std::optional<Hash> RlpReader::read_hash() {
    return read_fixed<Hash>();
}

std::optional<RlpReader> RlpReader::read_list() {
    const auto item = next();
    if (!item) return std::nullopt;
    if (!item->is_list) return fail(RlpError::WrongKind);
    return RlpReader(item->payload);
}

std::optional<ByteView> RlpReader::read_item() {
    const auto item = next();
    if (!item) return std::nullopt;
    return item->whole;
}

}  // namespace models
