// SPDX-License-Identifier: MIT
#include "models/executor/thread_driver.h"

#include "sim/base/check.h"

namespace models {

ThreadDriver::ThreadDriver(WorkerIndex workers) {
    CHECK(workers > 0);
    threads_.reserve(workers - 1);
    for (WorkerIndex worker = 1; worker < workers; ++worker)
        threads_.emplace_back([this, worker](const std::stop_token& stop) { serve(stop, worker); });
}

ThreadDriver::~ThreadDriver() {
    for (std::jthread& thread : threads_) thread.request_stop();
}

void ThreadDriver::run(BlockStm& stm) {
    {
        const std::scoped_lock lock(mutex_);
        stm_ = &stm;
        unfinished_ = static_cast<WorkerIndex>(threads_.size());
        failure_ = nullptr;
        ++round_;
    }
    wake_.notify_all();
    work(stm, 0);
    std::unique_lock lock(mutex_);
    all_finished_.wait(lock, [this] { return unfinished_ == 0; });
    if (failure_) std::rethrow_exception(failure_);
}

void ThreadDriver::serve(const std::stop_token& stop, WorkerIndex worker) {
    for (std::uint64_t served = 0;;) {
        BlockStm* stm = nullptr;
        {
            std::unique_lock lock(mutex_);
            if (!wake_.wait(lock, stop, [&] { return round_ != served; })) return;
            served = round_;
            stm = stm_;
        }
        work(*stm, worker);
        const std::scoped_lock lock(mutex_);
        if (--unfinished_ == 0) all_finished_.notify_one();
    }
}

void ThreadDriver::work(BlockStm& stm, WorkerIndex worker) {
    try {
        for (Task task; !stm.done();) {
            if (!task) task = stm.next_task();
            if (task)
                task = stm.finish(worker, stm.start(worker, task));
            else
                std::this_thread::yield();
        }
    } catch (...) {
        stm.halt();
        const std::scoped_lock lock(mutex_);
        if (!failure_) failure_ = std::current_exception();
    }
}

}  // namespace models
