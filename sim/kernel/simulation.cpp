// SPDX-License-Identifier: MIT
#include "sim/kernel/simulation.h"

#include <cstring>
#include <string_view>

#include "sim/base/random.h"

namespace sim {

namespace {

constexpr unsigned kCountBits = 40;  // of an event's order key; the actor's number stands above

}  // namespace

std::uint64_t order_key(ActorId origin, std::uint64_t count) {
    CHECK(origin.value >> (64 - kCountBits) == 0, "no more than 2^24 actors");
    CHECK(count >> kCountBits == 0, "an actor can schedule no more than 2^40 events");
    return static_cast<std::uint64_t>(origin.value) << kCountBits | count;
}

Simulation::Simulation(std::uint64_t seed) {
    context_.seed = seed;
}

ActorId Simulation::add_actor(std::string name) {
    CHECK(actors_.size() < std::size_t{1} << (64 - kCountBits), "no more than 2^24 actors");
    actors_.push_back({.name = std::move(name)});
    closure_handlers_.emplace_back();
    return ActorId(static_cast<std::uint32_t>(actors_.size() - 1));
}

HandlerId Simulation::add_handler(Handler handler) {
    CHECK(handler.owner.index() < actors_.size());
    handler.label_hash = Purpose::named(std::string_view(handler.label)).value;
    handlers_.push_back(handler);
    return HandlerId(static_cast<std::uint32_t>(handlers_.size() - 1));
}

HandlerId Simulation::closure_handler(ActorId origin, const char* label) {
    CHECK(origin.index() < actors_.size());
    for (const HandlerId known : closure_handlers_[origin.index()]) {
        const char* const other = handlers_[known.index()].label;
        if (other == label || std::strcmp(other, label) == 0) return known;
    }
    const HandlerId added = add_handler({.owner = origin, .label = label});
    closure_handlers_[origin.index()].push_back(added);
    return added;
}

void Simulation::at(SimTime when, HandlerId handler, std::uint64_t argument) {
    CHECK(handler.index() < handlers_.size());
    CHECK(handlers_[handler.index()].object != nullptr);
    push(when, handler, argument);
}

void Simulation::push(SimTime when, HandlerId handler, std::uint64_t argument) {
    CHECK(when >= now_, "an event cannot be scheduled in the past");
    const ActorId origin = handlers_[handler.index()].owner;
    queue_.push({.time = when,
                 .order = order_key(origin, actors_[origin.index()].scheduled++),
                 .argument = argument,
                 .handler = handler.value});
}

bool Simulation::step() {
    if (queue_.empty()) return false;
    const RunContextScope scope(context_);
    dispatch(queue_.pop());
    return true;
}

bool Simulation::run_until(SimTime horizon) {
    const RunContextScope scope(context_);
    while (!queue_.empty() && queue_.next().time <= horizon) dispatch(queue_.pop());
    if (queue_.empty()) return true;
    if (now_ < horizon) now_ = horizon;
    return false;
}

void Simulation::dispatch(const Event& event) {
    now_ = event.time;
    const Handler handler = handlers_[event.handler];  // by value: the handler may bind others
    context_.time_ns = now_.ns();
    context_.actor = actors_[handler.owner.index()].name.c_str();
    const bool closure = handler.object == nullptr;
    if (closure)
        actions_.run(event.argument);
    else
        handler.call(handler.object, event.argument);
    fingerprint_.add({.time_ns = now_.ns(),
                      .order = event.order,
                      .label = handler.label_hash,
                      .argument = closure ? 0 : event.argument});
}

}  // namespace sim
