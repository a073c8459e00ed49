// SPDX-License-Identifier: MIT
#include "models/state/state_diff.h"

#include "generators.h"

namespace models {
namespace {

using Decoded = std::variant<StateDiff, DiffError>;

Address filled(std::uint8_t byte) {
    Address address;
    address.bytes.fill(byte);
    return address;
}

std::string repeat(const std::string& text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += text;
    return out;
}

Decoded decode_hex(const std::string& hex) {
    CodeStore codes;
    return decode_state_diff(from_hex(hex).value(), codes);
}

/// The example of models/state/README.md.
StateDiff example() {
    StateDiff diff;
    diff.accounts.resize(2);
    diff.accounts[0].address = filled(0xa1);
    diff.accounts[0].nonce = 7;
    diff.accounts[0].balance = U256{1'000'000'000'000'000'000};
    diff.accounts[1].address = filled(0xb0);
    diff.accounts[1].address.bytes[0] = 0xa1;
    diff.accounts[1].slots = {{U256{5}, U256{300}}, {U256{6}, U256{}}, {U256{0xff} << 248, U256{1}}};
    return diff;
}
const std::string kExample =
    "02"
    "03" +
    repeat("a1", 20) +
    "07"
    "080de0b6b3a7640000"
    "18" +
    repeat("b0", 19) +
    "03"
    "0205012c"
    "c6"
    "43ff" +
    repeat("00", 31) + "01";

TEST(StateDiff, encodes_the_example_of_the_readme) {
    EXPECT_EQ(to_hex(encode(example())), "0x" + kExample);
    EXPECT_EQ(decode_hex(kExample), Decoded(example()));
    EXPECT_EQ(kExample.size() / 2, 92U);
}

TEST(StateDiff, of_nothing_is_one_zero_byte) {
    EXPECT_EQ(encode(StateDiff{}), ByteString{0});
    EXPECT_EQ(decode_hex("00"), Decoded(StateDiff{}));
}

RC_GTEST_PROP(StateDiff, decodes_to_what_was_encoded, ()) {
    CodeStore codes;
    const StateDiff diff = diff_of(*any_changes(), codes);
    const ByteString bytes = encode(diff);
    const Decoded decoded = decode_state_diff(bytes, codes);
    RC_ASSERT(decoded == Decoded(diff));
}

// Code travels as bytes: a receiver that never saw it gets the same code.
RC_GTEST_PROP(StateDiff, brings_its_code_along, ()) {
    CodeStore sender;
    CodeStore receiver;
    const StateDiff diff = diff_of(*any_changes(), sender);
    const Decoded decoded = decode_state_diff(encode(diff), receiver);
    RC_ASSERT(std::holds_alternative<StateDiff>(decoded));
    const StateDiff& got = std::get<StateDiff>(decoded);
    RC_ASSERT(encode(got) == encode(diff));
    for (std::size_t i = 0; i < diff.accounts.size(); ++i) {
        RC_ASSERT(got.accounts[i].code.has_value() == diff.accounts[i].code.has_value());
        if (diff.accounts[i].code && *diff.accounts[i].code != nullptr)
            RC_ASSERT((*got.accounts[i].code)->hash() == (*diff.accounts[i].code)->hash());
    }
}

/// Rejected, or the one encoding of what it decodes to.
void assert_rejected_or_canonical(const ByteString& bytes) {
    CodeStore codes;
    const Decoded decoded = decode_state_diff(bytes, codes);
    if (const auto* diff = std::get_if<StateDiff>(&decoded)) {
        RC_ASSERT(!canonical_error(*diff));
        RC_ASSERT(encode(*diff) == bytes);
    } else {
        RC_ASSERT(codes.size() == 0U);
    }
}

RC_GTEST_PROP(StateDiff, rejects_every_truncation, ()) {
    CodeStore codes;
    const ByteString bytes = encode(diff_of(*any_changes(), codes));
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        CodeStore none;
        const ByteString prefix(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
        RC_ASSERT(decode_state_diff(prefix, none) == Decoded(DiffError::Truncated));
        RC_ASSERT(none.size() == 0U);
    }
}

RC_GTEST_PROP(StateDiff, rejects_trailing_bytes, (std::uint8_t extra)) {
    CodeStore codes;
    ByteString bytes = encode(diff_of(*any_changes(), codes));
    bytes.push_back(extra);
    RC_ASSERT(decode_state_diff(bytes, codes) == Decoded(DiffError::TrailingBytes));
}

RC_GTEST_PROP(StateDiff, accepts_no_second_encoding_by_flipping_bits, ()) {
    CodeStore codes;
    const ByteString bytes = encode(diff_of(*any_changes(), codes));
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            ByteString mutated = bytes;
            mutated[i] = static_cast<std::uint8_t>(mutated[i] ^ (1U << bit));
            assert_rejected_or_canonical(mutated);
        }
    }
}

