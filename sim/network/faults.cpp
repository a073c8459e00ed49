// SPDX-License-Identifier: MIT
#include "sim/network/faults.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "sim/base/portable_math.h"

namespace sim {
namespace {

constexpr std::uint64_t kDuplicateAcknowledgements = 3;  // RFC 5681, 3.2

struct Names {
    std::vector<std::string> nodes;
    std::vector<std::string> regions;
};
Names names_of(const Topology& topology) {
    Names names;
    for (std::uint32_t i = 0; i < topology.nodes(); ++i) names.nodes.push_back(topology.name(NodeId(i)));
    for (std::uint32_t i = 0; i < topology.sites(); ++i) names.regions.push_back(topology.region(SiteId(i)));
    return names;
}

/// Collects what is wrong with one list entry after another.
struct Checker {
    std::vector<InputProblem> problems;

    void known(const std::string& key, const std::vector<std::string>& given, const std::vector<std::string>& names,
               const char* what) {
        for (const std::string& name : given) {
            if (std::find(names.begin(), names.end(), name) != names.end()) continue;
            add(key, "no " + std::string(what) + " '" + name + "'",
                "the name of a " + std::string(what) + " of this network", nearest_name(name, names));
        }
    }
    void in_order(const std::string& key, Duration from, const std::optional<Duration>& until) {
        if (!until || from < *until) return;
        add(key + ".until", "ends before it begins", "a time after from, or nothing for never", {});
    }
    void not_empty(const std::string& key, bool empty, const char* expected) {
        if (!empty) return;
        add(key, "names nobody", expected, {});
    }

  private:
    void add(std::string key, std::string message, std::string expected, std::string suggestion) {
        problems.push_back({.where = {},
                            .key = std::move(key),
                            .message = std::move(message),
                            .expected = std::move(expected),
                            .suggestion = std::move(suggestion)});
    }
};

}  // namespace

PacketLoss::PacketLoss(RandomStream random, Share probability)
    : random_(random),
      log_of_pass_(portable_log(1.0 - static_cast<double>(probability.ppm()) / 1e6)),
      passing_(draw()) {}

std::uint64_t PacketLoss::draw() {
    return static_cast<std::uint64_t>(portable_log_of_uniform(random_.bits(draws_++)) / log_of_pass_);
}

PacketLoss::Lost PacketLoss::take(std::uint64_t packets) {
    Lost lost;
    while (passing_ < packets) {
        packets -= passing_ + 1;
        ++lost.packets;
        lost.behind_last = packets;
        passing_ = draw();
    }
    passing_ -= packets;
    return lost;
}

std::vector<InputProblem> Outages::problems_of(const NetworkFaultParams& params, const Topology& topology) {
    const Names names = names_of(topology);
    Checker checker;
    for (std::size_t i = 0; i < params.partitions.size(); ++i) {
        const PartitionParams& partition = params.partitions[i];
        const std::string key = "partitions." + std::to_string(i);
        checker.known(key + ".regions", partition.regions, names.regions, "region");
        checker.known(key + ".nodes", partition.nodes, names.nodes, "node");
        checker.not_empty(key, partition.regions.empty() && partition.nodes.empty(), "regions or nodes");
        checker.in_order(key, partition.from, partition.until);
    }
    for (std::size_t i = 0; i < params.offline.size(); ++i) {
        const OfflineParams& offline = params.offline[i];
        const std::string key = "offline." + std::to_string(i);
        checker.known(key + ".nodes", offline.nodes, names.nodes, "node");
        checker.not_empty(key, offline.nodes.empty(), "nodes");
        checker.in_order(key, offline.from, offline.until);
    }
    return std::move(checker.problems);
}

Outages::Outages(const NetworkFaultParams& params, const Topology& topology) : offline_(topology.nodes()) {
    const Names names = names_of(topology);
    const auto among = [](const std::vector<std::string>& list, const std::string& name) {
        return std::find(list.begin(), list.end(), name) != list.end();
    };
    for (const PartitionParams& partition : params.partitions) {
        Cut& cut = cuts_.emplace_back();
        cut.time = interval(partition.from, partition.until);
        for (std::uint32_t i = 0; i < topology.nodes(); ++i)
            cut.inside.push_back(among(partition.nodes, names.nodes[i]) ||
                                 among(partition.regions, topology.region(topology.site_of(NodeId(i)))));
    }
    for (const OfflineParams& offline : params.offline)
        for (std::uint32_t i = 0; i < topology.nodes(); ++i)
            if (among(offline.nodes, names.nodes[i])) offline_[i].push_back(interval(offline.from, offline.until));
}

Outages::Interval Outages::interval(Duration from, const std::optional<Duration>& until) {
    const Interval interval{SimTime{} + from, until ? SimTime{} + *until : SimTime::never()};
    last_change_ = std::max(last_change_, until ? interval.until : interval.from);
    return interval;
}

bool Outages::offline(NodeId node, SimTime at) const {
    const std::vector<Interval>& intervals = offline_[node.index()];
    return std::any_of(intervals.begin(), intervals.end(), [at](const Interval& each) { return each.holds(at); });
}

bool Outages::separated(NodeId one, NodeId other, SimTime at) const {
    if (offline(one, at) || offline(other, at)) return true;
    return std::any_of(cuts_.begin(), cuts_.end(), [&](const Cut& cut) {
        return cut.time.holds(at) && cut.inside[one.index()] != cut.inside[other.index()];
    });
}

Duration StreamRepair::after_loss(PacketLoss& loss, std::uint64_t packets, std::uint64_t& sent_again) const {
    Duration delay;
    Duration timer = this->timer();
    PacketLoss::Lost lost = loss.take(packets);
    if (lost.packets > 0 && lost.behind_last >= kDuplicateAcknowledgements) {
        delay += round_trip;
        sent_again += lost.packets;
        lost = loss.take(lost.packets);
    }
    while (lost.packets > 0) {
        delay += timer;
        timer = std::min(timer * 2, kLongestTimer);
        sent_again += lost.packets;
        lost = loss.take(lost.packets);
    }
    return delay;
}

SimTime StreamRepair::after_outage(const Outages& outages, NodeId from, NodeId to, SimTime departure,
                                   Duration latency) const {
    Duration timer = this->timer();
    while (outages.separated(from, to, departure) || outages.separated(from, to, departure + latency)) {
        if (outages.separated_for_good(from, to, departure + latency)) return SimTime::never();
        departure += timer;
        timer = std::min(timer * 2, kLongestTimer);
    }
    return departure;
}

}  // namespace sim
