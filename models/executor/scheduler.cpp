// SPDX-License-Identifier: MIT
#include "models/executor/scheduler.h"

#include <algorithm>
#include <functional>
#include <mutex>

#include "sim/base/check.h"

namespace models {

namespace {

/// index = min(index, target), atomically.
void lower(std::atomic<TxIndex>& index, TxIndex target) {
    TxIndex seen = index.load();
    while (seen > target && !index.compare_exchange_weak(seen, target)) {
    }
}

}  // namespace

void Scheduler::reset(TxIndex count) {
    if (count > capacity_) {
        states_ = std::make_unique<TxState[]>(count);
        capacity_ = count;
    }
    for (TxIndex tx = 0; tx < count; ++tx) {
        states_[tx].word.store(pack(Status::ReadyToExecute, 0), std::memory_order_relaxed);
        states_[tx].first_dependent = kNobody;
        states_[tx].next_dependent = kNobody;
    }
    count_ = count;
    execution_index_ = 0;
    validation_index_ = 0;
    active_tasks_ = 0;
    decreases_ = 0;
    resumed_.clear();
    resumed_count_ = 0;
    done_ = count == 0;
}

Task Scheduler::next_task() {
    while (!done()) {
        if (const auto version = take_resumed()) return {Task::Kind::Execute, *version};
        const TxIndex validation = validation_index_.load();
        const TxIndex execution = execution_index_.load();
        const bool validate = validation < execution && validation < count_;
        if (!validate && execution >= count_) {
            check_done();
            return {};
        }
        // The task counts as active before its index is taken: at no moment may it be neither pending nor active.
        active_tasks_.fetch_add(1);
        if (validate) {
            if (const auto version = executed_version(validation_index_.fetch_add(1)))
                return {Task::Kind::Validate, *version};
        } else if (const auto version = try_incarnate(execution_index_.fetch_add(1))) {
            return {Task::Kind::Execute, *version};
        }
        active_tasks_.fetch_sub(1);
    }
    return {};
}

Task Scheduler::finish_execution(Version version, bool outdated_readers) {
    TxState& state = states_[version.tx];
    TxIndex dependents = kNobody;
    {
        const std::scoped_lock lock(state.dependents_lock);
        CHECK(state.word.load() == pack(Status::Executing, version.incarnation));
        state.word.store(pack(Status::Executed, version.incarnation));
        std::swap(dependents, state.first_dependent);
    }
    resume_dependents(dependents);
    if (validation_index_.load() > version.tx) {
        if (!outdated_readers) return {Task::Kind::Validate, version};
        decrease_validation_index(version.tx);
    }
    active_tasks_.fetch_sub(1);
    return {};
}

bool Scheduler::add_dependency(TxIndex waiting, TxIndex blocking) {
    CHECK(blocking < waiting);
    TxState& blocker = states_[blocking];
    TxState& sleeper = states_[waiting];
    {
        const std::scoped_lock lock(blocker.dependents_lock);
        if (executed_version(blocking)) return false;
        const std::uint32_t word = sleeper.word.load();
        CHECK((word & 3U) == static_cast<std::uint32_t>(Status::Executing));
        sleeper.word.store(pack(Status::Aborting, word >> 2));
        sleeper.next_dependent = blocker.first_dependent;
        blocker.first_dependent = waiting;
    }
    active_tasks_.fetch_sub(1);
    return true;
}

bool Scheduler::try_validation_abort(Version version) {
    std::uint32_t expected = pack(Status::Executed, version.incarnation);
    return states_[version.tx].word.compare_exchange_strong(expected, pack(Status::Aborting, version.incarnation));
}

Task Scheduler::finish_validation(TxIndex tx, ValidationOutcome outcome) {
    if (outcome != ValidationOutcome::Upheld) {
        set_ready(tx);
        if (outcome == ValidationOutcome::Aborted) decrease_validation_index(tx + 1);
        if (execution_index_.load() > tx) {
            if (const auto version = try_incarnate(tx)) return {Task::Kind::Execute, *version};
        }
    }
    active_tasks_.fetch_sub(1);
    return {};
}

std::optional<Version> Scheduler::try_incarnate(TxIndex tx) {
    if (tx >= count_) return std::nullopt;
    std::uint32_t word = states_[tx].word.load();
    if ((word & 3U) != static_cast<std::uint32_t>(Status::ReadyToExecute)) return std::nullopt;
    if (!states_[tx].word.compare_exchange_strong(word, pack(Status::Executing, word >> 2))) return std::nullopt;
    return Version{tx, word >> 2};
}

std::optional<Version> Scheduler::executed_version(TxIndex tx) const {
    if (tx >= count_) return std::nullopt;
    const std::uint32_t word = states_[tx].word.load();
    if ((word & 3U) != static_cast<std::uint32_t>(Status::Executed)) return std::nullopt;
    return Version{tx, word >> 2};
}

void Scheduler::set_ready(TxIndex tx) {
    const std::uint32_t word = states_[tx].word.load();
    CHECK((word & 3U) == static_cast<std::uint32_t>(Status::Aborting));
    states_[tx].word.store(pack(Status::ReadyToExecute, (word >> 2) + 1));
}

void Scheduler::resume_dependents(TxIndex first) {
    if (first == kNobody) return;
    const std::scoped_lock lock(resumed_lock_);
    while (first != kNobody) {
        // Read the link first: once ready, the transaction may run and wait for another one.
        const TxIndex next = states_[first].next_dependent;
        active_tasks_.fetch_add(1);
        resumed_.push_back(first);
        std::push_heap(resumed_.begin(), resumed_.end(), std::greater<>());
        set_ready(first);
        first = next;
    }
    resumed_count_.store(static_cast<std::uint32_t>(resumed_.size()));
}

std::optional<Version> Scheduler::take_resumed() {
    if (resumed_count_.load() == 0) return std::nullopt;
    const std::scoped_lock lock(resumed_lock_);
    while (!resumed_.empty()) {
        std::pop_heap(resumed_.begin(), resumed_.end(), std::greater<>());
        const TxIndex tx = resumed_.back();
        resumed_.pop_back();
        resumed_count_.store(static_cast<std::uint32_t>(resumed_.size()));
        if (const auto version = try_incarnate(tx)) return version;
        active_tasks_.fetch_sub(1);  // The execution counter came by and another worker has it.
    }
    return std::nullopt;
}

void Scheduler::decrease_validation_index(TxIndex target) {
    lower(validation_index_, target);
    decreases_.fetch_add(1);
}

void Scheduler::check_done() {
    const std::uint64_t before = decreases_.load();
    const bool idle =
        execution_index_.load() >= count_ && validation_index_.load() >= count_ && active_tasks_.load() == 0;
    if (idle && decreases_.load() == before) done_.store(true, std::memory_order_release);
}

}  // namespace models
