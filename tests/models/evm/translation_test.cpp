// SPDX-License-Identifier: MIT
#include "models/evm/translation.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/models/evm/random_program.h"
#include "tests/models/evm/small_chain.h"

namespace models {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::uint64_t kSeeds = 150;  // Sanitizers make it slow.
#else
constexpr std::uint64_t kSeeds = 3000;
#endif

/// What `code` does, executed as it is (hot = 0) or translated after so many times.
class Runner {
  public:
    Runner(const ByteString& code, std::uint32_t hot) {
        chain_.codes.set_hot(hot);
        chain_.block.revision = Revision::Osaka;
        chain_.accounts[kContract].code = chain_.codes.insert(code);
        chain_.slots[{kContract, U256{1}}] = U256{7};
    }
    TxResult run(std::uint64_t gas) {
        Transaction transaction = chain_.call(gas);
        transaction.data = bytes("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20");
        return chain_.run(transaction);
    }

  private:
    SmallChain chain_;
};

void expect_same(const TxResult& plain, const TxResult& translated, const std::string& what) {
    EXPECT_EQ(plain.status, translated.status) << what;
    EXPECT_EQ(plain.gas_used, translated.gas_used) << what;
    EXPECT_EQ(to_hex(plain.output), to_hex(translated.output)) << what;
    EXPECT_EQ(plain.work, translated.work) << what;
    ASSERT_EQ(plain.writes.slots.size(), translated.writes.slots.size()) << what;
    for (std::size_t i = 0; i < plain.writes.slots.size(); ++i) {
        EXPECT_EQ(plain.writes.slots[i].key, translated.writes.slots[i].key) << what;
        EXPECT_EQ(plain.writes.slots[i].value, translated.writes.slots[i].value) << what;
    }
}

TEST(Translation, does_what_the_code_does) {
    int succeeded = 0;
    int failed = 0;
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
        const RandomProgram program(seed);
        const std::string what = "seed " + std::to_string(seed) + " code " + to_hex(program.code());
        Runner plain(program.code(), 0);
        Runner at_once(program.code(), 1);
        Runner later(program.code(), 3);
        for (const std::uint64_t gas : {100'000U, 28'000U, 22'500U}) {
            const TxResult expected = plain.run(gas);
            ++(expected.status == TransitionStatus::Success ? succeeded : failed);
            expect_same(expected, at_once.run(gas), what);
            expect_same(expected, later.run(gas), what);
            if (testing::Test::HasFailure()) return;
        }
    }
    EXPECT_GT(succeeded, static_cast<int>(kSeeds) / 3);
    EXPECT_GT(failed, static_cast<int>(kSeeds) / 3);
}

// Gas ends at every instruction in turn: where it does must not depend on what was charged ahead.
TEST(Translation, runs_out_of_gas_where_the_code_does) {
    for (std::uint64_t seed = 0; seed < 1 + kSeeds / 120; ++seed) {
        const RandomProgram program(seed);
        Runner plain(program.code(), 0);
        Runner translated(program.code(), 1);
        for (std::uint64_t gas = 21'700; gas < 23'200; gas += 1) {
            expect_same(plain.run(gas), translated.run(gas),
                        "seed " + std::to_string(seed) + " gas " + std::to_string(gas));
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

TEST(Translation, may_be_made_by_several_threads_at_once) {
    const RandomProgram program(3);
    for (int round = 0; round < 20; ++round) {
        CodeStore codes;
        codes.set_hot(2);
        const Code* code = codes.insert(program.code());
        const auto work = [&] {
            SmallChain chain;
            Transition transition(codes);
            chain.accounts[kContract].code = code;
            std::vector<Gas> used;
            for (int i = 0; i < 6; ++i)
                used.push_back(transition.execute(chain, chain.block, chain.call(100'000)).gas_used);
            for (const Gas& each : used) EXPECT_EQ(each, used.front());
        };
        std::thread other(work);
        work();
        other.join();
    }
}

}  // namespace
}  // namespace models
