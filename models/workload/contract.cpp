// SPDX-License-Identifier: MIT
#include "models/workload/contract.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "models/chain/keccak.h"
#include "models/workload/embedded_contracts.h"
#include "sim/base/check.h"

namespace models {
namespace {

ByteString bytes_of(const nlohmann::json& text) {
    auto bytes = from_hex(text.get<std::string>());
    CHECK(bytes.has_value());
    return std::move(*bytes);
}

Selector selector_of(const nlohmann::json& text) {
    const ByteString bytes = bytes_of(text);
    Selector selector{};
    CHECK(bytes.size() == selector.size());
    std::copy(bytes.begin(), bytes.end(), selector.begin());
    return selector;
}

void append_words(ByteString& out, std::initializer_list<U256> words) {
    for (const U256& word : words) {
        const auto bytes = word.to_big_endian();
        out.insert(out.end(), bytes.begin(), bytes.end());
    }
}

}  // namespace

Contract load_contract(std::string_view name) {
    const auto found = embedded_contracts().find(name);
    CHECK(found != embedded_contracts().end(), std::string(name));
    const auto json = nlohmann::json::parse(found->second);
    Contract contract;
    contract.name = name;
    contract.init_code = bytes_of(json.at("init"));
    contract.runtime_code = bytes_of(json.at("runtime"));
    for (const auto& [signature, selector] : json.at("selectors").items())
        contract.selectors.emplace(signature, selector_of(selector));
    for (const auto& variable : json.at("storage"))
        contract.slots.emplace(variable.at("label").get<std::string>(), variable.at("slot").get<std::uint64_t>());
    return contract;
}

ByteString encode_call(const Selector& selector, std::initializer_list<U256> arguments) {
    ByteString out;
    out.reserve(selector.size() + 32 * arguments.size());
    out.insert(out.end(), selector.begin(), selector.end());
    append_words(out, arguments);
    return out;
}

ByteString encode_deployment(const Contract& contract, std::initializer_list<U256> arguments) {
    ByteString out = contract.init_code;
    append_words(out, arguments);
    return out;
}

U256 mapping_slot(const Address& key, const U256& slot) {
    ByteString preimage;
    append_words(preimage, {U256::from_address(key), slot});
    return U256::from_hash(keccak256(preimage));
}

}  // namespace models
