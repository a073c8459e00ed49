// SPDX-License-Identifier: MIT
#pragma once

#include "tests/models/consensus/cluster.h"

namespace models {

/// What a seed of a random-fault campaign is about: as in a swarm, few kinds of faults at a time.
struct CampaignPlan {
    std::vector<Stake> stakes;
    std::set<std::uint32_t> byzantine;  ///< With those that are mute: less than a third of the stake.
    std::set<std::uint32_t> mute;
    Faults faults;
    bool partitions = false;
    bool broken_links = false;  ///< One way each: some hear what others do not.
    bool outages = false;
};

/// What came of it. No violation and all honest nodes that execute went on after the heal: passed.
struct CampaignResult {
    std::vector<std::string> violations;
    std::uint64_t height = 0;  ///< Finalized by all that can.
    std::uint64_t messages = 0;
    std::size_t evidence = 0;
    std::uint64_t fingerprint = 0;
};

/// `bound`: of the ticks that finalizing three more blocks may take after the heal.
struct CampaignLimits {
    Tick chaos = 3000;
    Tick bound = 20'000;
};

[[nodiscard]] inline CampaignPlan draw_plan(std::uint64_t seed) {
    const sim::RandomStream stream(seed, sim::Purpose::named("test.campaign"), 0);
    std::uint64_t draws = 0;
    const auto random = [&](std::uint64_t bound) { return sim::uniform_below(stream.bits(draws++), bound); };
    const auto rate = [&](std::uint64_t most) {  // Of a fault that three in ten seeds have.
        return random(10) < 3 ? static_cast<unsigned>(1 + random(most)) : 0U;
    };
    CampaignPlan plan;
    const bool equal = random(2) == 0;
    Stake total = 0;
    for (std::uint64_t n = 4 + random(4); n > 0; --n) {
        plan.stakes.push_back(equal ? 1 : 1 + random(20));
        total += plan.stakes.back();
    }
    Stake faulty = 0;
    const auto add_faulty = [&](std::set<std::uint32_t>& to) {
        const auto v = static_cast<std::uint32_t>(random(plan.stakes.size()));
        if (plan.byzantine.contains(v) || plan.mute.contains(v) || 3 * (faulty + plan.stakes[v]) >= total) return;
        faulty += plan.stakes[v];
        to.insert(v);
    };
    if (random(10) < 6)
        for (int attempts = 0; attempts < 3; ++attempts) add_faulty(plan.byzantine);
    if (random(10) < 3) add_faulty(plan.mute);
    plan.faults = {.loss = rate(50),
                   .duplication = rate(50),
                   .withholding = rate(60),
                   .forging = rate(60),
                   .invalid_content = rate(100),
                   .longest_delay = random(10) < 3 ? 10 + random(300) : 10,
                   .wild_timers = random(10) < 3};
    plan.partitions = random(10) < 4;
    plan.broken_links = random(10) < 4;
    plan.outages = random(10) < 3;
    return plan;
}

/// Breaks a third, two thirds or none of all links.
template <class Protocol>
void break_links(Cluster<Protocol>& cluster) {
    const auto share = static_cast<unsigned>(33 * cluster.random(3));
    std::vector<bool> broken;
    for (std::size_t i = 0; i < cluster.size() * cluster.size(); ++i) broken.push_back(cluster.happens(share));
    cluster.filter = [broken = std::move(broken), n = cluster.size()](std::size_t from, std::size_t to, const auto&) {
        return broken[from * n + to];
    };
}

/// Two groups, or one again.
template <class Protocol>
void part(Cluster<Protocol>& cluster) {
    cluster.groups.clear();
    if (cluster.happens(40)) return;
    for (std::size_t n = 0; n < cluster.size(); ++n) cluster.groups.push_back(static_cast<unsigned>(cluster.random(2)));
}

/// Every 30 ticks, about once a phase of voting, something may change.
template <class Protocol>
void run_chaos(Cluster<Protocol>& cluster, const CampaignPlan& plan, Tick ticks) {
    for (const Tick end = cluster.now() + ticks; cluster.now() < end && cluster.oracle().violations().empty();) {
        if (plan.partitions && cluster.happens(40)) part(cluster);
        if (plan.broken_links && cluster.happens(40)) break_links(cluster);
        if (plan.outages && cluster.happens(40)) cluster.set_down(cluster.random(cluster.size()), cluster.happens(60));
        cluster.run_for(30);
    }
}

/// What remains after it: byzantine nodes, which equivocate but withhold and forge nothing, and mute ones.
template <class Protocol>
void heal(Cluster<Protocol>& cluster) {
    cluster.faults = {};
    cluster.groups.clear();
    cluster.filter = nullptr;
    for (std::size_t n = 0; n < cluster.size(); ++n) cluster.set_down(n, false);
}

template <class Protocol>
[[nodiscard]] std::uint64_t lowest_height(const Cluster<Protocol>& cluster) {
    std::uint64_t lowest = ~std::uint64_t{0};
    for (std::size_t n = 0; n < cluster.size(); ++n)
        if (cluster.is_able(n)) lowest = std::min(lowest, cluster.oracle().finalized_height(n));
    return lowest;
}
template <class Protocol>
[[nodiscard]] std::uint64_t highest_height(const Cluster<Protocol>& cluster) {
    std::uint64_t highest = 0;
    for (std::size_t n = 0; n < cluster.size(); ++n)
        if (cluster.is_honest(n)) highest = std::max(highest, cluster.oracle().finalized_height(n));
    return highest;
}

/// One seed: faults, then a heal, then three more blocks on every honest node that executes, within the bound.
template <class Protocol>
[[nodiscard]] CampaignResult run_campaign(const ClusterSetup<Protocol>& setup, std::uint64_t seed,
                                          const CampaignLimits& limits = {}) {
    const CampaignPlan plan = draw_plan(seed);
    Cluster<Protocol> cluster(setup, ValidatorSet(plan.stakes), plan.byzantine, seed);
    for (std::size_t n = 0; n < cluster.size(); ++n)
        if (plan.mute.contains(cluster.identity(n).value)) cluster.set_mute(n);
    cluster.faults = plan.faults;
    cluster.start();
    run_chaos(cluster, plan, limits.chaos);
    heal(cluster);
    const std::uint64_t target = highest_height(cluster) + 3;
    const bool live = cluster.run_until(cluster.now() + limits.bound, [&] { return lowest_height(cluster) >= target; });
    CampaignResult result{.violations = cluster.oracle().violations(),
                          .height = lowest_height(cluster),
                          .messages = cluster.messages(),
                          .evidence = cluster.oracle().evidence(),
                          .fingerprint = cluster.fingerprint()};
    if (!live && result.violations.empty())
        result.violations.push_back("no progress: height " + std::to_string(result.height) + " of " +
                                    std::to_string(target) + " at tick " + std::to_string(cluster.now()));
    return result;
}

}  // namespace models
