// SPDX-License-Identifier: MIT
#include "sim/kernel/fingerprint.h"

#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sim/base/distribution.h"
#include "sim/base/random.h"
#include "sim/kernel/resource.h"
#include "sim/kernel/simulation.h"

namespace sim {
namespace {

constexpr Fingerprint::Link kLink = {.time_ns = 1, .order = 2, .label = 3, .argument = 4};

std::string after(const std::function<void(Fingerprint&)>& steps) {
    Fingerprint fingerprint;
    steps(fingerprint);
    return fingerprint.to_hex();
}

TEST(Fingerprint, every_part_and_the_order_count) {
    std::set<std::string> seen;
    const auto is_new = [&](const std::function<void(Fingerprint&)>& steps) {
        return seen.insert(after(steps)).second && after(steps) == after(steps);
    };
    EXPECT_TRUE(is_new([](Fingerprint&) {}));
    for (const Fingerprint::Link& link : {kLink, Fingerprint::Link{2, 2, 3, 4}, Fingerprint::Link{1, 3, 3, 4},
                                          Fingerprint::Link{1, 2, 4, 4}, Fingerprint::Link{1, 2, 3, 5}})
        EXPECT_TRUE(is_new([&](Fingerprint& f) { f.add(link); }));
    EXPECT_TRUE(is_new([](Fingerprint& f) { f.mix(9), f.add(kLink); }));
    EXPECT_TRUE(is_new([](Fingerprint& f) { f.add(kLink), f.mix(9); }));
    EXPECT_TRUE(is_new([](Fingerprint& f) { f.mix(9), f.mix(8), f.add(kLink); }));
    EXPECT_TRUE(is_new([](Fingerprint& f) { f.mix(8), f.mix(9), f.add(kLink); }));
    EXPECT_TRUE(is_new([](Fingerprint& f) { f.add(kLink), f.add(kLink); }));
}

TEST(Fingerprint, two_equal_errors_far_apart_do_not_cancel) {
    // What the 32-bit rotate-xor of a well-known simulator misses: the same bit flipped twice.
    const auto chain = [](std::uint64_t at, std::uint64_t distance, std::uint64_t error) {
        Fingerprint fingerprint;
        for (std::uint64_t i = 0; i < 80; ++i) fingerprint.mix(i ^ (i == at || i == at + distance ? error : 0));
        return fingerprint.to_hex();
    };
    std::set<std::string> seen = {chain(0, 0, 0)};
    for (std::uint64_t bit = 0; bit < 64; ++bit) EXPECT_TRUE(seen.insert(chain(5, 32, std::uint64_t{1} << bit)).second);
}

TEST(Fingerprint, is_the_same_on_every_machine) {
    EXPECT_EQ(after([](Fingerprint& f) { f.mix(1), f.add(kLink); }), "a4c55335b4d434f250595f60aa547fc3");
}

TEST(Fingerprint, keeps_a_checkpoint_each_4096_events) {
    Fingerprint fingerprint;
    std::string at_4096;
    for (std::int64_t i = 1; i <= 10'000; ++i) {
        fingerprint.add({.time_ns = i * 10});
        if (i == 4096) at_4096 = fingerprint.to_hex();
    }
    ASSERT_EQ(fingerprint.checkpoints().size(), 2U);
    EXPECT_EQ(fingerprint.checkpoints()[0].event, 4096U);
    EXPECT_EQ(fingerprint.checkpoints()[0].time.ns(), 40'960);
    EXPECT_EQ(fingerprint.checkpoints()[0].to_hex(), at_4096);
    EXPECT_EQ(fingerprint.checkpoints()[1].event, 8192U);
    EXPECT_EQ(fingerprint.events(), 10'000U);
}

/// A small world with random traffic, as a run under test.
class Station {
  public:
    Station(Simulation& simulation, const std::string& name, std::uint64_t entity)
        : simulation_(simulation),
          actor_(simulation.add_actor(name)),
          draws_(simulation.seed(), Purpose::named("test.station"), entity),
          resource_(simulation, actor_, name, 2),
          arrival_(simulation.bind<&Station::on_arrival>(actor_, "test.arrival", *this)) {
        simulation_.after(1_ms, arrival_, 0);
    }
    void on_arrival(std::uint64_t number) {
        const auto words = draws_.words(number);
        const Duration service = exponential(words[1], 1800_us);
        draws_made.push_back(service);
        resource_.run(service, [this, service] { simulation_.mix(static_cast<std::uint64_t>(service.ns())); });
        if (number < 3000) simulation_.after(exponential(words[0], 1_ms), arrival_, number + 1);
    }

    std::vector<Duration> draws_made;

  private:
    Simulation& simulation_;
    ActorId actor_;
    RandomStream draws_;
    Resource resource_;
    HandlerId arrival_;
};

TEST(Fingerprint, equals_for_equal_runs_and_differs_by_seed) {
    const auto run = [](std::uint64_t seed) {
        Simulation simulation(seed);
        Station station(simulation, "station", 0);
        simulation.run_until(SimTime::never());
        return simulation.fingerprint().to_hex();
    };
    EXPECT_EQ(run(1), run(1));
    EXPECT_NE(run(1), run(2));
}

TEST(Fingerprint, does_not_depend_on_slicing_the_run) {
    const auto run = [](Duration slice) {
        Simulation simulation(1);
        Station station(simulation, "station", 0);
        while (!simulation.run_until(simulation.now() + slice)) {
        }
        return simulation.fingerprint().to_hex();
    };
    const std::string whole = run(1'000_s);
    EXPECT_EQ(run(10_ms), whole);
    EXPECT_EQ(run(37_us), whole);
}

TEST(Simulation, adding_an_actor_moves_no_other_draws) {
    const auto draws = [](bool with_another) {
        Simulation simulation(1);
        Station station(simulation, "station", 0);
        std::optional<Station> another;
        if (with_another) another.emplace(simulation, "another", 1);
        simulation.run_until(SimTime::never());
        if (another) {
            EXPECT_NE(another->draws_made, station.draws_made);
        }
        return station.draws_made;
    };
    EXPECT_EQ(draws(false), draws(true));
}

}  // namespace
}  // namespace sim
