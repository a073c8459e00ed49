// SPDX-License-Identifier: MIT
#pragma once

#include "models/executor/block_stm.h"
#include "models/hardware/hardware_profile.h"
#include "models/state/state_diff.h"
#include "sim/base/time.h"

namespace models {

/// Time that one core of `profile` takes for `work`: the sum of all terms in picoseconds, rounded up once to a whole
/// nanosecond. The only crossing from Work to time.
[[nodiscard]] sim::Duration cost(const Work& work, const HardwareProfile& profile);

/// Time of one core for a task of the parallel executor: its work, the scheduler, and marking estimates after an abort.
[[nodiscard]] sim::Duration task_time(const StartedTask& task, const HardwareProfile& profile);

/// Time of one core to begin a block, and to put together its diff and the state after it once all transactions are
/// executed: what every executor does alone.
[[nodiscard]] sim::Duration assembly_time(const StateDiff& diff, const HardwareProfile& profile);

/// Time of one core to execute `block` serially: its work and its assembly. Of code that has run before, with the state
/// in memory, but with caches that other code has used meanwhile.
[[nodiscard]] sim::Duration serial_time(const ExecutedBlock& block, const HardwareProfile& profile);

/// Time of one core to recover `count` senders; not part of the Work that a Transition reports.
[[nodiscard]] sim::Duration signature_recovery_time(std::uint64_t count, const HardwareProfile& profile);

/// Entries of a diff: nonces, balances, codes and slots that it sets.
[[nodiscard]] std::uint64_t entry_count(const StateDiff& diff);

/// Time of one core to encode `diff`, and to apply it to the node's state.
[[nodiscard]] sim::Duration diff_encode_time(const StateDiff& diff, const HardwareProfile& profile);
[[nodiscard]] sim::Duration diff_apply_time(const StateDiff& diff, const HardwareProfile& profile);

}  // namespace models
