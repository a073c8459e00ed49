// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <set>
#include <utility>

#include "models/consensus/effects.h"
#include "sim/base/random.h"
#include "tests/models/consensus/chain_oracle.h"

namespace models {

/// Time in a cluster. A message takes 1 to 10 ticks when nothing is wrong.
using Tick = std::uint64_t;

/// What a test tells the cluster of a protocol.
template <class Protocol>
struct ClusterSetup {
    using Message = typename Protocol::Message;

    std::function<std::unique_ptr<Protocol>(const ValidatorSet&, ValidatorIndex)> make;
    /// When a timer set now is due: at least a hundred ticks for what waits for an answer.
    std::function<Tick(Tick now, const Timer&)> due;
    /// What a byzantine validator may send in place of its message: it can change all it signs itself and take votes
    /// out of certificates, but not sign for others. Null: it sends what it is given.
    std::function<std::shared_ptr<const Message>(const Message&, std::uint64_t random)> forge;
    /// Whether a block that is certified now, as this validator sees it, stays unless its proposer is byzantine. Null:
    /// none does before it is final, but a round certifies only one, whoever proposed it.
    std::function<bool(const Protocol&, const ConsensusBlock&)> stays = nullptr;
};

/// What is wrong now. Percentages are drawn message by message.
struct Faults {
    unsigned loss = 0;
    unsigned duplication = 0;
    unsigned withholding = 0;  ///< Of byzantine senders only, as is forging.
    unsigned forging = 0;
    unsigned invalid_content = 0;  ///< Of blocks that byzantine validators build.
    Tick longest_delay = 10;       ///< Of messages and of answers to CheckBlock and BuildBlock.
    bool wild_timers = false;      ///< Due at any time up to twice what is right.
};

/// Machines of one protocol and a network in memory. One seed decides all that happens, in order. A byzantine validator
/// runs twice with one identity (Bano et al., "Twins: BFT systems made robust", OPODIS 2021): its twins build different
/// blocks and vote for what each of them sees.
template <class Protocol>
class Cluster {
  public:
    using Message = typename Protocol::Message;
    using SharedMessage = std::shared_ptr<const Message>;
    using Effects = typename Protocol::Effects;

    Cluster(ClusterSetup<Protocol> setup, ValidatorSet validators, const std::set<std::uint32_t>& byzantine,
            std::uint64_t seed)
        : setup_(std::move(setup)),
          validators_(std::move(validators)),
          stream_(seed, sim::Purpose::named("test.cluster"), 0),
          oracle_(3 * stake_of(byzantine) < validators_.total(), setup_.stays == nullptr) {
        for (std::uint32_t v = 0; v < validators_.size(); ++v) {
            const bool twins = byzantine.contains(v);
            for (int copy = 0; copy < (twins ? 2 : 1); ++copy)
                nodes_.push_back({ValidatorIndex{v}, !twins, setup_.make(validators_, ValidatorIndex{v})});
        }
        for (const Node& node : nodes_) oracle_.add_node(node.identity, node.honest);
    }

    void start() {
        for (std::size_t n = 0; n < nodes_.size(); ++n) run(n, [](Protocol& p, Effects& e) { p.start(e); });
    }
    /// Until `done` holds (true) or the clock passes `last` (false). Stops at the first violation (false).
    template <class Done>
    bool run_until(Tick last, Done done) {
        while (!done()) {
            if (queue_.empty() || queue_.begin()->first.first > last || !oracle_.violations().empty()) {
                now_ = std::max(now_, last);
                return false;
            }
            const auto next = queue_.extract(queue_.begin());
            now_ = next.key().first;
            next.mapped()();
        }
        return true;
    }
    void run_for(Tick ticks) {
        run_until(now_ + ticks, [] { return false; });
    }

    /// As if `from` had sent it: arrives next, whatever the faults.
    void inject(ValidatorIndex from, std::size_t to, Message message) {
        deliver(from, to, std::make_shared<const Message>(std::move(message)));
    }

    Faults faults;
    /// By node: only nodes of one group hear each other. Empty: all do.
    std::vector<unsigned> groups;
    /// Loses what it returns true for. Null: nothing.
    std::function<bool(std::size_t from, std::size_t to, const Message&)> filter;
    /// A node that is down gets no message; timers and answers wait until it is up again, as from its disk.
    void set_down(std::size_t node, bool down) { nodes_[node].down = down; }
    /// Never answers CheckBlock and BuildBlock: its execution hangs.
    void set_mute(std::size_t node) { nodes_[node].mute = true; }

    [[nodiscard]] Tick now() const { return now_; }
    [[nodiscard]] std::size_t size() const { return nodes_.size(); }
    [[nodiscard]] ValidatorIndex identity(std::size_t node) const { return nodes_[node].identity; }
    [[nodiscard]] bool is_honest(std::size_t node) const { return nodes_[node].honest; }
    [[nodiscard]] bool is_able(std::size_t node) const { return nodes_[node].honest && !nodes_[node].mute; }
    [[nodiscard]] const Protocol& machine(std::size_t node) const { return *nodes_[node].machine; }
    [[nodiscard]] const ChainOracle& oracle() const { return oracle_; }
    [[nodiscard]] const ValidatorSet& validators() const { return validators_; }
    /// Of all messages sent, in order: equal runs have equal ones.
    [[nodiscard]] std::uint64_t fingerprint() const { return fingerprint_; }
    [[nodiscard]] std::uint64_t messages() const { return messages_; }
    std::uint64_t random(std::uint64_t bound) { return sim::uniform_below(stream_.bits(draws_++), bound); }
    bool happens(unsigned percent) { return percent > 0 && random(100) < percent; }

