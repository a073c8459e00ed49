// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>

namespace sim {

/// While it lives, Ctrl-C and SIGTERM set a flag instead of ending the process; a second one ends it at once.
/// At most one may live at a time.
class InterruptGuard {
  public:
    InterruptGuard();
    ~InterruptGuard();
    InterruptGuard(const InterruptGuard&) = delete;
    InterruptGuard& operator=(const InterruptGuard&) = delete;

    [[nodiscard]] const std::atomic<bool>& flag() const;
    /// True if it was SIGTERM.
    [[nodiscard]] bool terminated() const;
};

}  // namespace sim
