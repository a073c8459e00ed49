// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include "models/actors/validator/consensus_node.h"
#include "sim/kernel/simulation.h"
#include "sim/network/dissemination.h"
#include "sim/network/port.h"

namespace models {

/// A protocol's message and who sent it: the network authenticates senders.
template <class Message>
struct Envelope {
    ValidatorIndex from;
    std::shared_ptr<const Message> message;
};
template <class Message>
[[nodiscard]] sim::Bytes wire_size(const Envelope<Message>& envelope) {
    return wire_size(*envelope.message);
}
template <class Message>
[[nodiscard]] std::uint64_t digest(const Envelope<Message>& envelope) {
    return digest(*envelope.message) ^ (0x9e3779b97f4a7c15U * (envelope.from.value + 1));
}

/// Runs the machines of one validator in simulated time: carries out their effects in order, each after the one before
/// it, also when an effect's answer comes at once and brings further ones.
template <class Protocol>
class ProtocolNode final : public ConsensusNode {
  public:
    using Message = typename Protocol::Message;
    using Effects = typename Protocol::Effects;
    struct Environment {
        sim::Simulation& simulation;
        sim::ActorId actor;
        ValidatorIndex self;
        ConsensusHost& host;
        std::function<sim::SimTime(const Timer&)> due;  ///< When a timer that is set now ends.
        std::function<std::vector<ValidatorIndex>(const Protocol&, std::size_t count)> next_leaders;
        sim::NodeId node;
        sim::Dissemination& blocks;
        /// By network node, nullptr for what is no validator; the same for all, complete when the run starts.
        const std::vector<ProtocolNode*>& peers;
        bool online = true;
    };

    ProtocolNode(Environment environment, std::vector<std::unique_ptr<Protocol>> machines)
        : environment_(std::move(environment)), machines_(std::move(machines)) {}

    /// In order of validators; the place of this one itself stays empty.
    void connect(sim::Network& network, sim::NodeId here, sim::NodeId there, ValidatorIndex validator,
                 ProtocolNode& receiver) {
        if (connection_of_.size() <= validator.index()) connection_of_.resize(validator.index() + 1, kNone);
        connection_of_[validator.index()] = out_.connections();
        out_.connect(network, here, there, receiver);
    }

    void start() override {
        for (Twin twin = 0; twin < machines_.size(); ++twin)
            perform(twin, [](Protocol& machine, Effects& effects) { machine.start(effects); });
    }
    void on(const std::shared_ptr<const Envelope<Message>>& envelope) {
        if (!environment_.online) return;
        for (Twin twin = 0; twin < machines_.size(); ++twin)
            perform(twin, [&](Protocol& machine, Effects& effects) {
                machine.on_message(envelope->from, envelope->message, effects);
            });
    }
    void checked(Twin twin, const Hash& block, bool valid) override {
        perform(twin, [&](Protocol& machine, Effects& effects) { machine.on_checked(block, valid, effects); });
    }
    void built(Twin twin, const BuildBlock& request, const BlockContent& content) override {
        perform(twin, [&](Protocol& machine, Effects& effects) { machine.on_built(request, content, effects); });
    }
    [[nodiscard]] std::vector<ValidatorIndex> next_leaders(std::size_t count) const override {
        return environment_.next_leaders(*machines_.front(), count);
    }
    [[nodiscard]] const Protocol& machine() const { return *machines_.front(); }

  private:
    static constexpr std::size_t kNone = SIZE_MAX;

    template <class Call>
    void perform(Twin twin, Call&& call) {
        Effects effects;
        call(*machines_[twin], effects);
        for (auto& effect : effects) pending_.emplace_back(twin, std::move(effect));
        if (carrying_out_) return;
        carrying_out_ = true;
        while (!pending_.empty()) {
            const auto [from, effect] = std::move(pending_.front());
            pending_.pop_front();
            std::visit([this, from = from](const auto& e) { this->carry_out(from, e); }, effect);
        }
        carrying_out_ = false;
    }

    /// Twins split the other validators among them.
    [[nodiscard]] bool reaches(Twin twin, std::size_t validator) const {
        if (connection_of_.size() <= validator || connection_of_[validator] == kNone) return false;
        return machines_.size() == 1 || validator % machines_.size() == twin;
    }
    void send_to(Twin twin, std::size_t validator, const std::shared_ptr<const Envelope<Message>>& envelope) {
        if (reaches(twin, validator)) out_.send_to(connection_of_[validator], envelope);
    }
    [[nodiscard]] std::shared_ptr<const Envelope<Message>> seal_up(std::shared_ptr<const Message> message) const {
        return std::make_shared<const Envelope<Message>>(Envelope<Message>{environment_.self, std::move(message)});
    }
    void to_all(Twin twin, const std::shared_ptr<const Message>& message) {
        const auto envelope = seal_up(message);
        // Starts after this one, so that no validator is always the last to be served.
        const std::size_t count = connection_of_.size();
        for (std::size_t i = 1; i <= count; ++i) send_to(twin, (environment_.self.index() + i) % count, envelope);
    }

    void carry_out(Twin twin, const Send<Message>& send) { send_to(twin, send.to.index(), seal_up(send.message)); }
    void carry_out(Twin twin, const Broadcast<Message>& broadcast) { to_all(twin, broadcast.message); }
    void carry_out(Twin twin, const Disseminate<Message>& disseminate) {
        const auto envelope = seal_up(disseminate.message);
        environment_.blocks.broadcast(environment_.node, {.size = wire_size(*envelope),
                                                          .digest = digest(*envelope),
                                                          .deliver = [this, twin, envelope](sim::NodeId receiver) {
                                                              ProtocolNode* const peer =
                                                                  environment_.peers[receiver.index()];
                                                              if (reaches(twin, peer->environment_.self.index()))
                                                                  peer->on(envelope);
                                                          }});
    }
    void carry_out(Twin twin, const SetTimer& set) {
        environment_.simulation.at(
            environment_.due(set.timer), environment_.actor, "consensus.timer", [this, twin, timer = set.timer] {
                perform(twin, [&](Protocol& machine, Effects& effects) { machine.on_timer(timer, effects); });
            });
    }
    void carry_out(Twin twin, const CheckBlock& check) { environment_.host.on_check(twin, check.block); }
    void carry_out(Twin twin, const BuildBlock& build) { environment_.host.on_build(twin, build); }
    void carry_out(Twin twin, const Progress& progress) { environment_.host.on_progress(twin, progress); }
    void carry_out(Twin, const Evidence& evidence) { environment_.host.on_evidence(evidence); }
    void carry_out(Twin, const SafetyViolation& violation) { environment_.host.on_violation(violation); }

    Environment environment_;
    std::vector<std::unique_ptr<Protocol>> machines_;
    sim::Out<Envelope<Message>> out_;
    std::vector<std::size_t> connection_of_;
    std::deque<std::pair<Twin, Effect<Message>>> pending_;
    bool carrying_out_ = false;
};

}  // namespace models
