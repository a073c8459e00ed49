// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include "models/executor/multi_version_memory.h"
#include "models/state/state_view.h"

namespace models {

/// What one incarnation sees of a MultiVersionMemory; records its read set.
class MultiVersionView final : public StateView {
  public:
    explicit MultiVersionView(MultiVersionMemory& memory) : memory_(&memory) { reads_.reserve(64); }

    /// Starts an execution of transaction `tx`.
    void begin(TxIndex tx) {
        tx_ = tx;
        blocked_on_.reset();
        reads_.clear();
        account_reads_ = slot_reads_ = 0;
    }

    Account account(const Address& address, AccountFields fields) override;
    U256 storage(const SlotKey& key) override;
    bool has_storage(const Address& address) override;
    [[nodiscard]] bool blocked() const override { return blocked_on_.has_value(); }

    /// The lower transaction whose result must be awaited, and where.
    [[nodiscard]] const std::optional<Blocked>& blocked_on() const { return blocked_on_; }
    [[nodiscard]] std::vector<Read>& reads() { return reads_; }
    /// How often account() and storage() were called: what a blocked execution is charged for.
    [[nodiscard]] std::uint64_t account_reads() const { return account_reads_; }
    [[nodiscard]] std::uint64_t slot_reads() const { return slot_reads_; }

  private:
    MultiVersionMemory* memory_;
    TxIndex tx_ = 0;
    std::optional<Blocked> blocked_on_;
    std::vector<Read> reads_;
    std::uint64_t account_reads_ = 0;
    std::uint64_t slot_reads_ = 0;
};

}  // namespace models
