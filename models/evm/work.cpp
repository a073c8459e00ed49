// SPDX-License-Identifier: MIT
#include "models/evm/work.h"

namespace models {

Work& Work::operator+=(const Work& other) {
    transactions += other.transactions;
    compute_gas += other.compute_gas;
    account_reads += other.account_reads;
    slot_reads += other.slot_reads;
    warm_accesses += other.warm_accesses;
    account_writes += other.account_writes;
    slot_writes += other.slot_writes;
    keccak_permutations += other.keccak_permutations;
    trie_nodes += other.trie_nodes;
    trie_permutations += other.trie_permutations;
    precompile_gas += other.precompile_gas;
    log_bytes += other.log_bytes;
    code_bytes += other.code_bytes;
    frames += other.frames;
    signatures += other.signatures;
    validated_reads += other.validated_reads;
    return *this;
}

}  // namespace models
