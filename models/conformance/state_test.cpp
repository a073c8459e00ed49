// SPDX-License-Identifier: MIT
#include "models/conformance/state_test.h"

#include <utility>

#include "models/chain/keccak.h"
#include "models/chain/rlp.h"
#include "models/conformance/forks.h"
#include "models/conformance/state_difference.h"
#include "models/conformance/state_fixture.h"
#include "models/evm/rules.h"

namespace models {
namespace {

constexpr WorkerIndex kBlockStmWorkers = 2;
/// Transactions of the block that repeats one, and what that may cost at most: a few tests take seconds each.
constexpr std::uint64_t kRepetitions = 3;
constexpr Gas kMostGasRepeated = 2_Mgas;

/// keccak256 of the RLP list of the logs: how the tests give them.
Hash logs_hash(const std::vector<Receipt>& receipts) {
    RlpWriter writer;
    const auto list = writer.open_list();
    for (const Receipt& receipt : receipts) {
        for (const Log& log : receipt.logs) {
            const auto item = writer.open_list();
            writer.add(log.address);
            const auto topics = writer.open_list();
            for (const Hash& topic : log.topics) writer.add(topic);
            writer.close_list(topics);
            writer.add(ByteView(log.data));
            writer.close_list(item);
        }
    }
    writer.close_list(list);
    return keccak256(writer.bytes());
}

/// ethereum/tests ends the block with a reward of nothing, which touches the beneficiary even of a refused transaction:
/// it exists from then on, or if empty accounts cannot be (EIP-161), no longer. Fixtures of execution-spec-tests, which
/// have `config`, are of the transaction alone (ethereum/execution-specs issue 1967).
void reward_nothing(const Json& test, State& state, const BlockContext& block) {
    if (find_member(test, "config") != nullptr) return;
    const Account* const found = state.find(block.beneficiary);
    Account beneficiary = found == nullptr ? Account{} : *found;
    if (!beneficiary.empty()) return;
    beneficiary.exists_empty = !rules_of(block.revision).removes_empty_accounts;
    state.set_account(block.beneficiary, beneficiary);
}

/// The first fixtures, which have no `txbytes`, say nothing of exceptions: `root_differs` tells whether it should
/// matter.
std::string exception_difference(const Json& entry, const std::optional<Rejection>& rejection, bool root_differs) {
    const Json* const exception = find_member(entry, "expectException");
    if (exception == nullptr) {
        const bool matters = root_differs || find_member(entry, "txbytes") != nullptr;
        return rejection && matters ? "exception: expected none, got " + rejection->to_string() + "\n" : "";
    }
    const std::string& expected = text_of(*exception, "expectException");
    if (!rejection) return "exception: expected " + expected + ", got none\n";
    return rejection->is_expected(expected)
               ? ""
               : "exception: expected " + expected + ", got " + rejection->to_string() + "\n";
}

/// "Cancun d0 g0 v0"
std::string variant_of(const std::string& fork, const Json& entry) {
    const Json* const indexes = find_member(entry, "indexes");
    if (indexes == nullptr) return fork;
    const auto index = [&](const char* key) { return to_decimal(number_or(*indexes, key, 0)); };
    return fork + " d" + index("data") + " g" + index("gas") + " v" + index("value");
}

}  // namespace

StateTestRunner::StateTestRunner() : parallel_(codes_, kBlockStmWorkers) {}

void StateTestRunner::run(const Json& test, CaseLog& log) {
    std::optional<State> pre;
    for (const auto& [fork, entries] : member(test, "post").items()) {
        const auto revision = revision_of_fork(fork);
        std::optional<BlockContext> block;
        for (const Json& entry : entries) {
            const std::string variant = variant_of(fork, entry);
            if (!log.wants(variant)) continue;
            if (!revision) {
                log.not_run(variant, "unknown fork '" + fork + "'");
                continue;
            }
            try {
                if (!pre) pre = read_state(member(test, "pre"), codes_);
                if (!block) block = read_block(test, fork, *revision);
                log.judge(variant, difference(test, entry, *pre, *block));
            } catch (const FixtureError& error) {
                log.judge(variant, std::string("fixture: ") + error.what());
            }
        }
    }
}

std::string StateTestRunner::difference(const Json& test, const Json& entry, const State& pre,
                                        const BlockContext& block) {
    const auto read = read_transaction(test, entry, block.revision);
    std::optional<Rejection> rejection;
    ExecutedBlock executed;
    std::string lines;
    if (const auto* transaction = std::get_if<Transaction>(&read)) {
        executed = execute_serial(pre, block, {transaction, 1}, codes_);
        lines = executor_difference(executed, parallel_.execute(pre, block, {transaction, 1}));
        if (executed.outcomes.at(0).status == TransitionStatus::Invalid)
            rejection = rejection_of(executed.outcomes[0].invalid, *transaction, block.revision);
        else if (executed.gas_used <= kMostGasRepeated)
            lines += repetition_difference(*transaction, pre, block);
    } else {
        rejection = std::get<Rejection>(read);
        executed.post = pre;
    }
    reward_nothing(test, executed.post, block);

    const std::string root = root_difference(executed.post, entry, codes_);
    lines = exception_difference(entry, rejection, !root.empty()) + lines + root;
    const Hash logs = logs_hash(executed.receipts);
    const Hash expected_logs = hash_of(member(entry, "logs"), "logs");
    if (logs != expected_logs)
        lines += "logs: expected " + to_hex(expected_logs.bytes) + ", got " + to_hex(logs.bytes) + "\n";
    return lines;
}

/// One transaction has no other to be in conflict with. The same one again, with the nonces that follow, reads and
/// writes what the one before it did.
std::string StateTestRunner::repetition_difference(const Transaction& transaction, const State& pre,
                                                   const BlockContext& block) {
    std::vector<Transaction> repeated(kRepetitions, transaction);
    for (std::uint64_t i = 0; i < kRepetitions; ++i) repeated[i].nonce += i;
    const std::string found =
        executor_difference(execute_serial(pre, block, repeated, codes_), parallel_.execute(pre, block, repeated));
    return found.empty() ? "" : "repeated " + std::to_string(kRepetitions) + " times: " + found;
}

}  // namespace models
