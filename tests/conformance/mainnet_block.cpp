// SPDX-License-Identifier: MIT
#include "tests/conformance/mainnet_block.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>

#include "models/evm/rules.h"
#include "models/evm/validation.h"

namespace models {
namespace {

using Json = nlohmann::json;

Json read_json(const std::filesystem::path& file) {
    std::ifstream stream(file);
    return Json::parse(stream);
}
U256 to_u256(const Json& hex) {
    return u256_from_hex(hex.get<std::string>()).value();
}
std::uint64_t small_number(const Json& hex) {
    return to_u256(hex).low_u64();
}
Hash hash(const Json& hex) {
    return hash_from_hex(hex.get<std::string>()).value();
}
Address address(const Json& hex) {
    return address_from_hex(hex.get<std::string>()).value();
}

/// Mainnet's upgrades, by block number until Paris and by timestamp after it (the fixtures' README).
Revision revision_of(std::uint64_t number, std::uint64_t timestamp) {
    if (timestamp >= 1'710'338'135) return Revision::Cancun;
    if (timestamp >= 1'681'338'455) return Revision::Shanghai;
    constexpr std::pair<std::uint64_t, Revision> kUpgrades[] = {
        {15'537'394, Revision::Paris},         {12'965'000, Revision::London},
        {12'244'000, Revision::Berlin},        {9'069'000, Revision::Istanbul},
        {7'280'000, Revision::Petersburg},     {4'370'000, Revision::Byzantium},
        {2'675'000, Revision::SpuriousDragon}, {2'463'000, Revision::TangerineWhistle},
        {1'150'000, Revision::Homestead},      {0, Revision::Frontier},
    };
    return std::find_if(std::begin(kUpgrades), std::end(kUpgrades),
                        [&](const auto& upgrade) { return number >= upgrade.first; })
        ->second;
}

Transaction read_transaction(const Json& json) {
    Transaction tx;
    tx.type = static_cast<TransactionType>(small_number(json.at("type")));
    if (json.contains("chainId")) tx.chain_id = small_number(json.at("chainId"));
    tx.nonce = small_number(json.at("nonce"));
    const bool has_fee_cap = tx.type >= TransactionType::DynamicFee;
    tx.max_fee_per_gas = to_u256(json.at(has_fee_cap ? "maxFeePerGas" : "gasPrice"));
    tx.max_priority_fee_per_gas = to_u256(json.at(has_fee_cap ? "maxPriorityFeePerGas" : "gasPrice"));
    tx.gas_limit = small_number(json.at("gas"));
    if (!json.at("to").is_null()) tx.to = address(json.at("to"));
    tx.value = to_u256(json.at("value"));
    tx.data = from_hex(json.at("input").get<std::string>()).value();
    if (json.contains("accessList")) {
        for (const Json& entry : json.at("accessList")) {
            AccessListEntry& added = tx.access_list.emplace_back();
            added.address = address(entry.at("address"));
            for (const Json& slot : entry.at("storageKeys")) added.slots.push_back(to_u256(slot));
        }
    }
    if (tx.type == TransactionType::Blob) {
        tx.max_fee_per_blob_gas = to_u256(json.at("maxFeePerBlobGas"));
        for (const Json& blob : json.at("blobVersionedHashes")) tx.blob_hashes.push_back(hash(blob));
    }
    // 27 or 28, or 35 + 2 x chain id + parity: odd ones of the first pair and of the second mean 0.
    const std::uint64_t v = small_number(json.at("v"));
    tx.y_parity = tx.type == TransactionType::Legacy ? v % 2 == 0 : v == 1;
    tx.r = to_u256(json.at("r"));
    tx.s = to_u256(json.at("s"));
    tx.sender = address(json.at("from"));
    return tx;
}

}  // namespace

MainnetBlocks::MainnetBlocks(std::filesystem::path folder, CodeStore& codes) : folder_(std::move(folder)) {
    const Json codes_by_hash = read_json(folder_ / "bytecodes.json");
    for (const auto& [key, code] : codes_by_hash.items())
        codes_[hash_from_hex(key).value()] = codes.insert(from_hex(code.get<std::string>()).value());
    const Json hashes_by_number = read_json(folder_ / "block_hashes.json");
    for (const auto& [key, value] : hashes_by_number.items()) hashes_[std::stoull(key)] = hash(value);
}

std::vector<std::uint64_t> MainnetBlocks::numbers() const {
    std::vector<std::uint64_t> numbers;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / "blocks"))
        numbers.push_back(std::stoull(entry.path().filename().string()));
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

BlockContext MainnetBlocks::read_context(std::uint64_t number, const Json& json) const {
    BlockContext context;
    context.number = number;
    context.timestamp = small_number(json.at("timestamp"));
    context.revision = revision_of(number, context.timestamp);
    context.gas_limit = Gas::saturated(small_number(json.at("gasLimit")));
    context.beneficiary = address(json.at("miner"));
    context.prev_randao =
        context.revision >= Revision::Paris ? hash(json.at("mixHash")) : to_u256(json.at("difficulty")).to_hash();
    if (json.contains("baseFeePerGas")) context.base_fee = to_u256(json.at("baseFeePerGas"));
    if (json.contains("excessBlobGas"))
        context.blob_base_fee =
            blob_base_fee(small_number(json.at("excessBlobGas")), rules_of(context.revision).blob_fee_update_fraction);
    for (std::uint64_t back = 1; back <= std::min<std::uint64_t>(number, 256); ++back) {
        const auto known = hashes_.find(number - back);
        context.recent_block_hashes.push_back(known == hashes_.end() ? Hash{} : known->second);
    }
    return context;
}

State MainnetBlocks::read_state(const Json& json) const {
    State state;
    for (const auto& [key, entry] : json.items()) {
        const Address where = address_from_hex(key).value();
        Account account{.nonce = entry.at("nonce").get<std::uint64_t>(), .balance = to_u256(entry.at("balance"))};
        if (entry.contains("code_hash")) account.code = codes_.at(hash(entry.at("code_hash")));
        account.exists_empty = account.empty();
        state.set_account(where, account);
        for (const auto& [slot, value] : entry.at("storage").items())
            state.set_storage({where, u256_from_hex(slot).value()}, to_u256(value));
    }
    return state;
}

MainnetBlock MainnetBlocks::load(std::uint64_t number) const {
    const auto folder = folder_ / "blocks" / std::to_string(number);
    const Json json = read_json(folder / "block.json");
    MainnetBlock block;
    block.context = read_context(number, json);
    block.pre = read_state(read_json(folder / "pre_state.json"));
    for (const Json& transaction : json.at("transactions")) block.transactions.push_back(read_transaction(transaction));
    block.gas_used = Gas::saturated(small_number(json.at("gasUsed")));
    const ByteString bloom = from_hex(json.at("logsBloom").get<std::string>()).value();
    std::copy(bloom.begin(), bloom.end(), block.logs_bloom.begin());
    block.transactions_root = hash(json.at("transactionsRoot"));
    block.receipts_root = hash(json.at("receiptsRoot"));
    return block;
}

}  // namespace models
