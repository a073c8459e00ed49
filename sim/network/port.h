// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "sim/base/check.h"
#include "sim/network/network.h"

namespace sim {

/// An actor that can take a message: it has `void on(const std::shared_ptr<const M>&)`.
template <class R, class M>
concept Receives = requires(R& receiver, const std::shared_ptr<const M>& message) { receiver.on(message); };

/// A typed output port. `M` needs two functions beside it: `sim::Bytes wire_size(const M&)`, what its encoding takes on
/// the wire, and `std::uint64_t digest(const M&)`, which goes into the run's fingerprint at every delivery.
/// A message is never changed or copied: all receivers of a fan-out share it.
template <class M>
class Out {
  public:
    using Message = std::shared_ptr<const M>;

    /// Adds a connection over the link between the two nodes. Does not compile if R cannot take an M. The network and
    /// the receiver outlive the port's last message.
    template <Receives<M> R>
    void connect(Network& network, NodeId from, NodeId to, R& receiver) {
        const auto call = [](void* target, const Message& message) { static_cast<R*>(target)->on(message); };
        connections_.push_back({&network, network.connect(from, to), &receiver, call});
    }

    /// Sends to every connection, in the order in which they were made.
    void send(const Message& message) const {
        CHECK(message != nullptr);
        const Bytes size = wire_size(*message);
        const std::uint64_t mark = digest(*message);
        for (const Connection& connection : connections_) send_over(connection, message, size, mark);
    }

    /// Sends to one connection; they count from 0 in the order in which they were made.
    void send_to(std::size_t connection, const Message& message) const {
        CHECK(message != nullptr);
        CHECK(connection < connections_.size());
        send_over(connections_[connection], message, wire_size(*message), digest(*message));
    }

    [[nodiscard]] std::size_t connections() const { return connections_.size(); }

  private:
    struct Connection {
        Network* network;
        LinkId link;
        void* receiver;
        void (*call)(void*, const Message&);
    };

    static void send_over(const Connection& to, const Message& message, Bytes size, std::uint64_t mark) {
        to.network->send(
            to.link, size,
            [simulation = &to.network->simulation(), receiver = to.receiver, call = to.call, mark, message] {
                simulation->mix(mark);
                call(receiver, message);
            });
    }

    std::vector<Connection> connections_;
};

}  // namespace sim
