// SPDX-License-Identifier: MIT
#include "sim/kernel/resource.h"

#include "sim/base/check.h"

namespace sim {

Resource::Resource(Simulation& simulation, ActorId owner, std::string name, std::uint32_t servers)
    : simulation_(simulation),
      name_(std::move(name)),
      servers_(servers),
      finish_handler_(simulation.bind<&Resource::finish>(owner, "resource.finish", *this)) {
    CHECK(servers > 0);
}

void Resource::integrate() {
    const Wide time = elapsed();
    area_in_system_ += time * static_cast<Wide>(in_system());
    area_waiting_ += time * static_cast<Wide>(waiting_.size());
    area_busy_ += time * busy_;
    last_change_ = simulation_.now();
}

void Resource::arrive(const Job& job) {
    integrate();
    ++arrivals_;
    if (busy_ < servers_)
        start(job);
    else
        waiting_.push_back(job);
}

void Resource::start(Job job) {
    ++busy_;
    job.start = simulation_.now();
    const Duration service = job.service;
    std::uint64_t slot = in_service_.size();
    if (free_slots_.empty()) {
        in_service_.push_back(job);
        slot_used_.push_back(true);
    } else {
        slot = free_slots_.back();
        free_slots_.pop_back();
        in_service_[slot] = job;
        slot_used_[slot] = true;
    }
    simulation_.after(service, finish_handler_, slot);
}

void Resource::finish(std::uint64_t slot) {
    integrate();
    const Job job = in_service_[slot];
    slot_used_[slot] = false;
    free_slots_.push_back(slot);
    --busy_;
    ++departures_;
    sojourn_ += (simulation_.now() - job.arrival).ns();
    waited_ += (job.start - job.arrival).ns();
    served_ += job.service.ns();
    if (!waiting_.empty()) {
        const Job next = waiting_.front();
        waiting_.pop_front();
        start(next);
    }
    actions_.run(job.done);
}

Duration Resource::busy_time() const {
    return Duration::from_ns(static_cast<std::int64_t>(area_busy_ + elapsed() * busy_));
}

void Resource::check_laws() const {
    const SimTime now = simulation_.now();
    Wide stays = sojourn_;
    Wide queued = waited_;
    Wide service = served_;
    for (const Job& job : waiting_) {
        stays += (now - job.arrival).ns();
        queued += (now - job.arrival).ns();
    }
    for (std::size_t slot = 0; slot < in_service_.size(); ++slot) {
        if (!slot_used_[slot]) continue;
        const Job& job = in_service_[slot];
        stays += (now - job.arrival).ns();
        queued += (job.start - job.arrival).ns();
        service += (now - job.start).ns();
    }
    CHECK(area_in_system_ + elapsed() * static_cast<Wide>(in_system()) == stays, name_ + ": Little's law");
    CHECK(area_waiting_ + elapsed() * static_cast<Wide>(waiting_.size()) == queued, name_ + ": Little's law, queue");
    CHECK(area_busy_ + elapsed() * busy_ == service, name_ + ": utilisation law");
    CHECK(service <= static_cast<Wide>(servers_) * now.since_start().ns(), name_ + ": capacity");
    CHECK(arrivals_ == departures_ + in_system(), name_ + ": flow balance");
}

}  // namespace sim
