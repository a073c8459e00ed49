// SPDX-License-Identifier: MIT
#include "sim/kernel/event_heap.h"

#include <algorithm>

namespace sim {

void EventHeap::push(const Event& event) {
    heap_.push_back(event);
    std::size_t hole = heap_.size() - 1;
    while (hole > 0) {
        const std::size_t parent = (hole - 1) / kArity;
        if (!(event < heap_[parent])) break;
        heap_[hole] = heap_[parent];
        hole = parent;
    }
    heap_[hole] = event;
}

Event EventHeap::pop() {
    const Event first = heap_.front();
    const Event last = heap_.back();
    heap_.pop_back();
    const std::size_t size = heap_.size();
    if (size == 0) return first;
    std::size_t hole = 0;
    for (std::size_t child = 1; child < size; child = hole * kArity + 1) {
        std::size_t least = child;
        const std::size_t end = std::min(child + kArity, size);
        for (std::size_t i = child + 1; i < end; ++i)
            if (heap_[i] < heap_[least]) least = i;
        if (!(heap_[least] < last)) break;
        heap_[hole] = heap_[least];
        hole = least;
    }
    heap_[hole] = last;
    return first;
}

}  // namespace sim
