// SPDX-License-Identifier: MIT
#include <algorithm>

#include <gtest/gtest.h>

#include "models/consensus/ethereum/gasper.h"

namespace models::ethereum {
namespace {

/// One machine among validators that the test speaks for.
class Machine {
  public:
    explicit Machine(std::size_t validators, std::uint32_t duties = 32)
        : validators_(std::vector<Stake>(validators, 1)),
          committees_(validators_, {.duties_per_epoch = duties}),
          gasper_(ValidatorIndex{0}, committees_) {
        gasper_.start(effects_);
    }

    void start_slot(std::uint64_t slot) {
        while (gasper_.slot() < slot)
            gasper_.on_timer({static_cast<std::uint8_t>(TimerName::SlotStart), gasper_.slot() + 1}, effects_);
    }
    void hear(ValidatorIndex from, Message message) {
        gasper_.on_message(from, std::make_shared<const Message>(std::move(message)), effects_);
    }
    /// A block of this slot on genesis, as its proposer makes it.
    [[nodiscard]] Proposal block(std::uint64_t slot, std::uint8_t variant = 0) const {
        BlockContent content;
        content.body_hash.bytes[0] = variant;
        return {.block = seal({.id = {},
                               .parent = genesis_block()->id,
                               .height = 1,
                               .round = slot,
                               .proposer = gasper_.proposer(slot),
                               .content = content,
                               .attached = commitment({})}),
                .votes = {}};
    }
    void import(const Proposal& proposal, bool valid = true) {
        hear(proposal.block->proposer, proposal);
        gasper_.on_checked(proposal.block->id, valid, effects_);
    }
    [[nodiscard]] std::size_t count(Offence offence) const {
        return static_cast<std::size_t>(std::count_if(effects_.begin(), effects_.end(), [&](const auto& effect) {
            const auto* evidence = std::get_if<Evidence>(&effect);
            return evidence != nullptr && evidence->offence == offence;
        }));
    }
    [[nodiscard]] bool has_certified(const Hash& block) const {
        return std::any_of(effects_.begin(), effects_.end(), [&](const auto& effect) {
            const auto* progress = std::get_if<Progress>(&effect);
            return progress != nullptr && progress->stage == BlockStage::Certified && progress->block->id == block;
        });
    }
    Committees& committees() { return committees_; }
    [[nodiscard]] const Gasper& gasper() const { return gasper_; }