  private:
    struct Node {
        ValidatorIndex identity;
        bool honest = true;
        std::unique_ptr<Protocol> machine;
        bool down = false;
        bool mute = false;
    };

    [[nodiscard]] Stake stake_of(const std::set<std::uint32_t>& members) const {
        Stake sum = 0;
        for (const std::uint32_t v : members) sum += validators_.stake(ValidatorIndex{v});
        return sum;
    }
    template <class Action>
    void at(Tick due, Action action) {
        queue_.emplace(std::pair{due, stream_.bits(draws_++)}, std::move(action));
    }
    Tick delay() { return 1 + random(faults.longest_delay); }

    template <class Call>
    void run(std::size_t node, Call call) {
        Effects effects;
        call(*nodes_[node].machine, effects);
        for (const auto& effect : effects) std::visit([&](const auto& e) { carry_out(node, e); }, effect);
    }
    /// Runs when due, or later if the node is down.
    template <class Call>
    void run_when_up(std::size_t node, Tick due, Call call) {
        at(due, [this, node, call] {
            if (nodes_[node].down)
                run_when_up(node, now_ + 20, call);
            else
                run(node, call);
        });
    }

    void deliver(ValidatorIndex from, std::size_t to, const SharedMessage& message) {
        if (nodes_[to].down) return;
        run(to, [&](Protocol& p, Effects& e) { p.on_message(from, message, e); });
    }
    void send_to_node(std::size_t from, std::size_t to, SharedMessage message) {
        const Node& sender = nodes_[from];
        if (!groups.empty() && groups[from] != groups[to]) return;
        if (filter && filter(from, to, *message)) return;
        if (happens(faults.loss) || (!sender.honest && happens(faults.withholding))) return;
        if (!sender.honest && setup_.forge && happens(faults.forging))
            message = setup_.forge(*message, stream_.bits(draws_++));
        fingerprint_ = (fingerprint_ ^ digest(*message) ^ to) * 0x100000001b3U;
        ++messages_;
        for (int copies = happens(faults.duplication) ? 2 : 1; copies > 0; --copies)
            at(now_ + delay(), [this, identity = sender.identity, to, message] { deliver(identity, to, message); });
    }
    void carry_out(std::size_t node, const Send<Message>& send) {
        for (std::size_t to = 0; to < nodes_.size(); ++to)
            if (nodes_[to].identity == send.to && send.to != nodes_[node].identity)
                send_to_node(node, to, send.message);
    }
    void send_to_all(std::size_t node, const SharedMessage& message) {
        for (std::size_t to = 0; to < nodes_.size(); ++to)
            if (nodes_[to].identity != nodes_[node].identity) send_to_node(node, to, message);
    }
    void carry_out(std::size_t node, const Broadcast<Message>& b) { send_to_all(node, b.message); }
    void carry_out(std::size_t node, const Disseminate<Message>& d) { send_to_all(node, d.message); }

    void carry_out(std::size_t node, const SetTimer& set) {
        Tick due = std::max(setup_.due(now_, set.timer), now_ + 1);
        if (faults.wild_timers) due = now_ + 1 + random(2 * (due - now_));
        run_when_up(node, due, [timer = set.timer](Protocol& p, Effects& e) { p.on_timer(timer, e); });
    }
    void carry_out(std::size_t node, const CheckBlock& check) {
        oracle_.on_question(node, check.block);
        if (nodes_[node].mute) return;
        const bool valid = !nodes_[node].honest || is_valid_content(check.block->content);
        run_when_up(node, now_ + delay(),
                    [id = check.block->id, valid](Protocol& p, Effects& e) { p.on_checked(id, valid, e); });
    }
    void carry_out(std::size_t node, const BuildBlock& build) {
        oracle_.on_question(node, build.parent);
        if (nodes_[node].mute) return;
        const bool valid = nodes_[node].honest || !happens(faults.invalid_content);
        const BlockContent content = make_content(node, build.round, valid);
        run_when_up(node, now_ + delay(), [build, content](Protocol& p, Effects& e) { p.on_built(build, content, e); });
    }
    void carry_out(std::size_t node, const Progress& progress) {
        oracle_.on_progress(node, progress);
        if (setup_.stays && progress.stage == BlockStage::Certified)
            oracle_.on_speculative_finality(node, *progress.block,
                                            setup_.stays(*nodes_[node].machine, *progress.block));
    }
    void carry_out(std::size_t node, const Evidence& evidence) { oracle_.on_evidence(node, evidence); }
    void carry_out(std::size_t node, const SafetyViolation& violation) { oracle_.on_safety_violation(node, violation); }

    ClusterSetup<Protocol> setup_;
    ValidatorSet validators_;
    sim::RandomStream stream_;
    std::uint64_t draws_ = 0;
    std::vector<Node> nodes_;
    ChainOracle oracle_;
    /// By when it is due, then at random: what comes in one tick comes in any order.
    std::map<std::pair<Tick, std::uint64_t>, std::function<void()>> queue_;
    Tick now_ = 0;
    std::uint64_t fingerprint_ = 0xcbf29ce484222325U;
    std::uint64_t messages_ = 0;
};

}  // namespace models
