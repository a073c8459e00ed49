// SPDX-License-Identifier: MIT
#include "models/workload/workload.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "tests/models/workload/small_world.h"

namespace models {
namespace {

TEST(TransactionSource, shares_of_kinds_are_those_of_the_mix) {
    SmallWorld world({.mix = {.native_transfer = sim::Share::percent(15),
                              .token_transfer = sim::Share::percent(50),
                              .swap = sim::Share::percent(30),
                              .hot_counter = sim::Share::percent(5)}});
    TransactionSource source = world.source(1);
    std::map<TransactionKind, double> count;
    constexpr int kDraws = 20'000;
    for (std::uint64_t i = 0; i < kDraws; ++i) ++count[source.make(0, i).kind];
    // Five standard deviations of a binomial share are below 0.0177.
    EXPECT_NEAR(count[TransactionKind::NativeTransfer] / kDraws, 0.15, 0.0177);
    EXPECT_NEAR(count[TransactionKind::TokenTransfer] / kDraws, 0.50, 0.0177);
    EXPECT_NEAR(count[TransactionKind::Swap] / kDraws, 0.30, 0.0177);
    EXPECT_NEAR(count[TransactionKind::HotCounter] / kDraws, 0.05, 0.0177);
}

TEST(TransactionSource, senders_are_at_home_and_their_nonces_follow_each_other) {
    SmallWorld world({});
    TransactionSource source = world.source(3);
    std::vector<std::uint64_t> next = world.genesis.next_nonces;
    std::set<std::uint64_t> senders;
    for (std::uint64_t i = 0; i < 1000; ++i) {
        for (std::uint32_t region = 0; region < 3; ++region) {
            const SourcedTransaction made = source.make(region, i);
            EXPECT_EQ(made.sender_account % 3, region);
            EXPECT_EQ(made.transaction.nonce, next[made.sender_account]++);
            EXPECT_EQ(made.transaction.sender, world.genesis.accounts[made.sender_account].address);
            senders.insert(made.sender_account);
        }
    }
    EXPECT_EQ(senders.size(), world.params.accounts);  // Everybody gets a turn: 3,000 draws of 50.
}

TEST(TransactionSource, encoded_bytes_decode_to_the_transaction) {
    SmallWorld world({});
    TransactionSource source = world.source(2);
    for (std::uint64_t i = 0; i < 200; ++i) {
        SourcedTransaction made = source.make(1, i);
        auto decoded = decode_transaction(made.encoded);
        ASSERT_TRUE(std::holds_alternative<Transaction>(decoded));
        made.transaction.sender = {};
        EXPECT_EQ(std::get<Transaction>(decoded), made.transaction);
        EXPECT_EQ(made.transaction.chain_id, world.block.chain_id);
    }
}

TEST(TransactionSource, real_signatures_recover_to_the_sender) {
    SmallWorld world({.signatures = Signatures::Real});
    TransactionSource source = world.source(1);
    for (std::uint64_t i = 0; i < 20; ++i) {
        const SourcedTransaction made = source.make(0, i);
        const auto decoded = std::get<Transaction>(decode_transaction(made.encoded));
        EXPECT_EQ(recover_sender(decoded), world.genesis.accounts[made.sender_account].address);
    }
}

TEST(TransactionSource, draws_do_not_depend_on_other_regions) {
    SmallWorld world({});
    // Region 0 alone, region 0 while region 1 sends three times as much, and region 0 among five.
    TransactionSource alone = world.source(2);
    TransactionSource busy = world.source(2);
    TransactionSource more = world.source(5);
    for (std::uint64_t i = 0; i < 300; ++i) {
        const SourcedTransaction a = alone.make(0, i);
        for (std::uint64_t k = 0; k < 3; ++k) (void)busy.make(1, 3 * i + k);
        EXPECT_EQ(a.encoded, busy.make(0, i).encoded);
        // With more regions other accounts are at home, but what is done stays: kind, contract, value, signature bytes.
        const SourcedTransaction b = more.make(0, i);
        EXPECT_EQ(a.kind, b.kind);
        EXPECT_EQ(a.transaction.value, b.transaction.value);
        EXPECT_EQ(a.transaction.r, b.transaction.r);
        if (a.kind != TransactionKind::NativeTransfer) {
            EXPECT_EQ(a.transaction.to, b.transaction.to);
        }
        if (a.kind == TransactionKind::Swap) {
            EXPECT_EQ(a.transaction.data, b.transaction.data);
        }
    }
}

TEST(TransactionSource, seed_decides_everything) {
    SmallWorld one({}, 1);
    SmallWorld again({}, 1);
    SmallWorld other({}, 2);
    TransactionSource a = one.source(1);
    TransactionSource b = again.source(1);
    TransactionSource c = other.source(1);
    for (std::uint64_t i = 0; i < 50; ++i) {
        const auto made = a.make(0, i);
        EXPECT_EQ(made.encoded, b.make(0, i).encoded);
        EXPECT_NE(made.encoded, c.make(0, i).encoded);
    }
}

std::vector<double> recipients(const SmallWorld& world, std::uint64_t draws) {
    std::map<Address, std::size_t> index;
    for (std::size_t a = 0; a < world.genesis.accounts.size(); ++a) index[world.genesis.accounts[a].address] = a;
    std::vector<double> share(world.params.accounts, 0);
    TransactionSource source = world.source(1);
    for (std::uint64_t i = 0; i < draws; ++i) share[index.at(*source.make(0, i).transaction.to)] += 1.0 / double(draws);
    return share;
}

TEST(TransactionSource, recipients_follow_the_law) {
    const TransactionMix native{.native_transfer = sim::Share::percent(100), .token_transfer = {}, .swap = {}};
    const auto uniform = recipients(SmallWorld({.mix = native}), 20'000);
    const SmallWorld zipf_world({.draw = AccountDraw::Zipf, .mix = native});
    const auto zipf = recipients(zipf_world, 20'000);
    double harmonic = 0;
    for (std::size_t k = 1; k <= uniform.size(); ++k) harmonic += 1.0 / double(k);
    for (std::size_t k = 0; k < uniform.size(); ++k) {
        // Five standard deviations, and the next account's part of the draws that hit the sender himself.
        EXPECT_NEAR(uniform[k], 1.0 / double(uniform.size()), 0.006);
        const double expected = 1.0 / double(k + 1) / harmonic;
        EXPECT_NEAR(zipf[k], expected, 5 * std::sqrt(expected / 20'000) + 0.006) << k;
    }
}

TEST(TransactionSource, nobody_sends_to_himself) {
    SmallWorld world({.draw = AccountDraw::Zipf,
                      .mix = {.native_transfer = sim::Share::percent(100), .token_transfer = {}, .swap = {}}});
    TransactionSource source = world.source(1);
    for (std::uint64_t i = 0; i < 2000; ++i) {
        const auto made = source.make(0, i);
        EXPECT_NE(made.transaction.to, made.transaction.sender);
    }
}

}  // namespace
}  // namespace models
