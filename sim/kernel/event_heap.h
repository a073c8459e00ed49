// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include "sim/kernel/event.h"

namespace sim {

/// Pending events in the total order (time, order): a 4-ary implicit heap of the records themselves. Quick while it is
/// small: EventQueue keeps in it what is due very soon; benchmarks measure EventQueue against it.
class EventHeap {
  public:
    [[nodiscard]] bool empty() const { return heap_.empty(); }
    [[nodiscard]] std::size_t size() const { return heap_.size(); }
    /// The first event. The heap must not be empty.
    [[nodiscard]] const Event& next() const { return heap_.front(); }
    void push(const Event& event);
    /// Removes and returns the first event. The heap must not be empty.
    Event pop();

  private:
    static constexpr std::size_t kArity = 4;
    std::vector<Event> heap_;
};

}  // namespace sim
