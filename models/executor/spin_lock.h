// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <thread>

namespace models {

/// A one-byte lock for sections of some tens of nanoseconds, of which there are many. Gives the core away when it waits
/// long, because the machine may have fewer cores than the pool has threads. Fits std::scoped_lock.
class SpinLock {
  public:
    void lock() noexcept {
        for (unsigned spins = 0; flag_.test_and_set(std::memory_order_acquire);) {
            while (flag_.test(std::memory_order_relaxed))
                if (++spins % kSpinsBeforeYield == 0) std::this_thread::yield();
        }
    }
    void unlock() noexcept { flag_.clear(std::memory_order_release); }

  private:
    static constexpr unsigned kSpinsBeforeYield = 128;
    std::atomic_flag flag_;
};

}  // namespace models
