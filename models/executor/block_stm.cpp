// SPDX-License-Identifier: MIT
#include "models/executor/block_stm.h"

#include <mutex>
#include <utility>

#include "sim/base/check.h"

namespace models {

void BlockStm::begin(Block block) {
    CHECK(block.workers > 0);
    run_ = std::move(block.run);
    memory_.begin(block.base, block.beneficiary, block.count, block.storage_may_be_wiped);
    if (block.count > slot_capacity_) {
        slots_ = std::make_unique<TxSlot[]>(block.count);
        slot_capacity_ = block.count;
    }
    for (TxIndex tx = 0; tx < block.count; ++tx) {
        slots_[tx].reads.clear();
        slots_[tx].written.clear();
        if (block.sender) memory_.expect_nonce(tx, block.sender(tx), slots_[tx].written);
    }
    while (workers_.size() < block.workers) workers_.push_back(std::make_unique<Worker>(memory_));
    for (const auto& worker : workers_) worker->stats = {};
    scheduler_.reset(block.count);
}

StartedTask BlockStm::start(WorkerIndex worker, const Task& task) {
    StartedTask started;
    started.task = task;
    if (task.kind == Task::Kind::Execute)
        start_execution(*workers_[worker], worker, started);
    else
        start_validation(started);
    return started;
}

void BlockStm::start_execution(Worker& worker, WorkerIndex index, StartedTask& started) {
    worker.view.begin(started.task.version.tx);
    worker.result = run_(index, worker.view, started.task.version.tx);
    started.blocked_on = worker.view.blocked_on();
    started.accesses = worker.view.reads().size();
    if (!started.blocked_on) {
        started.work = worker.result.work;
        started.accesses += worker.result.writes.accounts.size() + worker.result.writes.slots.size();
        return;
    }
    // assumption: up to the estimate it cost its reads; the instructions between them are not counted.
    started.work.transactions = 1;
    started.work.account_reads = worker.view.account_reads();
    started.work.slot_reads = worker.view.slot_reads();
}

void BlockStm::start_validation(StartedTask& started) {
    const TxIndex tx = started.task.version.tx;
    TxSlot& slot = slots_[tx];
    const std::scoped_lock lock(slot.lock);
    for (const Read& read : slot.reads) {
        ++started.work.validated_reads;
        if (memory_.still_valid(tx, read)) continue;
        started.valid = false;
        started.written = slot.written.size();
        return;
    }
}

Task BlockStm::finish(WorkerIndex worker, const StartedTask& started) {
    Worker& self = *workers_[worker];
    return started.task.kind == Task::Kind::Execute ? finish_execution(self, started)
                                                    : finish_validation(self, started);
}

Task BlockStm::finish_execution(Worker& worker, const StartedTask& started) {
    const Version version = started.task.version;
    if (started.blocked_on) {
        ++worker.stats.blocked;
        if (started.blocked_on->location != nullptr) {
            const std::scoped_lock lock(slots_[version.tx].lock);
            memory_.expect_write(version.tx, *started.blocked_on->location, slots_[version.tx].written);
        }
        // If the awaited transaction has executed meanwhile, the same incarnation runs again.
        return scheduler_.add_dependency(version.tx, started.blocked_on->tx) ? Task{} : started.task;
    }
    ++worker.stats.executions;
    TxSlot& slot = slots_[version.tx];
    bool outdated = false;
    {
        const std::scoped_lock lock(slot.lock);
        slot.reads.swap(worker.view.reads());
        outdated = memory_.publish(version, worker.result.writes, worker.result.fee, slot.written);
    }
    std::swap(slot.result, worker.result);
    return scheduler_.finish_execution(version, outdated);
}

Task BlockStm::finish_validation(Worker& worker, const StartedTask& started) {
    const Version version = started.task.version;
    ++worker.stats.validations;
    if (started.valid || !scheduler_.try_validation_abort(version))
        return scheduler_.finish_validation(version.tx, ValidationOutcome::Upheld);
    ++worker.stats.aborts;
    const bool read = memory_.mark_estimates(version.tx, slots_[version.tx].written);
    return scheduler_.finish_validation(version.tx,
                                        read ? ValidationOutcome::Aborted : ValidationOutcome::AbortedUnread);
}

ConcurrencyStats BlockStm::stats() const {
    ConcurrencyStats sum;
    for (const auto& worker : workers_) sum += worker->stats;
    return sum;
}

}  // namespace models
