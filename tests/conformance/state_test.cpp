// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <mutex>
#include <set>
#include <thread>

#include "models/chain/signature.h"
#include "tests/conformance/state_fixture.h"

namespace models {
namespace {

namespace fs = std::filesystem;

enum class Verdict { Passed, Failed, OutOfScope, Unreachable };

/// Whether an account has storage but neither nonce nor code. Since EIP-161 no chain reaches such a state; the tests
/// that start there are about creating a contract over it (EIP-7610), which a StateView has no question for.
bool is_unreachable(const TestState& state) {
    return std::any_of(state.entries.begin(), state.entries.end(), [](const auto& entry) {
        const auto& [account, storage] = entry.second;
        return !storage.empty() && account.nonce == 0 && account.code == nullptr;
    });
}

/// Whether the refusal is one of those that the test expects ("A|B" if it depends on the order of checks).
bool is_expected(const std::string& exception, InvalidReason reason) {
    switch (reason) {
        case InvalidReason::GasLimitAboveBlock:
            return exception.find("GAS_ALLOWANCE_EXCEEDED") != std::string::npos;
        case InvalidReason::IntrinsicGasTooHigh:
            return exception.find("INTRINSIC_GAS_TOO_LOW") != std::string::npos;
        case InvalidReason::FeeBelowBaseFee:
            return exception.find("INSUFFICIENT_MAX_FEE_PER_GAS") != std::string::npos;
        case InvalidReason::InsufficientFunds:
            return exception.find("INSUFFICIENT_ACCOUNT_FUNDS") != std::string::npos;
        case InvalidReason::PriorityFeeAboveMaxFee:
            return exception.find("PRIORITY_GREATER_THAN_MAX_FEE_PER_GAS") != std::string::npos;
        case InvalidReason::InitCodeTooLarge:
            return exception.find("INITCODE_SIZE_EXCEEDED") != std::string::npos;
        case InvalidReason::NonceAtMaximum:
            return exception.find("NONCE_IS_MAX") != std::string::npos;
        case InvalidReason::SenderNotExternallyOwned:
            return exception.find("SENDER_NOT_EOA") != std::string::npos || exception == "SenderNotEOA";
        default:
            return false;
    }
}

/// Runs one case. What went wrong is told in `why`.
Verdict run_case(const StateCase& test, Transition& transition, std::string& why) {
    // EIP-2718: blob (3) and set-code (4) transactions are not executed yet.
    if (test.transaction.at(0) == 3 || test.transaction.at(0) == 4) return Verdict::OutOfScope;
    const auto decoded = decode_transaction(test.transaction);
    if (const auto* error = std::get_if<TransactionDecodeError>(&decoded)) {
        why = std::string("does not decode: ") + to_string(*error);
        return test.exception.find("RLP_INVALID_VALUE") != std::string::npos ? Verdict::Passed : Verdict::Failed;
    }
    Transaction transaction = std::get<Transaction>(decoded);
    const auto sender = recover_sender(transaction);
    if (!sender) {
        why = "signature does not recover";
        return Verdict::Failed;
    }
    transaction.sender = *sender;

    TestState state = test.pre;
    const TxResult result = transition.execute(state, test.block, transaction);
    if (result.status == TransitionStatus::Invalid) {
        why = std::string("refused: ") + to_string(result.invalid) + ", expected: " + test.exception;
        return is_expected(test.exception, result.invalid) && state.root() == test.root ? Verdict::Passed
                                                                                        : Verdict::Failed;
    }
    state.apply(result.writes, test.block.beneficiary, result.fee);
    if (!test.exception.empty()) why += " accepted, expected " + test.exception;
    if (state.root() != test.root) why += " wrong state root";
    if (logs_hash(result.logs) != test.logs) why += " wrong logs";
    if (why.empty()) return Verdict::Passed;
    return is_unreachable(test.pre) ? Verdict::Unreachable : Verdict::Failed;
}

/// Counts of all threads.
struct Tally {
    std::atomic<int> passed = 0;
    std::atomic<int> out_of_scope = 0;
    std::atomic<int> unreachable = 0;
    std::mutex mutex;
    std::set<std::string> failures;
};

void run_file(const fs::path& file, Transition& transition, CodeStore& codes, Tally& tally) {
    for (const StateCase& test : load_state_cases(file, codes)) {
        std::string why;
        switch (run_case(test, transition, why)) {
            case Verdict::Passed:
                ++tally.passed;
                break;
            case Verdict::OutOfScope:
                ++tally.out_of_scope;
                break;
            case Verdict::Unreachable:
                ++tally.unreachable;
                break;
            case Verdict::Failed: {
                const std::scoped_lock lock(tally.mutex);
                tally.failures.insert(file.parent_path().filename().string() + "/" + test.name + ": " + why);
            }
        }
    }
}

/// One file of how many is run: all, unless HEADWAY_CONFORMANCE_SAMPLE says otherwise or sanitizers make it slow.
std::size_t sampling() {
    if (const char* sample = std::getenv("HEADWAY_CONFORMANCE_SAMPLE"))
        return std::max(1UL, std::strtoul(sample, nullptr, 10));
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return 7;
#else
    return 1;
#endif
}

std::vector<fs::path> sample_of_files(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::vector<fs::path> sample;
    for (std::size_t i = 0; i < files.size(); i += sampling()) sample.push_back(files[i]);
    return sample;
}

/// `hot`: as in CodeStore. 0 executes all code as it is, 1 translates all.
void run_folder(const std::string& name, std::uint32_t hot) {
    const fs::path folder = fixtures_folder() / "ethereum-tests" / "state" / name;
    if (!fs::exists(folder)) GTEST_SKIP() << "skipped: no fixtures, set HEADWAY_FIXTURES";
    const std::vector<fs::path> files = sample_of_files(folder);
    Tally tally;
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        CodeStore codes;
        codes.set_hot(hot);
        Transition transition(codes);
        for (std::size_t i = next++; i < files.size(); i = next++) run_file(files[i], transition, codes, tally);
    };
    std::thread other(work);
    work();
    other.join();

    std::size_t shown = 0;
    for (const std::string& failure : tally.failures)
        if (shown++ < 40) ADD_FAILURE() << failure;
    EXPECT_EQ(tally.failures.size(), 0U);
    EXPECT_GT(tally.passed, 0);
    std::printf("%s: %zu files, %d passed, %zu failed, %d out of scope so far, %d from unreachable states\n",
                name.c_str(), files.size(), tally.passed.load(), tally.failures.size(), tally.out_of_scope.load(),
                tally.unreachable.load());
}

TEST(StateTests, ethereum_tests_cancun) {
    run_folder("ethereum-tests-cancun", 0);
}
TEST(StateTests, ethereum_tests_cancun_translated) {
    run_folder("ethereum-tests-cancun", 1);
}
TEST(StateTests, execution_spec_tests) {
    run_folder("eest-v5.4.0", 0);
}
TEST(StateTests, execution_spec_tests_translated) {
    run_folder("eest-v5.4.0", 1);
}
TEST(StateTests, legacy_multifork) {
    run_folder("legacy-multifork", 0);
}
TEST(StateTests, legacy_multifork_translated) {
    run_folder("legacy-multifork", 1);
}

}  // namespace
}  // namespace models