  private:
    ValidatorSet validators_;
    Committees committees_;
    Gasper gasper_;
    Gasper::Effects effects_;
};

AttestationData data_of(std::uint64_t slot, const Hash& head, std::uint64_t source = 0) {
    return {.slot = slot,
            .head = head,
            .source = {.epoch = source, .root = genesis_block()->id},
            .target = {.epoch = epoch_of(slot), .root = genesis_block()->id}};
}
Attestation attestation(std::uint32_t attester, const AttestationData& data) {
    return {.data = data, .attester = ValidatorIndex{attester}, .subnet = 0};
}

TEST(Evidence, IsTwoVotesForOneSlot) {
    Machine machine(4);
    machine.start_slot(3);
    Hash other;
    other.bytes[0] = 1;
    machine.hear(ValidatorIndex{1}, attestation(1, data_of(3, genesis_block()->id)));
    machine.hear(ValidatorIndex{1}, attestation(1, data_of(3, genesis_block()->id)));
    EXPECT_EQ(machine.count(Offence::TwoVotes), 0U);
    machine.hear(ValidatorIndex{2}, attestation(1, data_of(3, other)));
    EXPECT_EQ(machine.count(Offence::TwoVotes), 0U) << "in another's name";
    machine.hear(ValidatorIndex{1}, attestation(1, data_of(3, other)));
    EXPECT_EQ(machine.count(Offence::TwoVotes), 1U);
}

TEST(Evidence, IsAVoteThatSurroundsAnotherOrIsSurrounded) {
    for (const bool outer_first : {false, true}) {
        Machine machine(4);
        machine.start_slot(100);
        const AttestationData inner = data_of(90, genesis_block()->id, 2);  // 2 -> 2
        const AttestationData outer = data_of(99, genesis_block()->id, 1);  // 1 -> 3
        machine.hear(ValidatorIndex{1}, attestation(1, outer_first ? outer : inner));
        EXPECT_EQ(machine.count(Offence::TwoVotes), 0U);
        machine.hear(ValidatorIndex{1}, attestation(1, outer_first ? inner : outer));
        EXPECT_EQ(machine.count(Offence::TwoVotes), 1U);
    }
}

TEST(Evidence, IsTwoBlocksForOneSlot) {
    Machine machine(4);
    machine.start_slot(3);
    machine.import(machine.block(3, 1));
    machine.import(machine.block(3, 1));
    EXPECT_EQ(machine.count(Offence::TwoProposals), 0U);
    machine.import(machine.block(3, 2));
    EXPECT_EQ(machine.count(Offence::TwoProposals), 1U);
}

TEST(Evidence, IsABlockWhoseContentDoesNotHold) {
    Machine machine(4);
    machine.start_slot(3);
    const Proposal wrong = machine.block(3);
    machine.import(wrong, false);
    EXPECT_EQ(machine.count(Offence::WrongState), 1U);
    EXPECT_EQ(machine.gasper().fork_choice().find(wrong.block->id), kNowhere);
}

TEST(Gasper, RefusesBlocksThatAreNotTheProposers) {
    Machine machine(4);
    machine.start_slot(3);
    const Proposal good = machine.block(3);
    const auto is_taken = [&](auto change) {
        ConsensusBlock block = *good.block;
        change(block);
        const Proposal changed{.block = seal(std::move(block)), .votes = {}};
        machine.import(changed);
        return machine.gasper().fork_choice().find(changed.block->id) != kNowhere;
    };
    EXPECT_FALSE(is_taken([](ConsensusBlock& b) { b.proposer = ValidatorIndex{(b.proposer.value + 1) % 4}; }));
    EXPECT_FALSE(is_taken([](ConsensusBlock& b) { b.height = 2; }));
    EXPECT_FALSE(is_taken([](ConsensusBlock& b) { b.attached = {}; }));
    EXPECT_FALSE(is_taken([](ConsensusBlock& b) { b.round = 9; }));
    Proposal wrong_id = good;
    ConsensusBlock renamed = *good.block;
    renamed.id.bytes[0] ^= 1;
    wrong_id.block = std::make_shared<const ConsensusBlock>(renamed);
    machine.import(wrong_id);
    EXPECT_EQ(machine.gasper().fork_choice().find(renamed.id), kNowhere);
}

TEST(Gasper, RefusesAggregatesThatDoNotRecount) {
    constexpr std::uint32_t kValidators = 128;
    for (int wrong = 0; wrong < 5; ++wrong) {
        Machine machine(kValidators, 1);
        machine.start_slot(1);
        const Proposal block = machine.block(1);
        machine.import(block);
        const auto& members = machine.committees().at(1).members;
        ASSERT_EQ(members.size(), 4U);
        Aggregate aggregate{.votes = {.data = data_of(1, block.block->id), .voters = VoterSet(kValidators)},
                            .aggregator = members[0] == ValidatorIndex{0} ? members[1] : members[0],
                            .subnet = 0};
        for (const ValidatorIndex member : members) aggregate.votes.voters.insert(member);
        std::uint32_t outsider = 1;
        while (machine.committees().is_member(1, ValidatorIndex{outsider})) ++outsider;
        if (wrong == 1) aggregate.votes.voters.insert(ValidatorIndex{outsider});
        if (wrong == 2) aggregate.aggregator = ValidatorIndex{outsider};
        if (wrong == 3) aggregate.votes.voters = VoterSet(kValidators + 1);
        if (wrong == 4) aggregate.votes.data.target.epoch = 1;
        machine.hear(aggregate.aggregator, aggregate);
        EXPECT_EQ(machine.has_certified(block.block->id), wrong == 0) << wrong;
    }
}

TEST(Gasper, CountsAVoteOnceHoweverItComes) {
    Machine machine(12);
    machine.start_slot(1);
    const Proposal block = machine.block(1);
    machine.import(block);  // Validator 0 has attested to it.
    Aggregate aggregate{.votes = {.data = data_of(1, block.block->id), .voters = VoterSet(12)},
                        .aggregator = ValidatorIndex{1},
                        .subnet = 0};
    for (std::uint32_t v = 0; v < 8; ++v) aggregate.votes.voters.insert(ValidatorIndex{v});
    for (std::uint32_t from = 1; from < 8; ++from) {
        aggregate.aggregator = ValidatorIndex{from};
        machine.hear(aggregate.aggregator, aggregate);
        machine.hear(aggregate.aggregator, attestation(from, aggregate.votes.data));
    }
    EXPECT_FALSE(machine.has_certified(block.block->id)) << "8 of 12";
    machine.hear(ValidatorIndex{8}, attestation(8, aggregate.votes.data));
    EXPECT_TRUE(machine.has_certified(block.block->id));
}

}  // namespace
}  // namespace models::ethereum
