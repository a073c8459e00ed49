// SPDX-License-Identifier: MIT
#include "models/chain/transaction.h"

#include "models/chain/keccak.h"
#include "models/chain/rlp.h"

namespace models {
namespace {

using Error = TransactionDecodeError;

/// The `v` of a legacy transaction: 27 or 28, or from EIP-155 on 35 + 2 x chain id, plus the parity.
U256 legacy_v(const Transaction& tx) {
    const U256 parity{tx.y_parity ? 1U : 0U};
    return tx.chain_id ? U256{*tx.chain_id} * U256{2} + U256{35} + parity : U256{27} + parity;
}

void add_access_list(RlpWriter& writer, const std::vector<AccessListEntry>& access_list) {
    const auto entries = writer.open_list();
    for (const AccessListEntry& entry : access_list) {
        const auto fields = writer.open_list();
        writer.add(entry.address);
        const auto slots = writer.open_list();
        for (const U256& slot : entry.slots) writer.add(slot.to_hash());
        writer.close_list(slots);
        writer.close_list(fields);
    }
    writer.close_list(entries);
}

/// All fields before the signature.
void add_unsigned_fields(RlpWriter& writer, const Transaction& tx) {
    if (tx.type != TransactionType::Legacy) writer.add(tx.chain_id.value_or(0));
    writer.add(tx.nonce);
    if (tx.type == TransactionType::DynamicFee) writer.add(tx.max_priority_fee_per_gas);
    writer.add(tx.max_fee_per_gas);
    writer.add(tx.gas_limit);
    writer.add(tx.to ? ByteView(tx.to->bytes) : ByteView{});
    writer.add(tx.value);
    writer.add(ByteView(tx.data));
    if (tx.type != TransactionType::Legacy) add_access_list(writer, tx.access_list);
}

void add_type(RlpWriter& writer, const Transaction& tx) {
    const auto type = static_cast<std::uint8_t>(tx.type);
    if (tx.type != TransactionType::Legacy) writer.add_raw({&type, 1});
}

std::optional<std::vector<U256>> read_slots(RlpReader& entry) {
    auto list = entry.read_list();
    if (!list) return std::nullopt;
    std::vector<U256> slots;
    while (!list->at_end()) {
        const auto slot = list->read_hash();
        if (!slot) return std::nullopt;
        slots.push_back(U256::from_hash(*slot));
    }
    return slots;
}

std::optional<std::vector<AccessListEntry>> read_access_list(RlpReader& fields) {
    auto list = fields.read_list();
    if (!list) return std::nullopt;
    std::vector<AccessListEntry> entries;
    while (!list->at_end()) {
        auto entry = list->read_list();
        if (!entry) return std::nullopt;
        const auto address = entry->read_address();
        if (!address) return std::nullopt;
        auto slots = read_slots(*entry);
        if (!slots || !entry->at_end()) return std::nullopt;
        entries.push_back({*address, std::move(*slots)});
    }
    return entries;
}

/// Reads one field after the other; the first failure stays.
class FieldReader {
  public:
    explicit FieldReader(RlpReader fields) : fields_(fields) {}

    std::uint64_t u64() { return number().fits_u64() ? last_.low_u64() : fail(); }
    U256 number() {
        const auto value = fields_.read_u256();
        if (!value) fail();
        return last_ = value.value_or(U256{});
    }
    bool parity() {
        const U256 value = number();
        if (value > U256{1}) fail();
        return !value.is_zero();
    }
    std::optional<Address> recipient() {
        const auto bytes = string();
        if (bytes.empty()) return std::nullopt;
        Address out;
        if (bytes.size() != out.bytes.size()) return fail(), std::nullopt;
        std::copy(bytes.begin(), bytes.end(), out.bytes.begin());
        return out;
    }
    ByteView string() {
        const auto bytes = fields_.read_string();
        if (!bytes) fail();
        return bytes.value_or(ByteView{});
    }
    std::vector<AccessListEntry> access_list() {
        auto entries = read_access_list(fields_);
        if (!entries) fail();
        return entries.value_or(std::vector<AccessListEntry>{});
    }
    std::uint64_t fail() { return failed_ = true, 0; }
    [[nodiscard]] bool failed() const { return failed_; }

