// SPDX-License-Identifier: MIT
#pragma once

#include "models/consensus/ethereum/gasper.h"
#include "tests/models/consensus/cluster.h"
#include "tests/models/consensus/ethereum/finality_recount.h"

namespace models::ethereum {

/// A slot of the tests' clusters; a message takes 1 to 10 ticks there.
inline constexpr Tick kSlotTicks = 120;
/// From the start of the slot to the block's publication.
inline constexpr Tick kPublishTicks = 10;

/// Gasper, with what only it promises held against it after each step.
class WatchedGasper {
  public:
    using Message = Gasper::Message;
    using Effects = Gasper::Effects;

    WatchedGasper(ValidatorIndex self, const ValidatorSet& validators, const Parameters& parameters)
        : committees_(validators, parameters), machine_(self, committees_) {}

    void start(Effects& effects) { machine_.start(effects); }
    void on_message(ValidatorIndex from, const std::shared_ptr<const Message>& message, Effects& effects) {
        machine_.on_message(from, message, effects);
        watch(effects);
    }
    void on_timer(const Timer& timer, Effects& effects) {
        machine_.on_timer(timer, effects);
        watch(effects);
    }
    void on_checked(const Hash& block, bool valid, Effects& effects) {
        machine_.on_checked(block, valid, effects);
        watch(effects);
    }
    void on_built(const BuildBlock& build, const BlockContent& content, Effects& effects) {
        machine_.on_built(build, content, effects);
        watch(effects);
    }

    [[nodiscard]] const Gasper& gasper() const { return machine_; }
    Committees& committees() { return committees_; }

  private:
    void watch(const Effects&) {
        const ForkChoice& tree = machine_.fork_choice();
        const bool boost_is_of_this_slot =
            tree.boosted() == kNowhere || tree.at(tree.boosted()).block->round == machine_.slot();
        CHECK(boost_is_of_this_slot);
        CHECK(tree.justified().epoch >= justified_.epoch);
        CHECK(tree.finalized().epoch >= finalized_.epoch);
        if (tree.justified() == justified_ && tree.finalized() == finalized_) return;
        justified_ = tree.justified();
        finalized_ = tree.finalized();
        const LinkRecount recount(tree, committees_);
        CHECK(recount.is_justified(justified_));
        const bool finality_recounts = finalized_.epoch == 0 || recount.is_final(finalized_);
        CHECK(finality_recounts);
    }

    Committees committees_;
    Gasper machine_;
    Checkpoint justified_;
    Checkpoint finalized_;
};

/// Slots as on mainnet, attesting a third and aggregating two thirds into each.
[[nodiscard]] inline Tick due(Tick now, const Timer& timer) {
    const auto name = static_cast<TimerName>(timer.name);
    if (name == TimerName::Publish) return now + kPublishTicks;
    const std::uint64_t ms_per_tick = kMainnetTiming.slot_ms / kSlotTicks;
    return timer.round * kSlotTicks + (kMainnetTiming.due_us(name) + 999 * ms_per_tick) / 1000 / ms_per_tick;
}

[[nodiscard]] inline ClusterSetup<WatchedGasper> setup_of(const Parameters& parameters = {}) {
    return {.make = [parameters](
                        const ValidatorSet& validators,
                        ValidatorIndex self) { return std::make_unique<WatchedGasper>(self, validators, parameters); },
            .due = due,
            .forge = nullptr};
}

}  // namespace models::ethereum
