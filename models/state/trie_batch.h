// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "models/state/huge_pages.h"
#include "models/state/trie_update.h"

namespace models {

/// An empty trie: what its root hangs from.
[[nodiscard]] TrieBranch* make_anchor(TrieArena& arena);
/// The visit of a whole trie by the changes [first, last).
[[nodiscard]] inline TrieVisit visit_of(TrieBranch* anchor, std::size_t first, std::size_t last) {
    return {*anchor, 0, static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last), 0};
}
[[nodiscard]] inline const Hash& root_of(const TrieBranch& anchor) {
    return anchor.ref(0);
}

/// Runs `work` once for each of `workers` on as many threads, the calling one being the first.
void run_on_threads(std::size_t workers, const std::function<void(std::size_t worker)>& work);

/// Sorts hashes, which are evenly spread, in about linear time (any keys are sorted right, only slower). Keeps its
/// memory for the next batch.
class KeySorter {
  public:
    /// The order that sorts `keys`. Valid until the next call.
    std::span<const std::uint32_t> order_of(std::span<const Hash> keys);

  private:
    /// Enough of a key to order nearly all pairs without a look at the key.
    struct Entry {
        std::uint64_t prefix;
        std::uint32_t index;
    };
    /// Sorts the keys into entries_ by their first 2 * `digit` bits: by the lower half of these, then by the upper one.
    void sort_by_digits(std::span<const Hash> keys, unsigned digit);

    HugeVector<Entry> entries_;
    HugeVector<Entry> by_lower_;
    std::vector<std::uint32_t> order_;
};

/// Changes that one thread takes through a subtree at a time: their nodes, about 1 kB each, fit in L2.
constexpr std::uint32_t kTrieChunk = 256;

/// Cuts visits into groups of one to two times kTrieChunk changes, if it can be so that their nodes fill all lanes.
[[nodiscard]] std::vector<std::span<const TrieVisit>> cut_into_chunks(std::span<const TrieVisit> visits);

/// Takes the changes of all these chunks down and up. While the nodes of one are hashed, what the next will need is on
/// its way from memory: a few visits of its way down are made between two passes of the permutation.
template <TrieChanges Changes>
void update_chunks(const Changes& changes, std::span<const std::span<const TrieVisit>> chunks, TrieWorker& worker) {
    constexpr std::size_t kVisitsBetween = 6;
    if (chunks.empty()) return;
    TrieUpdate<Changes> first(changes, worker.arena, worker.lanes[0], worker.lines);
    TrieUpdate<Changes> second(changes, worker.arena, worker.lanes[1], worker.lines);
    TrieUpdate<Changes>* current = &first;
    TrieUpdate<Changes>* next = &second;
    current->start(chunks[0]);
    for (std::size_t i = 0; i < chunks.size(); ++i) {
        current->descend();
        BesideHashing beside;
        if (i + 1 < chunks.size()) {
            next->start(chunks[i + 1]);
            beside = {[next] { next->descend(kVisitsBetween); }, &worker.lines};
        }
        current->ascend(beside);
        std::swap(current, next);
    }
}

/// Applies the changes to all these tries and brings their roots up to date, on up to `threads` threads; roots and work
/// do not depend on how many.
template <TrieChanges Changes>
TrieWork update_tries(const Changes& changes, std::span<const TrieVisit> tries, TrieWorkers& workers,
                      std::size_t threads) {
    TrieUpdate<Changes> top(changes, workers.of(0).arena, workers.top(), workers.of(0).lines);
    std::vector<TrieVisit> subtrees;
    top.descend_to(tries, kTrieChunk, subtrees);
    const auto chunks = cut_into_chunks(subtrees);
    threads = std::max<std::size_t>(1, std::min(threads, chunks.size()));
    workers.of(threads - 1);
    run_on_threads(threads, [&](std::size_t thread) {
        const std::size_t begin = chunks.size() * thread / threads;
        const std::size_t end = chunks.size() * (thread + 1) / threads;
        update_chunks(changes, std::span(chunks).subspan(begin, end - begin), workers.of(thread));
    });
    top.ascend();
    TrieWork sum;
    sum += workers.top().take_work();
    for (std::size_t thread = 0; thread < threads; ++thread)
        for (TrieLane& lane : workers.of(thread).lanes) sum += lane.take_work();
    return sum;
}

}  // namespace models
