// SPDX-License-Identifier: MIT
#include "models/evm/transition.h"

#include <algorithm>

#include "models/evm/engine.h"
#include "models/evm/gas_schedule.h"
#include "models/evm/instructions_call.h"
#include "models/evm/precompiles.h"
#include "models/evm/validation.h"

namespace models {
namespace {

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

/// EIP-2929, EIP-2930, EIP-3651: what is warm from the start. The precompiles are the journal's business.
void warm_up(Journal& journal, const BlockContext& block, const Transaction& transaction, AccountRef sender) {
    journal.warm_up(sender);
    journal.warm_up(journal.account(block.beneficiary));
    for (const AccessListEntry& entry : transaction.access_list) {
        const AccountRef account = journal.account(entry.address);
        journal.warm_up(account);
        for (const U256& slot : entry.slots) journal.warm_up(journal.slot(account, slot));
    }
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

}  // namespace

struct Transition::Machine {
    explicit Machine(CodeStore& codes) : engine(codes) {}

    TxResult execute(StateView& view, const BlockContext& block, const Transaction& transaction);
    Outcome run(const Transaction& transaction, AccountRef sender, AccountRef target, Gas gas);
    void settle(const BlockContext& block, const Transaction& transaction, AccountRef sender, Outcome outcome,
                TxResult& result);
    void count(TxResult& result, std::int64_t execution_gas) const;

    Engine engine;
};

TxResult Transition::Machine::execute(StateView& view, const BlockContext& block, const Transaction& transaction) {
    InvalidReason invalid = check_against_block(transaction, block);
    if (invalid != InvalidReason::None) return invalid_result(invalid);
    Journal& journal = engine.journal;
    journal.begin(view, precompile_count(block.revision));
    const AccountRef sender = journal.account(transaction.sender);
    invalid = check_against_sender(transaction, journal, sender);
    if (journal.blocked()) return blocked_result();
    if (invalid != InvalidReason::None) return invalid_result(invalid);

    const U256 price = effective_gas_price(transaction, block.base_fee);
    const U256 upfront = U256{transaction.gas_limit} * price;
    journal.set_balance(sender, journal.balance(sender) - upfront);
    journal.set_nonce(sender, transaction.nonce + 1);
    const Address to = transaction.to ? *transaction.to : created_address(transaction.sender, transaction.nonce);
    const AccountRef target = journal.account(to);
    warm_up(journal, block, transaction, sender);
    journal.warm_up(target);

    engine.begin(block, transaction.sender, price);
    const Gas gas = Gas::saturated(transaction.gas_limit) - intrinsic_gas(transaction);
    const Outcome outcome = run(transaction, sender, target, gas);
    if (outcome.halt == Halt::Blocked) return blocked_result();

    TxResult result;
    result.status = status_of(outcome.halt);
    if (!transaction.to && outcome.halt == Halt::Success) result.created = to;
    settle(block, transaction, sender, outcome, result);
    if (journal.blocked()) return blocked_result();
    result.writes = journal.finish();
    result.logs = journal.take_logs();
    result.output = engine.return_data;
    result.met_missing_precompile = engine.met_missing_precompile;
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
        message.precompile = precompile_number(*transaction.to, engine.block->revision);
        if (message.precompile == 0) message.code = engine.journal.code(target);
        if (engine.journal.blocked()) return {Halt::Blocked, 0};
    }
    return engine.run(message);
}

/// Gives gas back to the sender and works out the fee (EIP-1559, EIP-3529).
void Transition::Machine::settle(const BlockContext& block, const Transaction& transaction, AccountRef sender,
                                 Outcome outcome, TxResult& result) {
    Journal& journal = engine.journal;
    const Gas limit = Gas::saturated(transaction.gas_limit);
    const Gas used = limit - Gas::from_units(outcome.gas_left);
    result.gas_refund = Gas::from_units(std::min(journal.refund(), used.units() / kMaxRefundQuotient));
    result.gas_used = used - result.gas_refund;
    const U256 returned{static_cast<std::uint64_t>((limit - result.gas_used).units())};
    const U256 price = engine.gas_price;
    journal.set_balance(sender, journal.balance(sender) + returned * price);
    // Accounts are destroyed after the fee is paid: a beneficiary that destroyed itself takes the fee with it.
    if (!journal.destroyed(journal.account(block.beneficiary)))
        result.fee = U256{static_cast<std::uint64_t>(result.gas_used.units())} * (price - block.base_fee);
}

void Transition::Machine::count(TxResult& result, std::int64_t execution_gas) const {
    Work& work = result.work = engine.work;
    const Journal::Counts& counts = engine.journal.counts();
    const std::int64_t elsewhere = engine.gas_priced_elsewhere + static_cast<std::int64_t>(work.precompile_gas);
    work.transactions = 1;
    work.compute_gas = static_cast<std::uint64_t>(std::max<std::int64_t>(0, execution_gas - elsewhere));
    work.account_reads = counts.account_reads;
    work.slot_reads = counts.slot_reads;
    work.warm_accesses = counts.warm_accesses;
    work.account_writes = result.writes.accounts.size();
    work.slot_writes = result.writes.slots.size();
}

Transition::Transition(CodeStore& codes) : machine_(std::make_unique<Machine>(codes)) {}
Transition::~Transition() = default;

TxResult Transition::execute(StateView& view, const BlockContext& block, const Transaction& transaction) {
    return machine_->execute(view, block, transaction);
}

}  // namespace models
