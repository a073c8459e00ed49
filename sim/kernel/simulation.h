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
#include "sim/kernel/event_queue.h"
#include "sim/kernel/fingerprint.h"

namespace sim {

using HandlerId = Id<struct HandlerTag>;  ///< A bound member function that events can call.

/// What orders the events of one instant: origin actor << 40 | how many events that actor had scheduled before. CHECKs
/// that both fit (2^24 actors, 2^40 events each).
[[nodiscard]] std::uint64_t order_key(ActorId origin, std::uint64_t count);

/// Clock and event queue. Events run in a total order: by time, then by (origin actor, that actor's own count), which
/// depends neither on memory addresses nor on who scheduled first. Single-threaded.
class Simulation {
  public:
    explicit Simulation(std::uint64_t seed);
    Simulation(const Simulation&) = delete;
    Simulation& operator=(const Simulation&) = delete;

    /// Time of the event that runs now or ran last, or the horizon that was reached.
    [[nodiscard]] SimTime now() const { return now_; }
    [[nodiscard]] std::uint64_t seed() const { return context_.seed; }
    [[nodiscard]] std::uint64_t events_executed() const { return fingerprint_.events(); }
    [[nodiscard]] std::size_t events_pending() const { return queue_.size(); }

    /// Actors are numbered in the order of their adding: part of the order of events at one instant.
    ActorId add_actor(std::string name);
    [[nodiscard]] const std::string& actor_name(ActorId actor) const { return actors_[actor.index()].name; }

    /// Binds `void (T::*)(std::uint64_t argument)` of `object`, which outlives the simulation's last event.
    template <auto Method, class T>
    HandlerId bind(ActorId owner, const char* label, T& object) {
        const auto call = [](void* target, std::uint64_t argument) { (static_cast<T*>(target)->*Method)(argument); };
        return add_handler({.owner = owner, .label = label, .object = &object, .call = call});
    }

    /// Schedules a bound handler as an event of its owner: nothing is allocated. CHECKs that `when` is not in the past.
    void at(SimTime when, HandlerId handler, std::uint64_t argument = 0);
    /// The same, `delay` (>= 0) from now.
    void after(Duration delay, HandlerId handler, std::uint64_t argument = 0) { at(later(delay), handler, argument); }

    /// Schedules a closure as an event of `origin`; `label` names the kind of event and outlives the simulation.
    template <class F>
    void at(SimTime when, ActorId origin, const char* label, F&& action) {
        const HandlerId handler = closure_handler(origin, label);
        push(when, handler, actions_.store(std::forward<F>(action)));
    }
    template <class F>
    void after(Duration delay, ActorId origin, const char* label, F&& action) {
        at(later(delay), origin, label, std::forward<F>(action));
    }

    /// Runs all events up to and including `horizon`. Returns true if none is left: now() is then the time of the last
    /// event; otherwise it is the horizon.
    bool run_until(SimTime horizon);
    /// Runs one event; false if there is none.
    bool step();
    /// Time of the next event, never() if there is none.
    [[nodiscard]] SimTime next_event_time() const { return queue_.next_time(); }

    /// Adds a payload's digest to the fingerprint of the event that runs now.
    void mix(std::uint64_t digest) { fingerprint_.mix(digest); }
    [[nodiscard]] const Fingerprint& fingerprint() const { return fingerprint_; }

    /// The command that CHECK prints to reproduce this run.
    void set_reproduce_command(std::string command) { context_.reproduce = std::move(command); }

  private:
    struct Actor {
        std::string name;
        std::uint64_t scheduled = 0;
    };
    struct Handler {
        ActorId owner;
        const char* label = "";
        void* object = nullptr;  ///< nullptr: a closure.
        void (*call)(void* object, std::uint64_t argument) = nullptr;
        std::uint64_t label_hash = 0;
    };

    HandlerId add_handler(Handler handler);
    HandlerId closure_handler(ActorId origin, const char* label);
    [[nodiscard]] SimTime later(Duration delay) const {
        CHECK(delay >= Duration{});
        CHECK(delay <= SimTime::never() - now_, "the delay reaches beyond the end of time");
        return now_ + delay;
    }
    void push(SimTime when, HandlerId handler, std::uint64_t argument);
    void dispatch(const Event& event);

    SimTime now_;
    RunContext context_;
    EventQueue queue_;
    ActionSlab actions_;
    std::deque<Actor> actors_;  ///< Names stay where they are, as the run context points to one.
    std::vector<Handler> handlers_;
    /// Per actor, the closure labels it has used: few, so a linear look is quick. Labels compare by content.
    std::vector<std::vector<HandlerId>> closure_handlers_;
    Fingerprint fingerprint_;
};

}  // namespace sim
