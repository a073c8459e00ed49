// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/base/time.h"

namespace sim {

/// One pending event: 32 bytes, moved by value. Larger payloads stay in a slab and are named by `argument`.
struct Event {
    SimTime time;
    std::uint64_t order = 0;  ///< Breaks ties: origin actor << 40 | the origin's own count. Unique.
    std::uint64_t argument = 0;
    std::uint32_t handler = 0;
    std::uint32_t reserved = 0;

    friend bool operator<(const Event& a, const Event& b) {
        return a.time != b.time ? a.time < b.time : a.order < b.order;
    }
};
static_assert(sizeof(Event) == 32);

/// Pending events in the total order (time, order): a 4-ary implicit heap of the records themselves.
class EventQueue {
  public:
    [[nodiscard]] bool empty() const { return heap_.empty(); }
    [[nodiscard]] std::size_t size() const { return heap_.size(); }
    /// The first event. The queue must not be empty.
    [[nodiscard]] const Event& top() const { return heap_.front(); }
    void push(const Event& event);
    /// Removes and returns the first event. The queue must not be empty.
    Event pop();
    void reserve(std::size_t events) { heap_.reserve(events); }

  private:
    static constexpr std::size_t kArity = 4;
    std::vector<Event> heap_;
};

}  // namespace sim