TEST(StateDiff, accepts_no_second_encoding_by_changing_a_byte) {
    const ByteString bytes = from_hex(kExample).value();
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        for (unsigned value = 0; value < 256; ++value) {
            ByteString mutated = bytes;
            mutated[i] = static_cast<std::uint8_t>(value);
            assert_rejected_or_canonical(mutated);
        }
    }
}

RC_GTEST_PROP(StateDiff, accepts_no_second_encoding_by_splicing, ()) {
    CodeStore codes;
    const ByteString head = encode(diff_of(*any_changes(), codes));
    const ByteString tail = encode(diff_of(*any_changes(), codes));
    const auto cut = static_cast<std::ptrdiff_t>(*rc::gen::inRange<std::size_t>(0, head.size() + 1));
    const auto from = static_cast<std::ptrdiff_t>(*rc::gen::inRange<std::size_t>(0, tail.size() + 1));
    ByteString spliced(head.begin(), head.begin() + cut);
    spliced.insert(spliced.end(), tail.begin() + from, tail.end());
    assert_rejected_or_canonical(spliced);
}

RC_GTEST_PROP(StateDiff, survives_random_bytes, (const ByteString& bytes)) {
    assert_rejected_or_canonical(bytes);
    ByteString one_account = bytes;
    one_account.insert(one_account.begin(), 1);
    assert_rejected_or_canonical(one_account);
}

/// One case of malformed input.
struct Malformed {
    const char* what;
    std::string hex;
    DiffError error;
};

