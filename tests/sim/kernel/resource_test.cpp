// SPDX-License-Identifier: MIT
// clang-format off: rapidcheck's header needs gtest's before it
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
// clang-format on

#include <algorithm>
#include <memory>
#include <vector>

#include "sim/base/check.h"
#include "sim/base/random.h"
#include "sim/kernel/resource.h"

namespace sim {
namespace {

SimTime at(Duration since_start) {
    return SimTime{} + since_start;
}

struct World {
    explicit World(std::uint32_t servers) : resource(simulation, simulation.add_actor("owner"), "cpu", servers) {}
    void submit(Duration service) {
        resource.run(service, [this] { ended.push_back(simulation.now()); });
    }
    void run_until(Duration time) { simulation.run_until(at(time)); }

    Simulation simulation{1};
    Resource resource;
    std::vector<SimTime> ended;
};

TEST(Resource, serves_in_order_of_arrival) {
    World world(1);
    world.submit(10_ms);
    world.submit(1_ms);
    world.submit(0_ms);
    EXPECT_EQ(world.resource.in_system(), 3U);
    EXPECT_EQ(world.resource.waiting(), 2U);
    world.run_until(1_s);
    EXPECT_EQ(world.ended, (std::vector{at(10_ms), at(11_ms), at(11_ms)}));
    EXPECT_EQ(world.resource.busy_time(), 11_ms);
    EXPECT_EQ(world.resource.total_waiting(), 10_ms + 11_ms);
    EXPECT_EQ(world.resource.total_sojourn(), 10_ms + 11_ms + 11_ms);
    world.resource.check_laws();
}

TEST(Resource, runs_as_many_at_once_as_it_has_servers) {
    World world(3);
    for (int i = 0; i < 4; ++i) world.submit(10_ms);
    EXPECT_EQ(world.resource.waiting(), 1U);
    world.run_until(10_ms);
    EXPECT_EQ(world.resource.in_system(), 1U);
    EXPECT_EQ(world.resource.departures(), 3U);
    world.run_until(1_s);
    EXPECT_EQ(world.ended.back(), at(20_ms));
    EXPECT_EQ(world.resource.busy_time(), 40_ms);
    EXPECT_EQ(world.resource.arrivals(), 4U);
    world.resource.check_laws();
}

TEST(Resource, busy_time_counts_service_up_to_now) {
    World world(2);
    world.submit(10_ms);
    world.submit(4_ms);
    world.run_until(6_ms);
    world.simulation.at(at(7_ms), world.simulation.add_actor("clock"), "test", [] {});
    world.run_until(7_ms);
    EXPECT_EQ(world.resource.busy_time(), 7_ms + 4_ms);
    world.resource.check_laws();
}

TEST(Resource, a_finished_job_may_submit_the_next) {
    World world(1);
    int rounds = 0;
    // Each round moves a closure that cannot be copied.
    struct Loop {
        World& world;
        int& rounds;
        void submit() const {
            world.resource.run(1_ms, [this, token = std::make_unique<int>(1)] {
                rounds += *token;
                if (rounds < 5) submit();
            });
        }
    };
    const Loop loop{world, rounds};
    loop.submit();
    world.run_until(1_s);
    EXPECT_EQ(rounds, 5);
    EXPECT_EQ(world.simulation.now(), at(5_ms));
    EXPECT_EQ(world.resource.in_system(), 0U);
}

TEST(Resource, the_server_is_free_before_done_runs) {
    World world(1);
    std::size_t seen = 99;
    world.resource.run(1_ms, [&] { seen = world.resource.in_system(); });
    world.run_until(1_s);
    EXPECT_EQ(seen, 0U);
}

TEST(Resource, refuses_no_servers_and_negative_service) {
    Simulation simulation(1);
    const ActorId actor = simulation.add_actor("owner");
    EXPECT_THROW(Resource(simulation, actor, "none", 0), InvariantViolation);
    Resource resource(simulation, actor, "one", 1);
    EXPECT_THROW(resource.run(Duration::from_ns(-1), [] {}), InvariantViolation);
}

struct Customer {
    SimTime arrival;
    Duration service;
};

/// When each ends, by Kiefer and Wolfowitz (1955): the next takes the server that is free first.
std::vector<SimTime> expected_ends(const std::vector<Customer>& customers, std::size_t servers) {
    std::vector<SimTime> free(servers);
    std::vector<SimTime> ends;
    for (const Customer& customer : customers) {
        const auto first = std::min_element(free.begin(), free.end());
        *first = std::max(*first, customer.arrival) + customer.service;
        ends.push_back(*first);
    }
    return ends;
}

/// Arrivals and services of whole milliseconds, so that much happens at one instant.
std::vector<Customer> draw_customers(std::uint64_t seed, std::uint64_t count, std::uint64_t longest_service) {
    const RandomStream draws(seed, Purpose::named("test.customers"), 0);
    std::vector<Customer> customers;
    SimTime time;
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto words = draws.words(i);
        time += 1_ms * static_cast<std::int64_t>(words[0] % 4);
        customers.push_back({time, 1_ms * static_cast<std::int64_t>(words[1] % longest_service)});
    }
    return customers;
}

RC_GTEST_PROP(Resource, ends_as_the_recursion_says_and_keeps_the_laws, ()) {
    const auto servers = *rc::gen::inRange<std::uint32_t>(1, 9);
    const auto customers = draw_customers(*rc::gen::arbitrary<std::uint64_t>(), *rc::gen::inRange<std::uint64_t>(1, 60),
                                          *rc::gen::inRange<std::uint64_t>(1, 20));
    World world(servers);
    std::vector<SimTime> ends(customers.size());
    const ActorId source = world.simulation.add_actor("source");
    for (std::size_t i = 0; i < customers.size(); ++i)
        world.simulation.at(customers[i].arrival, source, "arrival", [&, i] {
            world.resource.run(customers[i].service, [&, i] { ends[i] = world.simulation.now(); });
        });
    Duration offered;
    for (const Customer& customer : customers) offered += customer.service;
    while (world.simulation.step()) {
        world.resource.check_laws();
        RC_ASSERT(world.resource.busy_time() <= offered);
    }
    RC_ASSERT(ends == expected_ends(customers, servers));
    RC_ASSERT(world.resource.busy_time() == offered);
    RC_ASSERT(world.resource.in_system() == 0U);
}

}  // namespace
}  // namespace sim
