// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "sim/base/quantity.h"
#include "sim/base/schema.h"

namespace models {

using namespace sim::literals;

/// What one unit of Work (models/evm/work.h) costs on one core, what a block and a place that it changed add, and a
/// task of the parallel executor. `headway calibrate` measures them; the defaults are its result on one machine (see
/// scenarios/hardware/README.md).
struct WorkCosts {
    sim::UnitCost block = 2'800'000_ps;
    sim::UnitCost transaction = 82'900_ps;
    sim::UnitCost frame = 28'400_ps;
    sim::UnitCost compute_gas = 823_ps;
    sim::UnitCost loop_gas = 500_ps;
    sim::UnitCost entered_code_byte = 296_ps;
    sim::UnitCost new_code_byte = 201_ps;
    sim::UnitCost account_read = 45'300_ps;
    sim::UnitCost slot_read = 35'200_ps;
    sim::UnitCost new_read = 127'000_ps;
    sim::UnitCost warm_access = 9'510_ps;
    sim::UnitCost account_write = 105'000_ps;
    sim::UnitCost slot_write = 61'700_ps;
    sim::UnitCost keccak_permutation = 258'000_ps;
    sim::UnitCost trie_node = 177'000_ps;
    sim::UnitCost trie_permutation = 56'300_ps;
    sim::UnitCost ecrecover_gas = 14'500_ps;
    sim::UnitCost curve_gas = 6'980_ps;
    sim::UnitCost point_evaluation_gas = 20'000_ps;
    sim::UnitCost modexp_gas = 4'020_ps;
    sim::UnitCost hash_gas = 734_ps;
    sim::UnitCost log = 53'600_ps;
    sim::UnitCost log_byte = 250_ps;
    sim::UnitCost code_byte = 531_ps;
    sim::UnitCost changed_account = 415'000_ps;
    sim::UnitCost changed_slot = 396'000_ps;
    sim::UnitCost signature = 43'000'000_ps;
    sim::UnitCost versioned_access = 18'900_ps;
    sim::UnitCost ahead_access = 159'000_ps;
    sim::UnitCost validated_read = 9'450_ps;
    sim::UnitCost estimate = 18'900_ps;
    sim::UnitCost schedule = 174'000_ps;

    bool operator==(const WorkCosts&) const = default;

    static constexpr auto schema() {
        using C = WorkCosts;
        return std::tuple{
            sim::Field{"block", &C::block, "Each block: beginning it and putting it together, whatever it changed."},
            sim::Field{"transaction", &C::transaction, "Each execution: checks, buying gas, refund, receipt."},
            sim::Field{"frame", &C::frame, "Each call or create frame."},
            sim::Field{"compute_gas", &C::compute_gas,
                       "Each gas of instructions other than state, hash and precompile, but for loops."},
            sim::Field{
                "loop_gas", &C::loop_gas,
                "The same beyond four for each byte of the contracts that a transaction enters: loops, whose jumps "
                "a processor has learned."},
            sim::Field{
                "entered_code_byte", &C::entered_code_byte,
                "Each byte of the contracts that a transaction enters: bringing in code that ran elsewhere last."},
            sim::Field{"new_code_byte", &C::new_code_byte,
                       "Each byte of the contracts that a block enters for the first time, on top of that."},
            sim::Field{"account_read", &C::account_read,
                       "First read of an account in a transaction, from a cache of the processor."},
            sim::Field{"slot_read", &C::slot_read,
                       "First read of a storage slot in a transaction, from a cache of the processor."},
            sim::Field{
                "new_read", &C::new_read,
                "Each account and slot that a block reads for the first time, on top of that: the nearest caches "
                "hold what the block before needed."},
            sim::Field{"warm_access", &C::warm_access, "Further access to an account or slot."},
            sim::Field{"account_write", &C::account_write, "Each account changed."},
            sim::Field{"slot_write", &C::slot_write, "Each storage slot changed."},
            sim::Field{"keccak_permutation", &C::keccak_permutation, "Each permutation of Keccak-f[1600]."},
            sim::Field{"trie_node", &C::trie_node, "Each trie node written anew for the roots of a block."},
            sim::Field{"trie_permutation", &C::trie_permutation,
                       "Each permutation of Keccak-f[1600] for trie nodes and keys, many side by side."},
            sim::Field{"ecrecover_gas", &C::ecrecover_gas, "Each gas of the precompiled contract ecrecover."},
            sim::Field{"curve_gas", &C::curve_gas,
                       "Each gas of the precompiled contracts for alt_bn128, BLS12-381 and P-256."},
            sim::Field{"point_evaluation_gas", &C::point_evaluation_gas,
                       "Each gas of the precompiled contract that evaluates KZG points."},
            sim::Field{"modexp_gas", &C::modexp_gas, "Each gas of the precompiled contract modexp."},
            sim::Field{"hash_gas", &C::hash_gas,
                       "Each gas of the precompiled contracts SHA-256, RIPEMD-160, BLAKE2f and identity."},
            sim::Field{"log", &C::log, "Each log entry."},
            sim::Field{"log_byte", &C::log_byte, "Each byte of topics and data logged."},
            sim::Field{"code_byte", &C::code_byte, "Each byte of code deployed."},
            sim::Field{"changed_account", &C::changed_account,
                       "Each account whose nonce, balance or code a block changed: working it out and putting it into "
                       "the new state."},
            sim::Field{"changed_slot", &C::changed_slot, "Each slot that a block changed, likewise."},
            sim::Field{"signature", &C::signature, "Each sender recovered from a signature."},
            sim::Field{"versioned_access", &C::versioned_access,
                       "Block-STM: each read or write of multi-version memory, on top of the access itself."},
            sim::Field{"ahead_access", &C::ahead_access,
                       "Block-STM: the same of a transaction's first execution ahead of the frontier, on top: it is "
                       "recorded, and what it touches comes from another core."},
            sim::Field{"validated_read", &C::validated_read, "Block-STM: each read-set entry validated."},
            sim::Field{"estimate", &C::estimate, "Block-STM: each write of an aborted incarnation marked as estimate."},
            sim::Field{"schedule", &C::schedule, "Block-STM: taking one task from the scheduler and ending it."},
        };
    }
};
static_assert(sim::schema_is_complete<WorkCosts>());

/// A machine: what its cores, its store and its network card can do. Files of this schema: scenarios/hardware/.
struct HardwareProfile {
    std::string description;
    std::string source;
    std::uint32_t cores = 16;
    WorkCosts costs;
    sim::UnitCost diff_encode_entry = 17'600_ps;
    sim::UnitCost diff_apply_entry = 473'000_ps;
    sim::Duration wake_call;
    sim::Duration wake_latency;
    sim::Duration memory_read_latency = 131_ns;
    sim::Share memory_read_share = sim::Share::percent(50);
    sim::Duration storage_read_latency = 100_us;
    sim::Share storage_read_share;
    std::uint32_t storage_queue_depth = 1;
    sim::Share host_time_scale = sim::Share::percent(100);
    sim::BitRate nic_up = 10_Gbps;
    sim::BitRate nic_down = 10_Gbps;

