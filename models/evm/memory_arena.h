// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace models {

/// The memory of one frame: `size` bytes, a multiple of 32, zero where nothing was written.
struct FrameMemory {
    std::uint8_t* data = nullptr;
    std::uint64_t size = 0;
    std::uint64_t zeroed = 0;  ///< Zeros reach up to here, at least `size`: growing by a word is mostly only counting.
    std::uint32_t chunk = 0;   ///< Which chunk of the arena holds it.
};

/// Where the memories of all frames of a transaction lie, one after the other: a frame starts where its caller ends,
/// and only the innermost can grow. A memory that outgrows its chunk moves to the next one; those of its callers never
/// move, so call data may point into them. Kept between transactions; nothing is zeroed but what a frame grows into.
class MemoryArena {
  public:
    MemoryArena();

    /// The empty memory of an outermost frame.
    [[nodiscard]] FrameMemory first() const;
    /// The empty memory of a frame called by the one that has `caller`.
    [[nodiscard]] static FrameMemory after(const FrameMemory& caller) {
        return {caller.data + caller.zeroed, 0, 0, caller.chunk};
    }
    /// Grows the innermost memory to `size` bytes, a multiple of 32 and more than it has.
    void grow(FrameMemory& memory, std::uint64_t size) {
        if (size > memory.zeroed) zero_ahead(memory, size);
        memory.size = size;
    }
    /// Gives back what only an exceptional transaction needs.
    void trim();

  private:
    struct Chunk {
        std::unique_ptr<std::uint8_t[]> bytes;
        std::size_t capacity = 0;
    };
    void zero_ahead(FrameMemory& memory, std::uint64_t size);
    void move_to_next_chunk(FrameMemory& memory, std::uint64_t size);

    std::vector<Chunk> chunks_;
};

}  // namespace models
