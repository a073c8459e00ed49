// SPDX-License-Identifier: MIT
#include "models/replay/block_file.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "models/evm/rules.h"
#include "models/evm/validation.h"
#include "models/json/json_file.h"
#include "models/replay/chain_forks.h"
#include "sim/base/error.h"

namespace models {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kRecentBlocks = 256;  ///< What BLOCKHASH sees (Yellow Paper, appendix H).
constexpr const char* kBlockFile = "block.json";

Hash hash_member(const Json& object, const char* key) {
    return hash_of(member(object, key), key);
}

/// The chain's id: as chosen, as the file says, or that of the first transaction that has one.
std::uint64_t chain_id_of(const Json& json, const std::vector<Transaction>& transactions, const ChainChoice& choice) {
    if (choice.chain_id) return *choice.chain_id;
    if (const Json* const id = find_member(json, "chainId")) return small_quantity_of(*id, "chainId");
    const auto named = std::find_if(transactions.begin(), transactions.end(),
                                    [](const Transaction& transaction) { return transaction.chain_id.has_value(); });
    return named == transactions.end() ? kMainnet : *named->chain_id;
}

BlockRules rules_for(const Json& json, const BlockContext& context, const ChainChoice& choice) {
    const Json* const in_file = find_member(json, "fork");
    if (choice.fork || in_file != nullptr) {
        const std::string fork = choice.fork ? *choice.fork : text_of(*in_file, "fork");
        const auto rules = rules_of_fork(fork);
        if (!rules) throw JsonError("fork", ": expected a fork of Ethereum such as Cancun, got " + brief(Json(fork)));
        return *rules;
    }
    if (context.chain_id == kMainnet) return mainnet_rules(context.number, context.timestamp);
    throw JsonError("", "the forks of chain " + std::to_string(context.chain_id) +
                            " are not known here: name the block's with --fork, or as \"fork\" in the file");
}

/// [0] is the parent's hash, as the header gives it; of others, those that are known.
std::vector<Hash> recent_hashes(std::uint64_t number, const Hash& parent, const std::map<std::uint64_t, Hash>& known) {
    std::vector<Hash> hashes;
    for (std::uint64_t back = 1; back <= std::min(number, kRecentBlocks); ++back) {
        const auto found = known.find(number - back);
        hashes.push_back(back == 1 ? parent : found == known.end() ? Hash{} : found->second);
    }
    return hashes;
}

void read_fees(const Json& json, const BlockRules& rules, BlockContext& context) {
    const Rules& general = rules_of(rules.revision);
    if (general.has_base_fee) context.base_fee = quantity_of(member(json, "baseFeePerGas"), "baseFeePerGas");
    context.max_blobs = rules.max_blobs;
    if (rules.revision < Revision::Cancun) return;
    const std::uint64_t fraction = rules.blob_fee_update_fraction.value_or(general.blob_fee_update_fraction);
    context.blob_base_fee = blob_base_fee(small_quantity(json, "excessBlobGas"), fraction);
}

void read_header(const Json& json, ReplayBlock& block) {
    block.context.number = small_quantity(json, "number");
    block.name = std::to_string(block.context.number);
    block.context.timestamp = small_quantity(json, "timestamp");
    block.context.gas_limit = Gas::saturated(small_quantity(json, "gasLimit"));
    block.context.beneficiary = address_of(member(json, "miner"), "miner");
    block.hash = hash_member(json, "hash");
    block.gas_used = Gas::saturated(small_quantity(json, "gasUsed"));
    const ByteString bloom = bytes_of(member(json, "logsBloom"), "logsBloom");
    if (bloom.size() != block.logs_bloom.size())
        throw JsonError("logsBloom", ": expected 256 bytes, got " + std::to_string(bloom.size()));
    std::copy(bloom.begin(), bloom.end(), block.logs_bloom.begin());
    block.transactions_root = hash_member(json, "transactionsRoot");
    block.receipts_root = hash_member(json, "receiptsRoot");
    block.state_root = hash_member(json, "stateRoot");
}

void read_protocol_steps(const Json& json, ReplayBlock& block) {
    if (const Json* const root = find_member(json, "parentBeaconBlockRoot"))
        block.parent_beacon_root = hash_of(*root, "parentBeaconBlockRoot");
    const Json* const uncles = find_member(json, "uncles");
    block.has_uncles = uncles != nullptr && !list_of(*uncles, "uncles").empty();
    const Json* const withdrawals = find_member(json, "withdrawals");
    if (withdrawals == nullptr) return;
    for (const Json& withdrawal : list_of(*withdrawals, "withdrawals"))
        within("withdrawals", [&] {
            block.withdrawals.push_back(
                {address_of(member(withdrawal, "address"), "address"), small_quantity(withdrawal, "amount")});
        });
}

[[noreturn]] void refuse(const fs::path& path, const std::string& message, const std::string& expected) {
    sim::InputProblem problem{.where = {.file = path.string()}};
    problem.message = message;
    problem.expected = expected;
    throw sim::InputError(std::move(problem));
}

/// Numbers in order of their size, before all other names.
auto number_order(const fs::path& block) {
    const std::string name = block.parent_path().filename().string();
    const bool number = !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
    return std::tuple(!number, number ? name.size() : 0, name);
}

}  // namespace

