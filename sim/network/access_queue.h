// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "sim/base/quantity.h"
#include "sim/base/time.h"

namespace sim {

/// One direction of an access link: a server of constant rate with two lanes.
///
/// Packets of different connections interleave on a line, so a vote of 300 bytes does not wait behind a block of two
/// megabytes. Here urgent messages pass bulk ones (preemptive priority, the limit of small messages among large ones),
/// and each lane serves its own first come, first served. The rate is shared exactly: what an urgent message takes is
/// added to all bulk work that is not yet done.
struct AccessQueue {
    BitRate rate;
    SimTime free = {};       ///< When the last urgent message accepted so far is through.
    SimTime bulk_free = {};  ///< When all that was accepted so far is through, if any of it is bulk.
    Duration busy = {};      ///< Service time of all messages accepted so far.
    Duration pushed = {};    ///< By how much urgent messages have put off bulk work that was under way, in all.

    /// Each returns when a message that comes at `arrival` is through; bulk work may still be put off then.
    SimTime serve(SimTime arrival, Duration service) {
        if (bulk_free > arrival) {
            bulk_free += service;
            pushed += service;
        }
        free = std::max(arrival, free) + service;
        busy += service;
        return free;
    }
    SimTime serve_bulk(SimTime arrival, Duration service) {
        bulk_free = std::max({arrival, bulk_free, free}) + service;
        busy += service;
        return bulk_free;
    }
    /// How long an urgent message that comes now waits.
    [[nodiscard]] Duration backlog(SimTime now) const { return free > now ? free - now : Duration{}; }
    /// How long a bulk message that comes now waits: the work of both lanes.
    [[nodiscard]] Duration bulk_backlog(SimTime now) const {
        return std::max(bulk_free > now ? bulk_free - now : Duration{}, backlog(now));
    }
};

}  // namespace sim
