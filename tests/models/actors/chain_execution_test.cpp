// SPDX-License-Identifier: MIT
#include "models/actors/chain_execution.h"

#include <gtest/gtest.h>

#include "tests/models/actors/payment_chain.h"

namespace models {
namespace {

class Execution : public PaymentChain {
  protected:
    Execution() : hardware(execution.add_hardware({})) {}
    const std::uint32_t hardware;
};

TEST_F(Execution, runs_a_block_once_and_charges_all) {
    const BlockToExecute block = to_execute(*child(genesis_block(), {{.from = 1}, {.from = 2}}));
    const SharedOutcome first = execution.execute(hardware, genesis, block);
    EXPECT_EQ(execution.execute(hardware, genesis, block), first);
    EXPECT_EQ(execution.counts().executed, 1U);
    EXPECT_EQ(execution.counts().reused, 1U);
    EXPECT_GT(first->execution_time, 0_ns);
    EXPECT_GT(first->root_time, 0_ns);
}

TEST_F(Execution, does_what_serial_execution_does) {
    const SharedConsensusBlock block = child(genesis_block(), {{.from = 1, .value = 5}, {.from = 1, .nonce = 1}});
    const SharedOutcome outcome = execution.execute(hardware, genesis, to_execute(*block));
    BlockContext context = chain;
    context.number = 1;
    context.timestamp = 1000 + block->round;
    context.beneficiary = execution.beneficiary(block->proposer);
    std::vector<Transaction> transactions;
    for (const auto& pending : block->content.body->transactions) transactions.push_back(pending->transaction);
    const ExecutedBlock serial = execute_serial(genesis, context, transactions, codes);
    EXPECT_EQ(outcome->block->outcomes, serial.outcomes);
    EXPECT_EQ(outcome->post().id(), serial.post.id());
    EXPECT_EQ(outcome->root, StateTrie(serial.post).root());
    EXPECT_EQ(outcome->block->receipts.size(), 2U);
    EXPECT_EQ(execution.genesis()->root, StateTrie(genesis).root());
}

TEST_F(Execution, runs_anew_what_differs) {
    const SharedConsensusBlock block = child(genesis_block(), {{.from = 1}});
    const BlockToExecute plain = to_execute(*block);
    const SharedOutcome outcome = execution.execute(hardware, genesis, plain);
    std::uint64_t executed = 1;
    const auto differs = [&](const State& pre, const BlockToExecute& other) {
        const SharedOutcome result = execution.execute(hardware, pre, other);
        EXPECT_EQ(execution.counts().executed, ++executed);
        EXPECT_NE(result->root, outcome->root);
        EXPECT_EQ(result->root, StateTrie(result->post()).root());
    };
    State other = genesis;
    other.set_account(user(77), {.balance = 1});
    differs(other, plain);
    BlockToExecute changed = plain;
    changed.proposer = ValidatorIndex{3};  // who earns the fees
    differs(genesis, changed);
    changed = plain;
    changed.body = body_of({{.from = 1, .value = 2, .fee = 10}});
    differs(genesis, changed);
}

TEST_F(Execution, gives_the_same_outcome_on_other_hardware_in_other_time) {
    HardwareProfile slow;
    slow.costs.transaction = 100'000'000_ps;
    slow.costs.trie_node = 10'000'000_ps;
    const std::uint32_t other = execution.add_hardware(slow);
    const BlockToExecute block = to_execute(*child(genesis_block(), {{.from = 1}, {.from = 2}}));
    const SharedOutcome fast = execution.execute(hardware, genesis, block);
    const SharedOutcome slower = execution.execute(other, genesis, block);
    EXPECT_EQ(slower->block, fast->block);  // the very same object
    EXPECT_EQ(slower->root, fast->root);
    EXPECT_GT(slower->execution_time, fast->execution_time + 100_us);
    EXPECT_GT(slower->root_time, fast->root_time);
    EXPECT_EQ(execution.execute(other, genesis, block), slower);
}

TEST_F(Execution, corrupts_a_wei_and_nothing_else) {
    const BlockToExecute block = to_execute(*child(genesis_block(), {{.from = 1}}));
    const SharedOutcome right = execution.execute(hardware, genesis, block);
    const SharedOutcome wrong = execution.corrupt(right);
    EXPECT_NE(wrong->root, right->root);
    EXPECT_EQ(wrong->root, StateTrie(wrong->post()).root());
    EXPECT_EQ(wrong->execution_time, right->execution_time);
    EXPECT_EQ(wrong->root_time, right->root_time);
    EXPECT_EQ(wrong->block->outcomes, right->block->outcomes);
    State repaired = wrong->post();
    const Address changed = execution.beneficiary(ValidatorIndex{0});
    Account account = *repaired.find(changed);
    account.balance -= 1;
    repaired.set_account(changed, account);
    EXPECT_EQ(repaired.id(), right->post().id());
    // The right one is as before, and so is what comes after it.
    EXPECT_EQ(right->root, StateTrie(right->post()).root());
    const SharedOutcome next =
        execution.execute(hardware, right->post(), to_execute(*child(genesis_block(), {{.from = 2}})));
    EXPECT_EQ(next->root, StateTrie(next->post()).root());
}

TEST_F(Execution, asks_once_whether_a_block_is_admissible) {
    int asked = 0;
    const auto ask = [&](const StateId& state, std::uint8_t block, bool answer) {
        Hash hash;
        hash.bytes[0] = block;
        return execution.admissible(state, hash, [&] { return ++asked, answer; });
    };
    EXPECT_TRUE(ask(genesis.id(), 1, true));
    EXPECT_TRUE(ask(genesis.id(), 1, false));  // known by now
    EXPECT_EQ(asked, 1);
    EXPECT_FALSE(ask(genesis.id(), 2, false));
    EXPECT_FALSE(ask(State().id(), 1, false));
    EXPECT_EQ(asked, 3);
}

TEST(Recent, keeps_what_was_made_last) {
    Recent<int, int, 3> recent;
    for (int i = 0; i < 4; ++i) recent.insert(i, 10 * i);
    EXPECT_EQ(recent.find(0), nullptr);
    for (int i = 1; i < 4; ++i) EXPECT_EQ(*recent.find(i), 10 * i);
    recent.insert(3, 99);  // the first stays
    EXPECT_EQ(*recent.find(3), 30);
    recent.insert(0, 1);
    EXPECT_EQ(recent.find(1), nullptr);
    EXPECT_EQ(*recent.find(0), 1);
}

}  // namespace
}  // namespace models
