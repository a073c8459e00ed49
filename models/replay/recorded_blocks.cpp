// SPDX-License-Identifier: MIT
#include "models/replay/recorded_blocks.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "models/executor/executed_block.h"
#include "sim/base/check.h"
#include "sim/base/error.h"

namespace models {
namespace {

/// Joins the pre-states of blocks that come in order.
class StateUnion {
  public:
    explicit StateUnion(CodeStore& codes) : codes_(codes) {}

    void add(const ReplayBlock& block) {
        for (const AccountEntry& entry : block.pre_entries) {
            const bool first = accounts_.insert(entry.address).second;
            if (first && current_.find(entry.address) != nullptr) continue;  // An earlier block made it.
            if (first) {
                start_.set_account(entry.address, entry.account);
                current_.set_account(entry.address, entry.account);
            } else if (start_.find(entry.address) == nullptr) {
                continue;
            }
            for (const auto& [slot, value] : entry.slots) add_slot({entry.address, slot}, value);
        }
        // What of it cannot be executed, since blocks between are missing, makes nothing.
        current_ = execute_serial(current_, block.context, block.transactions, codes_).post;
    }

    [[nodiscard]] const State& start() const { return start_; }

  private:
    void add_slot(const SlotKey& key, const U256& value) {
        if (!slots_.insert(key).second || !current_.storage(key).is_zero()) return;
        start_.set_storage(key, value);
        current_.set_storage(key, value);
    }

    CodeStore& codes_;
    State start_;    ///< Before the first block.
    State current_;  ///< After the last one.
    std::set<Address> accounts_;
    std::set<SlotKey> slots_;
};

}  // namespace

RecordedTransactions record_transactions(const std::filesystem::path& path, CodeStore& codes) {
    BlockReader reader(codes);
    std::vector<ReplayBlock> blocks;
    for (const std::filesystem::path& file : find_blocks(path)) blocks.push_back(reader.read(file));
    std::sort(blocks.begin(), blocks.end(), [](const ReplayBlock& a, const ReplayBlock& b) {
        return std::tie(a.context.number, a.file) < std::tie(b.context.number, b.file);
    });
    RecordedTransactions recorded;
    recorded.chain_id = blocks.front().context.chain_id;
    StateUnion state(codes);
    for (const ReplayBlock& block : blocks) {
        if (block.context.chain_id != recorded.chain_id) {
            sim::InputProblem problem{.where = {.file = block.file.string()}};
            problem.message = "the block is of chain " + std::to_string(block.context.chain_id) + ", others of chain " +
                              std::to_string(recorded.chain_id);
            problem.expected = "blocks of one chain";
            throw sim::InputError(std::move(problem));
        }
        state.add(block);
        recorded.transactions.insert(recorded.transactions.end(), block.transactions.begin(), block.transactions.end());
    }
    recorded.state = state.start();
    return recorded;
}

}  // namespace models
