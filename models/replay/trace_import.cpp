// SPDX-License-Identifier: MIT
#include "models/replay/trace_import.h"

#include <map>
#include <utility>

#include "models/executor/executed_block.h"
#include "sim/base/check.h"

namespace models {
namespace {

std::optional<ByteString> code_of(const Json& account) {
    const Json* const code = find_member(account, "code");
    if (code == nullptr) return std::nullopt;
    return bytes_of(*code, "code");
}

/// Gathers the pre-state, executing transaction by transaction.
class PreStateBuilder {
  public:
    PreStateBuilder(const BlockContext& context, CodeStore& codes)
        : context_(context), codes_(codes), transition_(codes) {}

    /// Takes note of what transaction `tx` was seen to start from, and executes it.
    void add(const Transaction& tx, const Json& accounts) {
        for (const auto& [address, json] : object_of(accounts, "result").items())
            within(address, [&, &address = address, &json = json] {
                const auto where = address_from_hex(address);
                if (!where) throw JsonError("", "expected the address of an account");
                see(*where, json);
            });
        execute(tx);
    }

    /// Sorted by address; what does not exist is left out.
    [[nodiscard]] std::vector<AccountEntry> entries() const {
        std::vector<AccountEntry> entries;
        for (const auto& [address, seen] : seen_) {
            AccountEntry entry{.address = address, .account = seen.account, .slots = {}};
            for (const auto& [slot, value] : seen.slots)
                if (!value.is_zero()) entry.slots.emplace_back(slot, value);
            if (!entry.account.empty() || !entry.slots.empty()) entries.push_back(std::move(entry));
        }
        return entries;
    }

  private:
    struct Seen {
        Account account;
        std::map<U256, U256> slots;
    };

    void see(const Address& address, const Json& json) {
        const auto known = seen_.find(address);
        if (known == seen_.end()) {
            const Account traced = account_of(object_of(json, "account"));
            const Account* const made = current_.find(address);
            if (made == nullptr)
                first_sight(address, traced, traced);
            else if (address == context_.beneficiary)
                see_beneficiary(traced, *made);
            else
                return;  // An earlier transaction of the block made it.
        }
        see_slots(address, json);
    }

    /// Fees may be all that the block knew of it.
    void see_beneficiary(const Account& traced, const Account& made) {
        if (traced.balance < made.balance)
            throw JsonError("balance", ": expected at least the fees that the block has paid so far, " +
                                           to_hex(made.balance) + ", got " + to_hex(traced.balance));
        Account before = traced;
        before.balance = before.balance - made.balance;
        first_sight(context_.beneficiary, before, traced);
    }

    void first_sight(const Address& address, const Account& before, const Account& now) {
        seen_[address].account = before;
        current_.set_account(address, now);
    }

    void see_slots(const Address& address, const Json& json) {
        const Json* const storage = find_member(json, "storage");
        if (storage == nullptr) return;
        Seen& seen = seen_[address];
        for (const auto& [key, traced] : object_of(*storage, "storage").items()) {
            within("storage", [&, &key = key, &traced = traced] {
                const U256 slot = quantity_of(Json(key), "slot");
                const U256 value = quantity_of(traced, key.c_str());
                // A value that is there already was written by an earlier transaction of the block.
                if (seen.slots.contains(slot) || current_.storage({address, slot}) == value) return;
                seen.slots[slot] = value;
                current_.set_storage({address, slot}, value);
            });
        }
    }

    [[nodiscard]] Account account_of(const Json& json) {
        Account account;
        account.nonce = u64_or(json, "nonce", 0);
        if (const Json* const balance = find_member(json, "balance"))
            account.balance = quantity_of(*balance, "balance");
        if (const auto code = code_of(json)) account.code = codes_.insert(*code);
        return account;
    }

    void execute(const Transaction& tx) {
        BlockOverlay overlay(current_);
        const TxResult result = transition_.execute(overlay, context_, tx);
        if (result.status == TransitionStatus::Invalid) return;  // Comes out when the whole block is checked.
        overlay.commit(result.writes);
        if (!result.fee.is_zero()) overlay.add_balance(context_.beneficiary, result.fee);
        const auto error = current_.apply(overlay.diff());
        CHECK(!error, to_string(*error));
    }

    const BlockContext& context_;
    CodeStore& codes_;
    Transition transition_;
    State current_;  ///< After the last transaction, as far as it was seen.
    std::map<Address, Seen> seen_;
};

/// The accounts of one entry of the trace.
const Json& prestate_of(const Json& entry, const Transaction& tx) {
    if (const Json* const hash = find_member(object_of(entry, "trace"), "txHash"))
        if (hash_of(*hash, "txHash") != transaction_hash(tx))
            throw JsonError(
                "txHash", ": expected " + to_hex(transaction_hash(tx).bytes) + " as in the block, got " + brief(*hash));
    if (const Json* const error = find_member(entry, "error"))
        throw JsonError("error", ": the node could not trace this transaction: " + brief(*error));
    const Json& result = object_of(member(entry, "result"), "result");
    if (result.contains("structLogs"))
        throw JsonError("result",
                        ": expected accounts, got a trace of instructions: ask for {\"tracer\": "
                        "\"prestateTracer\"}");
    if (result.contains("pre") && result.contains("post"))
        throw JsonError("result", ": was traced with diffMode, which leaves out what is only read; trace without it");
    return result;
}

}  // namespace

ImportedBlock import_block(ReplayBlock block, const Json& trace, CodeStore& codes) {
    const Json& entries = list_of(trace, "trace");
    if (entries.size() != block.transactions.size())
        throw JsonError("", "expected the trace of each of the block's " + std::to_string(block.transactions.size()) +
                                " transactions, got " + std::to_string(entries.size()));
    PreStateBuilder builder(block.context, codes);
    for (std::size_t i = 0; i < entries.size(); ++i)
        within(std::to_string(i), [&] {
            const Json& accounts = prestate_of(entries[i], block.transactions[i]);
            within("result", [&] { builder.add(block.transactions[i], accounts); });
        });
    ImportedBlock imported{.block = std::move(block), .differences = {}};
    imported.block.pre_entries = builder.entries();
    imported.block.pre = state_of(imported.block.pre_entries);
    const ReplayBlock& whole = imported.block;
    imported.differences = differences(whole, execute_serial(whole.pre, whole.context, whole.transactions, codes));
    return imported;
}

}  // namespace models
