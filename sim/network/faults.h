// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "sim/base/error.h"
#include "sim/base/ids.h"
#include "sim/base/random.h"
#include "sim/base/time.h"
#include "sim/network/fault_params.h"
#include "sim/network/topology.h"

namespace sim {

/// Losses among the packets of one link, independent of each other. Drawn as distances from one loss to the next
/// (geometric), so that packets which arrive cost nothing.
class PacketLoss {
  public:
    PacketLoss(RandomStream random, Share probability);

    struct Lost {
        std::uint64_t packets = 0;
        std::uint64_t behind_last = 0;  ///< Packets sent after the last one lost.
    };
    /// The next `packets` of the link.
    [[nodiscard]] Lost take(std::uint64_t packets);

  private:
    [[nodiscard]] std::uint64_t draw();

    RandomStream random_;
    double log_of_pass_;  // ln(1 - probability)
    std::uint64_t draws_ = 0;
    std::uint64_t passing_;  // packets before the next loss
};

/// Who is cut off from whom, and when. A cut holds in [from, until).
class Outages {
  public:
    /// Everything in `params` that does not fit the topology: unknown names, an end before the beginning. Positions are
    /// left empty: the caller knows the file.
    [[nodiscard]] static std::vector<InputProblem> problems_of(const NetworkFaultParams& params,
                                                               const Topology& topology);
    /// `params` without problems.
    Outages(const NetworkFaultParams& params, const Topology& topology);

    [[nodiscard]] bool separated(NodeId one, NodeId other, SimTime at) const;
    /// True if that will be so at any later time, too.
    [[nodiscard]] bool separated_for_good(NodeId one, NodeId other, SimTime at) const {
        return at >= last_change_ && separated(one, other, at);
    }
    /// When the last cut begins or ends.
    [[nodiscard]] SimTime last_change() const { return last_change_; }

  private:
    struct Interval {
        SimTime from;
        SimTime until;
        [[nodiscard]] bool holds(SimTime at) const { return from <= at && at < until; }
    };
    struct Cut {
        Interval time;
        std::vector<bool> inside;  // by node
    };

    [[nodiscard]] Interval interval(Duration from, const std::optional<Duration>& until);
    [[nodiscard]] bool offline(NodeId node, SimTime at) const;

    std::vector<Cut> cuts_;
    std::vector<std::vector<Interval>> offline_;  // by node
    SimTime last_change_;
};

/// How a stream repairs what the network loses, in the manner of TCP with selective acknowledgements (RFC 5681, RFC
/// 6298), reduced to a delay of the whole message:
/// - Packets lost with three or more behind them are noticed by duplicate acknowledgements: one round trip. Others wait
///   for the timer, a round trip + `timeout` (Linux bounds the timer's variance term like that).
/// - What is sent again can get lost again: each time waits for the timer, which doubles, up to 60 s.
/// - During a cut all is lost: the message goes out again at each doubling of the timer, and passes at the first
///   attempt after which the two ends stay joined for as long as it travels.
struct StreamRepair {
    Duration round_trip;
    Duration timeout;

    static constexpr Duration kLongestTimer = 60_s;  // RFC 6298, 2.5: a limit must be at least that

    [[nodiscard]] Duration timer() const { return round_trip + timeout; }
    /// The delay by losses of a message of so many packets; adds to `sent_again` what is sent once more.
    [[nodiscard]] Duration after_loss(PacketLoss& loss, std::uint64_t packets, std::uint64_t& sent_again) const;
    /// When a message that leaves at `departure` and travels for `latency` leaves for good; never() if that is not.
    [[nodiscard]] SimTime after_outage(const Outages& outages, NodeId from, NodeId to, SimTime departure,
                                       Duration latency) const;
};

}  // namespace sim
