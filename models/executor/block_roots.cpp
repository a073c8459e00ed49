// SPDX-License-Identifier: MIT
#include "models/executor/block_roots.h"

namespace models {

BlockRoots compute_roots(StateTrie& trie, const StateDiff& diff, std::span<const ByteString> transactions,
                         std::span<const ByteString> receipts) {
    BlockRoots roots;
    TrieWork work = trie.apply(diff);
    roots.state = trie.root();
    roots.transactions = ordered_trie_root(transactions, &work);
    roots.receipts = ordered_trie_root(receipts, &work);
    roots.work.trie_nodes = work.nodes_hashed + work.nodes_embedded;
    roots.work.trie_permutations = work.keccak_permutations;
    return roots;
}

}  // namespace models
