// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "sim/base/time.h"

namespace sim {

/// One pending event: 32 bytes, moved by value. Larger payloads stay in a slab and are named by `argument`.
struct Event {
    SimTime time;             ///< Not negative.
    std::uint64_t order = 0;  ///< Breaks ties: origin actor << 40 | the origin's own count. Unique.
    std::uint64_t argument = 0;
    std::uint32_t handler = 0;
    std::uint32_t reserved = 0;

    /// By time, then by order: one comparison of 128 bits, which takes no branch.
    friend constexpr bool operator<(const Event& a, const Event& b) { return a.key() < b.key(); }

  private:
    __extension__ using Key = unsigned __int128;
    [[nodiscard]] constexpr Key key() const {
        return static_cast<Key>(static_cast<std::uint64_t>(time.ns())) << 64 | order;
    }
};
static_assert(sizeof(Event) == 32);

}  // namespace sim
