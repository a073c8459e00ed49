// SPDX-License-Identifier: MIT
#include "models/evm/transition.h"

#include <algorithm>
#include <span>

#include "models/evm/engine.h"
#include "models/evm/gas_schedule.h"
#include "models/evm/instructions_call.h"
#include "models/evm/precompiles.h"
#include "models/evm/validation.h"

namespace models {
namespace {

/// Gas of computing for each byte of the codes entered, beyond which it is loops that take it: most instructions of one
/// byte cost 3 to 5.
constexpr std::uint64_t kOnce = 4;

TransitionStatus status_of(Halt halt) {
    switch (halt) {
        case Halt::Success:
            return TransitionStatus::Success;
        case Halt::Revert:
            return TransitionStatus::Reverted;
        case Halt::Blocked:
            return TransitionStatus::Blocked;
        default:
            return TransitionStatus::Failed;
    }
}

Journal::Terms terms_of(const Rules& rules) {
    return {.warm_precompiles = precompile_count(rules.revision),
            .other_warm_precompile = rules.revision >= Revision::Osaka ? kP256Verify : 0,
            .empty_accounts_exist = rules.empty_accounts_exist,
            .removes_empty_accounts = rules.removes_empty_accounts,
            .destroying_wipes_storage = !rules.destroys_only_created};
}

/// EIP-2929, EIP-2930, EIP-3651: what is warm from the start. The precompiles are the journal's business.
void warm_up(Engine& engine, const Transaction& transaction, AccountRef sender) {
    Journal& journal = engine.journal;
    journal.warm_up(sender);
    if (engine.rules->warms_beneficiary) journal.warm_up(journal.account(engine.block->beneficiary));
    for (const AccessListEntry& entry : transaction.access_list) {
        const AccountRef account = journal.account(entry.address);
        journal.warm_up(account);
        for (const U256& slot : entry.slots) journal.warm_up(journal.slot(account, slot));
    }
}

/// EIP-7702: gives the authority the code that it asks for, if the authorization holds.
void apply(Engine& engine, const Authorization& authorization) {
    Journal& journal = engine.journal;
    const U256& chain = authorization.chain_id;
    if (!authorization.authority || authorization.nonce == UINT64_MAX) return;
    if (!chain.is_zero() && chain != U256{engine.block->chain_id}) return;
    const AccountRef authority = journal.account(*authorization.authority);
    journal.warm_up(authority);
    const Code* code = journal.code(authority);
    if (code != nullptr && !code->delegate()) return;
    if (journal.nonce(authority) != authorization.nonce) return;
    if (!journal.empty(authority)) journal.add_refund(kAuthorizationRefund);
    const bool resets = authorization.address == Address{};
    journal.set_code(authority, resets ? nullptr : engine.codes.insert(delegation_to(authorization.address)));
    journal.set_nonce(authority, authorization.nonce + 1);
}

TxResult blocked_result() {
    TxResult result;
    result.status = TransitionStatus::Blocked;
    return result;
}

TxResult invalid_result(InvalidReason reason) {
    TxResult result;
    result.invalid = reason;
    return result;
}

/// 0xff..fe, the caller of system calls (EIP-4788).
constexpr Address kSystemAddress = [] {
    Address address;
    address.bytes.fill(0xff);
    address.bytes.back() = 0xfe;
    return address;
}();

U256 base_fee_of(const BlockContext& block) {
    return rules_of(block.revision).has_base_fee ? block.base_fee : U256{};
}

}  // namespace

struct Transition::Machine {
    explicit Machine(CodeStore& codes) : engine(codes) {}

    TxResult execute(StateView& view, const BlockContext& block, const Transaction& transaction);
    TxResult execute_system_call(StateView& view, const BlockContext& block, const Address& to, ByteView input);
    Outcome run(const Transaction& transaction, AccountRef sender, AccountRef target, Gas gas);
    void settle(const Transaction& transaction, AccountRef sender, const Outcome& outcome, TxResult& result);
    TxResult finish(const Outcome& outcome, Gas gas, TxResult result);
    void count(TxResult& result, std::int64_t execution_gas) const;

