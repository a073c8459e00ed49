// SPDX-License-Identifier: MIT
#include "sim/base/error.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/base/check.h"

namespace sim {
namespace {

TEST(InputError, names_place_problem_expectation_and_nearest_name) {
    const InputProblem full = {.where = {"a.yaml", 3, 7},
                               .key = "a.b",
                               .message = "unknown key 'b'",
                               .expected = "one of bb, cc",
                               .suggestion = "bb"};
    EXPECT_EQ(full.to_string(), "a.yaml:3:7: error: unknown key 'b'; expected one of bb, cc; did you mean 'bb'?");
    EXPECT_EQ((InputProblem{.where = {"a.yaml", 0, 0}, .message = "empty"}.to_string()), "a.yaml: error: empty");
    EXPECT_EQ((InputProblem{.where = {"a.yaml", 4, 0}, .message = "x"}.to_string()), "a.yaml:4: error: x");
    EXPECT_EQ(InputProblem{.message = "no file"}.to_string(), "error: no file");
}

TEST(InputError, holds_all_problems_one_a_line) {
    const InputError error(std::vector<InputProblem>{{.message = "first"}, {.message = "second"}});
    EXPECT_STREQ(error.what(), "error: first\nerror: second");
    EXPECT_EQ(error.problems().size(), 2U);
    EXPECT_EQ(InputError(InputProblem{.message = "only"}).problems().size(), 1U);
}

TEST(NearestName, finds_typos_and_leaves_what_is_far) {
    const std::vector<std::string> names = {"mini_block_interval", "workers", "mode", "link"};
    EXPECT_EQ(nearest_name("mini_blok_interval", names), "mini_block_interval");
    EXPECT_EQ(nearest_name("Workers", names), "workers");
    EXPECT_EQ(nearest_name("wokrers", names), "workers");
    EXPECT_EQ(nearest_name("lnk", names), "link");
    EXPECT_EQ(nearest_name("lnik", names), "link");  // two letters swapped are one slip
    EXPECT_EQ(nearest_name("latency", names), "");
    EXPECT_EQ(nearest_name("", names), "");
    EXPECT_EQ(nearest_name("mode", {}), "");
}

TEST(Check, says_what_and_where_and_passes_what_holds) {
    EXPECT_NO_THROW(CHECK(true));
    try {
        CHECK(2 > 3);
        FAIL();
    } catch (const InvariantViolation& violation) {
        const std::string text = violation.what();
        EXPECT_TRUE(text.starts_with("CHECK failed: 2 > 3\n  in tests/sim/base/error_test.cpp:")) << text;
        EXPECT_EQ(text.find("simulated time"), std::string::npos);
    }
}

TEST(Check, reports_the_innermost_run) {
    const auto message = [] {
        try {
            check_failed("x", "y.cpp", 1);
        } catch (const InvariantViolation& violation) {
            return std::string(violation.what());
        }
    };
    const RunContext outer = {.time_ns = 1, .actor = "outer", .seed = 1, .reproduce = {}};
    const RunContext inner = {.time_ns = 2, .actor = "inner", .seed = 2, .reproduce = "again"};
    const RunContextScope outside(outer);
    {
        const RunContextScope inside(inner);
        EXPECT_NE(message().find("0.000000002 s, actor inner, seed 2\n  reproduce with: again"), std::string::npos);
    }
    EXPECT_NE(message().find("0.000000001 s, actor outer, seed 1"), std::string::npos);
    EXPECT_EQ(message().find("reproduce"), std::string::npos);
}

}  // namespace
}  // namespace sim
