// SPDX-License-Identifier: MIT
#include "models/state/diff_format.h"

namespace models {
namespace {

/// Reads one diff. Every step returns false once something is wrong, and error() says what.
class DiffDecoder {
  public:
    explicit DiffDecoder(ByteView bytes) : begin_(bytes.data()), rest_(bytes) {}

    [[nodiscard]] bool read() {
        std::uint64_t count = 0;
        if (!read_varint(count)) return false;
        if (count > rest_.size() / kMinAccountBytes) return fail(DiffError::Truncated);
        diff_.accounts.reserve(count);
        for (std::uint64_t i = 0; i < count; ++i)
            if (!read_account()) return false;
        return rest_.empty() || fail(DiffError::TrailingBytes);
    }

    [[nodiscard]] DiffError error() const { return error_; }

    /// The diff that was read, its code stored. Code waits until the whole input has proved good.
    [[nodiscard]] StateDiff take(CodeStore& codes) {
        for (const auto& [account, bytes] : new_code_) diff_.accounts[account].code = codes.insert(bytes);
        return std::move(diff_);
    }

  private:
    struct NewCode {
        std::size_t account;
        ByteView bytes;
    };

    bool fail(DiffError error) {
        error_ = error;
        return false;
    }

    [[nodiscard]] bool read_bytes(std::size_t size, ByteView& bytes) {
        if (size > rest_.size()) return fail(DiffError::Truncated);
        bytes = rest_.first(size);
        rest_ = rest_.subspan(size);
        return true;
    }
    [[nodiscard]] bool read_byte(std::uint8_t& byte) {
        if (rest_.empty()) return fail(DiffError::Truncated);
        byte = rest_.front();
        rest_ = rest_.subspan(1);
        return true;
    }

    /// LEB128 of at most 64 bits, shortest form only.
    [[nodiscard]] bool read_varint(std::uint64_t& value) {
        value = 0;
        for (unsigned shift = 0;; shift += 7) {
            std::uint8_t byte = 0;
            if (!read_byte(byte)) return false;
            if (shift == 63 && byte > 1) return fail(DiffError::NonCanonicalInteger);
            value |= std::uint64_t{byte & 0x7fU} << shift;
            if (byte < 0x80) return byte != 0 || shift == 0 || fail(DiffError::NonCanonicalInteger);
        }
    }

    /// A big-endian number of `length` bytes, the first of which is not zero.
    [[nodiscard]] bool read_number(std::size_t length, U256& value) {
        if (length > 32) return fail(DiffError::NonCanonicalInteger);
        ByteView bytes;
        if (!read_bytes(length, bytes)) return false;
        if (length > 0 && bytes.front() == 0) return fail(DiffError::NonCanonicalInteger);
        value = number_just_read(length);
        return true;
    }
    /// The number in the last `length` bytes read. It takes a whole word from the input and masks what came before the
    /// number: four times as fast as copying bytes into a word, which then waits for the stores.
    [[nodiscard]] U256 number_just_read(std::size_t length) const {
        const auto consumed = static_cast<std::size_t>(rest_.data() - begin_);
        U256 word;
        if (consumed >= 32) {
            word = U256::load_big_endian(std::span<const std::uint8_t, 32>(rest_.data() - 32, 32));
        } else {
            std::array<std::uint8_t, 32> padded{};
            std::copy_n(begin_, consumed, padded.end() - static_cast<std::ptrdiff_t>(consumed));
            word = U256::load_big_endian(padded);
        }
        for (std::size_t i = 0; i < 4; ++i) {
            const std::size_t kept = std::min<std::size_t>(8, length - std::min(length, 8 * i));
            word.limbs[i] = kept == 0 ? 0 : word.limbs[i] & (~std::uint64_t{0} >> (64 - 8 * kept));
        }
        return word;
    }

    [[nodiscard]] bool read_account() {
        std::uint8_t flags = 0;
        if (!read_byte(flags)) return false;
        constexpr unsigned kPresence = kDiffExistsEmpty | kDiffCeases;
        if ((flags & kPresence) == kPresence) return fail(DiffError::BadFlags);
        if ((flags & kDiffFields) == 0) return fail(DiffError::EmptyChange);
        StateDiff::AccountChange change;
        if (!read_address((flags >> kDiffSharedShift) & 3U, change.address)) return false;
        if ((flags & kDiffNonce) != 0 && !read_varint(change.nonce.emplace())) return false;
        if ((flags & kDiffBalance) != 0 && !read_balance(change.balance.emplace())) return false;
        if ((flags & kDiffCode) != 0 && !read_code(change.code.emplace(nullptr))) return false;
        if ((flags & kDiffSlots) != 0 && !read_slots(change.slots)) return false;
        if ((flags & kPresence) != 0) {
            change.exists_empty = (flags & kDiffExistsEmpty) != 0;
            const bool gets_code = (flags & kDiffCode) != 0 && !new_code_.back().bytes.empty();
            if (gets_code || canonical_error(StateDiff{{change}})) return fail(DiffError::BadFlags);
        }
        diff_.accounts.push_back(std::move(change));
        return true;
    }

