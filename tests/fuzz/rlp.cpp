// SPDX-License-Identifier: MIT
// RlpReader over any bytes: what it accepts is canonical, so writing it again gives the same bytes.
#include "models/chain/rlp.h"

#include <algorithm>

#include "sim/base/check.h"

namespace models {
namespace {

template <class Value>
ByteString written(const Value& value) {
    RlpWriter writer;
    writer.add(value);
    return writer.take();
}

bool same(ByteView a, ByteView b) {
    return std::ranges::equal(a, b);
}

/// All typed reads of one item, each on a copy of the reader: a value that is read is written as it stood.
void read_as_every_type(const RlpReader& reader, ByteView item) {
    RlpReader copy = reader;
    if (const auto value = copy.read_u64()) CHECK(same(written(*value), item));
    copy = reader;
    const auto number = copy.read_u256();
    CHECK(number.has_value() || copy.error() != RlpError::None);
    if (number) CHECK(same(written(*number), item));
    copy = reader;
    if (const auto address = copy.read_address()) CHECK(same(written(*address), item));
    copy = reader;
    if (const auto hash = copy.read_hash()) CHECK(same(written(*hash), item));
    copy = reader;
    CHECK(copy.read_string().has_value() != reader.next_is_list());
    copy = reader;
    CHECK(copy.read_list().has_value() == reader.next_is_list());
}

/// Reads all items and writes them again; false if one is malformed.
bool rewrite(RlpReader reader, RlpWriter& writer) {
    while (!reader.at_end()) {
        RlpReader whole = reader;
        const auto item = whole.read_item();
        if (!item) {
            CHECK(whole.error() != RlpError::None && whole.error() != RlpError::WrongKind);
            CHECK(!reader.read_string());
            return false;
        }
        CHECK(item->data() == reader.rest().data() && item->size() + whole.rest().size() == reader.rest().size());
        read_as_every_type(reader, *item);
        if (!reader.next_is_list()) {
            const auto string = reader.read_string();
            CHECK(string.has_value());
            CHECK(same(written(*string), *item));
            writer.add(*string);
            continue;
        }
        const auto list = reader.read_list();
        CHECK(list.has_value());
        const std::size_t opened = writer.open_list();
        if (!rewrite(*list, writer)) return false;
        writer.close_list(opened);
    }
    RlpReader end = reader;
    CHECK(!end.read_item() && end.error() == RlpError::AtEnd);
    return true;
}

}  // namespace
}  // namespace models

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const models::ByteView bytes(data, size);
    models::RlpWriter writer;
    if (models::rewrite(models::RlpReader(bytes), writer)) CHECK(models::same(writer.bytes(), bytes));
    return 0;
}
