// SPDX-License-Identifier: MIT
#include "models/executor/scheduler.h"

#include <algorithm>
#include <functional>
#include <mutex>

#include "sim/base/check.h"

namespace models {

namespace {

/// Bounds of the trust in results from ahead: what one that did not stand costs weighs as much as four that did.
constexpr int kMostTrust = 8;
constexpr int kLeastTrust = -8;
constexpr int kDisappointment = 4;

}  // namespace

void Scheduler::reset(TxIndex count, int trust, TxIndex headstart) {
    headstart_ = headstart;
    if (count > capacity_) {
        states_ = std::make_unique<TxState[]>(count);
        capacity_ = count;
    }
    for (TxIndex tx = 0; tx < count; ++tx) {
        states_[tx].word.store(pack(Status::Ready, 0), std::memory_order_relaxed);
        states_[tx].frontier_only = false;
        states_[tx].first_dependent = kNobody;
        states_[tx].next_dependent = kNobody;
    }
    count_ = count;
    frontier_ = 0;
    frontier_taken_ = false;
    trust_ = std::min(trust, kMostTrust);
    execution_index_ = 0;
    sweep_next_ = sweep_end_ = 0;
    sweeps_ = 0;
    resumed_.clear();
    resumed_count_ = 0;
    done_ = count == 0;
}

bool Scheduler::try_change(TxIndex tx, std::uint32_t from, std::uint32_t to) {
    return states_[tx].word.compare_exchange_strong(from, to);
}

Task Scheduler::next_task() {
    if (done()) return {};
    if (const Task task = take_frontier()) return task;
    if (const Task task = take_resumed()) return task;
    if (const Task task = take_validation()) return task;
    return take_execution();
}

Task Scheduler::take_frontier() {
    if (!frontier_has_task() || frontier_taken_.exchange(true)) return {};
    return frontier_task();
}

bool Scheduler::frontier_has_task() const {
    if (frontier_taken_.load(std::memory_order_relaxed)) return false;
    const TxIndex tx = frontier();
    if (tx >= count_) return false;
    const Status status = status_of(states_[tx].word.load(std::memory_order_relaxed));
    return status == Status::Ready || status == Status::Executed ||
           (status == Status::Executing && trust_.load(std::memory_order_relaxed) <= 0);
}

/// By who has taken the frontier; gives it back if there is nothing to do.
Task Scheduler::frontier_task() {
    const TxIndex tx = frontier_.load(std::memory_order_relaxed);
    if (tx >= count_) {
        done_.store(true, std::memory_order_release);
        return {};
    }
    const std::uint32_t word = states_[tx].word.load();
    const Incarnation incarnation = incarnation_of(word);
    switch (status_of(word)) {
        case Status::Ready:
            if (try_change(tx, word, pack(Status::Executing, incarnation)))
                return {Task::Kind::Finalize, {tx, incarnation}};
            break;
        case Status::Executed:
            if (try_change(tx, word, pack(Status::Settling, incarnation)))
                return {Task::Kind::Settle, {tx, incarnation}};
            break;
        case Status::Executing:
            // Another worker is at it, on what is most probably out of date by now: take it over.
            if (trust_.load(std::memory_order_relaxed) <= 0 &&
                try_change(tx, word, pack(Status::Executing, incarnation + 1)))
                return {Task::Kind::Finalize, {tx, incarnation + 1}};
            break;
        default:
            break;
    }
    frontier_taken_.store(false, std::memory_order_release);
    return {};
}

std::optional<Version> Scheduler::extend_settling(TxIndex tx) {
    if (tx >= count_) return std::nullopt;
    const std::uint32_t word = states_[tx].word.load();
    if (status_of(word) != Status::Executed) return std::nullopt;
    if (!try_change(tx, word, pack(Status::Settling, incarnation_of(word)))) return std::nullopt;
    return Version{tx, incarnation_of(word)};
}

void Scheduler::give_back(Version version) {
    states_[version.tx].word.store(pack(Status::Executed, version.incarnation));
}

void Scheduler::finish_settled(TxIndex begin, TxIndex end) {
    for (TxIndex tx = begin; tx < end; ++tx)
        finish(tx, pack(Status::Settled, incarnation_of(states_[tx].word.load(std::memory_order_relaxed))));
    frontier_.store(end, std::memory_order_release);
}

Task Scheduler::refute(TxIndex begin, TxIndex end) {
    finish_settled(begin, end);
    const Version next{end, incarnation_of(states_[end].word.load(std::memory_order_relaxed)) + 1};
    states_[end].word.store(pack(Status::Executing, next.incarnation));
    return {Task::Kind::Finalize, next};
}

void Scheduler::give_up(TxIndex begin, TxIndex end) {
    finish_settled(begin, end);
    halt();
}

Task Scheduler::settle(TxIndex begin, TxIndex end) {
    finish_settled(begin, end);
    return frontier_task();
}

/// Changes the status to one at which nobody needs to wait for `tx`.
void Scheduler::finish(TxIndex tx, std::uint32_t word) {
    TxState& state = states_[tx];
    TxIndex dependents = kNobody;
    {
        const std::scoped_lock lock(state.dependents_lock);
        state.word.store(word);
        std::swap(dependents, state.first_dependent);
    }
    if (dependents != kNobody) resume_dependents(dependents);
}

bool Scheduler::try_publish(Version version) {
    return try_change(version.tx, pack(Status::Executing, version.incarnation),
                      pack(Status::Publishing, version.incarnation));
}

void Scheduler::published(Version version, std::uint64_t locations) {
    states_[version.tx].locations.store(locations, std::memory_order_relaxed);
    finish(version.tx, pack(Status::Executed, version.incarnation));
}

Scheduler::Wait Scheduler::add_dependency(Version waiting, TxIndex blocking) {
    CHECK(blocking < waiting.tx);
    TxState& blocker = states_[blocking];
    const std::scoped_lock lock(blocker.dependents_lock);
    if (!is_current(waiting)) return Wait::Lost;
    const Status status = status_of(blocker.word.load());
    if (status == Status::Executed || status == Status::Settling || status == Status::Settled) return Wait::RunAgain;
    // The link first: who is at the frontier may not take over a transaction that sleeps.
    states_[waiting.tx].next_dependent = blocker.first_dependent;
    if (!try_change(waiting.tx, pack(Status::Executing, waiting.incarnation),
                    pack(Status::Aborting, waiting.incarnation)))
        return Wait::Lost;
    blocker.first_dependent = waiting.tx;
    return Wait::Sleeps;
}

bool Scheduler::try_abort(Version version) {
    return try_change(version.tx, pack(Status::Executed, version.incarnation),
                      pack(Status::Aborting, version.incarnation));
}

Task Scheduler::aborted(TxIndex tx) {
    const Incarnation next = incarnation_of(states_[tx].word.load()) + 1;
    states_[tx].word.store(pack(Status::Executing, next));
    return {Task::Kind::Execute, {tx, next}};
}

std::optional<Version> Scheduler::try_incarnate(TxIndex tx) {
    const std::uint32_t word = states_[tx].word.load();
    if (status_of(word) != Status::Ready) return std::nullopt;
    if (!try_change(tx, word, pack(Status::Executing, incarnation_of(word)))) return std::nullopt;
    return Version{tx, incarnation_of(word)};
}

void Scheduler::resume_dependents(TxIndex first) {
    const std::scoped_lock lock(resumed_lock_);
    for (TxIndex tx = first; tx != kNobody;) {
        const TxIndex next = states_[tx].next_dependent;
        states_[tx].word.store(pack(Status::Ready, incarnation_of(states_[tx].word.load()) + 1));
        resumed_.push_back(tx);
        std::push_heap(resumed_.begin(), resumed_.end(), std::greater<>());
        tx = next;
    }
    resumed_count_.store(static_cast<std::uint32_t>(resumed_.size()));
}

Task Scheduler::take_resumed() {
    if (resumed_count_.load(std::memory_order_relaxed) == 0) return {};
    const std::scoped_lock lock(resumed_lock_);
    while (!resumed_.empty()) {
        std::pop_heap(resumed_.begin(), resumed_.end(), std::greater<>());
        const TxIndex tx = resumed_.back();
        resumed_.pop_back();
        resumed_count_.store(static_cast<std::uint32_t>(resumed_.size()));
        if (const auto version = try_incarnate(tx)) return {Task::Kind::Execute, *version};
    }
    return {};
}

void Scheduler::validate(TxIndex first, const Outdated& outdated) {
    const std::scoped_lock lock(sweep_lock_);
    const TxIndex end = std::min(outdated.end, count_);
    if (sweep_next_.load() >= sweep_end_.load()) {
        sweep_next_.store(first);
        sweep_end_.store(first);
        sweep_locations_ = 0;
    }
    sweep_next_.store(std::min(first, sweep_next_.load()));
    sweep_end_.store(std::max(end, sweep_end_.load()));
    sweep_locations_ |= outdated.locations;
    sweeps_.fetch_add(1);
}

Task Scheduler::take_validation() {
    if (sweep_next_.load(std::memory_order_relaxed) >= sweep_end_.load(std::memory_order_relaxed)) return {};
    const std::scoped_lock lock(sweep_lock_);
    // What is at or below the frontier is looked at there.
    TxIndex tx = std::max(sweep_next_.load(), frontier() + 1);
    for (; tx < sweep_end_.load(); ++tx) {
        const std::uint32_t word = states_[tx].word.load();
        if (status_of(word) != Status::Executed) continue;
        if ((states_[tx].locations.load(std::memory_order_relaxed) & sweep_locations_) == 0) continue;
        sweep_next_.store(tx + 1);
        return {Task::Kind::Validate, {tx, incarnation_of(word)}};
    }
    sweep_next_.store(tx);
    return {};
}

/// What is next is left to who is at the frontier, if that has come up with what was begun ahead of it.
void Scheduler::keep_ahead() {
    TxIndex next = execution_index_.load(std::memory_order_relaxed);
    const TxIndex reached = frontier() + 1;
    while (next <= reached && !execution_index_.compare_exchange_weak(next, reached + headstart_)) {
    }
}

Task Scheduler::take_execution() {
    if (headstart_ != 0) keep_ahead();
    while (execution_index_.load(std::memory_order_relaxed) < count_) {
        const TxIndex tx = execution_index_.fetch_add(1);
        if (tx >= count_) break;
        if (states_[tx].frontier_only) continue;
        if (const auto version = try_incarnate(tx)) return {Task::Kind::Execute, *version};
    }
    return {};
}

void Scheduler::judge(bool stood) {
    // Several may judge at once: one of them then counts, which is as good.
    const int trust = trust_.load(std::memory_order_relaxed);
    trust_.store(stood ? std::min(trust + 1, kMostTrust) : std::max(trust - kDisappointment, kLeastTrust),
                 std::memory_order_relaxed);
}

bool Scheduler::has_candidates() const {
    if (done()) return false;
    if (frontier_has_task()) return true;
    return execution_index_.load() < count_ || sweep_next_.load() < sweep_end_.load() || resumed_count_.load() != 0;
}

}  // namespace models
