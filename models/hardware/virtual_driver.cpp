// SPDX-License-Identifier: MIT
#include "models/hardware/virtual_driver.h"

#include <queue>
#include <vector>

#include "sim/base/check.h"

namespace models {

namespace {

/// A task in work: ordered by (end, worker), which is the order in which effects become visible.
struct Running {
    sim::Duration end;
    WorkerIndex worker = 0;
    auto operator<=>(const Running&) const = default;
};

/// The clock, the tasks in work and the workers without one.
class VirtualRun {
  public:
    VirtualRun(BlockStm& stm, WorkerIndex workers, const std::function<sim::Duration(const StartedTask&)>& time_of,
               sim::Duration wake)
        : stm_(stm), time_of_(time_of), tasks_(workers) {
        for (WorkerIndex worker = 0; worker < workers; ++worker) {
            if (worker == 0 || wake == sim::Duration{})
                parked_.push(worker);
            else
                running_.push({wake, worker});  // Without a task: it only comes to itself then.
        }
    }

    VirtualSchedule run() {
        wake();
        while (!running_.empty() && !stm_.done()) {
            const auto [end, worker] = running_.top();
            running_.pop();
            schedule_.makespan = end;
            Task task = tasks_[worker].task ? stm_.finish(worker, tasks_[worker]) : Task{};
            if (!task) task = stm_.next_task();
            if (task)
                begin(worker, task);
            else
                parked_.push(worker);
            wake();
        }
        CHECK(stm_.done());
        // What nobody wants any more is left off.
        for (; !running_.empty(); running_.pop())
            if (tasks_[running_.top().worker].task) schedule_.busy -= running_.top().end - schedule_.makespan;
        return schedule_;
    }

  private:
    template <class T>
    using LowestFirst = std::priority_queue<T, std::vector<T>, std::greater<>>;

    void begin(WorkerIndex worker, const Task& task) {
        tasks_[worker] = stm_.start(worker, task);
        const sim::Duration time = time_of_(tasks_[worker]);
        CHECK(time > sim::Duration{});
        schedule_.busy += time;
        running_.push({schedule_.makespan + time, worker});
    }

    /// Gives tasks to parked workers as long as there are some: a worker without a task costs nothing until then.
    void wake() {
        while (!parked_.empty() && stm_.has_candidates()) {
            const Task task = stm_.next_task();
            if (!task) return;
            const WorkerIndex worker = parked_.top();
            parked_.pop();
            begin(worker, task);
        }
    }

    BlockStm& stm_;
    const std::function<sim::Duration(const StartedTask&)>& time_of_;
    std::vector<StartedTask> tasks_;
    LowestFirst<Running> running_;
    LowestFirst<WorkerIndex> parked_;
    VirtualSchedule schedule_;
};

}  // namespace

VirtualSchedule run_virtual(BlockStm& stm, WorkerIndex workers,
                            const std::function<sim::Duration(const StartedTask&)>& time_of, sim::Duration wake) {
    return VirtualRun(stm, workers, time_of, wake).run();
}

}  // namespace models
