// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "models/chain/receipt.h"
#include "models/evm/block_context.h"
#include "models/state/state.h"

namespace models {

/// A block of Ethereum's mainnet with the state that it touches, and what its header says of the result.
struct MainnetBlock {
    BlockContext context;
    State pre;
    std::vector<Transaction> transactions;  ///< With their senders.
    Gas gas_used;
    Bloom logs_bloom{};
    Hash transactions_root;
    Hash receipts_root;
};

/// The blocks of a folder laid out as its README says (blocks/N/block.json, blocks/N/pre_state.json, bytecodes.json,
/// block_hashes.json).
class MainnetBlocks {
  public:
    MainnetBlocks(std::filesystem::path folder, CodeStore& codes);
    [[nodiscard]] std::vector<std::uint64_t> numbers() const;
    [[nodiscard]] MainnetBlock load(std::uint64_t number) const;

  private:
    [[nodiscard]] BlockContext read_context(std::uint64_t number, const nlohmann::json& json) const;
    [[nodiscard]] State read_state(const nlohmann::json& json) const;

    std::filesystem::path folder_;
    std::map<Hash, const Code*> codes_;
    std::map<std::uint64_t, Hash> hashes_;
};

}  // namespace models
