// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace models {

/// Finds the records of a growing array by key: open addressing with linear probing. The table holds hashes and
/// positions only, keys stay in the records; it is emptied in O(1) by starting a new generation, so that reusing it for
/// every transaction costs nothing. Results do not depend on the hash function.
class RecordIndex {
  public:
    RecordIndex() : entries_(kInitialCapacity) {}

    /// Forgets all records.
    void clear() {
        used_ = 0;
        if (++generation_ == 0) restart_generations();
    }

    /// The position of the record with this hash for which `matches(position)` holds; if there is none, notes
    /// `next_position` for it and returns that.
    template <class Matches>
    std::uint32_t find_or_add(std::uint64_t hash, std::uint32_t next_position, Matches matches) {
        std::size_t at = hash & (entries_.size() - 1);
        for (; entries_[at].generation == generation_; at = (at + 1) & (entries_.size() - 1))
            if (entries_[at].hash == hash && matches(entries_[at].position)) return entries_[at].position;
        entries_[at] = {hash, generation_, next_position};
        if (++used_ * 2 > entries_.size()) grow();
        return next_position;
    }

  private:
    struct Entry {
        std::uint64_t hash = 0;
        std::uint32_t generation = 0;
        std::uint32_t position = 0;
    };
    static constexpr std::size_t kInitialCapacity = 64;  // A power of two, as every capacity.

    void grow();
    void restart_generations();

    std::vector<Entry> entries_;
    std::size_t used_ = 0;
    std::uint32_t generation_ = 1;
};

}  // namespace models
