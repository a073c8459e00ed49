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
    total += term(work.compute_gas - work.loop_gas, costs.compute_gas);
    total += term(work.loop_gas, costs.loop_gas);
    total += term(work.entered_code_bytes, costs.entered_code_byte);
    total += term(work.new_code_bytes, costs.new_code_byte);
    total += term(work.account_reads, costs.account_read);
    total += term(work.slot_reads, costs.slot_read);
    total += term(work.new_reads, costs.new_read);
    total += term(work.warm_accesses, costs.warm_access);
    total += term(work.account_writes, costs.account_write);
    total += term(work.slot_writes, costs.slot_write);
    total += term(work.keccak_permutations, costs.keccak_permutation);
    total += term(work.trie_nodes, costs.trie_node);
    total += term(work.trie_permutations, costs.trie_permutation);
    total += term(work.ecrecover_gas, costs.ecrecover_gas);
    total += term(work.curve_gas, costs.curve_gas);
    total += term(work.point_evaluation_gas, costs.point_evaluation_gas);
    total += term(work.modexp_gas, costs.modexp_gas);
    total += term(work.hash_gas, costs.hash_gas);
    total += term(work.logs, costs.log);
    total += term(work.log_bytes, costs.log_byte);
    total += term(work.code_bytes, costs.code_byte);
    total += term(work.signatures, costs.signature);
    total += term(work.validated_reads, costs.validated_read);
    // The mean over many reads: one read in 1/share waits the whole latency, but which one is not modelled.
    const auto reads = static_cast<Picoseconds>(work.account_reads + work.slot_reads);
    total += reads * profile.memory_read_share.ppm() * profile.memory_read_latency.ns() / 1000;
    // Reads that are asked for together wait together.
    total += reads * profile.storage_read_share.ppm() * profile.storage_read_latency.ns() / 1000 /
             profile.storage_queue_depth;
    return total;
}

Picoseconds total_assembly_cost(const StateDiff& diff, const HardwareProfile& profile) {
    std::uint64_t accounts = 0;
    std::uint64_t slots = 0;
    for (const StateDiff::AccountChange& change : diff.accounts) {
        accounts += change.sets_account() ? 1 : 0;
        slots += change.slots.size();
    }
    return profile.costs.block.ps() + term(accounts, profile.costs.changed_account) +
           term(slots, profile.costs.changed_slot);
}

}  // namespace

sim::Duration cost(const Work& work, const HardwareProfile& profile) {
    return round_up(total_cost(work, profile));
}

sim::Duration task_time(const StartedTask& task, const HardwareProfile& profile) {
    const WorkCosts& costs = profile.costs;
    // Who executes again has fetched it all before.
    const bool first_ahead = task.task.kind == Task::Kind::Execute && task.task.version.incarnation == 0;
    return round_up(total_cost(task.work, profile) + costs.schedule.ps() + term(task.accesses, costs.versioned_access) +
                    term(first_ahead ? task.accesses : 0, costs.ahead_access) + term(task.written, costs.estimate));
}

sim::Duration assembly_time(const StateDiff& diff, const HardwareProfile& profile) {
    return round_up(total_assembly_cost(diff, profile));
}

sim::Duration serial_time(const ExecutedBlock& block, const HardwareProfile& profile) {
    return round_up(total_cost(block.work, profile) + total_assembly_cost(block.diff, profile));
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
