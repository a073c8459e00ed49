// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "models/executor/executed_block.h"
#include "models/replay/block_file.h"
#include "models/state/ordered_trie.h"
#include "tests/sim/scenario/temporary_folder.h"

namespace models {

/// A block of Cancun with four transactions: two count up one counter, one is a plain transfer, one creates a contract;
/// with its state, as the files of a folder.
class SmallBlock {
  public:
    inline static const std::string kAlice = "0x00000000000000000000000000000000000a11ce";
    inline static const std::string kBob = "0x0000000000000000000000000000000000000b0b";
    inline static const std::string kCarol = "0x00000000000000000000000000000000000ca401";
    inline static const std::string kCounter = "0x0000000000000000000000000000000000c00073";
    inline static const std::string kMiner = "0x0000000000000000000000000000000000031e27";
    inline static const std::string kZeroHash = "0x" + std::string(64, '0');

    SmallBlock() {
        const std::string code = "0x60005460010160005500";  // storage[0] += 1
        CodeStore codes;
        const std::string hash = to_hex(codes.insert(from_hex(code).value())->hash().bytes);
        bytecodes = {{hash, code}};
        for (const std::string& account : {kAlice, kBob, kCarol})
            pre_state[account] = {{"balance", "0xde0b6b3a7640000"}, {"nonce", 7}, {"storage", Json::object()}};
        pre_state[kCounter] = {
            {"balance", "0x0"}, {"nonce", 1}, {"code_hash", hash}, {"storage", {{"0x0", "0x29"}, {"0x1", "0x0"}}}};
        block = {{"number", "0x12a05f2"},
                 {"timestamp", "0x66000000"},
                 {"hash", "0x" + std::string(64, '2')},
                 {"parentHash", "0x" + std::string(64, '1')},
                 {"miner", kMiner},
                 {"gasLimit", "0x1c9c380"},
                 {"gasUsed", "0x0"},
                 {"baseFeePerGas", "0xa"},
                 {"excessBlobGas", "0x0"},
                 {"difficulty", "0x0"},
                 {"mixHash", kZeroHash},
                 {"stateRoot", kZeroHash},
                 {"transactionsRoot", kZeroHash},
                 {"receiptsRoot", kZeroHash},
                 {"logsBloom", "0x" + std::string(512, '0')},
                 {"transactions", Json::array()}};
        add(kAlice, "0x7", kCounter, "0x0", "0x");
        add(kBob, "0x7", kCounter, "0x0", "0x");
        add(kCarol, "0x7", "0x000000000000000000000000000000000000d00d", "0x64", "0x");
        add(kAlice, "0x8", "", "0x5", "0x6001600055600a6000f3");  // storage[0] = 1; code of ten zero bytes
        claim_what_it_gives();
    }

    /// Writes block.json, pre_state.json and bytecodes.json into a folder; returns the block's file.
    std::string write(const sim::TemporaryFolder& folder, const std::string& name = "block") const {
        static_cast<void>(folder.write(name + "/pre_state.json", pre_state.dump(1)));
        static_cast<void>(folder.write("bytecodes.json", bytecodes.dump(1)));
        return folder.write(name + "/block.json", block.dump(1));
    }

    /// Makes the header say what execution gives.
    void claim_what_it_gives() {
        const sim::TemporaryFolder folder;
        CodeStore codes;
        const ReplayBlock read = BlockReader(codes).read(write(folder));
        const ExecutedBlock executed = execute_serial(read.pre, read.context, read.transactions, codes);
        block["gasUsed"] = to_hex(U256{static_cast<std::uint64_t>(executed.gas_used.units())});
        block["transactionsRoot"] = to_hex(transactions_root(read.transactions).bytes);
        block["receiptsRoot"] = to_hex(receipts_root(executed.receipts).bytes);
    }

    Json block;
    Json pre_state = Json::object();
    Json bytecodes;

  private:
    void add(const std::string& from, const std::string& nonce, const std::string& to, const std::string& value,
             const std::string& input) {
        Json tx = {{"type", "0x2"},
                   {"chainId", "0x1"},
                   {"nonce", nonce},
                   {"from", from},
                   {"value", value},
                   {"input", input},
                   {"gas", "0x30d40"},
                   {"gasPrice", "0xc"},
                   {"maxFeePerGas", "0x1dcd6500"},
                   {"maxPriorityFeePerGas", "0x2"},
                   {"accessList", Json::array()},
                   {"v", "0x1"},
                   {"yParity", "0x1"},
                   {"r", "0x1"},
                   {"s", "0x1"}};
        tx["to"] = to.empty() ? Json() : Json(to);
        block["transactions"].push_back(std::move(tx));
    }
};

}  // namespace models
