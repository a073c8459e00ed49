// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "models/chain/bytes.h"
#include "models/chain/uint256.h"

namespace models {

/// Builds Recursive Length Prefix encodings (Yellow Paper, appendix B). Lists are opened and closed:
/// `RlpWriter w; auto list = w.open_list(); w.add(nonce); w.close_list(list);`
class RlpWriter {
  public:
    void add(ByteView bytes);
    void add(std::uint64_t value);
    void add(const U256& value);
    void add(const Address& address);
    void add(const Hash& hash);
    /// Adds bytes that are RLP already.
    void add_raw(ByteView rlp);
    [[nodiscard]] std::size_t open_list();
    void close_list(std::size_t opened);
    [[nodiscard]] const ByteString& bytes() const { return out_; }
    [[nodiscard]] ByteString take() { return std::move(out_); }

  private:
    ByteString out_;
};

/// Why an item could not be read.
enum class RlpError : std::uint8_t {
    None,
    AtEnd,                ///< There is no further item.
    CutShort,             ///< The input ends inside the item's length.
    SizeBeyondEnd,        ///< The item claims more bytes than there are.
    SizeHasLeadingZeros,  ///< Of the length's own bytes.
    SizeNotMinimal,       ///< A shorter form would have done.
    WrongKind,            ///< A list where a string should be, or the other way round.
    LeadingZeros,         ///< Of a number.
    TooShort,             ///< For what should be exactly as long as an address or a hash.
    TooLong,              ///< For that, or for a number.
};
[[nodiscard]] const char* to_string(RlpError error);

/// Reads canonical RLP item by item; every read fails by a value (nothing) on malformed or non-canonical input and
/// never looks past the end.
class RlpReader {
  public:
    explicit RlpReader(ByteView bytes) : rest_(bytes) {}
    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    /// The payload of the next item, which must be a string.
    [[nodiscard]] std::optional<ByteView> read_string();
    [[nodiscard]] std::optional<std::uint64_t> read_u64();
    [[nodiscard]] std::optional<U256> read_u256();
    [[nodiscard]] std::optional<Address> read_address();
    [[nodiscard]] std::optional<Hash> read_hash();
    /// A reader of the next item, which must be a list.
    [[nodiscard]] std::optional<RlpReader> read_list();
    /// True if the next item is a list.
    [[nodiscard]] bool next_is_list() const { return !rest_.empty() && rest_.front() >= 0xc0; }
    /// The next item whole, its prefix included.
    [[nodiscard]] std::optional<ByteView> read_item();
    /// Bytes not read yet.
    [[nodiscard]] ByteView rest() const { return rest_; }
    /// Why the last read that gave nothing did so; None if there was none.
    [[nodiscard]] RlpError error() const { return error_; }

  private:
    struct Item;
    std::optional<Item> next();
    std::nullopt_t fail(RlpError error) {
        error_ = error;
        return std::nullopt;
    }
    template <class Fixed>
    std::optional<Fixed> read_fixed();

    ByteView rest_;
    RlpError error_ = RlpError::None;
};

}  // namespace models
