// SPDX-License-Identifier: MIT
// Bytecode in small blocks under any revision: plain or translated, one after the other or as Block-STM, on virtual
// cores or on threads, what comes out is the same; and the diff stands for it.
#include "models/executor/parallel_executor.h"
#include "models/hardware/virtual_cores.h"
#include "models/state/state_trie.h"
#include "sim/base/check.h"
#include "tests/fuzz/block_input.h"

namespace models {
namespace {

void check_same(const ExecutedBlock& got, const ExecutedBlock& want) {
    CHECK(got.outcomes == want.outcomes);
    CHECK(got.receipts == want.receipts);
    CHECK(got.gas_used == want.gas_used);
    CHECK(got.diff == want.diff);
    CHECK(got.post.id() == want.post.id());
    CHECK(got.work == want.work);
}

U256 sum_of_balances(const State& state) {
    U256 sum;
    for (const auto& [address, account] : state.accounts()) sum += account.balance;
    return sum;
}

/// What holds for every executed block.
void check_sound(const BlockInput& input, const ExecutedBlock& executed) {
    CHECK(executed.outcomes.size() == input.transactions.size());
    Gas sum;
    std::size_t valid = 0;
    for (std::size_t i = 0; i < executed.outcomes.size(); ++i) {
        const ExecutedBlock::Outcome& outcome = executed.outcomes[i];
        CHECK(outcome.status != TransitionStatus::Blocked);
        CHECK((outcome.status == TransitionStatus::Invalid) == (outcome.invalid != InvalidReason::None));
        if (outcome.status == TransitionStatus::Invalid) continue;
        CHECK(outcome.gas_used >= Gas::from_units(21'000 / 2));  // At most half was given back.
        CHECK(outcome.gas_used <= Gas::saturated(input.transactions[i].gas_limit));
        sum += outcome.gas_used;
        CHECK(executed.receipts.at(valid++).cumulative_gas_used == sum);
    }
    CHECK(executed.receipts.size() == valid && executed.gas_used == sum);
    // Ether is burnt, never made.
    CHECK(sum_of_balances(executed.post) <= sum_of_balances(input.state));
}

/// The diff, sent to another node, takes its state and tries forward and back.
void check_diff(BlockInput& input, const ExecutedBlock& executed) {
    CHECK(!canonical_error(executed.diff));
    const auto decoded = decode_state_diff(encode(executed.diff), input.codes);
    CHECK(std::get<StateDiff>(decoded) == executed.diff);
    State state = input.state;
    CHECK(!state.apply(std::get<StateDiff>(decoded)));
    CHECK(state.id() == executed.post.id());
    CHECK(state.accounts() == executed.post.accounts());
    CHECK(state.slots() == executed.post.slots());
    StateTrie trie(input.state);
    const Hash root = trie.root();
    trie.apply(executed.diff);
    CHECK(trie.root() == StateTrie(executed.post).root());

    const StateDiff back = input.state.reverse(executed.diff);
    CHECK(!state.apply(back));
    CHECK(state.id() == input.state.id());
    CHECK(state.accounts() == input.state.accounts());
    trie.apply(back);
    CHECK(trie.root() == root);
}

void run(BlockInput& input) {
    const auto serial = [&](std::uint32_t hot) {
        input.codes.set_hot(hot);
        return execute_serial(input.state, input.block, input.transactions, input.codes);
    };
    const ExecutedBlock plain = serial(0);
    check_sound(input, plain);
    check_diff(input, plain);
    check_same(serial(2), plain);
    for (const WorkerIndex cores : {2U, 6U}) {
        const VirtualCores machine(input.hardware, cores, Sharing::Always);
        check_same(*machine.execute(input.state, input.block, input.transactions, input.codes).block, plain);
    }
    ParallelExecutor threads(input.codes, 2, Sharing::Always);
    check_same(threads.execute(input.state, input.block, input.transactions), plain);
}

}  // namespace
}  // namespace models

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    models::BlockInput input(models::ByteView(data, size));
    models::run(input);
    return 0;
}
