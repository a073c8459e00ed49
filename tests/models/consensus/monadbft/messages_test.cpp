// SPDX-License-Identifier: MIT
#include "models/consensus/monadbft/messages.h"

#include <set>

#include "models/consensus/monadbft/revision.h"
#include "tests/models/consensus/monadbft/driver.h"

namespace models::monadbft {
namespace {

/// The sizes at 200 validators that are known of Monad's messages.
struct MessageSizes : testing::Test {
    std::size_t validators = 200;
    SharedQc qc = std::make_shared<const QuorumCertificate>(
        QuorumCertificate{.round = 1, .block = {}, .parent_round = 0, .voters = VoterSet(validators)});
    SharedConsensusBlock block = seal(
        {.id = {},
         .parent = {},
         .height = 1,
         .round = 2,
         .proposer = {},
         .content = {
             .body = nullptr, .body_hash = {}, .body_size = sim::Bytes::from_count(2'000'000), .claim = std::nullopt}});
    SharedTip tip = std::make_shared<const Tip>(Tip{.header = block, .qc = qc, .no_tip = nullptr, .nec = nullptr});

    [[nodiscard]] SharedTc tc(const High& high, std::size_t groups) const {
        TimeoutCertificate tc{.round = 2, .groups = {}, .high = high};
        tc.groups.resize(groups, {.rank = {}, .voters = VoterSet(validators)});
        return std::make_shared<const TimeoutCertificate>(std::move(tc));
    }
    [[nodiscard]] static std::int64_t size(const Message& message) { return wire_size(message).count(); }
};

TEST_F(MessageSizes, AreThoseOfMonad) {
    const High with_tip{.tip = tip, .qc = qc};
    const High without{.tip = nullptr, .qc = qc};
    const auto expect_between = [](std::int64_t value, std::int64_t low, std::int64_t high) {
        EXPECT_GE(value, low);
        EXPECT_LE(value, high);
    };
    expect_between(size(Vote{}), 230, 300);
    expect_between(size(NoEndorsement{}), 220, 300);
    expect_between(size(AdvanceRound{qc}) - size(AdvanceRound{nullptr}), 165, 175);
    expect_between(size(Timeout{.round = 2, .high = without, .qc = nullptr, .tc = nullptr}), 300, 2'000);
    expect_between(size(Timeout{.round = 2, .high = with_tip, .qc = nullptr, .tc = nullptr}), 1'000, 2'000);
    expect_between(size(RoundRecovery{tc(without, 1)}), 300, 2'000);
    expect_between(size(RoundRecovery{tc(with_tip, 3)}), 1'500, 2'000);
    expect_between(size(Proposal{.round = 2, .block = block, .tip = tip, .tc = nullptr}), 2'001'000, 2'002'000);
}

TEST_F(MessageSizes, CountWhatIsInAMessageTwiceOnce) {
    const SharedTc with_tip = tc({.tip = tip, .qc = qc}, 1);
    const Proposal again{.round = 3, .block = block, .tip = tip, .tc = with_tip};
    EXPECT_EQ(size(again), size(RoundRecovery{with_tip}) + 8 + 2'000'000);
}

TEST_F(MessageSizes, OfABlockResponseIsThatOfItsBlocks) {
    EXPECT_EQ(size(BlockResponse{{block, block}}) - size(BlockResponse{{block}}), 2'001'000);
}

TEST(MonadBftMessages, DifferInTheirDigests) {
    const Driver d(0);
    const auto chain = d.chain(2);
    const SharedQc qc = d.chain_qc(chain, 1);
    const SharedTip tip = d.tip(chain[2], qc);
    const High with_tip{.tip = tip, .qc = qc};
    const High without{.tip = nullptr, .qc = qc};
    const std::vector<Message> messages{
        Proposal{.round = 2, .block = chain[2], .tip = tip, .tc = nullptr},
        Proposal{.round = 3, .block = chain[2], .tip = tip, .tc = d.tc(2, with_tip)},
        Vote{.round = 1, .block = chain[1]->id, .parent_round = 0},
        Vote{.round = 2, .block = chain[1]->id, .parent_round = 0},
        Vote{.round = 2, .block = chain[1]->id, .parent_round = 1},
        Timeout{.round = 2, .high = without, .qc = nullptr, .tc = nullptr},
        Timeout{.round = 2, .high = with_tip, .qc = nullptr, .tc = nullptr},
        Timeout{.round = 2, .high = with_tip, .qc = nullptr, .tc = d.tc(1, {.tip = nullptr, .qc = d.genesis()})},
        RoundRecovery{d.tc(2, with_tip)},
        RoundRecovery{d.tc(2, without)},
        NoEndorsement{.round = 2, .tip_qc_round = 1},
        NoEndorsement{.round = 2, .tip_qc_round = 0},
        AdvanceRound{qc},
        AdvanceRound{d.chain_qc(chain, 2)},
        BlockRequest{.block = chain[1]->id, .above = 0},
        BlockRequest{.block = chain[1]->id, .above = 1},
        BlockResponse{{chain[1]}},
        BlockResponse{{chain[2], chain[1]}}};
    std::set<std::uint64_t> digests;
    for (const Message& message : messages) {
        EXPECT_TRUE(digests.insert(digest(message)).second) << message.index();
        EXPECT_EQ(digest(message), digest(Message(message)));
    }
}

TEST(MonadRevision, TimersAndCapsAreThePublishedOnes) {
    const Revision& v11 = kRevisions[0];
    const Revision& v12 = kRevisions[1];
    EXPECT_EQ(v11.round_timer_ms, 800);
    EXPECT_EQ(v12.round_timer_ms, 700);
    // 500 Mgas and 12,500 transactions a second in both.
    for (const Revision& revision : kRevisions) {
        EXPECT_EQ(revision.gas_limit * 1000, 500'000'000 * static_cast<std::uint64_t>(revision.vote_pace_ms));
        EXPECT_EQ(revision.tx_limit * 1000, 12'500 * static_cast<std::uint64_t>(revision.vote_pace_ms));
        EXPECT_EQ(revision.byte_limit, 400 * static_cast<std::int64_t>(revision.tx_limit));
    }
}

}  // namespace
}  // namespace models::monadbft
