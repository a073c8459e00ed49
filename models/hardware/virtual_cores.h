// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "models/hardware/cost_model.h"
#include "models/hardware/hardware_profile.h"
#include "models/hardware/virtual_driver.h"

namespace models {

/// A block executed on virtual cores. The result is that of serial execution.
struct VirtualExecution {
    std::shared_ptr<const ExecutedBlock> block;
    ConcurrencyStats concurrency;
    sim::Duration makespan;
    sim::Duration busy;
};

/// The cores of a modelled machine, on which Block-STM executes blocks in simulated time. Keeps its memory between
/// blocks; not for use from several threads.
class VirtualCores {
  public:
    /// The first `workers` cores of `profile`.
    VirtualCores(const HardwareProfile& profile, WorkerIndex workers, Sharing sharing = Sharing::WhenWorthIt);
    ~VirtualCores();
    VirtualCores(VirtualCores&&) noexcept;
    VirtualCores& operator=(VirtualCores&&) noexcept;

    /// `known`: what these transactions give on `pre`, if that has been put together before; it takes the place of
    /// putting it together again.
    [[nodiscard]] VirtualExecution execute(const State& pre, const BlockContext& block,
                                           std::span<const Transaction> transactions, CodeStore& codes,
                                           std::shared_ptr<const ExecutedBlock> known = nullptr) const;

    [[nodiscard]] const HardwareProfile& profile() const { return profile_; }

    /// The same on each of `machines`. What their cores have no part in is worked out once.
    [[nodiscard]] static std::vector<VirtualExecution> execute_on_each(
        std::span<const VirtualCores> machines, const State& pre, const BlockContext& block,
        std::span<const Transaction> transactions, CodeStore& codes,
        std::shared_ptr<const ExecutedBlock> known = nullptr);

  private:
    /// How many workers have something to do.
    [[nodiscard]] WorkerIndex workers_for(std::size_t transactions) const;

    HardwareProfile profile_;
    WorkerIndex workers_;
    Sharing sharing_;
    std::unique_ptr<BlockStm> stm_;
};

}  // namespace models