    Engine engine;
};

TxResult Transition::Machine::execute(StateView& view, const BlockContext& block, const Transaction& transaction) {
    InvalidReason invalid = check_against_block(transaction, block);
    if (invalid != InvalidReason::None) return invalid_result(invalid);
    Journal& journal = engine.journal;
    journal.begin(view, terms_of(rules_of(block.revision)));
    const AccountRef sender = journal.account(transaction.sender);
    invalid = check_against_sender(transaction, block, journal, sender);
    if (journal.blocked()) return blocked_result();
    if (invalid != InvalidReason::None) return invalid_result(invalid);

    const U256 price = effective_gas_price(transaction, base_fee_of(block));
    engine.begin(block, transaction, price);
    const U256 upfront = U256{transaction.gas_limit} * price + U256{blob_gas(transaction)} * block.blob_base_fee;
    journal.take_from_balance(sender, upfront);
    journal.set_nonce(sender, transaction.nonce + 1);
    warm_up(engine, transaction, sender);
    for (const Authorization& authorization : transaction.authorization_list) apply(engine, authorization);
    const Address to = transaction.to ? *transaction.to : created_address(transaction.sender, transaction.nonce);
    const AccountRef target = journal.account(to);
    journal.warm_up(target);
    if (journal.blocked()) return blocked_result();

    const Gas gas = Gas::saturated(transaction.gas_limit) - intrinsic_gas(transaction, block.revision);
    const Outcome outcome = run(transaction, sender, target, gas);
    if (outcome.halt == Halt::Blocked) return blocked_result();

    TxResult result;
    if (!transaction.to && outcome.halt == Halt::Success) result.created = to;
    settle(transaction, sender, outcome, result);
    return finish(outcome, gas, std::move(result));
}

TxResult Transition::Machine::finish(const Outcome& outcome, Gas gas, TxResult result) {
    result.status = status_of(outcome.halt);
    result.writes = engine.journal.finish();
    if (engine.journal.blocked()) return blocked_result();
    result.logs = engine.journal.take_logs();
    result.output = engine.return_data;
    count(result, (gas - Gas::from_units(outcome.gas_left)).units());
    return result;
}

Outcome Transition::Machine::run(const Transaction& transaction, AccountRef sender, AccountRef target, Gas gas) {
    Message message;
    message.recipient = target;
    message.payer = sender;
    message.pays = true;
    message.is_create = !transaction.to;
    message.caller = transaction.sender;
    message.value = transaction.value;
    message.input = transaction.data;
    message.gas = gas.units();
    if (transaction.to) {
        Journal& journal = engine.journal;
        message.precompile = precompile_number(*transaction.to, engine.block->revision);
        if (message.precompile == 0) message.code = journal.code(target);
        if (engine.rules->delegates_code && message.code != nullptr && message.code->delegate()) {
            const AccountRef delegate = journal.account(*message.code->delegate());
            journal.warm_up(delegate);
            message.code = journal.code(delegate);
        }
        if (journal.blocked()) return {Halt::Blocked, 0};
    }
    return engine.run(message);
}

/// Gives gas back to the sender and works out the fee (EIP-1559, EIP-3529, EIP-7623).
void Transition::Machine::settle(const Transaction& transaction, AccountRef sender, const Outcome& outcome,
                                 TxResult& result) {
    Journal& journal = engine.journal;
    const BlockContext& block = *engine.block;
    const Gas limit = Gas::saturated(transaction.gas_limit);
    const Gas used = limit - Gas::from_units(outcome.gas_left);
    result.gas_refund = Gas::from_units(std::min(journal.refund(), used.units() / engine.rules->max_refund_quotient));
    result.gas_used = std::max(used - result.gas_refund, floor_gas(transaction, block.revision));
    const U256 returned{static_cast<std::uint64_t>((limit - result.gas_used).units())};
    const U256 price = engine.gas_price;
    journal.add_to_balance(sender, returned * price);
    // Accounts are destroyed after the fee is paid: a beneficiary that destroyed itself takes the fee with it.
    const AccountRef beneficiary = journal.account(block.beneficiary);
    if (!journal.destroyed(beneficiary))
        result.fee = U256{static_cast<std::uint64_t>(result.gas_used.units())} * (price - base_fee_of(block));
    if (result.fee.is_zero()) journal.touch(beneficiary);
}

/// EIP-4788, EIP-2935.
TxResult Transition::Machine::execute_system_call(StateView& view, const BlockContext& block, const Address& to,
                                                  ByteView input) {
    Transaction call;
    call.sender = kSystemAddress;
    call.gas_limit = 30'000'000;
    call.to = to;
    call.data.assign(input.begin(), input.end());
    Journal& journal = engine.journal;
    journal.begin(view, terms_of(rules_of(block.revision)));
    engine.begin(block, call, U256{});
    const Gas gas = Gas::saturated(call.gas_limit);
    const Outcome outcome = run(call, journal.account(call.sender), journal.account(to), gas);
    if (outcome.halt == Halt::Blocked) return blocked_result();
    TxResult result;
    result.gas_used = gas - Gas::from_units(outcome.gas_left);
    return finish(outcome, gas, std::move(result));
}

void Transition::Machine::count(TxResult& result, std::int64_t execution_gas) const {
    Work& work = result.work = engine.work;
    const Journal::Counts& counts = engine.journal.counts();
    const std::int64_t elsewhere = engine.gas_priced_elsewhere + static_cast<std::int64_t>(work.precompile_gas());
    work.transactions = 1;
    work.compute_gas = static_cast<std::uint64_t>(std::max<std::int64_t>(0, execution_gas - elsewhere));
    work.loop_gas = work.compute_gas - std::min(work.compute_gas, kOnce * work.entered_code_bytes);
    const std::span<const std::uint64_t> reads = engine.journal.reads();
    result.reads.assign(reads.begin(), reads.end());
    work.account_reads = counts.account_reads;
    work.slot_reads = counts.slot_reads;
    work.warm_accesses = counts.warm_accesses;
    work.account_writes = result.writes.accounts.size();
    work.slot_writes = result.writes.slots.size();
    const std::uint64_t loops = work.compute_gas / std::max<std::uint64_t>(1, work.entered_code_bytes);
    for (const Code* code : engine.entered_codes) {
        if (code == nullptr) continue;
        result.codes.push_back(code);
        // assumption: all of them loop alike. Once translated, nobody need count.
        if (loops > kOnce && code->attachment(static_cast<std::uint32_t>(engine.block->revision)) == nullptr)
            code->ran(loops);
    }
}

Transition::Transition(CodeStore& codes) : machine_(std::make_unique<Machine>(codes)) {}
Transition::~Transition() = default;

TxResult Transition::execute(StateView& view, const BlockContext& block, const Transaction& transaction) {
    return machine_->execute(view, block, transaction);
}

TxResult Transition::execute_system_call(StateView& view, const BlockContext& block, const Address& to,
                                         ByteView input) {
    return machine_->execute_system_call(view, block, to, input);
}

}  // namespace models
