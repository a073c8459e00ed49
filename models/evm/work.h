// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace models {

/// What executing did, in units that a hardware profile prices (models/hardware). Sums of plain counts.
struct Work {
    std::uint64_t transactions = 0;         ///< Executions begun, re-executions among them.
    std::uint64_t compute_gas = 0;          ///< Gas of instructions that touch neither state nor hash nor precompile.
    std::uint64_t loop_gas = 0;             ///< Of it what is more than four for each of entered_code_bytes: of loops.
    std::uint64_t account_reads = 0;        ///< First reads of an account in a transaction: from the node's state.
    std::uint64_t slot_reads = 0;           ///< First reads of a storage slot in a transaction.
    std::uint64_t warm_accesses = 0;        ///< Further state accesses, answered from the journal.
    std::uint64_t account_writes = 0;       ///< Accounts changed at the end.
    std::uint64_t slot_writes = 0;          ///< Slots changed at the end.
    std::uint64_t keccak_permutations = 0;  ///< Of KECCAK256 (KeccakMemo), CREATE2 and code hashing.
    std::uint64_t trie_nodes = 0;           ///< Trie nodes written anew for the roots of a block.
    std::uint64_t trie_permutations = 0;    ///< Keccak permutations of these and of trie keys: many side by side.
    // Gas of precompiled contracts, by what they do: a gas of each kind takes its own time.
    std::uint64_t ecrecover_gas = 0;
    std::uint64_t curve_gas = 0;  ///< alt_bn128, BLS12-381, P-256.
    std::uint64_t point_evaluation_gas = 0;
    std::uint64_t modexp_gas = 0;
    std::uint64_t hash_gas = 0;  ///< SHA-256, RIPEMD-160, BLAKE2f, and identity.
    std::uint64_t logs = 0;
    std::uint64_t log_bytes = 0;           ///< Topics and data.
    std::uint64_t code_bytes = 0;          ///< Code deployed.
    std::uint64_t frames = 0;              ///< Calls and creates, the outermost included.
    std::uint64_t entered_code_bytes = 0;  ///< Sizes of the codes that run, each counted when it is not among the last
                                           ///< few that the transaction entered.
    std::uint64_t new_code_bytes = 0;      ///< Sizes of those of them that are new to the block (BlockFirsts).
    std::uint64_t new_reads = 0;           ///< Those of account_reads and slot_reads that are, likewise.
    std::uint64_t signatures = 0;          ///< Senders recovered.
    std::uint64_t validated_reads = 0;     ///< Block-STM: entries of read sets validated.

    [[nodiscard]] std::uint64_t precompile_gas() const {
        return ecrecover_gas + curve_gas + point_evaluation_gas + modexp_gas + hash_gas;
    }

    Work& operator+=(const Work& other);
    bool operator==(const Work&) const = default;
};

}  // namespace models
