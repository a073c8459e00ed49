// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <sstream>

#include "models/conformance/report.h"
#include "tests/fixtures.h"

namespace models {
namespace {

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

/// Runs the folder of ethereum-tests; there must be `cases` of them, none of which fails or is not run.
void expect_all_pass(const std::string& name, std::size_t every_nth_file, std::size_t cases) {
    const auto folder = fixtures_folder() / "ethereum-tests" / name;
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "skipped: no fixtures, set HEADWAY_FIXTURES";
    const ConformanceReport report =
        run_conformance({.folder = folder, .workers = 2, .every_nth_file = every_nth_file});
    std::ostringstream text;
    print_report(text, report, 40);
    EXPECT_EQ(report.count(Verdict::Failed), 0U) << text.str();
    EXPECT_EQ(report.count(Verdict::NotRun), 0U) << text.str();
    if (every_nth_file == 1)
        EXPECT_EQ(report.count(Verdict::Passed), cases);
    else
        EXPECT_GE(report.count(Verdict::Passed), cases / every_nth_file / 2);
    std::cout << name << ": " << report.files << " files, " << report.count(Verdict::Passed) << " passed\n";
}

TEST(OfficialTests, state_tests_for_cancun_pass) {
    expect_all_pass("state/ethereum-tests-cancun", sampling(), 13'712);
}
TEST(OfficialTests, state_tests_of_execution_spec_tests_pass) {
    expect_all_pass("state/eest-v5.4.0", sampling(), 5'254);
}
TEST(OfficialTests, state_tests_of_all_forks_pass) {
    expect_all_pass("state/legacy-multifork", sampling(), 11'032);
}
TEST(OfficialTests, transaction_tests_pass) {
    expect_all_pass("TransactionTests", 1, 2'665);
}
TEST(OfficialTests, trie_tests_pass) {
    expect_all_pass("TrieTests", 1, 26);
}
TEST(OfficialTests, rlp_tests_pass) {
    expect_all_pass("RLPTests", 1, 55);
}

}  // namespace
}  // namespace models
