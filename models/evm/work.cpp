// SPDX-License-Identifier: MIT
#include "models/evm/work.h"

namespace models {

Work& Work::operator+=(const Work& other) {
    transactions += other.transactions;
    compute_gas += other.compute_gas;
    loop_gas += other.loop_gas;
    account_reads += other.account_reads;
    slot_reads += other.slot_reads;
    warm_accesses += other.warm_accesses;
    account_writes += other.account_writes;
    slot_writes += other.slot_writes;
    keccak_permutations += other.keccak_permutations;
    trie_nodes += other.trie_nodes;
    trie_permutations += other.trie_permutations;
    ecrecover_gas += other.ecrecover_gas;
    curve_gas += other.curve_gas;
    point_evaluation_gas += other.point_evaluation_gas;
    modexp_gas += other.modexp_gas;
    hash_gas += other.hash_gas;
    logs += other.logs;
    log_bytes += other.log_bytes;
    code_bytes += other.code_bytes;
    frames += other.frames;
    entered_code_bytes += other.entered_code_bytes;
    new_code_bytes += other.new_code_bytes;
    new_reads += other.new_reads;
    signatures += other.signatures;
    validated_reads += other.validated_reads;
    return *this;
}

}  // namespace models
