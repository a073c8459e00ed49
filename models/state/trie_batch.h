// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "models/state/trie_arena.h"
#include "models/state/trie_update.h"

namespace models {

/// One arena for each thread that works on a set of tries; they all live as long as the set.
class TrieArenas {
  public:
    /// That of a worker; made if there is none yet. Not while others work.
    TrieArena& of(std::size_t worker) {
        while (arenas_.size() <= worker) arenas_.push_back(std::make_unique<TrieArena>());
        return *arenas_[worker];
    }
    [[nodiscard]] std::size_t bytes() const {
        std::size_t sum = 0;
        for (const auto& arena : arenas_) sum += arena->bytes();
        return sum;
    }

  private:
    std::vector<std::unique_ptr<TrieArena>> arenas_;
};

/// An empty trie: what its root hangs from.
[[nodiscard]] TrieBranch* make_anchor(TrieArena& arena);
/// The visit of a whole trie by the changes [first, last).
[[nodiscard]] inline TrieVisit visit_of(TrieBranch* anchor, std::size_t first, std::size_t last) {
    return {anchor, static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last), 0, 0};
}
[[nodiscard]] inline const Hash& root_of(const TrieBranch& anchor) {
    return anchor.refs()[0];
}

/// Runs `work` once for each of `workers` on as many threads, the calling one being the first.
void run_on_threads(std::size_t workers, const std::function<void(std::size_t worker)>& work);

/// The order that sorts `keys`, which are hashes: evenly spread (any keys are sorted right, only slower).
[[nodiscard]] std::vector<std::uint32_t> sorted_order(std::span<const Hash> keys);

/// Changes that one thread takes through a subtree at a time: their nodes, about 1 kB each, fit in L2.
constexpr std::uint32_t kTrieChunk = 1'024;

/// Cuts visits into groups of about kTrieChunk changes.
[[nodiscard]] std::vector<std::span<const TrieVisit>> cut_into_chunks(std::span<const TrieVisit> visits);

/// Applies the changes to all these tries and brings their roots up to date, on up to `workers` threads; roots and work
/// do not depend on how many.
template <TrieChanges Changes>
TrieWork update_tries(const Changes& changes, std::span<const TrieVisit> tries, TrieArenas& arenas,
                      std::size_t workers) {
    TrieUpdate<Changes> top(changes, arenas.of(0));
    std::vector<TrieVisit> subtrees;
    top.descend_to(tries, kTrieChunk, subtrees);
    const auto chunks = cut_into_chunks(subtrees);
    workers = std::max<std::size_t>(1, std::min(workers, chunks.size()));
    arenas.of(workers - 1);
    std::vector<TrieWork> work(workers);
    run_on_threads(workers, [&](std::size_t worker) {
        TrieUpdate<Changes> update(changes, arenas.of(worker));
        const std::size_t end = chunks.size() * (worker + 1) / workers;
        for (std::size_t i = chunks.size() * worker / workers; i != end; ++i) update.run(chunks[i]);
        work[worker] = update.work();
    });
    top.ascend();
    TrieWork sum = top.work();
    for (const TrieWork& part : work) sum += part;
    return sum;
}

}  // namespace models
