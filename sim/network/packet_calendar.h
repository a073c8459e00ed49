// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/base/check.h"
#include "sim/base/time.h"

namespace sim {

/// What a packet calendar keeps of a packet.
struct Packet {
    std::uint32_t transfer = 0;
    bool first_hop = false;  ///< To be forwarded.
};

/// The packets that are on their way to one node, by the time at which each would start on an idle downlink: kept by
/// steps of 2^20 ns (1.05 ms), of which each needs one event instead of one a packet. A step is opened at its start and
/// sorted then. A packet that is announced when its step is open already (its link is shorter than what is left of the
/// step) is not taken here: it is served at once, after those of the step.
class PacketCalendar {
  public:
    static constexpr int kStepBits = 20;
    static constexpr std::uint32_t kTransfers = 1U << 11;  ///< Different ones at a time.

    [[nodiscard]] static std::uint64_t step_of(SimTime time) {
        return static_cast<std::uint64_t>(time.since_start().ns()) >> kStepBits;
    }
    [[nodiscard]] static SimTime start_of(std::uint64_t step) {
        return SimTime{} + Duration::from_ns(static_cast<std::int64_t>(step << kStepBits));
    }

    [[nodiscard]] bool is_open(std::uint64_t step) const { return step < opened_; }

    /// Takes a packet of a step that is not open; true if it is the step's first. `now` bounds what may lie before it.
    bool add(SimTime start, Packet packet, SimTime now) {
        const std::uint64_t step = step_of(start);
        CHECK(!is_open(step) && packet.transfer < kTransfers);
        const std::uint64_t current = step_of(now);
        if (step - current >= steps_.size()) grow(step - current + 1, current);
        std::vector<std::uint32_t>& entries = steps_[step & (steps_.size() - 1)];
        const auto offset = static_cast<std::uint32_t>(start.since_start().ns() & ((1 << kStepBits) - 1));
        entries.push_back(offset << 12 | packet.transfer << 1 | (packet.first_hop ? 1U : 0U));
        ++waiting_;
        return entries.size() == 1;
    }

    /// Opens a step: calls `take(start, packet)` for each of its packets in order of time. It may add to later steps.
    template <class F>
    void open(std::uint64_t step, F&& take) {
        CHECK(!is_open(step));
        opened_ = step + 1;
        entries_.clear();
        entries_.swap(steps_[step & (steps_.size() - 1)]);
        waiting_ -= entries_.size();
        std::sort(entries_.begin(), entries_.end());
        for (const std::uint32_t entry : entries_)
            take(start_of(step) + Duration::from_ns(entry >> 12),
                 Packet{.transfer = entry >> 1 & (kTransfers - 1), .first_hop = (entry & 1) != 0});
    }

    [[nodiscard]] std::uint64_t waiting() const { return waiting_; }

  private:
    void grow(std::uint64_t wanted, std::uint64_t current) {
        std::uint64_t size = std::max<std::uint64_t>(steps_.size(), 64);
        while (size < wanted) size *= 2;
        std::vector<std::vector<std::uint32_t>> larger(size);
        for (std::uint64_t step = current; step < current + steps_.size(); ++step)
            larger[step & (size - 1)].swap(steps_[step & (steps_.size() - 1)]);
        steps_.swap(larger);
    }

    std::vector<std::vector<std::uint32_t>> steps_;  // a ring; entries are offset in the step, transfer, first hop
    std::vector<std::uint32_t> entries_;
    std::uint64_t opened_ = 0;
    std::uint64_t waiting_ = 0;
};

}  // namespace sim
