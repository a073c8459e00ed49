// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include "sim/kernel/event.h"

namespace sim {

/// A fixed-size piece of a bucket: 2 KiB of events and the piece that follows.
struct EventChunk {
    static constexpr std::size_t kEvents = 64;
    std::array<Event, kEvents> events;
    EventChunk* next = nullptr;  ///< Owned by the pool.
};

/// Chunks for all buckets of a queue. What was given back last is given out first, as it is still in the cache.
class EventChunkPool {
  public:
    /// A chunk whose events are not initialised; its `next` is not set.
    EventChunk* take() {
        if (free_ == nullptr) grow();
        EventChunk* const chunk = free_;
        free_ = chunk->next;
        return chunk;
    }
    void give_back(EventChunk* chunk) {
        chunk->next = free_;
        free_ = chunk;
    }
    [[nodiscard]] std::size_t chunks() const { return blocks_.size() * kChunksInBlock; }

  private:
    static constexpr std::size_t kChunksInBlock = 64;
    void grow();

    std::vector<std::unique_ptr<EventChunk[]>> blocks_;
    EventChunk* free_ = nullptr;
};

/// Events of one stretch of time, in the order in which they came.
class EventBucket {
  public:
    [[nodiscard]] std::size_t size() const { return size_; }

    void append(const Event& event, EventChunkPool& pool) {
        const std::size_t at = size_++ % EventChunk::kEvents;
        if (at == 0) add_chunk(pool);
        last_->events[at] = event;
    }

    /// Calls `visit(event)` for each event, in order.
    template <class Visitor>
    void for_each(Visitor&& visit) const {
        std::size_t left = size_;
        for (const EventChunk* chunk = first_; left > 0; chunk = chunk->next) {
            const std::size_t here = left < EventChunk::kEvents ? left : EventChunk::kEvents;
            for (std::size_t i = 0; i < here; ++i) visit(chunk->events[i]);
            left -= here;
        }
    }

    /// The same, and leaves the bucket empty. `visit` may append to other buckets of the pool.
    template <class Visitor>
    void drain(EventChunkPool& pool, Visitor&& visit) {
        EventChunk* chunk = first_;
        for (std::size_t left = size_; left > 0;) {
            const std::size_t here = left < EventChunk::kEvents ? left : EventChunk::kEvents;
            for (std::size_t i = 0; i < here; ++i) visit(chunk->events[i]);
            left -= here;
            EventChunk* const next = chunk->next;
            pool.give_back(chunk);
            chunk = next;
        }
        *this = {};
    }

  private:
    void add_chunk(EventChunkPool& pool) {
        EventChunk* const chunk = pool.take();
        if (first_ == nullptr)
            first_ = chunk;
        else
            last_->next = chunk;
        last_ = chunk;
    }

    EventChunk* first_ = nullptr;
    EventChunk* last_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace sim
