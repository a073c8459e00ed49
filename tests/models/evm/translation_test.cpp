// SPDX-License-Identifier: MIT
#include "models/evm/translation.h"

#include <gtest/gtest.h>

#include <thread>

#include "models/evm/validation.h"
#include "tests/models/evm/random_program.h"
#include "tests/models/evm/small_chain.h"

namespace models {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::uint64_t kSeeds = 150;  // Sanitizers make it slow.
#else
constexpr std::uint64_t kSeeds = 3000;
#endif

/// A chain with `code` at kContract, executed as it is (hot = 0) or translated after so many times.
class Runner {
  public:
    Runner(const ByteString& code, std::uint32_t hot, Revision revision = Revision::Osaka) : transition_(chain_.codes) {
        chain_.codes.set_hot(hot);
        set_up(chain_.codes.insert(code), revision);
    }
    /// Code that several runners share.
    Runner(CodeStore& codes, const Code* code) : transition_(codes) { set_up(code, Revision::Osaka); }

    /// With `gas` beside what the transaction costs by itself.
    TxResult run(std::uint64_t gas) {
        Transaction transaction = chain_.legacy_call();
        transaction.data = bytes("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20");
        const Gas intrinsic = intrinsic_gas(transaction, chain_.block.revision);
        transaction.gas_limit = static_cast<std::uint64_t>(intrinsic.units()) + gas;
        return transition_.execute(chain_, chain_.block, transaction);
    }

  private:
    void set_up(const Code* code, Revision revision) {
        chain_.block.revision = revision;
        chain_.accounts[kContract].code = code;
        chain_.slots[{kContract, U256{1}}] = U256{7};
    }

    SmallChain chain_;
    Transition transition_;
};

/// Code is compared by hash: the two may have been executed on different stores.
void expect_same(const WriteSet& plain, const WriteSet& translated) {
    ASSERT_EQ(plain.accounts.size(), translated.accounts.size());
    for (std::size_t i = 0; i < plain.accounts.size(); ++i) {
        const WriteSet::AccountWrite& a = plain.accounts[i];
        const WriteSet::AccountWrite& b = translated.accounts[i];
        EXPECT_EQ(a.address, b.address);
        EXPECT_EQ(a.fields, b.fields);
        EXPECT_EQ(a.wipes_storage, b.wipes_storage);
        EXPECT_EQ(a.value.nonce, b.value.nonce);
        EXPECT_EQ(a.value.balance, b.value.balance);
        EXPECT_EQ(a.value.exists_empty, b.value.exists_empty);
        ASSERT_EQ(a.value.code == nullptr, b.value.code == nullptr);
        if (a.value.code == nullptr) continue;
        EXPECT_EQ(a.value.code->hash(), b.value.code->hash());
    }
    ASSERT_EQ(plain.slots.size(), translated.slots.size());
    for (std::size_t i = 0; i < plain.slots.size(); ++i) {
        EXPECT_EQ(plain.slots[i].key, translated.slots[i].key);
        EXPECT_EQ(plain.slots[i].value, translated.slots[i].value);
    }
}

void expect_same(const TxResult& plain, const TxResult& translated, const std::string& what) {
    SCOPED_TRACE(what);
    EXPECT_EQ(plain.status, translated.status);
    EXPECT_EQ(plain.invalid, translated.invalid);
    EXPECT_EQ(plain.gas_used, translated.gas_used);
    EXPECT_EQ(plain.gas_refund, translated.gas_refund);
    EXPECT_EQ(plain.fee, translated.fee);
    EXPECT_EQ(plain.logs, translated.logs);
    EXPECT_EQ(to_hex(plain.output), to_hex(translated.output));
    EXPECT_EQ(plain.created, translated.created);
    EXPECT_EQ(plain.work, translated.work);
    expect_same(plain.writes, translated.writes);
}

/// What transactions did, as often as that.
struct Met {
    std::uint64_t succeeded = 0;
    std::uint64_t failed = 0;
    std::uint64_t logged = 0;
    std::uint64_t created = 0;

