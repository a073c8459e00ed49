// SPDX-License-Identifier: MIT
#include "models/consensus/ethereum/fork_choice.h"

#include <set>

#include <gtest/gtest.h>

#include "sim/base/random.h"

namespace models::ethereum {
namespace {

/// A tree without votes in its blocks, so that genesis stays the justified block.
struct Tree {
    explicit Tree(std::vector<Stake> stakes, const Parameters& parameters = {})
        : validators(std::move(stakes)), committees(validators, parameters), choice(committees) {}

    BlockPlace add(BlockPlace parent, std::uint64_t slot, std::uint8_t variant = 0, bool timely = true) {
        Proposal proposal;
        const ConsensusBlock& above = *choice.at(parent).block;
        BlockContent content;
        content.body_hash.bytes[0] = variant;
        proposal.block = seal({.id = {},
                               .parent = above.id,
                               .height = above.height + 1,
                               .round = slot,
                               .proposer = {},
                               .content = content,
                               .attached = commitment({})});
        return choice.insert(std::make_shared<const Proposal>(std::move(proposal)), timely);
    }

    ValidatorSet validators;
    Committees committees;
    ForkChoice choice;
};

/// What the specification says, word by word: at each fork the child whose subtree has more stake of latest messages.
BlockPlace slow_head(const Tree& tree, const std::vector<BlockPlace>& latest,
                     const std::set<std::uint32_t>& discounted) {
    const ForkChoice& choice = tree.choice;
    const auto is_below = [&](BlockPlace place, BlockPlace root) {
        while (place != kNowhere && place != root) place = choice.at(place).parent;
        return place == root;
    };
    const auto weight = [&](BlockPlace root) {
        Stake sum = 0;
        for (std::uint32_t v = 0; v < latest.size(); ++v)
            if (latest[v] != kNowhere && !discounted.contains(v) && is_below(latest[v], root))
                sum += tree.validators.stake(ValidatorIndex{v});
        if (choice.boosted() != kNowhere && is_below(choice.boosted(), root))
            sum += tree.committees.total_weight() / kSlotsPerEpoch * 40 / 100;
        return sum;
    };
    BlockPlace head = 0;
    for (BlockPlace best = head; best != kNowhere;) {
        head = best;
        best = kNowhere;
        for (BlockPlace child = 0; child < choice.size(); ++child)
            if (choice.at(child).parent == head &&
                (best == kNowhere || std::pair(weight(child), choice.at(child).block->id) >
                                         std::pair(weight(best), choice.at(best).block->id)))
                best = child;
    }
    return head;
}

TEST(ForkChoice, FindsTheHeadOfTheSlowDefinition) {
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        const sim::RandomStream stream(seed, sim::Purpose::named("test.fork_choice"), 0);
        std::uint64_t draws = 0;
        const auto random = [&](std::uint64_t bound) { return sim::uniform_below(stream.bits(draws++), bound); };
        Tree tree({5, 3, 9, 1, 2, 7, 4, 6}, {.duties_per_epoch = 1});
        std::vector<BlockPlace> latest(8, kNowhere);
        std::vector<std::uint64_t> epochs(8);
        std::set<std::uint32_t> discounted;
        for (std::uint64_t step = 1; step < 40; ++step) {
            const auto parent = static_cast<BlockPlace>(random(tree.choice.size()));
            const BlockPlace place = tree.add(parent, step, static_cast<std::uint8_t>(random(250)));
            tree.choice.set_boosted(random(2) == 0 ? place : kNowhere);
            for (int votes = 0; votes < 3; ++votes) {
                const auto voter = static_cast<std::uint32_t>(random(8));
                const auto head = static_cast<BlockPlace>(random(tree.choice.size()));
                const std::uint64_t epoch = 1 + random(step);
                tree.choice.vote(0, ValidatorIndex{voter}, epoch, head);
                if (epoch <= epochs[voter]) continue;
                epochs[voter] = epoch;
                latest[voter] = head;
            }
            if (random(30) == 0) {
                const auto offender = static_cast<std::uint32_t>(random(8));
                discounted.insert(offender);
                tree.choice.discount(ValidatorIndex{offender});
            }
            ASSERT_EQ(tree.choice.head(step), slow_head(tree, latest, discounted)) << seed << ", step " << step;
        }
    }
}

TEST(ForkChoice, ABoostDecidesUntilItIsTakenAway) {
    Tree tree(std::vector<Stake>(32, 100), {.duties_per_epoch = 32});
    const BlockPlace voted = tree.add(0, 1, 1);
    const BlockPlace boosted = tree.add(0, 2, 2);
    for (std::uint32_t v = 0; v < 12; ++v) tree.choice.vote(0, ValidatorIndex{v}, 0, voted);
    tree.choice.set_boosted(boosted);
    EXPECT_EQ(tree.choice.head(2), boosted) << "12 of a committee of 32 are less than 40 %";
    tree.choice.vote(0, ValidatorIndex{12}, 0, voted);
    EXPECT_EQ(tree.choice.head(2), voted) << "13 are more";
    tree.choice.set_boosted(kNowhere);
    EXPECT_EQ(tree.choice.head(3), voted);
}

}  // namespace
}  // namespace models::ethereum
