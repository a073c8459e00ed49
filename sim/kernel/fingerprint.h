// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/base/time.h"

namespace sim {

/// A chained 128-bit hash (XXH3) over all events of a run and the digests of what they carried: equal runs have equal
/// fingerprints, and two runs that differ anywhere have different ones from there on. Checkpoints along the way tell
/// where two runs part.
class Fingerprint {
  public:
    static constexpr std::uint64_t kCheckpointInterval = 4096;  ///< In events.

    struct Value {
        std::uint64_t low = 0;
        std::uint64_t high = 0;
        auto operator<=>(const Value&) const = default;
        [[nodiscard]] std::string to_hex() const;
    };
    struct Checkpoint {
        std::uint64_t event = 0;  ///< Events up to here.
        SimTime time;
        Value value;
        [[nodiscard]] std::string to_hex() const { return value.to_hex(); }
    };
    /// What the chain takes in of one event.
    struct Link {
        std::int64_t time_ns = 0;
        std::uint64_t order = 0;
        std::uint64_t label = 0;     ///< Hash of the handler's label.
        std::uint64_t argument = 0;  ///< 0 for closures, whose argument is a slab slot.
    };

    /// Chains in a digest of what the running event carries.
    void mix(std::uint64_t digest);
    /// Chains in an event that has ended.
    void add(const Link& link);

    friend bool operator==(const Fingerprint& a, const Fingerprint& b) {
        return a.value_ == b.value_ && a.events_ == b.events_;
    }

    [[nodiscard]] const Value& value() const { return value_; }
    [[nodiscard]] std::string to_hex() const { return value_.to_hex(); }
    [[nodiscard]] std::uint64_t events() const { return events_; }
    [[nodiscard]] const std::vector<Checkpoint>& checkpoints() const { return checkpoints_; }

  private:
    Value value_;
    std::uint64_t events_ = 0;
    std::vector<Checkpoint> checkpoints_;
};

}  // namespace sim
