// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "models/evm/block_context.h"
#include "models/evm/frame.h"
#include "models/evm/halt.h"
#include "models/evm/instruction_table.h"
#include "models/evm/keccak_memo.h"
#include "models/evm/modulus_memo.h"
#include "models/evm/rules.h"
#include "models/evm/work.h"

namespace models {

/// What a frame is to be: a call, or (with `is_create`) the creation of `recipient`.
struct Message {
    const Code* code = nullptr;    ///< To be run; nullptr: none. Of a create: unused, `input` is the init code.
    std::uint64_t precompile = 0;  ///< Not 0: runs this precompile instead.
    AccountRef recipient{};        ///< Whose storage and address the code works with.
    AccountRef payer{};            ///< Who pays `value` to the recipient, if `pays`.
    bool pays = false;
    bool is_static = false;
    bool is_create = false;
    Address caller;
    U256 value;  ///< What CALLVALUE shows.
    ByteView input;
    std::int64_t gas = 0;
};

/// How an outermost frame ended. Its output is Engine::return_data.
struct Outcome {
    Halt halt = Halt::Success;
    std::int64_t gas_left = 0;
};

/// What all frames of a transaction share, kept between transactions so that nothing is allocated per frame.
struct Engine {
    explicit Engine(CodeStore& code_store);
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// Prepares for a transaction; the journal must have begun.
    void begin(const BlockContext& block_context, const Transaction& transaction, const U256& price);
    /// Runs an outermost frame to its end.
    [[nodiscard]] Outcome run(const Message& message);

    /// Starts a frame below `caller` (nullptr: outermost) as `message` says, or does all of it if there is no code to
    /// run. Returns the frame to go on with: the new one, the caller, or nullptr when the outermost is done.
    [[nodiscard]] Frame* enter(const Message& message, Frame* caller);
    /// Ends `frame`, which had `gas` left; likewise returns the frame to go on with.
    [[nodiscard]] Frame* leave(Frame& frame, Halt halt, ByteView output, std::int64_t gas);

    CodeStore& codes;
    Journal journal;
    MemoryArena memory;
    KeccakMemo keccak_memo;
    ModulusMemo modulus_memo;
    const BlockContext* block = nullptr;
    const Rules* rules = nullptr;
    const CostTable* costs = nullptr;
    const StepTable* steps = nullptr;
    Address origin;
    U256 gas_price;
    const std::vector<Hash>* blob_hashes = nullptr;
    /// Output of the last frame that ended: one is enough, as a frame's return data is gone when it calls again.
    ByteString return_data;
    Work work;
    /// The last different codes that the transaction entered: what a core's caches still hold, so to speak.
    std::array<const Code*, 16> entered_codes{};
    std::int64_t gas_priced_elsewhere = 0;  ///< Gas that Work counts by what was done instead of as compute_gas.

    // Used instead of tail calls where the compiler cannot promise them, see dispatch.cpp.
    Frame* pending = nullptr;

  private:
    struct StackDeleter {
        void operator()(std::byte* bytes) const;
    };

    Frame* enter_code(const Message& message, const Code* code, Frame* caller, const Journal::Checkpoint& checkpoint);
    Frame* enter_create(const Message& message, Frame* caller);
    Frame* run_precompile(const Message& message, Frame* caller, const Journal::Checkpoint& checkpoint);
    /// Hands a result to the frame that waits for it, or out. `created`: the address that a create gives.
    Frame* deliver(Frame* caller, Halt halt, std::int64_t gas, const Address* created);
    void count_code(const Code& code);
    void count_precompile(std::uint64_t number, std::uint64_t gas);
    void transfer(AccountRef from, AccountRef to, const U256& value);
    /// EIP-170, EIP-3541 and the deposit cost; stores the code unless it cannot be paid for. Gas left, negative on
    /// failure.
    std::int64_t deploy(AccountRef account, ByteView code, std::int64_t gas);

    std::unique_ptr<std::byte[], StackDeleter>
        stack_;  ///< One for all frames: a frame's begins on top of its caller's.
    std::vector<Frame> frames_;
    std::size_t next_entered_code_ = 0;
    Outcome outcome_;
};

/// Runs `frame` and all that it calls.
void run_steps(Engine& engine, Frame* frame);
[[nodiscard]] const StepTable& step_table(Revision revision);

}  // namespace models
