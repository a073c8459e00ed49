// SPDX-License-Identifier: MIT
#include "models/evm/memory_arena.h"

#include <algorithm>
#include <cstring>

namespace models {
namespace {

constexpr std::size_t kFirstChunk = std::size_t{1} << 20;

}  // namespace

MemoryArena::MemoryArena() {
    chunks_.push_back({std::make_unique_for_overwrite<std::uint8_t[]>(kFirstChunk), kFirstChunk});
}

FrameMemory MemoryArena::first() const {
    return {chunks_.front().bytes.get(), 0, 0};
}

void MemoryArena::grow(FrameMemory& memory, std::uint64_t size) {
    const Chunk& chunk = chunks_[memory.chunk];
    const auto room = static_cast<std::uint64_t>(chunk.bytes.get() + chunk.capacity - memory.data);
    if (size > room) move_to_next_chunk(memory, size);
    std::memset(memory.data + memory.size, 0, size - memory.size);
    memory.size = size;
}

void MemoryArena::move_to_next_chunk(FrameMemory& memory, std::uint64_t size) {
    const std::size_t next = memory.chunk + std::size_t{1};
    if (next == chunks_.size()) chunks_.emplace_back();
    Chunk& chunk = chunks_[next];
    if (chunk.capacity < size) {
        const std::size_t capacity = std::max<std::size_t>(2 * size, 2 * kFirstChunk);
        Chunk larger{std::make_unique_for_overwrite<std::uint8_t[]>(capacity), capacity};
        std::memcpy(larger.bytes.get(), memory.data, memory.size);
        // The chunk was free, or held this very memory's elder self: deeper frames have ended.
        chunk = std::move(larger);
    } else {
        std::memcpy(chunk.bytes.get(), memory.data, memory.size);
    }
    memory.data = chunk.bytes.get();
    memory.chunk = static_cast<std::uint32_t>(next);
}

void MemoryArena::trim() {
    if (chunks_.size() > 1) chunks_.resize(1);
}

}  // namespace models