    [[nodiscard]] bool read_address(unsigned shared, Address& address) {
        const Address* previous = diff_.accounts.empty() ? nullptr : &diff_.accounts.back().address;
        ByteView bytes;
        if (previous == nullptr && shared != 0) return fail(DiffError::BadFlags);
        if (!read_bytes(20 - shared, bytes)) return false;
        if (previous != nullptr) std::copy_n(previous->bytes.begin(), shared, address.bytes.begin());
        std::copy(bytes.begin(), bytes.end(), address.bytes.begin() + shared);
        if (previous != nullptr && address <= *previous) return fail(DiffError::UnsortedAccounts);
        return shared == shared_bytes(previous, address) || fail(DiffError::NonCanonicalInteger);
    }

    [[nodiscard]] bool read_balance(U256& balance) {
        std::uint8_t length = 0;
        return read_byte(length) && read_number(length, balance);
    }

    /// Leaves the code empty; take() fills it in.
    [[nodiscard]] bool read_code(const Code*&) {
        std::uint64_t size = 0;
        ByteView bytes;
        if (!read_varint(size)) return false;
        if (size > kMaxCodeSize) return fail(DiffError::CodeTooLarge);
        if (!read_bytes(size, bytes)) return false;
        new_code_.push_back({diff_.accounts.size(), bytes});
        return true;
    }

    [[nodiscard]] bool read_slots(std::vector<StateDiff::SlotChange>& slots) {
        std::uint64_t count = 0;
        if (!read_varint(count)) return false;
        if (count == 0) return fail(DiffError::BadFlags);
        // A slot takes at least one byte, so that memory is bounded by the input.
        static_assert(sizeof(StateDiff::SlotChange) == 64);
        if (count > rest_.size()) return fail(DiffError::Truncated);
        slots.reserve(count);
        for (std::uint64_t i = 0; i < count; ++i) {
            StateDiff::SlotChange change;
            if (!read_slot(slots.empty() ? nullptr : &slots.back().slot, change)) return false;
            slots.push_back(change);
        }
        return true;
    }

    [[nodiscard]] bool read_slot(const U256* previous, StateDiff::SlotChange& change) {
        std::uint8_t head = 0;
        if (!read_byte(head)) return false;
        if (head >= kSlotForms * kValueLengths) return fail(DiffError::BadFlags);
        const auto form = static_cast<SlotForm>(head / kValueLengths);
        if (!read_slot_number(form, previous, change.slot)) return false;
        if (previous != nullptr && change.slot <= *previous) return fail(DiffError::UnsortedSlots);
        if (form != slot_form(previous, change.slot)) return fail(DiffError::NonCanonicalInteger);
        return read_number(head % kValueLengths, change.value);
    }

    [[nodiscard]] bool read_slot_number(SlotForm form, const U256* previous, U256& slot) {
        std::uint8_t byte = 0;
        switch (form) {
            case SlotForm::Byte:
                if (!read_byte(byte)) return false;
                slot = U256{byte};
                return true;
            case SlotForm::Trimmed:
                return read_byte(byte) && read_number(byte, slot);
            case SlotForm::Successor:
                if (previous == nullptr) return fail(DiffError::BadFlags);
                slot = *previous + U256{1};
                return true;
            default:
                return read_full_slot(shared_bytes(form), previous, slot);
        }
    }

    [[nodiscard]] bool read_full_slot(unsigned shared, const U256* previous, U256& slot) {
        if (previous == nullptr && shared != 0) return fail(DiffError::BadFlags);
        ByteView bytes;
        if (!read_bytes(32 - shared, bytes)) return false;
        slot = number_just_read(32 - shared);
        if (shared != 0) slot.limbs[3] |= previous->limbs[3] & ~(~std::uint64_t{0} >> (8 * shared));
        return true;
    }

    const std::uint8_t* begin_;
    ByteView rest_;
    StateDiff diff_;
    std::vector<NewCode> new_code_;
    DiffError error_ = DiffError::Truncated;
};

}  // namespace

std::variant<StateDiff, DiffError> decode_state_diff(ByteView bytes, CodeStore& codes) {
    DiffDecoder decoder(bytes);
    if (!decoder.read()) return decoder.error();
    return decoder.take(codes);
}

}  // namespace models
