// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "models/state/trie_arena.h"
#include "models/state/trie_hashing.h"

namespace models {

/// The visits of one level of a trie. Room is made once for several.
class VisitList {
  public:
    void make_room(std::size_t more) {
        if (capacity_ - size_ >= more) return;
        capacity_ = std::max<std::size_t>(64, 2 * (size_ + more));
        auto larger = std::make_unique_for_overwrite<TrieVisit[]>(capacity_);
        std::copy_n(visits_.get(), size_, larger.get());
        visits_ = std::move(larger);
    }
    /// There must be room.
    void push(const TrieVisit& visit) { visits_[size_++] = visit; }
    /// The same, made at its place: a copy would wait for the parts that were just written.
    const TrieVisit& push(auto&&... arguments) { return *std::construct_at(&visits_[size_++], arguments...); }
    void shorten_to(std::size_t size) { size_ = size; }
    void clear() { size_ = 0; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] TrieVisit& operator[](std::size_t i) { return visits_[i]; }
    [[nodiscard]] const TrieVisit& operator[](std::size_t i) const { return visits_[i]; }
    [[nodiscard]] const TrieVisit* begin() const { return visits_.get(); }
    [[nodiscard]] const TrieVisit* end() const { return visits_.get() + size_; }

  private:
    std::unique_ptr<TrieVisit[]> visits_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

/// From the root on: a level spells a nibble of the keys at least, and below the last there is an empty one.
using VisitLevels = std::array<VisitList, kKeyNibbles + 2>;

/// What one chunk of changes needs on its way down and up.
struct TrieLane {
    TrieHasher hasher;       ///< Of nodes on the way up.
    TrieHasher leaf_hasher;  ///< Of leaves on the way down, as soon as they have changed.
    VisitLevels levels;

    /// What was done since the last call.
    [[nodiscard]] TrieWork take_work() {
        TrieWork work = hasher.take_work();
        return work += leaf_hasher.take_work();
    }
};

/// What one thread needs to update tries; memory is kept from one update to the next.
struct TrieWorker {
    TrieArena arena;
    std::array<TrieLane, 2> lanes;  ///< One goes up while the other goes down.
    PrefetchQueue lines;            ///< That the way down needs next.
};

/// The workers of a set of tries, whose nodes live in their arenas.
class TrieWorkers {
  public:
    /// Made if there is none yet. Not while others work.
    TrieWorker& of(std::size_t worker) {
        while (workers_.size() <= worker) workers_.push_back(std::make_unique<TrieWorker>());
        return *workers_[worker];
    }
    /// For the part of the tries above the subtrees that workers share out.
    [[nodiscard]] TrieLane& top() { return *top_; }
    [[nodiscard]] std::size_t bytes() const {
        std::size_t sum = 0;
        for (const auto& worker : workers_) sum += worker->arena.bytes();
        return sum;
    }

  private:
    std::vector<std::unique_ptr<TrieWorker>> workers_;
    std::unique_ptr<TrieLane> top_ = std::make_unique<TrieLane>();
};

}  // namespace models
