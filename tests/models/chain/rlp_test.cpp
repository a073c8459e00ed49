// SPDX-License-Identifier: MIT
#include "models/chain/rlp.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/models/chain/fixtures.h"

namespace models {
namespace {

using nlohmann::json;

/// True if `bytes` are well-formed items all the way down.
bool well_formed(RlpReader reader) {
    while (!reader.at_end()) {
        if (reader.next_is_list()) {
            const auto list = reader.read_list();
            if (!list || !well_formed(*list)) return false;
        } else if (!reader.read_string()) {
            return false;
        }
    }
    return true;
}

/// True if `bytes` are exactly one well-formed item.
bool is_one_item(ByteView bytes) {
    RlpReader reader(bytes);
    return reader.read_item() && reader.at_end() && well_formed(RlpReader(bytes));
}

/// Writes the "in" side of a fixture: texts, numbers, "#decimal", lists.
void write(RlpWriter& writer, const json& value) {
    if (value.is_array()) {
        const auto list = writer.open_list();
        for (const json& item : value) write(writer, item);
        writer.close_list(list);
    } else if (value.is_number()) {
        writer.add(value.get<std::uint64_t>());
    } else {
        const auto text = value.get<std::string>();
        writer.add(ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
    }
}

TEST(RlpFixtures, official_vectors_encode_as_given) {
    const auto folder = fixture_folder("RLPTests");
    if (folder.empty()) GTEST_SKIP() << "skipped: no fixtures";
    int encoded = 0;
    const json tests = read_json(folder / "rlptest.json");
    for (const auto& [name, test] : tests.items()) {
        const auto expected = from_hex(test["out"].get<std::string>()).value();
        EXPECT_TRUE(is_one_item(expected)) << name;
        RlpWriter writer;
        const json& in = test["in"];
        if (in.is_string() && in.get<std::string>().starts_with('#')) {
            const auto number = u256_from_decimal(in.get<std::string>().substr(1));
            if (!number) continue;  // "bigint" is 2^256: no U256.
            writer.add(*number);
        } else {
            write(writer, in);
        }
        EXPECT_EQ(to_hex(writer.bytes()), to_hex(expected)) << name;
        ++encoded;
    }
    EXPECT_GE(encoded, 25);
}

TEST(RlpFixtures, official_invalid_inputs_are_rejected) {
    const auto folder = fixture_folder("RLPTests");
    if (folder.empty()) GTEST_SKIP() << "skipped: no fixtures";
    int rejected = 0;
    for (const auto& file : json_files(folder)) {
        const json tests = read_json(file);
        for (const auto& [name, test] : tests.items()) {
            if (!test.contains("in") || test["in"] != "INVALID") continue;
            const auto bytes = from_hex(test["out"].get<std::string>());
            EXPECT_FALSE(bytes && is_one_item(*bytes)) << file << " " << name;
            ++rejected;
        }
    }
    EXPECT_GE(rejected, 20);
}

RC_GTEST_PROP(Rlp, values_round_trip, (const ByteString& text, std::uint64_t number, const ByteString& last)) {
    const U256 wide = U256{number} * U256{number} + U256{7};
    RlpWriter writer;
    const auto outer = writer.open_list();
    writer.add(ByteView(text));
    writer.add(number);
    const auto inner = writer.open_list();
    writer.add(wide);
    writer.add(wide.to_hash());
    writer.close_list(inner);
    writer.add(ByteView(last));
    writer.close_list(outer);
    RlpReader reader(writer.bytes());
    auto list = reader.read_list();
    RC_ASSERT(list.has_value() && reader.at_end());
    const auto read_text = list->read_string();
    RC_ASSERT(read_text && std::equal(read_text->begin(), read_text->end(), text.begin(), text.end()));
    RC_ASSERT(list->read_u64() == number);
    auto inner_list = list->read_list();
    RC_ASSERT(inner_list && inner_list->read_u256() == wide && inner_list->read_hash() == wide.to_hash());
    RC_ASSERT(inner_list->at_end());
    RC_ASSERT(list->read_string()->size() == last.size() && list->at_end());
}

RC_GTEST_PROP(Rlp, what_reads_as_one_item_writes_back_the_same, (ByteString bytes)) {
    // Canonical: no two byte strings read as the same item.
    if (!bytes.empty()) bytes[0] = static_cast<std::uint8_t>(*rc::gen::inRange(0x80, 0xbb));
    RlpReader reader(bytes);
    const auto text = reader.read_string();
    if (!text) return;
    RlpWriter writer;
    writer.add(*text);
    RC_ASSERT(writer.bytes().size() + reader.rest().size() == bytes.size());
    RC_ASSERT(std::equal(writer.bytes().begin(), writer.bytes().end(), bytes.begin()));
}

TEST(Rlp, lengths_at_the_borders_of_the_prefix_round_trip) {
    for (const std::size_t size : {0U, 1U, 54U, 55U, 56U, 255U, 256U, 65535U, 65536U}) {
        const ByteString text(size, 0x81);
        RlpWriter writer;
        writer.add(ByteView(text));
        EXPECT_TRUE(is_one_item(writer.bytes())) << size;
        EXPECT_EQ(RlpReader(writer.bytes()).read_string()->size(), size);
    }
}

TEST(Rlp, failed_read_says_why) {
    const auto error_of = [](const ByteString& bytes, auto read) {
        RlpReader reader(bytes);
        EXPECT_FALSE(read(reader));
        return reader.error();
    };
    const auto string = [](RlpReader& reader) { return reader.read_string().has_value(); };
    const auto list = [](RlpReader& reader) { return reader.read_list().has_value(); };
    const auto number = [](RlpReader& reader) { return reader.read_u64().has_value(); };
    const auto address = [](RlpReader& reader) { return reader.read_address().has_value(); };
    EXPECT_EQ(error_of({}, string), RlpError::AtEnd);
    EXPECT_EQ(error_of({0xb8}, string), RlpError::CutShort);
    EXPECT_EQ(error_of({0x82, 1}, string), RlpError::SizeBeyondEnd);
    EXPECT_EQ(error_of({0xb9, 0, 1, 7}, string), RlpError::SizeHasLeadingZeros);
    EXPECT_EQ(error_of({0xb8, 1, 0x80}, string), RlpError::SizeNotMinimal);
    EXPECT_EQ(error_of({0x81, 1}, string), RlpError::SizeNotMinimal);
    EXPECT_EQ(error_of({0xc0}, string), RlpError::WrongKind);
    EXPECT_EQ(error_of({0x80}, list), RlpError::WrongKind);
    EXPECT_EQ(error_of({0x00}, number), RlpError::LeadingZeros);
    EXPECT_EQ(error_of({0x89, 1, 0, 0, 0, 0, 0, 0, 0, 0}, number), RlpError::TooLong);
    EXPECT_EQ(error_of({0x89, 0, 0, 0, 0, 0, 0, 0, 0, 1}, number), RlpError::TooLong);
    EXPECT_EQ(error_of({0x80}, address), RlpError::TooShort);
    const ByteString one{0x01};
    RlpReader good(one);
    EXPECT_TRUE(good.read_u64());
    EXPECT_EQ(good.error(), RlpError::None);
}

TEST(Rlp, number_with_leading_zero_is_rejected) {
    EXPECT_FALSE(RlpReader(ByteString{0x82, 0x00, 0x01}).read_u64());
    EXPECT_FALSE(RlpReader(ByteString{0x00}).read_u64());
    EXPECT_EQ(RlpReader(ByteString{0x80}).read_u64(), 0U);
    EXPECT_FALSE(RlpReader(ByteString{0x89, 1, 0, 0, 0, 0, 0, 0, 0, 0}).read_u64());
}

}  // namespace
}  // namespace models