    void count(const TxResult& result) {
        ++(result.status == TransitionStatus::Success ? succeeded : failed);
        logged += result.logs.empty() ? 0 : 1;
        created += result.writes.accounts.size() > 1 ? 1 : 0;  // Beside the sender's.
    }
};

/// Runs random programs, which do the same whether translated or not.
Met compare(Revision revision, std::uint64_t seeds) {
    Met met;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        const RandomProgram program(seed, revision);
        const std::string what = "seed " + std::to_string(seed) + " code " + to_hex(program.code());
        Runner plain(program.code(), 0, revision);
        Runner at_once(program.code(), 1, revision);
        Runner later(program.code(), 3, revision);
        for (const std::uint64_t gas : {80'000U, 6500U, 1000U}) {
            const TxResult expected = plain.run(gas);
            met.count(expected);
            expect_same(expected, at_once.run(gas), what);
            expect_same(expected, later.run(gas), what);
            if (testing::Test::HasFailure()) return met;
        }
    }
    return met;
}

TEST(Translation, does_what_the_code_does) {
    const Met met = compare(Revision::Osaka, kSeeds);
    EXPECT_GT(met.succeeded, kSeeds / 3);
    EXPECT_GT(met.failed, kSeeds / 3);
    EXPECT_GT(met.logged, kSeeds / 20);
    EXPECT_GT(met.created, kSeeds / 60);
}

TEST(Translation, does_what_the_code_does_under_earlier_rules) {
    for (const Revision revision : {Revision::Frontier, Revision::Berlin}) {
        SCOPED_TRACE("revision " + std::to_string(static_cast<int>(revision)));
        const Met met = compare(revision, kSeeds / 4);
        EXPECT_GT(met.succeeded, kSeeds / 12);
        EXPECT_GT(met.failed, kSeeds / 12);
    }
}

// Gas ends at every instruction in turn: where it does must not depend on what was charged ahead.
TEST(Translation, runs_out_of_gas_where_the_code_does) {
    for (std::uint64_t seed = 0; seed < 1 + kSeeds / 120; ++seed) {
        const RandomProgram program(seed, Revision::Cancun);
        Runner plain(program.code(), 0, Revision::Cancun);  // Where no floor bounds the gas from below (EIP-7623).
        Runner translated(program.code(), 1, Revision::Cancun);
        for (std::uint64_t gas = 0; gas < 1700; ++gas) {
            const TxResult expected = plain.run(gas);
            ASSERT_NE(expected.status, TransitionStatus::Invalid);
            expect_same(expected, translated.run(gas), "seed " + std::to_string(seed) + " gas " + std::to_string(gas));
            if (testing::Test::HasFailure()) return;
        }
    }
}

TEST(Translation, checks_the_stack_inside_a_block) {
    for (const int items : {1023, 1024, 1025}) {
        ByteString code;
        for (int i = 0; i < items; ++i) code.push_back(OP_PUSH0);
        code.push_back(OP_JUMPDEST);
        Runner plain(code, 0);
        Runner translated(code, 1);
        expect_same(plain.run(1'000'000), translated.run(1'000'000), std::to_string(items));
    }
}

// Its highest stack position is below the lowest that it could use.
TEST(Translation, may_have_a_block_that_leaves_the_stack_alone) {
    Runner runner(bytes("5b5b5b00"), 1);
    for (int i = 0; i < 5; ++i) {
        const TxResult result = runner.run(100'000);
        EXPECT_EQ(result.status, TransitionStatus::Success);
    }
}

TEST(Translation, has_blocks_only_where_instructions_are) {
    // PUSH2 0x5b5b, POP, JUMPDEST, PUSH0, PUSH0, POP, POP; the mark itself is no instruction.
    const Code code(bytes("615b5b505b5f5f50500c"));
    Translation translation(code, Revision::Osaka);
    for (const std::uint64_t offset : {1U, 2U, 3U, 5U, 6U, 7U, 8U, 9U, 10U, 1000U})
        EXPECT_EQ(translation.slot_at(offset), nullptr) << offset;
    ASSERT_NE(translation.slot_at(0), nullptr);
    ASSERT_NE(translation.slot_at(4), nullptr);
    EXPECT_EQ(translation.slot_at(4)->opcode, OP_JUMPDEST);
    EXPECT_EQ(translation.begin()[9], OP_INVALID);
}

TEST(Translation, is_made_when_code_is_hot_and_shared) {
    const Code code(bytes("5f5f50505f"));
    EXPECT_EQ(Translation::of(code, Revision::Osaka, 0), nullptr);
    EXPECT_EQ(Translation::of(code, Revision::Osaka, 2), nullptr);
    Translation* made = Translation::of(code, Revision::Osaka, 2);
    ASSERT_NE(made, nullptr);
    EXPECT_EQ(Translation::of(code, Revision::Osaka, 2), made);
    EXPECT_NE(Translation::of(code, Revision::Frontier, 2), made);
}

TEST(Translation, comes_soon_to_code_that_loops) {
    const auto runs_until_translated = [](const ByteString& code) {
        CodeStore codes;
        codes.set_hot(1'000);
        const Code* stored = codes.insert(code);
        Runner runner(codes, stored);
        int runs = 0;
        while (stored->attachment(static_cast<std::uint32_t>(Revision::Osaka)) == nullptr) {
            EXPECT_EQ(runner.run(100'000).status, TransitionStatus::Success);
            ++runs;
        }
        return runs;
    };
    // PUSH2 400, then JUMPDEST, PUSH1 1, SWAP1, SUB, DUP1, PUSH1 3, JUMPI, 400 times 26 gas: 13 bytes.
    EXPECT_EQ(runs_until_translated(bytes("6101905b600190038060035700")), 3);  // Some 800 times each.
    EXPECT_EQ(runs_until_translated(bytes("600160020100")), 1'000);
}

TEST(Translation, may_be_made_by_several_threads_at_once) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const RandomProgram program(seed);
        Runner plain(program.code(), 0);
        const TxResult expected = plain.run(80'000);
        CodeStore codes;
        codes.set_hot(2);
        const Code* code = codes.insert(program.code());
        const auto work = [&](std::vector<TxResult>& results) {
            Runner runner(codes, code);
            for (int i = 0; i < 6; ++i) results.push_back(runner.run(80'000));
        };
        std::vector<TxResult> here;
        std::vector<TxResult> there;
        std::thread other([&] { work(there); });
        work(here);
        other.join();
        for (const auto* results : {&here, &there})
            for (const TxResult& each : *results) expect_same(expected, each, "seed " + std::to_string(seed));
    }
}

/// Found by replaying block 10760440 of mainnet.
TEST(Translation, leaves_alone_what_lies_below_the_stack_that_an_exit_names) {
    // [0xaa, 0xbb, 7], then a value on top that ends up where 0xaa is, unless the jump is taken: then 0xaa is returned.
    const ByteString code = bytes("600760005260aa60bb6001546000518160185792505050005b50505060005260206000f3");
    Runner plain(code, 0);
    Runner translated(code, 1);
    const TxResult expected = plain.run(100'000);
    EXPECT_EQ(U256::from_big_endian(expected.output), U256{0xaa});
    expect_same(expected, translated.run(100'000), "translated");
}

}  // namespace
}  // namespace models
