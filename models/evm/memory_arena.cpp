// SPDX-License-Identifier: MIT
#include "models/evm/memory_arena.h"

#include <algorithm>
#include <cstring>

namespace models {
namespace {

constexpr std::size_t kFirstChunk = std::size_t{1} << 20;
constexpr std::uint64_t kZeroStep = 512;  ///< What a small contract uses in all, and still a few vector stores.
constexpr std::uint64_t kZeroShare = 8;   ///< But at least this part of a large memory, which grows often.

}  // namespace

MemoryArena::MemoryArena() {
    chunks_.push_back({std::make_unique_for_overwrite<std::uint8_t[]>(kFirstChunk), kFirstChunk});
}

FrameMemory MemoryArena::first() const {
    return {chunks_.front().bytes.get(), 0, 0, 0};
}

void MemoryArena::zero_ahead(FrameMemory& memory, std::uint64_t size) {
    const auto room = [&] {
        const Chunk& chunk = chunks_[memory.chunk];
        return static_cast<std::uint64_t>(chunk.bytes.get() + chunk.capacity - memory.data);
    };
    if (size > room()) move_to_next_chunk(memory, size);
    const std::uint64_t ahead = std::max(kZeroStep, memory.zeroed / kZeroShare / 32 * 32);
    const std::uint64_t end = std::min(room(), std::max(size, memory.zeroed + ahead));
    std::memset(memory.data + memory.zeroed, 0, end - memory.zeroed);
    memory.zeroed = end;
}

void MemoryArena::move_to_next_chunk(FrameMemory& memory, std::uint64_t size) {
    const std::size_t next = memory.chunk + std::size_t{1};
    if (next == chunks_.size()) chunks_.emplace_back();
    Chunk& chunk = chunks_[next];
    if (chunk.capacity < size) {  // No frame uses it: those deeper than the innermost have ended.
        const std::size_t capacity = std::max<std::size_t>(2 * size, 2 * kFirstChunk);
        Chunk larger{std::make_unique_for_overwrite<std::uint8_t[]>(capacity), capacity};
        std::memcpy(larger.bytes.get(), memory.data, memory.size);
        chunk = std::move(larger);
    } else {
        std::memcpy(chunk.bytes.get(), memory.data, memory.size);
    }
    memory.data = chunk.bytes.get();
    memory.zeroed = memory.size;
    memory.chunk = static_cast<std::uint32_t>(next);
}

void MemoryArena::trim() {
    if (chunks_.size() > 1) chunks_.resize(1);
}

}  // namespace models
