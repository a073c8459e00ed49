// SPDX-License-Identifier: MIT
#include "models/state/diff_format.h"
#include "sim/base/check.h"

namespace models {
namespace {

constexpr std::size_t kMaxVarint = 10;
constexpr std::size_t kMaxSlotBytes = 1 + 32 + 32;

/// Most bytes that `diff` can take, so that the output is allocated once.
std::size_t upper_bound(const StateDiff& diff) {
    std::size_t bound = kMaxVarint;
    for (const auto& account : diff.accounts) {
        bound += 1 + 20 + kMaxVarint + 33 + kMaxVarint + kMaxVarint + account.slots.size() * kMaxSlotBytes;
        if (account.code && *account.code != nullptr) bound += (*account.code)->size();
    }
    return bound;
}

/// Writes into memory that upper_bound() made large enough.
class DiffEncoder {
  public:
    explicit DiffEncoder(std::uint8_t* out) : out_(out) {}

    /// One past the last byte.
    std::uint8_t* write(const StateDiff& diff) {
        put_varint(diff.accounts.size());
        const Address* previous = nullptr;
        for (const auto& account : diff.accounts) {
            put_account(previous, account);
            previous = &account.address;
        }
        return out_;
    }

  private:
    void put_byte(std::size_t byte) { *out_++ = static_cast<std::uint8_t>(byte); }
    void put_bytes(const std::uint8_t* bytes, std::size_t size) {
        std::memcpy(out_, bytes, size);
        out_ += size;
    }
    void put_varint(std::uint64_t value) {
        for (; value >= 0x80; value >>= 7) put_byte((value & 0x7f) | 0x80);
        put_byte(value);
    }
    /// The last `length` bytes of the big-endian number.
    void put_low_bytes(const U256& value, std::size_t length) {
        const auto bytes = value.to_big_endian();
        put_bytes(bytes.data() + 32 - length, length);
    }

    void put_account(const Address* previous, const StateDiff::AccountChange& change) {
        const unsigned shared = shared_bytes(previous, change.address);
        unsigned flags = shared << kDiffSharedShift;
        if (change.nonce) flags |= kDiffNonce;
        if (change.balance) flags |= kDiffBalance;
        if (change.code) flags |= kDiffCode;
        if (!change.slots.empty()) flags |= kDiffSlots;
        if (change.exists_empty) flags |= *change.exists_empty ? kDiffExistsEmpty : kDiffCeases;
        put_byte(flags);
        put_bytes(change.address.bytes.data() + shared, 20 - shared);
        if (change.nonce) put_varint(*change.nonce);
        if (change.balance) {
            const unsigned length = change.balance->byte_length();
            put_byte(length);
            put_low_bytes(*change.balance, length);
        }
        if (change.code) put_code(*change.code);
        if (!change.slots.empty()) put_slots(change.slots);
    }

    void put_code(const Code* code) {
        put_varint(code == nullptr ? 0 : code->size());
        if (code != nullptr) put_bytes(code->begin(), code->size());
    }

    void put_slots(const std::vector<StateDiff::SlotChange>& slots) {
        put_varint(slots.size());
        const U256* previous = nullptr;
        for (const auto& [slot, value] : slots) {
            const SlotForm form = slot_form(previous, slot);
            const unsigned value_length = value.byte_length();
            put_byte(static_cast<unsigned>(form) * kValueLengths + value_length);
            put_slot_number(form, slot);
            put_low_bytes(value, value_length);
            previous = &slot;
        }
    }

    void put_slot_number(SlotForm form, const U256& slot) {
        switch (form) {
            case SlotForm::Successor:
                return;
            case SlotForm::Byte:
                return put_byte(slot.low_u64());
            case SlotForm::Trimmed:
                put_byte(slot.byte_length());
                return put_low_bytes(slot, slot.byte_length());
            default:
                return put_low_bytes(slot, 32 - shared_bytes(form));
        }
    }

    std::uint8_t* out_;
};

}  // namespace

ByteString encode(const StateDiff& diff) {
    const auto error = canonical_error(diff);
    CHECK(!error, to_string(*error));
    ByteString bytes(upper_bound(diff));
    const std::uint8_t* end = DiffEncoder(bytes.data()).write(diff);
    bytes.resize(static_cast<std::size_t>(end - bytes.data()));
    return bytes;
}

}  // namespace models
