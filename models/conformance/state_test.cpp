// SPDX-License-Identifier: MIT
#include "models/conformance/state_test.h"

#include <utility>
#include <variant>

#include "models/chain/keccak.h"
#include "models/chain/rlp.h"
#include "models/conformance/state_difference.h"
#include "models/conformance/state_fixture.h"
#include "models/evm/forks.h"
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
        for (const Log& log : receipt.logs) add_log(writer, log);
    }
    writer.close_list(list);
    return keccak256(writer.bytes());
}

/// A reward of nothing touches the beneficiary: it exists from then on, or if empty accounts cannot be (EIP-161), no
/// longer.
State rewarded_nothing(State state, const BlockContext& block) {
    const Account* const found = state.find(block.beneficiary);
    Account beneficiary = found == nullptr ? Account{} : *found;
    if (!beneficiary.empty()) return state;
    beneficiary.exists_empty = !rules_of(block.revision).removes_empty_accounts;
    state.set_account(block.beneficiary, beneficiary);
    return state;
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

struct StateTestRunner::Machine {
    CodeStore codes;
    ParallelExecutor parallel{codes, kBlockStmWorkers, Sharing::Always};
};

StateTestRunner::StateTestRunner() = default;
StateTestRunner::~StateTestRunner() = default;

void StateTestRunner::run(const Json& test, CaseLog& log) {
    pre_.reset();
    for (const auto& [fork, entries] : object_of(member(test, "post"), "post").items())
        run_fork(test, fork, entries, log);
}

void StateTestRunner::run_fork(const Json& test, const std::string& fork, const Json& entries, CaseLog& log) {
    if (!entries.is_array())
        return log.judge(fork, "fixture: 'post." + fork + "': expected a list, got " + brief(entries));
    if (entries.empty()) return log.not_run(fork, "fork with an empty list of cases");
    for (const Json& entry : entries) {
        std::string variant = fork;
        try {
            variant = variant_of(fork, entry);
            if (!log.wants(variant)) continue;
            if (revision_of_fork(fork))
                log.judge(variant, difference(test, fork, entry));
            else
                log.not_run(variant, "unknown fork '" + fork + "'");
        } catch (const JsonError& error) {
            log.judge(variant, std::string("fixture: ") + error.what());
        } catch (const std::exception& error) {  // A broken invariant leaves a machine that nobody can rely on.
            log.judge(variant, std::string("stopped: ") + error.what());
            pre_.reset();
            machine_.reset();
        }
    }
}

std::string StateTestRunner::difference(const Json& test, const std::string& fork, const Json& entry) {
    if (!machine_) machine_ = std::make_unique<Machine>();
    if (!pre_) {
        const Json& accounts = object_of(member(test, "pre"), "pre");
        pre_ = within("pre", [&] { return read_state(accounts, machine_->codes); });
    }
    return difference(test, entry, read_block(test, fork, revision_of_fork(fork).value()));
}

std::string StateTestRunner::difference(const Json& test, const Json& entry, const BlockContext& block) {
    const auto read = read_transaction(test, entry, block);
    std::optional<Rejection> rejection;
    ExecutedBlock executed;
    std::string lines;
    if (const auto* transaction = std::get_if<Transaction>(&read)) {
        executed = execute_serial(*pre_, block, {transaction, 1}, machine_->codes);
        lines = executor_difference(executed, machine_->parallel.execute(*pre_, block, {transaction, 1}));
        if (executed.outcomes.at(0).status == TransitionStatus::Invalid)
            rejection = rejection_of(executed.outcomes[0].invalid, *transaction, block);
        else if (executed.gas_used <= kMostGasRepeated)
            lines += repetition_difference(*transaction, block);
    } else {
        rejection = std::get<Rejection>(read);
        executed.post = *pre_;
    }

    const std::string root = post_difference(test, entry, executed.post, rejection.has_value(), block);
    lines = exception_difference(entry, rejection, !root.empty()) + lines + root;
    const Hash logs = logs_hash(executed.receipts);
    const Hash expected_logs = hash_of(member(entry, "logs"), "logs");
    if (logs != expected_logs)
        lines += "logs: expected " + to_hex(expected_logs.bytes) + ", got " + to_hex(logs.bytes) + "\n";
    return lines;
}

/// ethereum/tests ends the block with a reward of nothing, even behind a refused transaction. Fixtures of
/// execution-spec-tests, which have `config`, are of the transaction alone (ethereum/execution-specs issue 1967). Where
/// empty accounts can be, the convention shows in the root of a refused transaction, of which it says nothing: either
/// will do.
std::string StateTestRunner::post_difference(const Json& test, const Json& entry, const State& post, bool refused,
                                             const BlockContext& block) {
    const bool rewarded = find_member(test, "config") == nullptr;
    const auto difference_if = [&](bool with_reward) {
        return root_difference(with_reward ? rewarded_nothing(post, block) : post, entry, machine_->codes);
    };
    const std::string found = difference_if(rewarded);
    const bool either_will_do = refused && !rules_of(block.revision).removes_empty_accounts;
    return found.empty() || (either_will_do && difference_if(!rewarded).empty()) ? "" : found;
}

/// One transaction has no other to be in conflict with. The same one again, with the nonces that follow, reads and
/// writes what the one before it did.
std::string StateTestRunner::repetition_difference(const Transaction& transaction, const BlockContext& block) {
    std::vector<Transaction> repeated(kRepetitions, transaction);
    for (std::uint64_t i = 0; i < kRepetitions; ++i) repeated[i].nonce += i;
    const std::string found = executor_difference(execute_serial(*pre_, block, repeated, machine_->codes),
                                                  machine_->parallel.execute(*pre_, block, repeated));
    return found.empty() ? "" : "repeated " + std::to_string(kRepetitions) + " times: " + found;
}

}  // namespace models
