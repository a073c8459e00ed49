// SPDX-License-Identifier: MIT
#include "models/evm/instructions_call.h"

#include <algorithm>
#include <array>

#include "models/chain/keccak.h"
#include "models/chain/rlp.h"
#include "models/evm/instructions_memory.h"
#include "models/evm/instructions_state.h"
#include "models/evm/precompiles.h"

namespace models {
namespace {

/// The operands of the four calls, sorted out.
struct CallOperands {
    U256 gas;
    Address target;
    U256 value;
    U256 input_offset;
    U256 input_size;
    U256 output_offset;
    U256 output_size;
    U256* result;  ///< Stack place of the result.
};

/// Who runs: the account called, or since EIP-7702 the one that it delegates to.
struct Callee {
    AccountRef target{};
    AccountRef code_owner{};
};

CallOperands read_operands(U256* top, bool has_value) {
    U256* ranges = has_value ? top - 3 : top - 2;
    return {
        top[0],    top[-1].to_address(), has_value ? top[-2] : U256{}, ranges[0], ranges[-1], ranges[-2], ranges[-3],
        ranges - 3};
}

/// Whether the call is charged for an account that it makes (Yellow Paper, appendix H.2, C_NEW; EIP-161).
bool makes_account(Engine& engine, const CallOperands& call, AccountRef target) {
    return engine.rules->charges_dead_recipient_only_with_value ? !call.value.is_zero() && engine.journal.empty(target)
                                                                : !engine.journal.exists(target);
}

/// EIP-7702: finds the code's owner and charges for reaching it; the gas left.
std::int64_t charge_delegation(Engine& engine, Callee& callee, std::int64_t gas) {
    if (!engine.rules->delegates_code) return gas;
    const Code* code = engine.journal.code(callee.target);
    if (code == nullptr || !code->delegate()) return gas;
    callee.code_owner = engine.journal.account(*code->delegate());
    return charge_account_access(engine, callee.code_owner, gas - kWarmAccess);
}

/// Memory, access and value costs (Yellow Paper, appendix H.2, C_EXTRA; EIP-2929); the gas left, negative on failure.
std::int64_t charge_call(Frame& frame, Opcode opcode, const CallOperands& call, Callee& callee) {
    Engine& engine = *frame.engine;
    std::int64_t gas = charge_account_access(engine, callee.target, frame.gas);
    if (gas < 0) return gas;
    gas = reach_memory(frame, call.input_offset, call.input_size, gas);
    if (gas < 0) return gas;
    gas = reach_memory(frame, call.output_offset, call.output_size, gas);
    if (gas < 0) return gas;
    if (!call.value.is_zero()) gas -= kCallValue;
    if (gas < 0) return gas;
    if (opcode == OP_CALL && makes_account(engine, call, callee.target)) gas -= kNewAccount;
    return gas < 0 ? gas : charge_delegation(engine, callee, gas);
}

/// What of the frame's gas the call gets, without a stipend; negative if it asks for more than there is (before
/// EIP-150).
std::int64_t gas_to_pass(const Frame& frame, const U256& wanted) {
    const bool keeps = frame.engine->rules->keeps_64th;
    const std::int64_t most = keeps ? all_but_one_64th(frame.gas) : frame.gas;
    if (wanted.fits_u64() && wanted.low_u64() <= static_cast<std::uint64_t>(most))
        return static_cast<std::int64_t>(wanted.low_u64());
    return keeps ? most : failure(Halt::OutOfGas);
}

/// Gives the frame the result 0 with empty return data and lets it go on.
CallStep refuse(Frame& frame) {
    frame.engine->return_data.clear();
    *frame.top = U256{};
    return {&frame, Halt::Success};
}

Message make_message(const Frame& frame, Opcode opcode, const CallOperands& call, AccountRef target) {
    Message message;
    message.precompile = precompile_number(call.target, frame.engine->block->revision);
    message.recipient = opcode == OP_CALL || opcode == OP_STATICCALL ? target : frame.account;
    message.payer = frame.account;
    message.pays = opcode == OP_CALL;
    message.is_static = frame.is_static || opcode == OP_STATICCALL;
    message.caller = opcode == OP_DELEGATECALL ? frame.caller : frame.address;
    message.value = opcode == OP_DELEGATECALL ? frame.value : call.value;
    message.input = memory_view(frame, call.input_offset, call.input_size);
    return message;
}

}  // namespace

CallStep step_into_call(Frame& frame, Opcode opcode) {
    Engine& engine = *frame.engine;
    Journal& journal = engine.journal;
    const CallOperands call = read_operands(frame.top, opcode == OP_CALL || opcode == OP_CALLCODE);
    const bool has_value = !call.value.is_zero();
    if (frame.is_static && has_value && opcode == OP_CALL) return {nullptr, Halt::StaticViolation};

    const AccountRef target = journal.account(call.target);
    Callee callee{target, target};
    const std::int64_t gas_before = frame.gas;
    frame.gas = charge_call(frame, opcode, call, callee);
    if (journal.blocked()) return {nullptr, Halt::Blocked};
    if (frame.gas < 0) return {nullptr, halt_of(frame.gas)};
    engine.gas_priced_elsewhere += gas_before - frame.gas;

    frame.top = call.result;
    const std::int64_t gas = gas_to_pass(frame, call.gas);
    if (gas < 0) return {nullptr, Halt::OutOfGas};
    const std::int64_t stipend = has_value ? kCallStipend : 0;
    if (frame.depth == kMaxCallDepth || (has_value && !journal.covers(frame.account, call.value))) {
        if (journal.blocked()) return {nullptr, Halt::Blocked};
        frame.gas += stipend;
        return refuse(frame);
    }

    Message message = make_message(frame, opcode, call, target);
    if (message.precompile == 0) message.code = journal.code(callee.code_owner);
    if (journal.blocked()) return {nullptr, Halt::Blocked};
    message.gas = gas + stipend;
    frame.gas -= gas;
    frame.output_offset = call.output_offset.low_u64();
    frame.output_size = call.output_size.low_u64();
    return {engine.enter(message, &frame), Halt::Success};
}

CallStep step_into_create(Frame& frame, Opcode opcode) {
    Engine& engine = *frame.engine;
    Journal& journal = engine.journal;
    if (frame.is_static) return {nullptr, Halt::StaticViolation};
    const U256 value = frame.top[0];
    const U256 offset = frame.top[-1];
    const U256 size = frame.top[-2];
    const U256 salt = opcode == OP_CREATE2 ? frame.top[-3] : U256{};
    const std::int64_t gas_before = frame.gas;
    frame.gas = reach_memory(frame, offset, size, frame.gas);
    if (frame.gas < 0) return {nullptr, halt_of(frame.gas)};
    const Rules& rules = *engine.rules;
    if (size.low_u64() > rules.max_init_code_size) return {nullptr, Halt::InitCodeTooLarge};
    frame.gas -= per_word(rules.init_code_word + (opcode == OP_CREATE2 ? kKeccakWord : 0), size.low_u64());
    if (frame.gas < 0) return {nullptr, Halt::OutOfGas};
    engine.gas_priced_elsewhere += gas_before - frame.gas;

    frame.top -= opcode == OP_CREATE2 ? 3 : 2;
    if (frame.depth == kMaxCallDepth) return refuse(frame);
    if (!value.is_zero() && !journal.covers(frame.account, value))
        return journal.blocked() ? CallStep{nullptr, Halt::Blocked} : refuse(frame);
    const std::uint64_t nonce = journal.nonce(frame.account);
    if (journal.blocked()) return {nullptr, Halt::Blocked};
    if (nonce == UINT64_MAX) return refuse(frame);  // EIP-2681
    journal.set_nonce(frame.account, nonce + 1);

    Message message;
    message.is_create = true;
    message.input = memory_view(frame, offset, size);
    message.payer = frame.account;
    message.caller = frame.address;
    message.value = value;
    message.gas = rules.keeps_64th ? all_but_one_64th(frame.gas) : frame.gas;
    frame.gas -= message.gas;
    Address address;
    if (opcode == OP_CREATE2) {
        address = created_address(frame.address, salt, keccak256(message.input));
        engine.work.keccak_permutations += keccak_permutations(message.input.size()) + 1;
    } else {
        address = created_address(frame.address, nonce);
    }
    message.recipient = journal.account(address);
    journal.warm_up(message.recipient);  // Stays warm even if the creation fails (EIP-2929).
    frame.output_size = 0;
    return {engine.enter(message, &frame), Halt::Success};
}

Address created_address(const Address& creator, std::uint64_t nonce) {
    RlpWriter writer;
    const std::size_t list = writer.open_list();
    writer.add(creator);
    writer.add(nonce);
    writer.close_list(list);
    return U256::from_hash(keccak256(writer.bytes())).to_address();
}

Address created_address(const Address& creator, const U256& salt, const Hash& init_code_hash) {
    std::array<std::uint8_t, 85> preimage{0xff};
    auto out = std::copy(creator.bytes.begin(), creator.bytes.end(), preimage.begin() + 1);
    const auto salt_bytes = salt.to_big_endian();
    out = std::copy(salt_bytes.begin(), salt_bytes.end(), out);
    std::copy(init_code_hash.bytes.begin(), init_code_hash.bytes.end(), out);
    return U256::from_hash(keccak256(preimage)).to_address();
}

}  // namespace models
