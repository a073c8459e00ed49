// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "sim/base/check.h"
#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/kernel/action_slab.h"
#include "sim/kernel/simulation.h"

namespace sim {

/// k equal servers with one first-come-first-served queue in front of them; each caller says how long its service
/// takes. Accounts exactly, in integers, for what queueing theory relates: number in system over time, sojourn,
/// waiting, busy.
class Resource {
  public:
    /// `owner` is the actor whose events the ends of service are.
    Resource(Simulation& simulation, ActorId owner, std::string name, std::uint32_t servers);
    Resource(const Resource&) = delete;
    Resource& operator=(const Resource&) = delete;

    /// Asks for `service` (>= 0) of one server; `done()` runs when it has been given. It is moved, never copied.
    template <class F>
    void run(Duration service, F&& done) {
        CHECK(service >= Duration{});
        arrive({.arrival = simulation_.now(), .service = service, .done = actions_.store(std::forward<F>(done))});
    }

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] std::uint32_t servers() const { return servers_; }
    [[nodiscard]] std::size_t in_system() const { return waiting_.size() + busy_; }
    [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }
    [[nodiscard]] std::uint64_t arrivals() const { return arrivals_; }
    [[nodiscard]] std::uint64_t departures() const { return departures_; }
    /// Server-time used up to now: the integral of the number of busy servers.
    [[nodiscard]] Duration busy_time() const;
    /// Time in system and time in queue, summed over all who have left (for means: divide by departures()).
    [[nodiscard]] Duration total_sojourn() const { return Duration::from_ns(static_cast<std::int64_t>(sojourn_)); }
    [[nodiscard]] Duration total_waiting() const { return Duration::from_ns(static_cast<std::int64_t>(waited_)); }

    /// CHECKs as integer identities, at any instant: Little's law (the integral of the number in system = the sum of
    /// all stays, those not ended clipped at now), the same for the queue alone, the utilisation law (the integral of
    /// busy servers = all service given, clipped at now) and flow balance.
    void check_laws() const;

  private:
    __extension__ using Wide = __int128;
    struct Job {
        SimTime arrival;
        Duration service;
        std::uint64_t done = 0;  ///< Slot of actions_.
        SimTime start = {};
    };

    void arrive(const Job& job);
    void start(Job job);
    void finish(std::uint64_t slot);
    /// Brings the integrals up to now.
    void integrate();
    [[nodiscard]] Wide elapsed() const { return (simulation_.now() - last_change_).ns(); }

    Simulation& simulation_;
    std::string name_;
    std::uint32_t servers_;
    HandlerId finish_handler_;
    ActionSlab actions_;
    std::uint32_t busy_ = 0;
    std::deque<Job> waiting_;
    std::vector<Job> in_service_;  ///< Slots; the free ones are listed in free_slots_.
    std::vector<bool> slot_used_;
    std::vector<std::uint64_t> free_slots_;
    std::uint64_t arrivals_ = 0;
    std::uint64_t departures_ = 0;
    SimTime last_change_;
    Wide area_in_system_ = 0;  ///< Integral of the number in system, in customer-nanoseconds.
    Wide area_waiting_ = 0;
    Wide area_busy_ = 0;
    Wide sojourn_ = 0;  ///< Of those who left.
    Wide waited_ = 0;
    Wide served_ = 0;
};

}  // namespace sim
