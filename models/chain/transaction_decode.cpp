// SPDX-License-Identifier: MIT
#include <algorithm>

#include "models/chain/transaction.h"

namespace models {
namespace {

using Error = TransactionDecodeError;
using Reason = TransactionDecodeError::Reason;
using Field = TransactionField;

/// EIP-2718: a type is below 0x80; from 0xc0 on a first byte begins the list of a legacy transaction.
constexpr std::uint8_t kFirstString = 0x80;
constexpr std::uint8_t kFirstList = 0xc0;

bool is_known_type(std::uint8_t type) {
    return type >= static_cast<std::uint8_t>(TransactionType::AccessList) &&
           type <= static_cast<std::uint8_t>(TransactionType::SetCode);
}

/// Reads one field after the other. The first fault in the encoding ends the reading; a number that is well encoded
/// but out of range is told only if the rest is sound.
class FieldReader {
  public:
    explicit FieldReader(RlpReader fields) : lists_{fields} {}

    U256 number(Field field, const U256& highest = ~U256{}) {
        if (malformed_) return {};
        const U256 value = number_or_fault(field, top().read_u256());
        return value > highest ? out_of_range(field) : value;
    }
    std::uint64_t u64(Field field) {
        if (malformed_) return 0;
        return number_or_fault(field, top().read_u64()).low_u64();
    }
    std::optional<Address> recipient() {
        const ByteView bytes = string(Field::To);
        if (bytes.empty()) return std::nullopt;
        Address out;
        if (bytes.size() != out.bytes.size())
            return malform(Field::To, bytes.size() < out.bytes.size() ? RlpError::TooShort : RlpError::TooLong),
                   std::nullopt;
        std::copy(bytes.begin(), bytes.end(), out.bytes.begin());
        return out;
    }
    ByteView string(Field field) {
        if (malformed_) return {};
        const auto bytes = top().read_string();
        if (!bytes) fail(field);
        return bytes.value_or(ByteView{});
    }
    Address address(Field field) {
        if (malformed_) return {};
        const auto address = top().read_address();
        if (!address) fail(field);
        return address.value_or(Address{});
    }
    Hash hash(Field field) {
        if (malformed_) return {};
        const auto hash = top().read_hash();
        if (!hash) fail(field);
        return hash.value_or(Hash{});
    }
    /// Calls `read_element` until the list that comes next is used up.
    template <class ReadElement>
    void list(Field field, ReadElement read_element) {
        if (!open(field)) return;
        while (!malformed_ && !top().at_end()) read_element();
        lists_.pop_back();
    }
    /// Calls `read_fields` for the list that comes next, which must hold no more than that reads.
    template <class ReadFields>
    void tuple(Field field, ReadFields read_fields) {
        if (!open(field)) return;
        read_fields();
        if (!malformed_ && !top().at_end()) malform(field, RlpError::TooLong);
        lists_.pop_back();
    }
    U256 out_of_range(Field field) {
        if (!error_) error_ = Error{Reason::OutOfRange, field, RlpError::None};
        return {};
    }
    /// What is wrong, once all fields have been read; nothing if all is well.
    [[nodiscard]] std::optional<Error> finish() {
        if (!malformed_ && !top().at_end()) return Error{Reason::TooManyFields, Field::Envelope, RlpError::None};
        return error_;
    }

  private:
    [[nodiscard]] RlpReader& top() { return lists_.back(); }
    bool open(Field field) {
        if (malformed_) return false;
        const auto list = top().read_list();
        if (!list) return fail(field), false;
        lists_.push_back(*list);
        return true;
    }
    template <class Number>
    U256 number_or_fault(Field field, const std::optional<Number>& number) {
        if (number) return *number;
        if (top().error() == RlpError::TooLong) return out_of_range(field);
        return fail(field), U256{};
    }
    void fail(Field field) { malform(field, top().error()); }
    void malform(Field field, RlpError rlp) {
        if (malformed_) return;
        malformed_ = true;
        const bool missing = rlp == RlpError::AtEnd && lists_.size() == 1;
        error_ = missing ? Error{Reason::TooFewFields, Field::Envelope, RlpError::None}
                         : Error{Reason::Malformed, field, rlp};
    }

