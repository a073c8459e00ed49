// SPDX-License-Identifier: MIT
#include "models/hardware/cost_model.h"

namespace models {

namespace {

__extension__ using Picoseconds = __int128;

Picoseconds term(std::uint64_t count, sim::UnitCost unit) {
    return static_cast<Picoseconds>(count) * unit.ps();
}

sim::Duration round_up(Picoseconds total) {
    return sim::Duration::from_ns(static_cast<std::int64_t>((total + 999) / 1000));
}

Picoseconds total_cost(const Work& work, const HardwareProfile& profile) {
    const WorkCosts& costs = profile.costs;
    Picoseconds total = 0;
    total += term(work.transactions, costs.transaction);
    total += term(work.frames, costs.frame);
    total += term(work.compute_gas, costs.compute_gas);
    total += term(work.account_reads, costs.account_read);
    total += term(work.slot_reads, costs.slot_read);
    total += term(work.warm_accesses, costs.warm_access);
    total += term(work.account_writes, costs.account_write);
    total += term(work.slot_writes, costs.slot_write);
    total += term(work.keccak_permutations, costs.keccak_permutation);
    total += term(work.trie_nodes, costs.trie_node);
    total += term(work.trie_permutations, costs.trie_permutation);
    total += term(work.precompile_gas, costs.precompile_gas);
    total += term(work.log_bytes, costs.log_byte);
    total += term(work.code_bytes, costs.code_byte);
    total += term(work.signatures, costs.signature);
    total += term(work.validated_reads, costs.validated_read);
    // The mean over many reads: one read in 1/share waits the whole latency, but which one is not modelled.
    const auto reads = static_cast<Picoseconds>(work.account_reads + work.slot_reads);
    total += reads * profile.storage_read_share.ppm() * profile.storage_read_latency.ns() / 1000;
    return total;
}

}  // namespace

sim::Duration cost(const Work& work, const HardwareProfile& profile) {
    return round_up(total_cost(work, profile));
}

sim::Duration task_time(const StartedTask& task, const HardwareProfile& profile) {
    return round_up(total_cost(task.work, profile) + profile.costs.schedule.ps() +
                    term(task.accesses, profile.costs.versioned_access) + term(task.written, profile.costs.estimate));
}

sim::Duration signature_recovery_time(std::uint64_t count, const HardwareProfile& profile) {
    return round_up(term(count, profile.costs.signature));
}

std::uint64_t entry_count(const StateDiff& diff) {
    std::uint64_t count = 0;
    for (const StateDiff::AccountChange& change : diff.accounts)
        count += static_cast<std::uint64_t>(change.nonce.has_value()) +
                 static_cast<std::uint64_t>(change.balance.has_value()) +
                 static_cast<std::uint64_t>(change.code.has_value()) + change.slots.size();
    return count;
}

sim::Duration diff_encode_time(const StateDiff& diff, const HardwareProfile& profile) {
    return round_up(term(entry_count(diff), profile.diff_encode_entry));
}

sim::Duration diff_apply_time(const StateDiff& diff, const HardwareProfile& profile) {
    return round_up(term(entry_count(diff), profile.diff_apply_entry));
}

}  // namespace models