  private:
    RlpReader fields_;
    U256 last_;
    bool failed_ = false;
};

/// Number of items in a list; nothing if one is malformed.
std::optional<std::size_t> count_items(RlpReader list) {
    std::size_t count = 0;
    for (; !list.at_end(); ++count)
        if (!list.read_item()) return std::nullopt;
    return count;
}

void read_legacy_v(FieldReader& fields, Transaction& tx) {
    const U256 v = fields.number();
    if (v == U256{27} || v == U256{28}) {
        tx.y_parity = v == U256{28};
        return;
    }
    const U256 above = v - U256{35};
    if (v < U256{35} || !(above >> 1).fits_u64()) {
        fields.fail();
        return;
    }
    tx.chain_id = (above >> 1).low_u64();
    tx.y_parity = (above.low_u64() & 1) != 0;
}

std::variant<Transaction, Error> read_fields(FieldReader fields, TransactionType type) {
    Transaction tx;
    tx.type = type;
    if (type != TransactionType::Legacy) tx.chain_id = fields.u64();
    tx.nonce = fields.u64();
    if (type == TransactionType::DynamicFee) tx.max_priority_fee_per_gas = fields.number();
    tx.max_fee_per_gas = fields.number();
    if (type != TransactionType::DynamicFee) tx.max_priority_fee_per_gas = tx.max_fee_per_gas;
    tx.gas_limit = fields.u64();
    tx.to = fields.recipient();
    tx.value = fields.number();
    const ByteView data = fields.string();
    tx.data.assign(data.begin(), data.end());
    if (type == TransactionType::Legacy) {
        read_legacy_v(fields, tx);
    } else {
        tx.access_list = fields.access_list();
        tx.y_parity = fields.parity();
    }
    tx.r = fields.number();
    tx.s = fields.number();
    if (fields.failed()) return Error::FieldOutOfRange;
    return tx;
}

std::size_t field_count(TransactionType type) {
    if (type == TransactionType::Legacy) return 9;
    return type == TransactionType::AccessList ? 11 : 12;
}

}  // namespace

const char* to_string(TransactionDecodeError error) {
    switch (error) {
        case Error::Empty:
            return "no bytes";
        case Error::UnknownType:
            return "unknown transaction type";
        case Error::MalformedRlp:
            return "malformed RLP";
        case Error::WrongFieldCount:
            return "wrong number of fields";
        case Error::FieldOutOfRange:
            return "field of the wrong kind or size";
        case Error::TrailingBytes:
            return "bytes after the transaction";
    }
    return "unknown error";
}

ByteString encode(const Transaction& transaction) {
    RlpWriter writer;
    add_type(writer, transaction);
    const auto fields = writer.open_list();
    add_unsigned_fields(writer, transaction);
    if (transaction.type == TransactionType::Legacy)
        writer.add(legacy_v(transaction));
    else
        writer.add(std::uint64_t{transaction.y_parity ? 1U : 0U});
    writer.add(transaction.r);
    writer.add(transaction.s);
    writer.close_list(fields);
    return writer.take();
}

std::variant<Transaction, TransactionDecodeError> decode_transaction(ByteView bytes) {
    if (bytes.empty()) return Error::Empty;
    auto type = TransactionType::Legacy;
    if (bytes[0] < 0xc0) {
        if (bytes[0] != 1 && bytes[0] != 2) return Error::UnknownType;
        type = static_cast<TransactionType>(bytes[0]);
        bytes = bytes.subspan(1);
    }
    RlpReader reader(bytes);
    const auto fields = reader.read_list();
    if (!fields) return Error::MalformedRlp;
    if (!reader.at_end()) return Error::TrailingBytes;
    const auto count = count_items(*fields);
    if (!count) return Error::MalformedRlp;
    if (*count != field_count(type)) return Error::WrongFieldCount;
    return read_fields(FieldReader(*fields), type);
}

Hash transaction_hash(const Transaction& transaction) {
    return keccak256(encode(transaction));
}

Hash signing_hash(const Transaction& transaction) {
    RlpWriter writer;
    add_type(writer, transaction);
    const auto fields = writer.open_list();
    add_unsigned_fields(writer, transaction);
    if (transaction.type == TransactionType::Legacy && transaction.chain_id) {
        writer.add(*transaction.chain_id);
        writer.add(std::uint64_t{0});
        writer.add(std::uint64_t{0});
    }
    writer.close_list(fields);
    return keccak256(writer.bytes());
}

}  // namespace models
