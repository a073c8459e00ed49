// SPDX-License-Identifier: MIT
#include "models/consensus/ethereum/beacon_state.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace models::ethereum {
namespace {

/// A chain with a block in each slot, whose votes the tests choose.
class Chain {
  public:
    explicit Chain(std::vector<Stake> stakes, std::uint32_t duties = 32)
        : validators_(std::move(stakes)),
          committees_(validators_, {.duties_per_epoch = duties}),
          state_(committees_.seats()) {}

    static Hash block(std::uint64_t slot) {
        if (slot == 0) return genesis_block()->id;
        Hash id;
        id.bytes[0] = 0xb1;
        id.bytes[1] = static_cast<std::uint8_t>(slot);
        id.bytes[2] = static_cast<std::uint8_t>(slot >> 8);
        return id;
    }
    /// What all of these validators who are in its committee would vote in this slot, on the chain as it is.
    [[nodiscard]] AggregatedVotes votes(std::uint64_t slot, const std::vector<std::uint32_t>& voters) {
        BeaconState seen = state_;
        seen.advance(epoch_of(slot), block(slot_), committees_);
        AggregatedVotes result{.data = {.slot = slot,
                                        .head = block(slot),
                                        .source = seen.justified(),
                                        .target = {.epoch = epoch_of(slot), .root = seen.target_root()}},
                               .voters = VoterSet(validators_.size())};
        for (const std::uint32_t v : voters)
            if (committees_.is_member(slot, ValidatorIndex{v})) result.voters.insert(ValidatorIndex{v});
        return result;
    }
    [[nodiscard]] bool add(const std::vector<AggregatedVotes>& votes) {
        const Hash tip = block(slot_++);
        state_.advance(epoch_of(slot_), tip, committees_);
        return state_.apply(slot_, block(slot_), votes, committees_);
    }
    [[nodiscard]] bool would_hold(const std::vector<AggregatedVotes>& votes) {
        BeaconState state = state_;
        state.advance(epoch_of(slot_ + 1), block(slot_), committees_);
        return state.apply(slot_ + 1, block(slot_ + 1), votes, committees_);
    }
    /// Up to the last block of the epoch, each block with the votes of these for the slot before it.
    void run_through(std::uint64_t epoch, const std::vector<std::uint32_t>& voters) {
        while (slot_ + 1 < first_slot_of(epoch + 1)) {
            const AggregatedVotes aggregated = votes(slot_, voters);
            const bool any = epoch_of(slot_) == epoch_of(slot_ + 1) && aggregated.voters.stake(validators_) > 0;
            ASSERT_TRUE(add(any ? std::vector{aggregated} : std::vector<AggregatedVotes>{}));
        }
    }
    [[nodiscard]] BeaconState next() const { return state_.weighed(committees_); }
    [[nodiscard]] const BeaconState& state() const { return state_; }
    Committees& committees() { return committees_; }
    [[nodiscard]] std::uint64_t slot() const { return slot_; }

