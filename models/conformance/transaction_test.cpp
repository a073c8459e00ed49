// SPDX-License-Identifier: MIT
#include "models/conformance/transaction_test.h"

#include <variant>

#include "models/chain/signature.h"
#include "models/conformance/forks.h"
#include "models/conformance/rejection.h"
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

using Verdict = std::variant<Accepted, Rejection>;

Verdict judge(const Transaction& transaction, Revision revision) {
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

Verdict judge(ByteView bytes, Revision revision) {
    const auto decoded = decode_transaction(bytes);
    if (const auto* error = std::get_if<TransactionDecodeError>(&decoded)) return rejection_of(*error, bytes, revision);
    return judge(std::get<Transaction>(decoded), revision);
}

std::string compare(const char* what, const std::string& expected, const std::string& got) {
    return expected == got ? "" : std::string(what) + ": expected " + expected + ", got " + got + "\n";
}

std::string difference(const Json& result, const Verdict& verdict) {
    const Json* const exception = find_member(result, "exception");
    if (const auto* rejection = std::get_if<Rejection>(&verdict)) {
        if (exception == nullptr) return "exception: expected none, got " + rejection->to_string();
        const std::string& expected = text_of(*exception, "exception");
        return rejection->is_expected(expected) ? "" : compare("exception", expected, rejection->to_string());
    }
    if (exception != nullptr) return "exception: expected " + text_of(*exception, "exception") + ", got none";
    const auto& accepted = std::get<Accepted>(verdict);
    std::string lines =
        compare("hash", to_hex(hash_of(member(result, "hash"), "hash").bytes), to_hex(accepted.hash.bytes)) +
        compare("sender", to_hex(address_of(member(result, "sender"), "sender").bytes), to_hex(accepted.sender.bytes));
    // Nothing is free, so zero means that the test does not say.
    const U256 gas = number_or(result, "intrinsicGas", 0);
    if (!gas.is_zero())
        lines += compare("intrinsic gas", to_decimal(gas), std::to_string(accepted.intrinsic_gas.units()));
    return lines;
}

}  // namespace

void run_transaction_test(const Json& test, CaseLog& log) {
    const std::string& hex = text_of(member(test, "txbytes"), "txbytes");
    const auto bytes = from_hex(hex);
    if (!bytes) throw FixtureError("'txbytes': expected hexadecimal bytes, got '" + hex + "'");
    for (const auto& [fork, result] : member(test, "result").items()) {
        if (!log.wants(fork)) continue;
        const auto revision = revision_of_fork(fork);
        if (revision)
            log.judge(fork, difference(result, judge(*bytes, *revision)));
        else
            log.not_run(fork, "unknown fork '" + fork + "'");
    }
}

}  // namespace models