    std::vector<RlpReader> lists_;  ///< The list of all fields, and on top those that are open in it.
    std::optional<Error> error_;
    bool malformed_ = false;
};

std::vector<AccessListEntry> read_access_list(FieldReader& fields) {
    std::vector<AccessListEntry> entries;
    fields.list(Field::AccessList, [&] {
        AccessListEntry& entry = entries.emplace_back();
        fields.tuple(Field::AccessList, [&] {
            entry.address = fields.address(Field::AccessListAddress);
            fields.list(Field::AccessList,
                        [&] { entry.slots.push_back(U256::from_hash(fields.hash(Field::AccessListSlot))); });
        });
    });
    return entries;
}

std::vector<Authorization> read_authorization_list(FieldReader& fields) {
    std::vector<Authorization> authorizations;
    fields.list(Field::Authorization, [&] {
        Authorization& authorization = authorizations.emplace_back();
        fields.tuple(Field::Authorization, [&] {
            authorization.chain_id = fields.number(Field::Authorization);
            authorization.address = fields.address(Field::Authorization);
            authorization.nonce = fields.u64(Field::Authorization);
            authorization.y_parity =
                static_cast<std::uint8_t>(fields.number(Field::AuthorizationSignature, 255).low_u64());
            authorization.r = fields.number(Field::AuthorizationSignature);
            authorization.s = fields.number(Field::AuthorizationSignature);
        });
    });
    return authorizations;
}

/// 27 and 28 as in the beginning; from EIP-155 on 35 + 2 x chain id; plus the parity.
void read_legacy_v(FieldReader& fields, Transaction& tx) {
    const U256 v = fields.number(Field::V);
    if (v == U256{27} || v == U256{28}) {
        tx.y_parity = v == U256{28};
        return;
    }
    const U256 above = v - U256{35};
    if (v <= U256{1}) {
        fields.out_of_range(Field::YParity);
    } else if (v < U256{35} || !(above >> 1).fits_u64()) {
        fields.out_of_range(Field::V);
    } else {
        tx.chain_id = (above >> 1).low_u64();
        tx.y_parity = (above.low_u64() & 1) != 0;
    }
}

/// The fields that the types since EIP-2930 have behind the data.
void read_typed_fields(FieldReader& fields, Transaction& tx) {
    tx.access_list = read_access_list(fields);
    if (tx.type == TransactionType::Blob) {
        tx.max_fee_per_blob_gas = fields.number(Field::MaxFeePerBlobGas);
        fields.list(Field::BlobHashes, [&] { tx.blob_hashes.push_back(fields.hash(Field::BlobHashes)); });
    }
    if (tx.type == TransactionType::SetCode) tx.authorization_list = read_authorization_list(fields);
    tx.y_parity = !fields.number(Field::YParity, 1).is_zero();
}

std::variant<Transaction, Error> read_fields(FieldReader fields, TransactionType type) {
    Transaction tx;
    tx.type = type;
    const bool has_fee_cap = type >= TransactionType::DynamicFee;
    if (type != TransactionType::Legacy) tx.chain_id = fields.u64(Field::ChainId);
    tx.nonce = fields.u64(Field::Nonce);
    if (has_fee_cap) tx.max_priority_fee_per_gas = fields.number(Field::MaxPriorityFee);
    tx.max_fee_per_gas = fields.number(has_fee_cap ? Field::MaxFee : Field::GasPrice);
    if (!has_fee_cap) tx.max_priority_fee_per_gas = tx.max_fee_per_gas;
    tx.gas_limit = fields.u64(Field::GasLimit);
    tx.to = fields.recipient();
    tx.value = fields.number(Field::Value);
    const ByteView data = fields.string(Field::Data);
    tx.data.assign(data.begin(), data.end());
    if (type == TransactionType::Legacy) {
        read_legacy_v(fields, tx);
    } else {
        read_typed_fields(fields, tx);
    }
    tx.r = fields.number(Field::R);
    tx.s = fields.number(Field::S);
    if (const auto error = fields.finish()) return *error;
    return tx;
}

/// Bytes that begin like a string are no transaction. In block bodies and among peers typed transactions are wrapped in
/// one, so what is in the string tells best what went wrong.
Error error_of_string(ByteView bytes) {
    RlpReader reader(bytes);
    const auto wrapped = reader.read_string();
    if (!wrapped) return {Reason::Malformed, Field::Envelope, reader.error()};
    const bool lacks_list = !wrapped->empty() && is_known_type(wrapped->front());
    if (lacks_list) return {Reason::Malformed, Field::Envelope, RlpError::WrongKind};
    return {Reason::UnknownType, Field::Envelope, RlpError::None};
}

}  // namespace

const char* to_string(TransactionField field) {
    static constexpr const char* kNames[] = {"envelope",
                                             "chain id",
                                             "nonce",
                                             "gas price",
                                             "max priority fee",
                                             "max fee",
                                             "gas limit",
                                             "recipient",
                                             "value",
                                             "data",
                                             "access list",
                                             "access list address",
                                             "access list slot",
                                             "max fee per blob gas",
                                             "blob hashes",
                                             "authorization",
                                             "signature of an authorization",
                                             "v",
                                             "y parity",
                                             "r",
                                             "s"};
    static_assert(std::size(kNames) == static_cast<std::size_t>(TransactionField::S) + 1);
    return kNames[static_cast<std::size_t>(field)];
}

std::string to_string(const TransactionDecodeError& error) {
    const std::string field = to_string(error.field);
    switch (error.reason) {
        case Reason::Empty:
            return "no bytes";
        case Reason::UnknownType:
            return "unknown transaction type";
        case Reason::Malformed:
            return field + ": " + to_string(error.rlp);
        case Reason::TooFewFields:
            return "too few fields";
        case Reason::TooManyFields:
            return "too many fields";
        case Reason::TrailingBytes:
            return "bytes after the transaction";
        case Reason::OutOfRange:
            return field + ": out of range";
        case Reason::CarriesBlobs:
            return "carries blobs";
    }
    return "unknown error";
}

std::variant<Transaction, TransactionDecodeError> decode_transaction(ByteView bytes) {
    if (bytes.empty()) return Error{Reason::Empty, Field::Envelope, RlpError::None};
    auto type = TransactionType::Legacy;
    if (bytes[0] < kFirstList) {
        if (bytes[0] >= kFirstString) return error_of_string(bytes);
        if (!is_known_type(bytes[0])) return Error{Reason::UnknownType, Field::Envelope, RlpError::None};
        type = static_cast<TransactionType>(bytes[0]);
        bytes = bytes.subspan(1);
    }
    RlpReader reader(bytes);
    const auto fields = reader.read_list();
    if (!fields) return Error{Reason::Malformed, Field::Envelope, reader.error()};
    if (!reader.at_end()) return Error{Reason::TrailingBytes, Field::Envelope, RlpError::None};
    if (type == TransactionType::Blob && fields->next_is_list())
        return Error{Reason::CarriesBlobs, Field::Envelope, RlpError::None};
    return read_fields(FieldReader(*fields), type);
}

}  // namespace models