  private:
    ValidatorSet validators_;
    Committees committees_;
    BeaconState state_;
    std::uint64_t slot_ = 0;
};

TEST(BeaconState, FinalizesTheSourceOfALinkToTheNextEpoch) {
    Chain chain({1, 1, 1});
    for (std::uint64_t epoch = 0; epoch <= 3; ++epoch) chain.run_through(epoch, {0, 1, 2});
    EXPECT_EQ(chain.state().justified().epoch, 2U);
    EXPECT_EQ(chain.state().finalized().epoch, 0U);
    const BeaconState next = chain.next();
    EXPECT_EQ(next.justified(), (Checkpoint{.epoch = 3, .root = Chain::block(96)}));
    EXPECT_EQ(next.finalized(), (Checkpoint{.epoch = 2, .root = Chain::block(64)}));
}

TEST(BeaconState, FinalizesNothingAcrossAnEpochThatWasNotJustified) {
    Chain chain({1, 1, 1});
    for (std::uint64_t epoch = 0; epoch <= 3; ++epoch) chain.run_through(epoch, {0, 1, 2});
    chain.run_through(4, {0, 1});  // Two thirds are not more than two thirds.
    EXPECT_EQ(chain.next().justified().epoch, 3U);
    chain.run_through(5, {0, 1, 2});
    EXPECT_EQ(chain.next().justified().epoch, 5U);
    EXPECT_EQ(chain.next().finalized().epoch, 2U);
    chain.run_through(6, {0, 1, 2});
    EXPECT_EQ(chain.next().finalized().epoch, 5U);
}

TEST(BeaconState, FinalizesTheSourceOfALinkOverTwoJustifiedEpochs) {
    Chain chain({1, 1, 1});
    for (std::uint64_t epoch = 0; epoch <= 3; ++epoch) chain.run_through(epoch, {0, 1, 2});
    // The votes of epoch 4 come into the chain in epoch 5 only.
    std::vector<AggregatedVotes> late;
    while (chain.slot() < first_slot_of(5) - 1) {
        ASSERT_TRUE(chain.add({}));
        late.push_back(chain.votes(chain.slot(), {0, 1, 2}));
    }
    EXPECT_EQ(chain.next().justified().epoch, 3U);
    EXPECT_EQ(chain.next().finalized().epoch, 2U);
    for (std::size_t i = 0; i < late.size(); i += kMaxVotesPerBlock) {
        const std::size_t end = std::min(late.size(), i + kMaxVotesPerBlock);
        ASSERT_TRUE(chain.add(
            {late.begin() + static_cast<std::ptrdiff_t>(i), late.begin() + static_cast<std::ptrdiff_t>(end)}));
    }
    chain.run_through(5, {0, 1, 2});
    EXPECT_EQ(chain.next().justified().epoch, 5U);
    EXPECT_EQ(chain.next().finalized().epoch, 3U);
}

TEST(BeaconState, CountsAVoteOnceHoweverOftenItIsIncluded) {
    Chain chain({1, 1, 1});
    for (std::uint64_t epoch = 0; epoch <= 1; ++epoch) chain.run_through(epoch, {0, 1, 2});
    while (chain.slot() < first_slot_of(3) - 1) {
        const bool any = chain.slot() >= first_slot_of(2);
        const AggregatedVotes two_thirds = chain.votes(std::max(chain.slot(), first_slot_of(2)), {0, 1});
        ASSERT_TRUE(chain.add(any ? std::vector{two_thirds, two_thirds} : std::vector<AggregatedVotes>{}));
    }
    EXPECT_LT(chain.next().justified().epoch, 2U);
}

TEST(BeaconState, RefusesVotesThatDoNotRecount) {
    const std::vector<std::uint32_t> all{0, 1, 2, 3, 4, 5, 6, 7};
    Chain chain(std::vector<Stake>(8, 1), 1);
    for (std::uint64_t epoch = 0; epoch <= 2; ++epoch) chain.run_through(epoch, all);
    std::uint64_t slot = first_slot_of(3);
    while (chain.committees().at(slot).members.empty()) ++slot;
    while (chain.slot() < slot) ASSERT_TRUE(chain.add({}));
    const AggregatedVotes good = chain.votes(slot, all);
    const auto holds = [&](auto change) {
        AggregatedVotes votes = good;
        change(votes);
        return chain.would_hold({votes});
    };
    EXPECT_TRUE(holds([](AggregatedVotes&) {}));
    EXPECT_FALSE(holds([&](AggregatedVotes& v) {  // One who is not of the committee.
        for (std::uint32_t i = 0; i < 8; ++i)
            if (!good.voters.contains(ValidatorIndex{i})) v.voters.insert(ValidatorIndex{i});
    }));
    EXPECT_FALSE(holds([](AggregatedVotes& v) { v.voters = VoterSet(8); }));
    EXPECT_FALSE(holds([](AggregatedVotes& v) { v.voters = VoterSet(9); }));
    EXPECT_FALSE(holds([](AggregatedVotes& v) { v.data.source.root.bytes[0] ^= 1; }));
    EXPECT_FALSE(holds([](AggregatedVotes& v) { v.data.target.root.bytes[0] ^= 1; }));
    EXPECT_FALSE(holds([](AggregatedVotes& v) { v.data.slot += 1; }));
    EXPECT_FALSE(holds([](AggregatedVotes& v) { v.data.slot -= kSlotsPerEpoch; }));
    EXPECT_FALSE(holds([](AggregatedVotes& v) { v.data.target.epoch -= 1; }));
}

TEST(BeaconState, RefusesMoreThanEightAggregatesInABlock) {
    Chain chain({1, 1, 1});
    ASSERT_TRUE(chain.add({}));
    const AggregatedVotes votes = chain.votes(1, {0});
    EXPECT_FALSE(chain.add(std::vector<AggregatedVotes>(9, votes)));
}

}  // namespace
}  // namespace models::ethereum