void reading_file(const fs::path& file, const std::function<void()>& read) {
    sim::InputProblem problem{.where = {.file = file.string()}};
    try {
        return read();
    } catch (const NotJsonError& error) {
        problem.where.line = error.line();
        problem.where.column = error.column();
        problem.message = error.reason();
    } catch (const JsonError& error) {
        problem.message = error.what();
        if (problem.message.starts_with(": ")) problem.message.erase(0, 2);
    }
    throw sim::InputError(std::move(problem));
}

std::vector<ReceiptClaim> receipts_of(const Json& json, std::size_t count) {
    if (list_of(json, "receipts").size() != count)
        throw JsonError("", "expected a receipt for each of the block's " + std::to_string(count) +
                                " transactions, got " + std::to_string(json.size()));
    std::vector<ReceiptClaim> receipts;
    for (std::size_t i = 0; i < json.size(); ++i)
        receipts.push_back(within(std::to_string(i), [&] { return receipt_of(json[i]); }));
    return receipts;
}

std::map<std::uint64_t, Hash> block_hashes_of(const Json& json) {
    std::map<std::uint64_t, Hash> hashes;
    for (const auto& [key, value] : object_of(json, "block hashes").items()) {
        const auto number = parse_number(key);
        if (!number || !number->fits_u64()) throw JsonError("", "expected numbers of blocks, got " + brief(key));
        hashes[number->low_u64()] = hash_of(value, key.c_str());
    }
    return hashes;
}

ReplayBlock BlockReader::block_of(const Json& json, const std::map<std::uint64_t, Hash>& known_hashes) const {
    ReplayBlock block;
    read_header(object_of(json, "block"), block);
    const Json& transactions = list_of(member(json, "transactions"), "transactions");
    for (std::size_t i = 0; i < transactions.size(); ++i)
        block.transactions.push_back(
            within("transactions." + std::to_string(i), [&] { return transaction_of(transactions[i]); }));
    BlockContext& context = block.context;
    context.chain_id = chain_id_of(json, block.transactions, choice_);
    const BlockRules rules = rules_for(json, context, choice_);
    context.revision = rules.revision;
    context.prev_randao = context.revision >= Revision::Paris
                              ? hash_member(json, "mixHash")
                              : quantity_of(member(json, "difficulty"), "difficulty").to_hash();
    read_fees(json, rules, context);
    read_protocol_steps(json, block);
    context.recent_block_hashes = recent_hashes(context.number, hash_member(json, "parentHash"), known_hashes);
    return block;
}

ReplayBlock BlockReader::read(const fs::path& file) {
    const fs::path folder = file.parent_path();
    const std::map<std::uint64_t, Hash> known_hashes = hashes_for(folder);
    ReplayBlock block;
    reading_file(file, [&] {
        const Json answer = read_json_file(file);
        block = block_of(result_of(answer), known_hashes);
    });
    block.file = file;
    block.pre_entries = read_accounts(folder / "pre_state.json");
    block.pre = state_of(block.pre_entries);
    const fs::path post = folder / "post_state.json";
    if (fs::exists(post)) block.post = read_accounts(post);
    const fs::path receipts = folder / "receipts.json";
    if (fs::exists(receipts))
        reading_file(receipts, [&] {
            const Json answer = read_json_file(receipts);
            block.receipts = receipts_of(result_of(answer), block.transactions.size());
        });
    return block;
}

