// SPDX-License-Identifier: MIT
#include "models/conformance/state_fixture.h"

#include <algorithm>

#include "models/chain/keccak.h"
#include "models/chain/signature.h"
#include "models/evm/forks.h"
#include "models/evm/rules.h"
#include "models/evm/validation.h"

namespace models {
namespace {

/// What BLOCKHASH sees (Yellow Paper, appendix H).
constexpr std::uint64_t kRecentBlocks = 256;

/// The tests' convention: a block's hash is that of its number in decimal.
Hash conventional_block_hash(std::uint64_t number) {
    const std::string decimal = std::to_string(number);
    return keccak256({reinterpret_cast<const std::uint8_t*>(decimal.data()), decimal.size()});
}

std::vector<Hash> read_block_hashes(const Json& env, std::uint64_t number) {
    std::vector<Hash> hashes;
    for (std::uint64_t back = 1; back <= std::min(number, kRecentBlocks); ++back)
        hashes.push_back(conventional_block_hash(number - back));
    const Json* const given = find_member(env, "blockHashes");
    if (given == nullptr) return hashes;
    for (const auto& [key, hash] : object_of(*given, "blockHashes").items()) {
        const auto of = parse_number(key);
        if (!of || !of->fits_u64()) throw JsonError("blockHashes", ": expected block numbers, got " + brief(key));
        if (of->low_u64() >= number || number - of->low_u64() > hashes.size()) continue;
        hashes[number - of->low_u64() - 1] = hash_of(hash, "blockHashes");
    }
    return hashes;
}

/// What the test's `config` says of the fork's blobs; nullptr if it says nothing.
const Json* blob_schedule(const Json& test, const std::string& fork) {
    const Json* const config = find_member(test, "config");
    const Json* const schedules = config == nullptr ? nullptr : find_member(*config, "blobSchedule");
    const Json* const schedule = schedules == nullptr ? nullptr : find_member(*schedules, fork.c_str());
    if (schedule == nullptr && is_blob_schedule_fork(fork))
        throw JsonError("config.blobSchedule." + fork, " is missing");
    return schedule;
}

void read_blob_parameters(const Json& test, const std::string& fork, BlockContext& block) {
    std::uint64_t fraction = rules_of(block.revision).blob_fee_update_fraction;
    if (const Json* const schedule = blob_schedule(test, fork)) {
        within("config.blobSchedule." + fork, [&] {
            block.max_blobs = u64_of(member(*schedule, "max"), "max");
            fraction = u64_of(member(*schedule, "baseFeeUpdateFraction"), "baseFeeUpdateFraction");
            if (fraction == 0) throw JsonError("baseFeeUpdateFraction", ": expected more than 0");
        });
    }
    const std::uint64_t excess = within("env", [&] { return u64_or(member(test, "env"), "currentExcessBlobGas", 0); });
    block.blob_base_fee = blob_base_fee(excess, fraction);
}

/// Signs with the key that the test gives, or takes the sender's word for it.
void sign_as_given(const Json& parts, Transaction& transaction) {
    if (const Json* const secret = find_member(parts, "secretKey")) {
        const auto key = key_from_secret(number_of(*secret, "secretKey").to_big_endian());
        if (!key) throw JsonError("secretKey", ": expected a key, got " + brief(*secret));
        sign(transaction, *key);
    } else {
        transaction.sender = address_of(member(parts, "sender"), "sender");
    }
}

/// The choices that an entry of `post` makes of the transaction's lists.
struct Choice {
    std::uint64_t data = 0;
    std::uint64_t gas = 0;
    std::uint64_t value = 0;
};

Choice read_choice(const Json& indexes) {
    const auto index = [&](const char* key) { return u64_of(member(indexes, key), key); };
    return {.data = index("data"), .gas = index("gas"), .value = index("value")};
}

const Json& chosen(const Json& parts, const char* key, std::uint64_t at) {
    const Json& list = list_of(member(parts, key), key);
    if (at >= list.size()) throw JsonError(key, " has no item " + std::to_string(at));
    return list[at];
}

/// Numbers that a transaction cannot hold are part of some tests.
struct OutOfRange {
    TransactionField field;
};

U256 number_in_range(const Json& value, TransactionField field, const U256& highest) {
    if (value.is_number_unsigned()) return value.get<std::uint64_t>();
    const std::string& text = text_of(value, to_string(field));
    if (!is_number(text)) throw JsonError(to_string(field), ": expected a number, got " + brief(value));
    const auto number = parse_number(text);
    if (!number || *number > highest) throw OutOfRange{field};
    return *number;
}
U256 number_in_range(const Json& value, TransactionField field) {
    return number_in_range(value, field, ~U256{});
}

std::vector<AccessListEntry> read_access_list(const Json& list) {
    std::vector<AccessListEntry> entries;
    for (const Json& item : list_of(list, "accessLists")) {
        AccessListEntry& entry = entries.emplace_back();
        entry.address = address_of(member(item, "address"), "address");
        for (const Json& slot : list_of(member(item, "storageKeys"), "storageKeys"))
            entry.slots.push_back(number_of(slot, "storageKeys"));
    }
    return entries;
}

std::vector<Authorization> read_authorizations(const Json& list) {
    std::vector<Authorization> out;
    for (const Json& item : list_of(list, "authorizationList")) {
        Authorization& authorization = out.emplace_back();
        const auto field = TransactionField::Authorization;
        const auto signature = TransactionField::AuthorizationSignature;
        authorization.chain_id = number_in_range(member(item, "chainId"), field);
        authorization.address = address_of(member(item, "address"), "address");
        authorization.nonce = number_in_range(member(item, "nonce"), field, U256{UINT64_MAX}).low_u64();
        const Json* const parity = find_member(item, "yParity");
        const Json& v = parity != nullptr ? *parity : member(item, "v");
        authorization.y_parity = static_cast<std::uint8_t>(number_in_range(v, signature, 255).low_u64());
        authorization.r = number_in_range(member(item, "r"), signature);
        authorization.s = number_in_range(member(item, "s"), signature);
    }
    return out;
}

TransactionType type_of(const Json& parts, const Json* access_list) {
    if (find_member(parts, "authorizationList") != nullptr) return TransactionType::SetCode;
    if (find_member(parts, "blobVersionedHashes") != nullptr || find_member(parts, "maxFeePerBlobGas") != nullptr)
        return TransactionType::Blob;
    if (find_member(parts, "maxFeePerGas") != nullptr) return TransactionType::DynamicFee;
    return access_list != nullptr ? TransactionType::AccessList : TransactionType::Legacy;
}

void read_fees(const Json& parts, Transaction& tx) {
    if (tx.type >= TransactionType::DynamicFee) {
        tx.max_fee_per_gas = number_in_range(member(parts, "maxFeePerGas"), TransactionField::MaxFee);
        const Json* const tip = find_member(parts, "maxPriorityFeePerGas");
        if (tip != nullptr) tx.max_priority_fee_per_gas = number_in_range(*tip, TransactionField::MaxPriorityFee);
    } else {
        tx.max_fee_per_gas = number_in_range(member(parts, "gasPrice"), TransactionField::GasPrice);
        tx.max_priority_fee_per_gas = tx.max_fee_per_gas;
    }
    if (tx.type != TransactionType::Blob) return;
    tx.max_fee_per_blob_gas = number_or(parts, "maxFeePerBlobGas", 0);
    if (const Json* const hashes = find_member(parts, "blobVersionedHashes"))
        for (const Json& hash : list_of(*hashes, "blobVersionedHashes"))
            tx.blob_hashes.push_back(hash_of(hash, "blobVersionedHashes"));
}

/// The access list that goes with the chosen data; nullptr if the test has none for it.
const Json* chosen_access_list(const Json& parts, std::uint64_t at) {
    const Json* const lists = find_member(parts, "accessLists");
    if (lists == nullptr) return nullptr;
    return at < list_of(*lists, "accessLists").size() && !(*lists)[at].is_null() ? &(*lists)[at] : nullptr;
}

Transaction assemble(const Json& parts, const Choice& choice, const BlockContext& block) {
    constexpr U256 kHighest64 = UINT64_MAX;
    Transaction tx;
    const Json* const access_list = chosen_access_list(parts, choice.data);
    tx.type = type_of(parts, access_list);
    if (rules_of(block.revision).knows_chain_id || tx.type != TransactionType::Legacy) tx.chain_id = block.chain_id;
    tx.nonce = number_in_range(member(parts, "nonce"), TransactionField::Nonce, kHighest64).low_u64();
    const Json& gas_limit = chosen(parts, "gasLimit", choice.gas);
    tx.gas_limit = number_in_range(gas_limit, TransactionField::GasLimit, kHighest64).low_u64();
    const Json* const to = find_member(parts, "to");
    if (to != nullptr && *to != "" && *to != "0x") tx.to = address_of(*to, "to");
    tx.value = number_in_range(chosen(parts, "value", choice.value), TransactionField::Value);
    tx.data = bytes_of(chosen(parts, "data", choice.data), "data");
    if (access_list != nullptr) tx.access_list = read_access_list(*access_list);
    read_fees(parts, tx);
    if (tx.type == TransactionType::SetCode) tx.authorization_list = read_authorizations(parts.at("authorizationList"));
    sign_as_given(parts, tx);
    return tx;
}

std::variant<Transaction, Rejection> decode(ByteView bytes, Revision revision) {
    auto decoded = decode_transaction(bytes);
    if (const auto* error = std::get_if<TransactionDecodeError>(&decoded)) return rejection_of(*error, bytes, revision);
    auto& transaction = std::get<Transaction>(decoded);
    const auto range = rules_of(revision).demands_low_s ? SignatureRange::LowS : SignatureRange::Whole;
    const auto sender = recover_sender(transaction, range);
    if (!sender) return rejection_of_signature(in_signature_range(transaction.r, transaction.s, range));
    transaction.sender = *sender;
    return std::move(transaction);
}

/// What an account has none of may be left out, but for the balance.
void read_account(const Json& json, const Address& address, State& state, CodeStore& codes) {
    Account account;
    account.nonce = u64_or(json, "nonce", 0);
    account.balance = number_of(member(json, "balance"), "balance");
    if (const Json* const code = find_member(json, "code")) account.code = codes.insert(bytes_of(*code, "code"));
    account.exists_empty = account.empty();
    state.set_account(address, account);
    const Json* const storage = find_member(json, "storage");
    if (storage == nullptr) return;
    for (const auto& [slot, value] : object_of(*storage, "storage").items()) {
        const auto key = parse_number(slot);
        if (!key) throw JsonError("storage", ": expected a slot's number, got " + brief(slot));
        state.set_storage({address, *key}, number_of(value, "storage"));
    }
}

void read_env(const Json& env, BlockContext& block) {
    block.number = u64_of(member(env, "currentNumber"), "currentNumber");
    block.timestamp = u64_of(member(env, "currentTimestamp"), "currentTimestamp");
    const U256 gas_limit = std::min(number_of(member(env, "currentGasLimit"), "currentGasLimit"), U256{UINT64_MAX});
    block.gas_limit = Gas::saturated(gas_limit.low_u64());
    block.beneficiary = address_of(member(env, "currentCoinbase"), "currentCoinbase");
    const U256 difficulty = number_or(env, "currentDifficulty", 0);
    block.prev_randao =
        (block.revision >= Revision::Paris ? number_or(env, "currentRandom", difficulty) : difficulty).to_hash();
    // Tests from before London leave the base fee out; filled for London, such a block has one of 10 wei.
    if (rules_of(block.revision).has_base_fee) block.base_fee = number_or(env, "currentBaseFee", 10);
    block.recent_block_hashes = read_block_hashes(env, block.number);
}

}  // namespace

State read_state(const Json& accounts, CodeStore& codes) {
    State state;
    for (const auto& [hex, json] : accounts.items()) {
        const auto address = address_from_hex(hex);
        if (!address) throw JsonError("expected the address of an account, got " + brief(hex));
        within(hex, [&account = json, &address, &state, &codes] { read_account(account, *address, state, codes); });
    }
    return state;
}

BlockContext read_block(const Json& test, const std::string& fork, Revision revision) {
    BlockContext block;
    block.revision = revision;
    if (const Json* const config = find_member(test, "config"))
        within("config", [&] { block.chain_id = u64_or(*config, "chainid", 1); });
    const Json& env = object_of(member(test, "env"), "env");
    within("env", [&] { read_env(env, block); });
    read_blob_parameters(test, fork, block);
    return block;
}

std::variant<Transaction, Rejection> read_transaction(const Json& test, const Json& entry, const BlockContext& block) {
    std::variant<Transaction, Rejection> read;
    try {
        if (const Json* const bytes = find_member(entry, "txbytes")) {
            read = decode(bytes_of(*bytes, "txbytes"), block.revision);
        } else {
            const Json& parts = member(test, "transaction");
            const Json& indexes = member(entry, "indexes");
            const Choice choice = within("indexes", [&] { return read_choice(indexes); });
            read = within("transaction", [&] { return assemble(parts, choice, block); });
        }
    } catch (const OutOfRange& error) {
        return rejection_of({TransactionDecodeError::Reason::OutOfRange, error.field, RlpError::None}, {},
                            block.revision);
    }
    if (auto* transaction = std::get_if<Transaction>(&read)) recover_authorities(*transaction);
    return read;
}

}  // namespace models
