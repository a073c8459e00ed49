// SPDX-License-Identifier: MIT
#include "models/executor/thread_driver.h"

#include <algorithm>

#include "sim/base/check.h"

namespace models {

namespace {

void pause() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

/// Waits for something that others do: the longer it takes, the less it disturbs them, and at last it gives the core
/// away, because the machine may have fewer of them than there are workers.
class Patience {
  public:
    void wait() {
        for (unsigned i = 0; i < pauses_; ++i) pause();
        if (pauses_ == kMostPauses) std::this_thread::yield();
        pauses_ = std::min(2 * pauses_, kMostPauses);
    }

  private:
    static constexpr unsigned kMostPauses = 64;
    unsigned pauses_ = 4;
};

}  // namespace

// If the system gives no more threads, the destructor ends those that there are: the delegate has made it a whole
// object.
ThreadDriver::ThreadDriver(WorkerIndex workers) : ThreadDriver() {
    CHECK(workers > 0);
    threads_.reserve(workers - 1);
    for (WorkerIndex worker = 1; worker < workers; ++worker) threads_.emplace_back([this, worker] { serve(worker); });
}

ThreadDriver::~ThreadDriver() {
    stops_ = true;
    wake();
}

void ThreadDriver::wake() {
    round_.fetch_add(1);
    round_.notify_all();
}

void ThreadDriver::run(BlockStm& stm) {
    stm_ = &stm;
    failure_ = nullptr;
    stm.share();  // Before anybody comes in: who wakes late from the last block need not wait for the call below.
    gate_.store(kOpen);
    if (!threads_.empty()) wake();
    work(stm, 0);
    gate_.fetch_and(~kOpen);
    for (Patience patience; gate_.load(std::memory_order_acquire) != 0;) patience.wait();
    if (failure_) std::rethrow_exception(failure_);
}

void ThreadDriver::serve(WorkerIndex worker) {
    for (std::uint32_t served = 0;;) {
        round_.wait(served);
        if (stops_) return;
        served = round_.load();
        if (!join()) continue;
        work(*stm_, worker);
        gate_.fetch_sub(1, std::memory_order_release);
    }
}

bool ThreadDriver::join() {
    std::uint32_t gate = gate_.load();
    while ((gate & kOpen) != 0)
        if (gate_.compare_exchange_weak(gate, gate + 1)) return true;
    return false;
}

void ThreadDriver::work(BlockStm& stm, WorkerIndex worker) {
    try {
        Patience patience;
        for (Task task; !stm.done();) {
            if (!task) task = stm.next_task();
            if (!task) {
                patience.wait();
                continue;
            }
            patience = {};
            task = stm.finish(worker, stm.start(worker, task));
        }
    } catch (...) {
        stm.halt();
        const std::scoped_lock lock(failure_mutex_);
        if (!failure_) failure_ = std::current_exception();
    }
}

}  // namespace models
