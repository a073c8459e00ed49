// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace models::ethereum {

/// consensus-specs presets/mainnet/phase0.yaml: 32 slots to an epoch.
inline constexpr std::uint64_t kSlotsPerEpoch = 32;
/// presets/mainnet/electra.yaml: aggregates that a block takes at most, each over all committees of a slot.
inline constexpr std::size_t kMaxVotesPerBlock = 8;
/// configs/mainnet.yaml: epochs without finality after which proposers no longer re-organise late heads.
inline constexpr std::uint64_t kMaxEpochsToReorg = 2;

[[nodiscard]] constexpr std::uint64_t epoch_of(std::uint64_t slot) {
    return slot / kSlotsPerEpoch;
}
[[nodiscard]] constexpr std::uint64_t first_slot_of(std::uint64_t epoch) {
    return epoch * kSlotsPerEpoch;
}

/// The protocol's timers; Timer::round is the slot. SlotTiming says when each is due, but for Publish.
enum class TimerName : std::uint8_t {
    SlotStart,  ///< Of this slot, which is also the end of the slot before.
    Publish,    ///< The proposer's own choice: when it lets go of the block that it has built since the slot's start.
    AttestationDue,  ///< Who has not attested to the slot's block by now attests to the head that it has.
    AggregateDue,    ///< Aggregators broadcast what they have gathered.
};

/// When things are due in a slot: milliseconds, and ten-thousandths of the slot.
struct SlotTiming {
    std::uint32_t slot_ms = 12'000;
    std::uint32_t attestation_due_bps = 3333;
    std::uint32_t aggregate_due_bps = 6667;

    /// Microseconds into the slot, rounded down; 0 for Publish, which is the caller's to draw.
    [[nodiscard]] constexpr std::uint64_t due_us(TimerName name) const {
        const std::uint64_t us_per_bps = std::uint64_t{slot_ms} / 10;
        switch (name) {
            case TimerName::AttestationDue:
                return attestation_due_bps * us_per_bps;
            case TimerName::AggregateDue:
                return aggregate_due_bps * us_per_bps;
            case TimerName::SlotStart:
            case TimerName::Publish:
                break;
        }
        return 0;
    }
};
/// consensus-specs configs/mainnet.yaml: 4 s and 8 s of 12 s.
inline constexpr SlotTiming kMainnetTiming{};
/// The same file's values for Gloas (ePBS), which is not active: 3 s and 6 s of 12 s.
inline constexpr SlotTiming kGloasTiming{.slot_ms = 12'000, .attestation_due_bps = 2500, .aggregate_due_bps = 5000};
/// EIP-7782: 3 s and 4.5 s of 6 s.
inline constexpr SlotTiming kSixSecondTiming{.slot_ms = 6000, .attestation_due_bps = 5000, .aggregate_due_bps = 7500};

/// What the protocol is run with. Percentages are of a committee's weight, the total stake over the slots of an epoch.
struct Parameters {
    std::uint64_t seed = 1;
    /// Slots of an epoch in which one node attests, with as equal a part of its stake in each: 32 if a node stands for
    /// many validators, 1 if it stands for one; a power of two.
    std::uint32_t duties_per_epoch = 32;
    /// Each with a subnet of its own; mainnet has 64 for about 30,000 validators a slot.
    std::uint32_t committees_per_slot = 1;
    /// TARGET_AGGREGATORS_PER_COMMITTEE of consensus-specs specs/phase0/validator.md: the mean if there are more
    /// members.
    std::uint32_t aggregators_per_committee = 16;
    std::uint32_t proposer_boost_percent = 40;  ///< configs/mainnet.yaml, as the two below.
    std::uint32_t reorg_head_percent = 20;      ///< A late head below this may be left out by the next proposer,
    std::uint32_t reorg_parent_percent = 160;   ///< if its parent is above this.
    bool proposers_reorg = true;                ///< Whether they do so.
};

}  // namespace models::ethereum
