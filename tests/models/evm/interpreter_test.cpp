// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "models/evm/gas_schedule.h"
#include "models/evm/instruction_table.h"
#include "tests/models/evm/small_chain.h"

namespace models {
namespace {

TEST(Interpreter, returns_the_sum) {
    SmallChain chain;
    EXPECT_EQ(chain.evaluate("600360040160005260206000f3"), U256{7});
}

TEST(Interpreter, pushes_immediates_of_every_length) {
    for (std::size_t size = 1; size <= 32; ++size) {
        ByteString code{static_cast<std::uint8_t>(OP_PUSH1 + size - 1)};
        ByteString immediate;
        for (std::size_t i = 0; i < size; ++i) immediate.push_back(static_cast<std::uint8_t>(0x81 + i));
        code.insert(code.end(), immediate.begin(), immediate.end());
        for (const std::uint8_t byte : bytes("60005260206000f3")) code.push_back(byte);
        SmallChain chain;
        EXPECT_EQ(chain.evaluate(to_hex(code)), U256::from_big_endian(immediate)) << size;
    }
}

TEST(Interpreter, reads_zeros_past_the_end_of_code) {
    SmallChain chain;
    chain.deploy(kContract, "7f01");  // PUSH32 with one byte of immediate, then the implied STOP.
    EXPECT_EQ(chain.run(chain.call()).status, TransitionStatus::Success);
}

// A jump backwards that ends only with the gas, on a host stack that must not grow with the instructions.
TEST(Interpreter, runs_ten_million_instructions_without_growing_the_host_stack) {
    SmallChain chain;
    // JUMPDEST, a few instructions of each kind, JUMP 0.
    chain.deploy(kContract, "5b60016002016003029060005260005150600056");
    const TxResult result = chain.run(chain.call(30'000'000));
    EXPECT_EQ(result.status, TransitionStatus::Failed);
    EXPECT_EQ(result.gas_used, 30'000'000_gas);
}

TEST(Interpreter, calls_1024_deep_and_no_deeper) {
    SmallChain chain;
    // Counts its calls in slot 0 and calls itself with all gas.
    chain.deploy(kContract, "600054600101600055600060006000600060003061ffff5a03f100");
    const TxResult result = chain.run(chain.call(std::uint64_t{1} << 55));
    ASSERT_EQ(result.status, TransitionStatus::Success);
    ASSERT_EQ(result.writes.slots.size(), 1U);
    EXPECT_EQ(result.writes.slots[0].value, U256{kMaxCallDepth + 1});
    EXPECT_EQ(result.work.frames, static_cast<std::uint64_t>(kMaxCallDepth + 1));
}

TEST(Interpreter, checks_the_stack) {
    SmallChain chain;
    chain.deploy(kContract, "01");
    EXPECT_EQ(chain.run(chain.call()).status, TransitionStatus::Failed);
    ByteString code(kMaxStackItems, OP_PUSH0);
    chain.deploy(kContract, to_hex(code));
    EXPECT_EQ(chain.run(chain.call()).status, TransitionStatus::Success);
    code.push_back(OP_PUSH0);
    chain.deploy(kContract, to_hex(code));
    EXPECT_EQ(chain.run(chain.call()).status, TransitionStatus::Failed);
}

TEST(Interpreter, refuses_to_jump_into_push_data) {
    SmallChain chain;
    chain.deploy(kContract, "600456605b00");
    EXPECT_EQ(chain.run(chain.call()).status, TransitionStatus::Failed);
    chain.deploy(kContract, "6003565b00");
    EXPECT_EQ(chain.run(chain.call()).status, TransitionStatus::Success);
}

TEST(Interpreter, keeps_memory_of_callers_while_that_of_the_callee_grows) {
    SmallChain chain;
    // The callee writes at 4 MB, beyond the arena's first chunk; then the caller's word is still there.
    chain.deploy(kOther, "6001624000005200");
    chain.deploy(kContract,
                 "602a600052600060006000600060007"
                 "3bb000000000000000000000000000000000000045af15060206000f3");
    const TxResult result = chain.run(chain.call(100'000'000));
    ASSERT_EQ(result.status, TransitionStatus::Success);
    EXPECT_EQ(U256::from_big_endian(result.output), U256{42});
}

TEST(Interpreter, has_no_push0_before_shanghai) {
    SmallChain chain;
    chain.deploy(kContract, "5f00");
    EXPECT_EQ(chain.run(chain.call()).status, TransitionStatus::Success);
    chain.block.revision = Revision::Paris;
    EXPECT_EQ(chain.run(chain.call()).status, TransitionStatus::Failed);
}

TEST(InstructionTable, knows_what_changed_when) {
    const Instruction& sload = kInstructions[OP_SLOAD];
    EXPECT_EQ(sload.cost[static_cast<std::size_t>(Revision::Frontier)], 50);
    EXPECT_EQ(sload.cost[static_cast<std::size_t>(Revision::Istanbul)], 800);
    EXPECT_EQ(sload.cost[static_cast<std::size_t>(Revision::Berlin)], 100);
    EXPECT_EQ(sload.unchanging_cost(), Instruction::kUndefined);
    EXPECT_EQ(kInstructions[OP_ADD].unchanging_cost(), 3);
    EXPECT_FALSE(kInstructions[OP_MCOPY].defined_in(Revision::Shanghai));
    EXPECT_TRUE(kInstructions[OP_MCOPY].defined_in(Revision::Cancun));
    EXPECT_EQ(cost_table(Revision::Cancun)[OP_CLZ], Instruction::kUndefined);
    EXPECT_EQ(kInstructions[0x0c].name, nullptr);
}

}  // namespace
}  // namespace models
