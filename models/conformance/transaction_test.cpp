// SPDX-License-Identifier: MIT
#include "models/conformance/transaction_test.h"

#include <algorithm>
#include <variant>

#include "models/chain/signature.h"
#include "models/conformance/rejection.h"
#include "models/evm/forks.h"
#include "models/evm/rules.h"
#include "models/evm/validation.h"

namespace models {
namespace {

/// The chain of all transaction tests.
constexpr std::uint64_t kChainId = 1;

/// What the tests say of a valid transaction.
struct Accepted {
    Address sender;
    Hash hash;
    Gas intrinsic_gas;
};

using Judgement = std::variant<Accepted, Rejection>;

Judgement judge(const Transaction& transaction, Revision revision) {
    const Rules& rules = rules_of(revision);
    const auto refused = [&](InvalidReason reason) { return rejection_of(reason, transaction, revision); };
    if (transaction.type > rules.latest_type) return refused(InvalidReason::UnsupportedType);
    if (transaction.chain_id && (!rules.knows_chain_id || *transaction.chain_id != kChainId))
        return refused(InvalidReason::WrongChainId);

    const auto range = rules.demands_low_s ? SignatureRange::LowS : SignatureRange::Whole;
    const auto sender = recover_sender(transaction, range);
    if (!sender) return rejection_of_signature(in_signature_range(transaction.r, transaction.s, range));

    const InvalidReason alone = check_alone(transaction, revision);
    if (alone != InvalidReason::None) return refused(alone);
    // No sender could pay for that.
    if (gas_cost_overflows(transaction)) return refused(InvalidReason::InsufficientFunds);
    return Accepted{*sender, transaction_hash(transaction), intrinsic_gas(transaction, revision)};
}

Judgement judge(ByteView bytes, Revision revision) {
    const auto decoded = decode_transaction(bytes);
    if (const auto* error = std::get_if<TransactionDecodeError>(&decoded)) return rejection_of(*error, bytes, revision);
    return judge(std::get<Transaction>(decoded), revision);
}

std::string compare(const char* what, const std::string& expected, const std::string& got) {
    return expected == got ? "" : std::string(what) + ": expected " + expected + ", got " + got + "\n";
}

std::string difference(const Json& result, const Judgement& judgement) {
    const Json* const exception = find_member(result, "exception");
    if (const auto* rejection = std::get_if<Rejection>(&judgement)) {
        if (exception == nullptr) return "exception: expected none, got " + rejection->to_string();
        const std::string& expected = text_of(*exception, "exception");
        return rejection->is_expected(expected) ? "" : compare("exception", expected, rejection->to_string());
    }
    if (exception != nullptr) return "exception: expected " + text_of(*exception, "exception") + ", got none";
    const auto& accepted = std::get<Accepted>(judgement);
    std::string lines =
        compare("hash", to_hex(hash_of(member(result, "hash"), "hash").bytes), to_hex(accepted.hash.bytes)) +
        compare("sender", to_hex(address_of(member(result, "sender"), "sender").bytes), to_hex(accepted.sender.bytes));
    // Nothing is free, so zero means that the test does not say.
    const U256 gas = number_or(result, "intrinsicGas", 0);
    if (!gas.is_zero())
        lines += compare("intrinsic gas", to_decimal(gas), std::to_string(accepted.intrinsic_gas.units()));
    return lines;
}

/// What a fixture of before 2019 says: the sender and hash of a valid transaction, and nothing of one that is refused.
std::string older_difference(const Json& result, const Judgement& judgement) {
    if (find_member(result, "hash") != nullptr) return difference(result, judgement);
    return std::holds_alternative<Rejection>(judgement) ? "" : "exception: expected any, got none";
}

struct Form {
    const char* bytes;
    std::string (*difference)(const Json& result, const Judgement& judgement);
};

/// What is wrong with one fork's case belongs to that case.
void run_fork(const Json& test, const Form& form, const std::string& fork, const Json& result, CaseLog& log) {
    if (!log.wants(fork)) return;
    const auto revision = revision_of_fork(fork);
    if (!revision) return log.not_run(fork, "unknown fork '" + fork + "'");
    try {
        const ByteString bytes = bytes_of(member(test, form.bytes), form.bytes);
        log.judge(fork, form.difference(object_of(result, fork.c_str()), judge(bytes, *revision)));
    } catch (const JsonError& error) {
        log.judge(fork, std::string("fixture: ") + error.what());
    } catch (const std::exception& error) {
        log.judge(fork, std::string("stopped: ") + error.what());
    }
}

}  // namespace

void run_transaction_test(const Json& test, CaseLog& log) {
    if (is_older_transaction_test(test)) {
        for (const auto& [key, result] : test.items())
            if (key != "rlp" && !key.starts_with('_')) run_fork(test, {"rlp", older_difference}, key, result, log);
        return;
    }
    for (const auto& [fork, result] : object_of(member(test, "result"), "result").items())
        run_fork(test, {"txbytes", difference}, fork, result, log);
}

bool is_older_transaction_test(const Json& test) {
    if (find_member(test, "rlp") == nullptr) return false;
    const auto& members = test.get_ref<const Json::object_t&>();
    return std::any_of(members.begin(), members.end(),
                       [](const auto& each) { return each.second.is_object() && revision_of_fork(each.first); });
}

}  // namespace models
