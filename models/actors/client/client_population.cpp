// SPDX-License-Identifier: MIT
#include "models/actors/client/client_population.h"

#include <utility>

#include "models/chain/keccak.h"
#include "sim/base/check.h"
#include "sim/base/distribution.h"

namespace models {

namespace {

/// Mean time between two transactions of one of `regions` equal shares of `rate`, to the nanosecond.
sim::Duration mean_gap(sim::Frequency rate, std::uint32_t regions) {
    constexpr std::int64_t kNanosecondsTimesMilli = 1'000'000'000'000;
    return sim::Duration::from_ns(kNanosecondsTimesMilli * regions / rate.millihertz());
}

}  // namespace

ClientPopulation::ClientPopulation(const Environment& environment, const ClientParams& params, const Region& region)
    : environment_(environment),
      params_(params),
      region_(region),
      arrivals_(environment.simulation.seed(), sim::Purpose::named("client.arrival"), region.index),
      mean_gap_(mean_gap(params.rate, region.count)),
      click_handler_(
          environment.simulation.bind<&ClientPopulation::on_click>(environment.actor, "client.click", *this)) {}

void ClientPopulation::start(sim::SimTime begin, sim::SimTime stop) {
    CHECK(!rpc_nodes_.empty());
    stop_ = stop;
    arm(begin);
}

void ClientPopulation::arm(sim::SimTime after) {
    const sim::SimTime click = after + sim::exponential(arrivals_.bits(next_), mean_gap_);
    if (click < stop_) environment_.simulation.at(click, click_handler_, next_);
}

void ClientPopulation::on_click(std::uint64_t number) {
    std::optional<SourcedTransaction> sourced = environment_.source.next(region_.index, number);
    if (!sourced) return;
    ++next_;
    const std::size_t connection = sourced->sender_account / region_.count % rpc_nodes_.size();

    auto pending = std::make_shared<PendingTransaction>();
    pending->item = environment_.observer.on_submitted(static_cast<std::uint32_t>(sourced->kind), region_.entity);
    pending->rpc_node = rpc_nodes_[connection];
    pending->encoded = std::move(sourced->encoded);
    pending->hash = keccak256(pending->encoded);
    pending->transaction = std::move(sourced->transaction);
    auto message = std::make_shared<const SubmitTransaction>(SubmitTransaction{std::move(pending)});
    environment_.simulation.after(
        params_.last_mile, environment_.actor, "client.submit",
        [this, connection, message = std::move(message)] { submit_.send_to(connection, message); });
    arm(environment_.simulation.now());
}

}  // namespace models
