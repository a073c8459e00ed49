// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace models {

/// A hash table from `Cell::key` to cells that the caller owns: open addressing, linear probing, never more than half
/// full, emptied in O(1) by a change of generation.
template <class Cell, class Hasher>
class CellTable {
  public:
    using Key = decltype(Cell::key);

    /// The cell of `key`, whose Hasher value is `hash`; nullptr if there is none.
    [[nodiscard]] Cell* find(std::size_t hash, const Key& key) const {
        if (slots_.empty()) return nullptr;
        for (std::size_t i = home(hash);; i = next(i)) {
            const Slot& slot = slots_[i];
            if (slot.generation != generation_) return nullptr;
            if (slot.tag == tag(hash) && slot.cell->key == key) return slot.cell;
        }
    }

    /// Adds a cell whose key is not in the table.
    void insert(std::size_t hash, Cell& cell) {
        if (2 * (size_ + 1) > slots_.size()) grow();
        place(hash, cell);
        ++size_;
    }

    void clear() {
        size_ = 0;
        if (++generation_ == 0) {  // All stamps of four milliard blocks ago would look new.
            slots_.assign(slots_.size(), Slot{});
            generation_ = 1;
        }
    }

  private:
    struct Slot {
        std::uint32_t generation = 0;
        std::uint32_t tag = 0;
        Cell* cell = nullptr;
    };

    // The low bits of the hash choose the shard that the table belongs to.
    [[nodiscard]] std::size_t home(std::size_t hash) const { return (hash >> 8) & (slots_.size() - 1); }
    [[nodiscard]] std::size_t next(std::size_t i) const { return (i + 1) & (slots_.size() - 1); }
    static std::uint32_t tag(std::size_t hash) { return static_cast<std::uint32_t>(hash >> 32); }

    void place(std::size_t hash, Cell& cell) {
        std::size_t i = home(hash);
        while (slots_[i].generation == generation_) i = next(i);
        slots_[i] = {generation_, tag(hash), &cell};
    }

    void grow() {
        std::vector<Slot> old(slots_.empty() ? 16 : 2 * slots_.size());
        old.swap(slots_);
        for (const Slot& slot : old)
            if (slot.generation == generation_) place(Hasher{}(slot.cell->key), *slot.cell);
    }

    std::vector<Slot> slots_;
    std::size_t size_ = 0;
    std::uint32_t generation_ = 1;
};

}  // namespace models
