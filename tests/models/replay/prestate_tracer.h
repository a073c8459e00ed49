// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <set>
#include <string>

#include "models/evm/transition.h"
#include "models/replay/access_recorder.h"
#include "models/replay/block_file.h"

namespace models {

/// A 32-byte number as Geth's tracer writes it.
inline std::string padded(const U256& value) {
    return to_hex(value.to_big_endian());
}

inline Json traced(const Account& account) {
    Json json = {{"balance", to_hex(account.balance)}};
    if (account.nonce != 0) json["nonce"] = account.nonce;
    if (account.code != nullptr) json["code"] = to_hex(account.code->bytes());
    return json;
}

/// What Geth's prestate tracer says of a block: for each transaction the accounts that it touches as they are before
/// it, the beneficiary among them, without the accounts that it creates.
inline Json prestate_trace(const ReplayBlock& block, CodeStore& codes) {
    Json trace = Json::array();
    Transition transition(codes);
    BlockOverlay overlay(block.pre);
    AccessRecorder recorder(overlay);
    for (const Transaction& tx : block.transactions) {
        const TxResult result = transition.execute(recorder, block.context, tx);
        const ReadRecord reads = recorder.take();
        std::set<Address> touched = {tx.sender, block.context.beneficiary};
        if (tx.to) touched.insert(*tx.to);
        for (const auto& read : reads.accounts) touched.insert(read.address);
        for (const auto& write : result.writes.accounts) {
            const Account before = overlay.account(write.address, AccountFields::All);
            const bool created = contains(write.fields, AccountFields::Code) && before.empty();
            created ? static_cast<void>(touched.erase(write.address))
                    : static_cast<void>(touched.insert(write.address));
        }
        Json accounts = Json::object();
        for (const Address& address : touched)
            accounts[to_hex(address.bytes)] = traced(overlay.account(address, AccountFields::All));
        for (const SlotKey& key : reads.slots) {
            const std::string address = to_hex(key.address.bytes);
            if (accounts.contains(address))
                accounts[address]["storage"][padded(key.slot)] = padded(overlay.storage(key));
        }
        trace.push_back({{"txHash", to_hex(transaction_hash(tx).bytes)}, {"result", std::move(accounts)}});
        overlay.commit(result.writes);
        if (!result.fee.is_zero()) overlay.add_balance(block.context.beneficiary, result.fee);
    }
    return trace;
}

}  // namespace models