    static constexpr auto schema() {
        using H = HardwareProfile;
        return std::tuple{
            sim::Field{"description", &H::description, "What machine this is."},
            sim::Field{"source", &H::source, "Where its numbers come from."},
            sim::Field{"cores", &H::cores, "Cores that execute transactions.", sim::Bounds<std::uint32_t>{1, 1024}},
            sim::Field{"costs", &H::costs, "What one unit of work costs on one core."},
            sim::Field{"diff_encode_entry", &H::diff_encode_entry, "Encoding one entry of a state diff."},
            sim::Field{"diff_apply_entry", &H::diff_apply_entry,
                       "Applying one entry of a state diff to the node's state."},
            sim::Field{"wake_call", &H::wake_call,
                       "What waking the other cores takes the one that begins to share a block."},
            sim::Field{"wake_latency", &H::wake_latency,
                       "How long after the beginning of that call the others take part, at its end at the earliest; 0 "
                       "ns: they do not sleep."},
            sim::Field{"memory_read_latency", &H::memory_read_latency,
                       "What a first read of state takes longer from memory than from a cache of the processor."},
            sim::Field{"memory_read_share", &H::memory_read_share,
                       "Share of first reads that no cache of the processor answers.",
                       sim::Bounds<sim::Share>{sim::Share::from_ppm(0), sim::Share::percent(100)}},
            sim::Field{"storage_read_latency", &H::storage_read_latency, "One read of state that is not in memory."},
            sim::Field{"storage_read_share", &H::storage_read_share,
                       "Share of first reads that are not in memory; 0 keeps the state in memory.",
                       sim::Bounds<sim::Share>{sim::Share::from_ppm(0), sim::Share::percent(100)}},
            sim::Field{"storage_queue_depth", &H::storage_queue_depth,
                       "Reads that the store answers side by side: a read then takes its latency divided by this.",
                       sim::Bounds<std::uint32_t>{1, 1024}},
            sim::Field{"host_time_scale", &H::host_time_scale,
                       "executor.timing: measured: what this machine takes for an execution, of what the host took.",
                       sim::Bounds<sim::Share>{sim::Share::from_ppm(1), sim::Share::percent(100'000)}},
            sim::Field{"nic_up", &H::nic_up, "What the node can send.",
                       sim::Bounds<sim::BitRate>{.low = sim::BitRate::from_bits_per_second(1)}},
            sim::Field{"nic_down", &H::nic_down, "What the node can receive.",
                       sim::Bounds<sim::BitRate>{.low = sim::BitRate::from_bits_per_second(1)}},
        };
    }
};
static_assert(sim::schema_is_complete<HardwareProfile>());

}  // namespace models