const BlockReader::SharedFile* BlockReader::shared_file(const fs::path& folder, const char* name) {
    fs::path place = (fs::current_path() / folder).lexically_normal();
    if (!place.has_filename()) place = place.parent_path();  // "." and "" leave a slash at the end.
    for (int up = 0; up <= 2; ++up, place = place.parent_path()) {
        const fs::path file = place / name;
        if (!fs::exists(file)) continue;
        const auto [found, added] = shared_.try_emplace(file);
        if (added)
            reading_file(file, [&] {
                found->second = read_json_file(file);
                static_cast<void>(object_of(found->second, "the file"));
            });
        return &*found;
    }
    return nullptr;
}

std::map<std::uint64_t, Hash> BlockReader::hashes_for(const fs::path& folder) {
    std::map<std::uint64_t, Hash> hashes;
    if (const SharedFile* const shared = shared_file(folder, "block_hashes.json"))
        reading_file(shared->first, [&] { hashes = block_hashes_of(shared->second); });
    return hashes;
}

const Code* BlockReader::code_of(const Hash& hash, const Json& code_by_hash) {
    if (const auto known = known_codes_.find(hash); known != known_codes_.end()) return known->second;
    const std::string key = to_hex(hash.bytes);
    const Json* const hex = find_member(code_by_hash, key.c_str());
    if (hex == nullptr)
        throw JsonError("code_hash", ": there is no code " + key + " in a bytecodes.json beside the block or above");
    const Code* const code = codes_.insert(bytes_of(*hex, "code"));
    if (code == nullptr || code->hash() != hash)
        throw JsonError("code_hash", ": what bytecodes.json has under " + key + " is code of another hash");
    return known_codes_[hash] = code;
}

AccountEntry BlockReader::account_of(const std::string& address, const Json& json, const Json& code_by_hash) {
    const auto where = address_from_hex(address);
    if (!where) throw JsonError("", "expected the address of an account");
    AccountEntry entry{.address = *where, .account = {}, .slots = {}};
    entry.account.nonce = u64_or(object_of(json, "account"), "nonce", 0);
    entry.account.balance = quantity_of(member(json, "balance"), "balance");
    if (const Json* const hash = find_member(json, "code_hash"))
        entry.account.code = code_of(hash_of(*hash, "code_hash"), code_by_hash);
    entry.account.exists_empty = entry.account.empty();
    if (const Json* const storage = find_member(json, "storage")) {
        for (const auto& [slot, value] : object_of(*storage, "storage").items())
            within("storage", [&, &slot = slot, &value = value] {
                entry.slots.emplace_back(quantity_of(Json(slot), "slot"), quantity_of(value, slot.c_str()));
            });
    }
    return entry;
}

std::vector<AccountEntry> BlockReader::read_accounts(const fs::path& file) {
    static const Json kNone;
    const SharedFile* const shared = shared_file(file.parent_path(), "bytecodes.json");
    const Json& code_by_hash = shared == nullptr ? kNone : shared->second;
    std::vector<AccountEntry> entries;
    reading_file(file, [&] {
        const Json accounts = read_json_file(file);
        for (const auto& [address, json] : object_of(accounts, "the file").items())
            entries.push_back(within(
                address, [&, &address = address, &json = json] { return account_of(address, json, code_by_hash); }));
    });
    return entries;
}

State state_of(const std::vector<AccountEntry>& entries) {
    State state;
    for (const AccountEntry& entry : entries) {
        state.set_account(entry.address, entry.account);
        for (const auto& [slot, value] : entry.slots) state.set_storage({entry.address, slot}, value);
    }
    return state;
}

std::vector<fs::path> find_blocks(const fs::path& path) {
    std::error_code error;
    if (!fs::exists(path, error)) refuse(path, "there is no such file or folder", "");
    if (!fs::is_directory(path, error)) return {path};
    if (fs::exists(path / kBlockFile)) return {path / kBlockFile};
    const fs::path folder = fs::is_directory(path / "blocks") ? path / "blocks" : path;
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder))
        if (fs::exists(entry.path() / kBlockFile)) found.push_back(entry.path() / kBlockFile);
    if (found.empty()) refuse(path, "there is no block in this folder", "block.json, or folders that hold one each");
    std::sort(found.begin(), found.end(),
              [](const fs::path& a, const fs::path& b) { return number_order(a) < number_order(b); });
    return found;
}

}  // namespace models
