// SPDX-License-Identifier: MIT
#include "models/executor/block_stm.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "sim/base/check.h"

namespace models {

namespace {

/// Two workers have so little ahead of the frontier that trust must be earned; with more, most of what is ahead is not
/// what is next.
constexpr int kTrustAmongMany = 8;
/// Of two workers, one is at the frontier most of the time. What the other executes right ahead of it comes too late.
/// In a block of fewer transactions, though, these are too large a part.
constexpr TxIndex kHeadstartOfTwo = 4;
constexpr TxIndex kFewestForHeadstart = 2048;
/// When to give up: after so many transactions executed at the frontier, if for each that stood from ahead of it, or
/// would have if it had been earlier, there are so many of these. Being shared costs more than it gives then.
constexpr std::uint32_t kFinalizedToGiveUp = 8;
constexpr std::uint32_t kFinalizedForEachAhead = 4;
/// Or after so many while no other worker has come: a thread that sleeps takes up to a few hundred microseconds to.
constexpr std::uint32_t kFinalizedAlone = 400;
/// In a large block this may take longer: as long as that part of it is lost in vain, it is less than 2 % of its time.
constexpr std::uint32_t kShareAlone = 16;
/// Most results that one task settles.
constexpr TxIndex kMostSettled = kGuessedBeyond;  // No balance that it reads is a guess then.

}  // namespace

void BlockStm::begin(Block block) {
    CHECK(block.workers > 0);
    block_.emplace(std::move(block));
    memory_.begin(block_->base, block_->beneficiary, block_->storage_may_be_wiped);
    if (block_->count > slot_capacity_) {
        slots_ = std::make_unique<TxSlot[]>(block_->count);
        slot_capacity_ = block_->count;
    }
    recorded_ = false;
    make_ready();
}

void BlockStm::begin_again(WorkerIndex workers) {
    CHECK(recorded_ && workers > 0);
    block_->workers = workers;
    memory_.rewind();
    make_ready();
}

void BlockStm::make_ready() {
    while (workers_.size() < block_->workers) workers_.push_back(std::make_unique<Worker>(memory_, scheduler_));
    for (const auto& worker : workers_) worker->stats = {};
    finalized_ = finalized_alone_ = 0;
    finalized_gas_ = 0;
    from_ahead_ = 0;
    const bool many = block_->workers > 2;
    const bool keeps_ahead = !many && block_->patience && block_->count >= kFewestForHeadstart;
    scheduler_.reset(block_->count, many ? kTrustAmongMany : 0, keeps_ahead ? kHeadstartOfTwo : 0);
    for (TxIndex tx = 0; tx < block_->count; ++tx) {
        TxSlot& slot = slots_[tx];
        slot.from_record = false;
        slot.reads.clear();
        slot.writes.clear();
        slot.expected.clear();
        if (weight_of(tx) == 0) scheduler_.leave_to_frontier(tx);
    }
}

void BlockStm::record(BlockFirsts firsts) {
    Worker& worker = *workers_.front();
    if (traces_.size() < block_->count) traces_ = std::vector<Trace>(block_->count);
    for (TxIndex tx = 0; tx < block_->count; ++tx) {
        Trace& trace = traces_[tx];
        slots_[tx].recorded = &trace;
        trace.result = run(worker, 0, {tx, 0}, MultiVersionView::Mode::Recorded);
        firsts.count(trace.result);
        trace.reads.swap(worker.view.reads());
        trace.can_repeat = !worker.view.presumed_wrongly();
        memory_.resolve(tx, trace.result.writes, trace.reads, trace.writes);
        memory_.settle(tx, trace.writes, trace.result.fee);
    }
    recorded_ = true;
}

StartedTask BlockStm::start(WorkerIndex worker, const Task& task) {
    StartedTask started;
    started.task = task;
    switch (task.kind) {
        case Task::Kind::Execute:
            start_execution(*workers_[worker], worker, started);
            break;
        case Task::Kind::Finalize:
            start_final(*workers_[worker], worker, started);
            break;
        case Task::Kind::Settle:
            start_settling(started);
            break;
        default:
            start_validation(started);
            break;
    }
    return started;
}

TxResult BlockStm::run(Worker& worker, WorkerIndex index, Version version, MultiVersionView::Mode mode) {
    const bool presumes = block_->sender && mode != MultiVersionView::Mode::Final;
    worker.view.begin(version, mode, presumes ? std::optional(block_->sender(version.tx)) : std::nullopt);
    return block_->run(index, worker.view, version.tx);
}

void BlockStm::start_execution(Worker& worker, WorkerIndex index, StartedTask& started) {
    const Version version = started.task.version;
    started.sweeps = scheduler_.sweeps();
    started.is_ahead = scheduler_.frontier() < version.tx;
    started.lost = !scheduler_.is_current(version);
    started.work.transactions = 1;
    if (started.lost) return;
    if (recorded_ && slots_[version.tx].recorded->can_repeat && repeat(version.tx, started)) return;
    started.work = {};
    worker.result = run(worker, index, version, MultiVersionView::Mode::Ahead);
    started.blocked_on = worker.view.blocked_on();
    started.lost = worker.view.lost();
    started.accesses = worker.view.reads().size();
    if (!worker.view.blocked()) {
        // assumption: what is new to the block each incarnation of the transaction that meets it first pays for.
        started.work = worker.result.work;
        if (recorded_) {
            started.work.new_code_bytes = recorded_work(version.tx).new_code_bytes;
            started.work.new_reads = recorded_work(version.tx).new_reads;
        }
        started.accesses += worker.result.writes.accounts.size() + worker.result.writes.slots.size();
        return;
    }
    // assumption: up to the estimate it cost its reads; the instructions between them are not counted.
    started.work.transactions = 1;
    started.work.account_reads = worker.view.account_reads();
    started.work.slot_reads = worker.view.slot_reads();
}

/// Does the reads of the recorded execution again. True if that tells all: they give the same, or up to one that must
/// wait.
bool BlockStm::repeat(TxIndex tx, StartedTask& started) {
    const Trace& trace = *slots_[tx].recorded;
    started.work.transactions = 1;
    for (const Read& read : trace.reads) {
        if (read.begins == Read::Call::Account) ++started.work.account_reads;
        if (read.begins == Read::Call::Slot) ++started.work.slot_reads;
        if (read.kind != Read::Kind::Presumed) {
            bool same = false;
            started.blocked_on = memory_.repeat(tx, read, same);
            if (started.blocked_on) return true;
            if (!same) return false;
        }
        ++started.accesses;
    }
    started.repeats = true;
    started.work = trace.result.work;
    started.accesses += trace.result.writes.accounts.size() + trace.result.writes.slots.size();
    return true;
}

void BlockStm::start_final(Worker& worker, WorkerIndex index, StartedTask& started) {
    const TxIndex tx = started.task.version.tx;
    TxSlot& slot = slots_[tx];  // Nobody else cares for its result any more.
    if (!recorded_) slot.result = run(worker, index, started.task.version, MultiVersionView::Mode::Final);
    const TxResult& result = recorded_ ? slot.recorded->result : slot.result;
    started.work = result.work;
    started.accesses =
        result.work.account_reads + result.work.slot_reads + result.writes.accounts.size() + result.writes.slots.size();
}

bool BlockStm::stands(TxIndex tx, StartedTask& started) {
    TxSlot& slot = slots_[tx];
    const std::scoped_lock lock(slot.lock);
    for (const Read& read : slot.current_reads()) {
        const bool waits_for_frontier = read.kind == Read::Kind::Presumed && started.task.kind == Task::Kind::Validate;
        if (waits_for_frontier) continue;
        ++started.work.validated_reads;
        if (memory_.still_valid(tx, read)) continue;
        started.valid = false;
        started.written = slot.current_writes().size();
        return false;
    }
    return true;
}

void BlockStm::start_validation(StartedTask& started) {
    started.valid = stands(started.task.version.tx, started);
}

void BlockStm::start_settling(StartedTask& started) {
    // What this one wrote is visible already, so that the next can be looked at before it has settled.
    started.end = started.task.version.tx;
    while (stands(started.end, started)) {
        ++started.end;
        if (started.end - started.task.version.tx == kMostSettled || !take_next_to_settle(started.end)) return;
    }
}

/// Fees, however, become visible when their transactions have settled.
bool BlockStm::take_next_to_settle(TxIndex tx) {
    const std::optional<Version> taken = scheduler_.extend_settling(tx);
    if (!taken) return false;
    const std::vector<Read>& reads = slots_[tx].current_reads();
    if (std::ranges::none_of(reads, [&](const Read& read) { return memory_.depends_on_fees(read); })) return true;
    scheduler_.give_back(*taken);
    return false;
}

Task BlockStm::finish(WorkerIndex worker, const StartedTask& started) {
    Worker& self = *workers_[worker];
    switch (started.task.kind) {
        case Task::Kind::Execute:
            return started.blocked_on ? finish_blocked(self, started) : finish_execution(self, started);
        case Task::Kind::Finalize:
            return finish_final(self, started);
        case Task::Kind::Settle:
            return finish_settling(self, started);
        default:
            return finish_validation(self, started);
    }
}

Task BlockStm::finish_blocked(Worker& worker, const StartedTask& started) {
    const Version version = started.task.version;
    ++worker.stats.blocked;
    {
        const std::scoped_lock lock(slots_[version.tx].lock);
        if (scheduler_.is_current(version))
            memory_.expect_write(version.tx, *started.blocked_on->location, slots_[version.tx].expected);
    }
    // If the awaited transaction has executed meanwhile, the same incarnation runs again.
    const Scheduler::Wait wait = scheduler_.add_dependency(version, started.blocked_on->tx);
    return wait == Scheduler::Wait::RunAgain ? started.task : Task{};
}

Task BlockStm::finish_execution(Worker& worker, const StartedTask& started) {
    const Version version = started.task.version;
    ++worker.stats.executions;
    if (started.lost || !scheduler_.try_publish(version)) {
        judge_lost(worker, started);
        return {};
    }
    TxSlot& slot = slots_[version.tx];
    Outdated outdated;
    std::uint64_t read_bits = 0;
    {
        const std::scoped_lock lock(slot.lock);
        if (!started.repeats) {
            memory_.resolve(version.tx, worker.result.writes, worker.view.reads(), worker.writes);
            memory_.note_balance_readers(version.tx, worker.view.reads());
            outdated = memory_.publish(version.tx, worker.writes, slot.current_writes(), slot.expected);
            slot.reads.swap(worker.view.reads());
            slot.writes.swap(worker.writes);
        } else {
            memory_.note_balance_readers(version.tx, slot.recorded->reads);
            outdated = memory_.publish(version.tx, slot.recorded->writes, slot.current_writes(), slot.expected);
        }
        slot.from_record = started.repeats;
        for (const Read& read : slot.current_reads()) read_bits |= read.location->bits();
    }
    if (!started.repeats) slot.result = std::move(worker.result);
    scheduler_.published(version, read_bits);
    const bool was_passed_by = scheduler_.sweeps() != started.sweeps;
    if (outdated) scheduler_.validate(version.tx + 1, outdated);
    return was_passed_by ? Task{Task::Kind::Validate, version} : Task{};
}

/// Who is at the frontier did not wait for this result. Whether it should have: that is worth knowing for the next
/// time.
void BlockStm::judge_lost(Worker& worker, const StartedTask& started) {
    if (started.lost) return;
    const TxIndex tx = started.task.version.tx;
    if (!started.repeats) memory_.resolve(tx, worker.result.writes, worker.view.reads(), worker.writes);
    const std::vector<Read>& reads = started.repeats ? slots_[tx].recorded->reads : worker.view.reads();
    bool failed = false;
    bool stood = true;
    for (const Read& read : reads) {
        const std::optional<bool> valid = memory_.was_valid(tx, read);
        failed = failed || valid == false;
        stood = stood && valid == true;
    }
    scheduler_.judge(!failed);
    if (stood && started.is_ahead) from_ahead_.fetch_add(1, std::memory_order_relaxed);
}

Task BlockStm::finish_final(Worker& worker, const StartedTask& started) {
    const TxIndex tx = started.task.version.tx;
    TxSlot& slot = slots_[tx];
    ++worker.stats.executions;
    Outdated outdated;
    {
        const std::scoped_lock lock(slot.lock);
        if (!recorded_) {
            worker.view.reads().clear();
            memory_.resolve(tx, slot.result.writes, worker.view.reads(), worker.writes);
        }
        const std::vector<Write>& writes = recorded_ ? slot.recorded->writes : worker.writes;
        outdated = memory_.settle_unpublished(tx, writes, slot.current_writes(), slot.expected,
                                              recorded_ ? slot.recorded->result.fee : slot.result.fee);
        slot.from_record = recorded_;
    }
    if (const std::uint64_t weight = weight_of(tx); weight != 0) {
        const bool alone = !scheduler_.has_begun_ahead();
        ++(alone ? finalized_alone_ : finalized_);
        if (!alone) finalized_gas_ += std::min(weight, static_cast<std::uint64_t>(result(tx).gas_used.units()));
    }
    if (gives_up()) {
        scheduler_.give_up(tx, tx + 1);
        return {};
    }
    if (outdated) scheduler_.validate(tx + 1, outdated);
    return scheduler_.settle(tx, tx + 1);
}

bool BlockStm::gives_up() const {
    if (!block_->patience) return false;
    const bool in_vain = finalized_ >= kFinalizedToGiveUp && finalized_gas_ >= *block_->patience &&
                         finalized_ > kFinalizedForEachAhead * from_ahead_.load(std::memory_order_relaxed);
    const bool alone = finalized_alone_ >= std::max(kFinalizedAlone, block_->count / kShareAlone);
    return in_vain || alone;
}

Task BlockStm::finish_settling(Worker& worker, const StartedTask& started) {
    const TxIndex begin = started.task.version.tx;
    worker.stats.validations += started.end - begin;
    from_ahead_.fetch_add(started.end - begin, std::memory_order_relaxed);
    for (TxIndex tx = begin; tx < started.end; ++tx) {
        const TxSlot& slot = slots_[tx];
        if (recorded_ && !slot.from_record) CHECK(slot.result.gas_used == slot.recorded->result.gas_used);
        memory_.settle(tx, slot.current_writes(), result(tx).fee);
        scheduler_.judge(true);
    }
    if (started.valid) return scheduler_.settle(begin, started.end);
    ++worker.stats.validations;
    ++worker.stats.aborts;
    scheduler_.judge(false);
    const Outdated outdated = memory_.mark_estimates(started.end, slots_[started.end].current_writes());
    if (outdated) scheduler_.validate(started.end + 1, outdated);
    return scheduler_.refute(begin, started.end);
}

Task BlockStm::finish_validation(Worker& worker, const StartedTask& started) {
    const Version version = started.task.version;
    ++worker.stats.validations;
    if (started.valid || !scheduler_.try_abort(version)) return {};
    ++worker.stats.aborts;
    const Outdated outdated = memory_.mark_estimates(version.tx, slots_[version.tx].current_writes());
    if (outdated) scheduler_.validate(version.tx + 1, outdated);
    return scheduler_.aborted(version.tx);
}

ConcurrencyStats BlockStm::stats() const {
    ConcurrencyStats sum;
    for (const auto& worker : workers_) sum += worker->stats;
    return sum;
}

}  // namespace models
