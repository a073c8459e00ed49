// SPDX-License-Identifier: MIT
#include "models/evm/engine.h"

#include <algorithm>
#include <cstring>
#include <new>

#include "models/chain/keccak.h"
#include "models/evm/gas_schedule.h"
#include "models/evm/precompiles.h"
#include "models/evm/translation.h"

namespace models {
namespace {

constexpr std::size_t kFrames = kMaxCallDepth + 1;
/// One slot below each frame's first item stands for "empty".
constexpr std::size_t kStackBytes = kFrames * (kMaxStackItems + 1) * sizeof(U256);
constexpr std::align_val_t kStackAlignment{32};

}  // namespace

void Engine::StackDeleter::operator()(std::byte* bytes) const {
    ::operator delete[](bytes, kStackAlignment);
}

Engine::Engine(CodeStore& code_store)
    : codes(code_store),
      stack_(static_cast<std::byte*>(::operator new[](kStackBytes, kStackAlignment))),
      frames_(kFrames) {
    for (std::size_t depth = 0; depth < frames_.size(); ++depth) {
        frames_[depth].engine = this;
        frames_[depth].depth = static_cast<int>(depth);
    }
}

Engine::~Engine() = default;

void Engine::begin(const BlockContext& block_context, const Transaction& transaction, const U256& price) {
    block = &block_context;
    rules = &rules_of(block_context.revision);
    costs = &cost_table(block_context.revision);
    steps = &step_table(block_context.revision);
    origin = transaction.sender;
    blob_hashes = &transaction.blob_hashes;
    gas_price = price;
    return_data.clear();
    work = {};
    gas_priced_elsewhere = 0;
    entered_codes.fill(nullptr);
    keccak_memo.begin_transaction();
    memory.trim();
}

Outcome Engine::run(const Message& message) {
    if (Frame* first = enter(message, nullptr)) run_steps(*this, first);
    return outcome_;
}

Frame* Engine::enter(const Message& message, Frame* caller) {
    ++work.frames;
    if (message.is_create) return enter_create(message, caller);
    const Journal::Checkpoint checkpoint = journal.checkpoint();
    if (!message.pays || message.value.is_zero()) journal.touch(message.recipient);  // Value makes it exist anyway.
    if (message.pays) transfer(message.payer, message.recipient, message.value);
    if (message.precompile != 0) return run_precompile(message, caller, checkpoint);
    if (journal.blocked()) return deliver(caller, Halt::Blocked, 0, nullptr);
    if (message.code == nullptr) {
        return_data.clear();
        return deliver(caller, Halt::Success, message.gas, nullptr);
    }
    return enter_code(message, message.code, caller, checkpoint);
}

Frame* Engine::enter_code(const Message& message, const Code* code, Frame* caller,
                          const Journal::Checkpoint& checkpoint) {
    if (message.is_create)
        work.entered_code_bytes += code->size();
    else
        count_code(*code);
    Frame& frame = frames_[caller == nullptr ? 0 : static_cast<std::size_t>(caller->depth) + 1];
    frame.code = code;
    frame.memory = caller == nullptr ? memory.first() : MemoryArena::after(caller->memory);
    frame.input = message.is_create ? ByteView{} : message.input;
    frame.account = message.recipient;
    frame.is_static = message.is_static;
    frame.is_create = message.is_create;
    frame.address = journal.address(message.recipient);
    frame.caller = message.caller;
    frame.value = message.value;
    frame.translation = message.is_create ? nullptr : Translation::of(*code, block->revision, codes.hot());
    frame.begin = frame.translation == nullptr ? code->begin() : frame.translation->begin();
    frame.pc = frame.begin;
    frame.bottom = caller == nullptr ? reinterpret_cast<U256*>(stack_.get()) : caller->top;
    frame.top = frame.bottom;
    frame.gas = message.gas;
    frame.checkpoint = checkpoint;
    return_data.clear();
    return &frame;
}

Frame* Engine::enter_create(const Message& message, Frame* caller) {
    const AccountRef account = message.recipient;
    // EIP-684, EIP-7610. The nonce first: it alone tells for most, and then nothing else is a dependency.
    const bool taken = journal.nonce(account) != 0 || journal.code(account) != nullptr || journal.has_storage(account);
    if (journal.blocked()) return deliver(caller, Halt::Blocked, 0, nullptr);
    return_data.clear();
    if (taken) {
        gas_priced_elsewhere += message.gas;
        return deliver(caller, Halt::AddressCollision, 0, nullptr);
    }
    const Journal::Checkpoint checkpoint = journal.checkpoint();
    journal.mark_created(account);
    if (rules->created_nonce != 0) journal.set_nonce(account, rules->created_nonce);
    transfer(message.payer, account, message.value);
    if (journal.blocked()) return deliver(caller, Halt::Blocked, 0, nullptr);
    auto init_code = std::make_unique<const Code>(message.input, Hash{});
    Frame* frame = enter_code(message, init_code.get(), caller, checkpoint);
    frame->init_code = std::move(init_code);
    return frame;
}

Frame* Engine::run_precompile(const Message& message, Frame* caller, const Journal::Checkpoint& checkpoint) {
    if (journal.blocked()) return deliver(caller, Halt::Blocked, 0, nullptr);
    return_data.clear();
    const std::int64_t gas_left =
        execute_precompile(message.precompile, block->revision, message.input, message.gas, return_data);
    if (gas_left >= 0) {
        count_precompile(message.precompile, static_cast<std::uint64_t>(message.gas - gas_left));
        return deliver(caller, Halt::Success, gas_left, nullptr);
    }
    const Halt halt = halt_of(gas_left);
    gas_priced_elsewhere += message.gas;
    return_data.clear();
    journal.rollback(checkpoint);
    return deliver(caller, halt, 0, nullptr);
}

void Engine::count_code(const Code& code) {
    if (std::find(entered_codes.begin(), entered_codes.end(), &code) != entered_codes.end()) return;
    entered_codes[next_entered_code_++ % entered_codes.size()] = &code;
    work.entered_code_bytes += code.size();
}

void Engine::count_precompile(std::uint64_t number, std::uint64_t gas) {
    switch (precompile_kind(number)) {
        case PrecompileKind::Ecrecover:
            work.ecrecover_gas += gas;
            return;
        case PrecompileKind::Curve:
            work.curve_gas += gas;
            return;
        case PrecompileKind::PointEvaluation:
            work.point_evaluation_gas += gas;
            return;
        case PrecompileKind::Modexp:
            work.modexp_gas += gas;
            return;
        case PrecompileKind::Hash:
            work.hash_gas += gas;
            return;
    }
}

Frame* Engine::leave(Frame& frame, Halt halt, ByteView output, std::int64_t gas) {
    Frame* caller = frame.depth == 0 ? nullptr : &frames_[static_cast<std::size_t>(frame.depth) - 1];
    if (halt == Halt::Blocked) return deliver(caller, halt, 0, nullptr);
    if (halt == Halt::Success && frame.is_create) {
        gas = deploy(frame.account, output, gas);
        if (gas < 0) halt = halt_of(gas);
        output = {};
    }
    if (halt != Halt::Success) journal.rollback(frame.checkpoint);
    if (halt != Halt::Success && halt != Halt::Revert) {
        gas_priced_elsewhere += std::max<std::int64_t>(gas, 0);
        gas = 0;
        output = {};
    }
    return_data.assign(output.begin(), output.end());
    frame.init_code.reset();
    return deliver(caller, halt, gas, frame.is_create ? &frame.address : nullptr);
}

Frame* Engine::deliver(Frame* caller, Halt halt, std::int64_t gas, const Address* created) {
    if (caller == nullptr || halt == Halt::Blocked) {
        outcome_ = {halt, gas};
        pending = nullptr;
        return nullptr;
    }
    const std::uint64_t size = std::min<std::uint64_t>(caller->output_size, return_data.size());
    if (size != 0) std::memcpy(caller->memory.data + caller->output_offset, return_data.data(), size);
    caller->gas += gas;
    if (halt != Halt::Success)
        *caller->top = U256{};
    else
        *caller->top = created != nullptr ? U256::from_address(*created) : U256{1};
    return caller;
}

void Engine::transfer(AccountRef from, AccountRef to, const U256& value) {
    if (value.is_zero()) return;
    journal.take_from_balance(from, value);
    journal.add_to_balance(to, value);
}

std::int64_t Engine::deploy(AccountRef account, ByteView code, std::int64_t gas) {
    if (code.size() > rules->max_code_size) return failure(Halt::CodeTooLarge);
    if (rules->reserves_ef && !code.empty() && code.front() == kReservedCodePrefix) return failure(Halt::ReservedCode);
    const std::int64_t cost = kCodeDepositByte * static_cast<std::int64_t>(code.size());
    if (gas < cost) return rules->unpaid_deposit_fails ? failure(Halt::OutOfGas) : gas;
    if (!code.empty()) journal.set_code(account, codes.insert(code));
    gas_priced_elsewhere += cost;
    work.code_bytes += code.size();
    work.keccak_permutations += keccak_permutations(code.size());
    return gas - cost;
}

}  // namespace models
