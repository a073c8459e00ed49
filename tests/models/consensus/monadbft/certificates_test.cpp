// SPDX-License-Identifier: MIT
#include "models/consensus/monadbft/certificates.h"

#include "tests/models/consensus/monadbft/driver.h"

#include <gmock/gmock.h>

namespace models::monadbft {
namespace {

using testing::IsEmpty;

struct Certificates : testing::Test {
    Driver d{3};
    Judge judge{d.validators, d.leaders};
    std::vector<SharedConsensusBlock> chain = d.chain(2);
    SharedQc qc1 = d.chain_qc(chain, 1);
    SharedTip tip2 = d.tip(chain[2], qc1);

    template <class T, class Change>
    [[nodiscard]] std::shared_ptr<const T> changed(const std::shared_ptr<const T>& original, Change change) const {
        T copy = *original;
        change(copy);
        return std::make_shared<const T>(std::move(copy));
    }
};

TEST_F(Certificates, AQuorumCertificateNeedsASupermajority) {
    EXPECT_TRUE(judge.holds(qc1));
    EXPECT_TRUE(judge.holds(d.qc(chain[1], 1, 0, {1, 2, 3})));
    EXPECT_FALSE(judge.holds(d.qc(chain[1], 1, 0, {1, 2})));
    EXPECT_FALSE(judge.holds(SharedQc()));
    EXPECT_FALSE(judge.holds(changed(qc1, [](auto& qc) { qc.voters = VoterSet(200); })));
    EXPECT_FALSE(judge.holds(changed(qc1, [](auto& qc) { qc.parent_round = 1; })));
}

TEST_F(Certificates, OnlyGenesisNeedsNoVotes) {
    EXPECT_TRUE(judge.holds(d.genesis()));
    EXPECT_FALSE(judge.holds(changed(d.genesis(), [&](auto& qc) { qc.block = chain[1]->id; })));
}

TEST_F(Certificates, ATimeoutCertificateCountsEachValidatorOnce) {
    const High high{.tip = nullptr, .qc = qc1};
    EXPECT_TRUE(judge.holds(d.tc(2, high)));
    EXPECT_FALSE(judge.holds(d.tc(2, high, {0, 1})));
    const auto twice = changed(d.tc(2, high, {0, 1}), [&](auto& tc) {
        tc.groups.push_back({.rank = {.round = 0, .certified = true, .qc_round = 0}, .voters = d.voters({1})});
    });
    EXPECT_FALSE(judge.holds(twice));
    EXPECT_TRUE(judge.holds(changed(twice, [&](auto& tc) { tc.groups[1].voters = d.voters({2}); })));
}

TEST_F(Certificates, ATimeoutCertificateShowsTheHighestOfItsTimeouts) {
    const High with_tip{.tip = tip2, .qc = qc1};
    EXPECT_TRUE(judge.holds(d.tc(2, with_tip)));
    // Somebody brought along a tip, and it is kept back.
    EXPECT_FALSE(judge.holds(changed(d.tc(2, with_tip), [&](auto& tc) { tc.high = {.tip = nullptr, .qc = qc1}; })));
    // Nobody brought it along.
    EXPECT_FALSE(judge.holds(changed(d.tc(2, {.tip = nullptr, .qc = qc1}), [&](auto& tc) { tc.high = with_tip; })));
    // A tip of a round that is still to come.
    EXPECT_FALSE(judge.holds(d.tc(1, with_tip)));
}

TEST_F(Certificates, ATipIsOfItsRoundsLeaderAndOnItsCertificate) {
    EXPECT_TRUE(judge.holds(tip2));
    const auto with_header = [&](auto change) {
        ConsensusBlock header = *chain[2];
        change(header);
        return d.tip(seal(header), qc1);
    };
    EXPECT_TRUE(judge.holds(with_header([](auto& header) { header.height = 9; })));  // The tree judges heights.
    EXPECT_FALSE(judge.holds(with_header([](auto& header) { header.proposer = ValidatorIndex{3}; })));
    EXPECT_FALSE(judge.holds(with_header([](auto& header) { header.parent = header.id; })));
    EXPECT_FALSE(judge.holds(d.tip(chain[2], d.qc(chain[1], 1, 0, {0, 1}))));
    ConsensusBlock mislabelled = *chain[2];
    mislabelled.id = chain[1]->id;
    EXPECT_FALSE(judge.holds(d.tip(std::make_shared<const ConsensusBlock>(mislabelled), qc1)));
}

TEST_F(Certificates, AFreshBlockAfterAFailedRoundNeedsProofThatItWasDue) {
    const auto fresh = d.block(chain[1], 3);
    const SharedTc no_tip = d.tc(2, {.tip = nullptr, .qc = qc1});
    EXPECT_FALSE(judge.holds(d.tip(fresh, qc1)));
    EXPECT_TRUE(judge.holds(d.tip(fresh, qc1, no_tip)));
    EXPECT_FALSE(judge.holds(d.tip(fresh, qc1, d.tc(1, {.tip = nullptr, .qc = d.genesis()}))));
    EXPECT_FALSE(judge.holds(d.tip(fresh, qc1, d.tc(2, {.tip = tip2, .qc = qc1}))));
    // On a certificate that is older than the one that was brought along.
    EXPECT_FALSE(judge.holds(d.tip(d.block(genesis_block(), 3), d.genesis(), no_tip)));

    const auto nec = [&](std::uint64_t round, std::uint64_t tip_qc_round,
                         std::initializer_list<std::uint32_t> members) {
        return std::make_shared<const NoEndorsementCertificate>(
            NoEndorsementCertificate{.round = round, .tip_qc_round = tip_qc_round, .voters = d.voters(members)});
    };
    EXPECT_TRUE(judge.holds(d.tip(fresh, qc1, nullptr, nec(3, 1, {0, 1, 3}))));
    EXPECT_FALSE(judge.holds(d.tip(fresh, qc1, nullptr, nec(3, 1, {0, 1}))));
    EXPECT_FALSE(judge.holds(d.tip(fresh, qc1, nullptr, nec(2, 1, {0, 1, 3}))));
    EXPECT_FALSE(judge.holds(d.tip(d.block(genesis_block(), 3), d.genesis(), nullptr, nec(3, 1, {0, 1, 3}))));
}

TEST_F(Certificates, RankByRoundThenCertificateThenParentsCertificate) {
    const Rank tip_on_old{.round = 5, .certified = false, .qc_round = 2};
    const Rank tip_on_new{.round = 5, .certified = false, .qc_round = 4};
    const Rank qc{.round = 5, .certified = true, .qc_round = 5};
    const Rank next{.round = 6, .certified = false, .qc_round = 0};
    EXPECT_LT(tip_on_old, tip_on_new);
    EXPECT_LT(tip_on_new, qc);
    EXPECT_LT(qc, next);
    EXPECT_EQ(rank_of(*tip2), (Rank{.round = 2, .certified = false, .qc_round = 1}));
}

TEST_F(Certificates, AreCountedAnewWhereverTheyArrive) {
    const SharedQc few = d.qc(chain[1], 1, 0, {0, 1});
    d.start();
    d.receive(d.leader(1), AdvanceRound{few});
    EXPECT_THAT(d.effects, IsEmpty());
    d.receive(d.leader(2), d.proposal(chain[2], few));
    EXPECT_THAT(d.effects, IsEmpty());
    d.receive(0, Timeout{.round = 2, .high = {.tip = nullptr, .qc = few}, .qc = nullptr, .tc = nullptr});
    EXPECT_THAT(d.effects, IsEmpty());
    d.receive(0, Timeout{.round = 2, .high = {.tip = nullptr, .qc = d.genesis()}, .qc = few, .tc = nullptr});
    EXPECT_THAT(d.effects, IsEmpty());
    d.receive(d.leader(3), RoundRecovery{d.tc(2, {.tip = tip2, .qc = qc1}, {0, 1})});
    EXPECT_THAT(d.effects, IsEmpty());
    EXPECT_EQ(d.machine.round(), 1U);
}

TEST_F(Certificates, AProposalOfAnotherThanTheLeaderIsNone) {
    d.start();
    d.receive(1, d.proposal(chain[1], d.genesis()));
    EXPECT_THAT(d.effects, IsEmpty());
    Proposal of_another_round = d.proposal(chain[1], d.genesis());
    of_another_round.round = 2;
    d.receive(d.leader(2), of_another_round);
    EXPECT_THAT(d.effects, IsEmpty());
    Proposal mismatched = d.proposal(chain[1], d.genesis());
    mismatched.block = d.block(genesis_block(), 1, 7);
    d.receive(d.leader(1), mismatched);
    EXPECT_THAT(d.effects, IsEmpty());
}

}  // namespace
}  // namespace models::monadbft