TEST(StateDiff, says_what_is_wrong) {
    const std::string a = repeat("a1", 20);
    const std::string b = repeat("b0", 20);
    const std::string one_slot = "0108" + a + "01";   // ... then one slot
    const std::string two_slots = "0108" + a + "02";  // ... then two
    const std::string hashed = "43" + repeat("ff", 32) + "01";
    const std::string slot_zero_then = two_slots + "010001";
    const std::vector<Malformed> cases = {
        {"no bytes", "", DiffError::Truncated},
        {"more accounts than bytes", "ffffffffffffffff7f", DiffError::Truncated},
        {"more slots than bytes", one_slot.substr(0, one_slot.size() - 2) + "ffffffffffffffff7f", DiffError::Truncated},
        {"count not minimal", "8000", DiffError::NonCanonicalInteger},
        {"count over 64 bits", "ffffffffffffffffff02", DiffError::NonCanonicalInteger},
        {"count over ten bytes", "8080808080808080808001", DiffError::NonCanonicalInteger},
        {"nonce not minimal", "0101" + a + "8700", DiffError::NonCanonicalInteger},
        {"balance with leading zero", "0102" + a + "020001", DiffError::NonCanonicalInteger},
        {"balance of zero in a byte", "0102" + a + "0100", DiffError::NonCanonicalInteger},
        {"balance over 32 bytes", "0102" + a + "21" + repeat("11", 33), DiffError::NonCanonicalInteger},
        {"flag for storage wipes", "0141" + a + "07", DiffError::BadFlags},
        {"unknown flag", "0181" + a + "07", DiffError::BadFlags},
        {"first address shares", "0111" + repeat("a1", 19) + "0707", DiffError::BadFlags},
        {"slots but none", "0108" + a + "00", DiffError::BadFlags},
        {"slot form out of range", one_slot + "e70001", DiffError::BadFlags},
        {"first slot is a successor", one_slot + "c701", DiffError::BadFlags},
        {"first slot shares", one_slot + "64" + repeat("ff", 31) + "01", DiffError::BadFlags},
        {"no field", "0100" + a + "07", DiffError::EmptyChange},
        {"accounts unsorted", "0201" + b + "0701" + a + "07", DiffError::UnsortedAccounts},
        {"account twice", "0201" + a + "0731" + repeat("a1", 17) + "07", DiffError::UnsortedAccounts},
        {"address shares less than it could", "0201" + a + "0701" + "a1" + repeat("b0", 19) + "07",
         DiffError::NonCanonicalInteger},
        {"slots unsorted",
         two_slots + "010501"
                     "010301",
         DiffError::UnsortedSlots},
        {"slot twice",
         two_slots + "010501"
                     "010502",
         DiffError::UnsortedSlots},
        {"slot after the last one", two_slots + hashed + "c701", DiffError::UnsortedSlots},
        {"successor in full", slot_zero_then + "010101", DiffError::NonCanonicalInteger},
        {"small slot in long form", one_slot + "22010501", DiffError::NonCanonicalInteger},
        {"trimmed slot with leading zero",
         one_slot + "2203000101"
                    "01",
         DiffError::NonCanonicalInteger},
        {"trimmed slot of 32 bytes", one_slot + "2220" + repeat("ff", 32) + "01", DiffError::NonCanonicalInteger},
        {"trimmed slot of 33 bytes", one_slot + "2221" + repeat("ff", 33) + "01", DiffError::NonCanonicalInteger},
        {"full slot with leading zero", one_slot + "4300" + repeat("ff", 31) + "01", DiffError::NonCanonicalInteger},
        {"slot shares less than it could",
         two_slots + "43" + repeat("ee", 32) + "01" + "43ee" + repeat("ff", 31) + "01", DiffError::NonCanonicalInteger},
        {"value with leading zero", one_slot + "02050001", DiffError::NonCanonicalInteger},
        {"code over the limit", "0104" + a + "81808008", DiffError::CodeTooLarge},
        {"exists empty and ceases", "01c0" + a, DiffError::BadFlags},
        {"exists empty with a nonce", "0141" + a + "07", DiffError::BadFlags},
        {"ceases with code", "0184" + a + "0100", DiffError::BadFlags},
        {"code size absurd", "0104" + a + "ffffffffffffffff7f", DiffError::CodeTooLarge},
        {"code shorter than its size", "0104" + a + "0300", DiffError::Truncated},
        {"a byte too many", "0101" + a + "0700", DiffError::TrailingBytes},
    };
    for (const auto& [what, hex, error] : cases) {
        const Decoded decoded = decode_hex(hex);
        ASSERT_TRUE(std::holds_alternative<DiffError>(decoded)) << what;
        EXPECT_STREQ(to_string(std::get<DiffError>(decoded)), to_string(error)) << what;
    }
}

TEST(StateDiff, takes_code_up_to_the_limit) {
    CodeStore codes;
    StateDiff diff;
    diff.accounts.resize(1);
    diff.accounts[0].code = codes.insert(ByteString(kMaxCodeSize, 0x5b));
    EXPECT_EQ(decode_state_diff(encode(diff), codes), Decoded(diff));
    diff.accounts[0].code = nullptr;
    EXPECT_EQ(to_hex(encode(diff)), "0x0104" + repeat("00", 20) + "00");
    diff.accounts[0].code = codes.insert(ByteString(kMaxCodeSize + 1, 0x5b));
    EXPECT_EQ(canonical_error(diff), DiffError::CodeTooLarge);
}

}  // namespace
}  // namespace models
