// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include "models/executor/multi_version_memory.h"
#include "models/executor/scheduler.h"
#include "models/state/state_view.h"

namespace models {

/// Who sends a transaction, and the nonce without which it would not be valid.
struct Sender {
    Address address;
    std::uint64_t nonce = 0;
};

/// What one incarnation sees of a MultiVersionMemory; records its read set.
class MultiVersionView final : public StateView {
  public:
    enum class Mode : std::uint8_t {
        Ahead,    ///< Records; leaves when the incarnation is wanted no longer; presumes the sender's nonce.
        Final,    ///< All that it reads is settled: records nothing.
        Recorded  ///< Settled as well, but records.
    };

    MultiVersionView(MultiVersionMemory& memory, const Scheduler& scheduler)
        : memory_(&memory), scheduler_(&scheduler) {
        reads_.reserve(64);
    }

    /// Starts an execution.
    void begin(Version version, Mode mode, std::optional<Sender> sender) {
        version_ = version;
        mode_ = mode;
        sender_ = sender;
        blocked_on_.reset();
        lost_ = false;
        presumed_wrongly_ = false;
        reads_.clear();
        account_reads_ = slot_reads_ = 0;
    }

    Account account(const Address& address, AccountFields fields) override;
    U256 storage(const SlotKey& key) override;
    bool has_storage(const Address& address) override;
    [[nodiscard]] bool blocked() const override { return lost_ || blocked_on_.has_value(); }

    /// The lower transaction whose result must be awaited, and where.
    [[nodiscard]] const std::optional<Blocked>& blocked_on() const { return blocked_on_; }
    /// Whether it left because the incarnation was wanted no longer.
    [[nodiscard]] bool lost() const { return lost_; }
    [[nodiscard]] bool presumed_wrongly() const { return presumed_wrongly_; }
    [[nodiscard]] std::vector<Read>& reads() { return reads_; }
    /// How often account() and storage() were called: what a blocked execution is charged for.
    [[nodiscard]] std::uint64_t account_reads() const { return account_reads_; }
    [[nodiscard]] std::uint64_t slot_reads() const { return slot_reads_; }

  private:
    [[nodiscard]] std::vector<Read>* record() { return mode_ == Mode::Final ? nullptr : &reads_; }
    /// True if the execution shall be given up.
    bool leaves();
    void mark(std::size_t first, Read::Call call) {
        if (first < reads_.size()) reads_[first].begins = call;
    }

    MultiVersionMemory* memory_;
    const Scheduler* scheduler_;
    Version version_;
    Mode mode_ = Mode::Ahead;
    std::optional<Sender> sender_;
    std::optional<Blocked> blocked_on_;
    bool lost_ = false;
    bool presumed_wrongly_ = false;
    std::vector<Read> reads_;
    std::uint64_t account_reads_ = 0;
    std::uint64_t slot_reads_ = 0;
};

}  // namespace models
