// SPDX-License-Identifier: MIT
#include "models/workload/workload_params.h"

#include <gtest/gtest.h>

namespace models {
namespace {

std::vector<std::string> keys_of(const std::vector<sim::InputProblem>& problems) {
    std::vector<std::string> keys;
    for (const auto& problem : problems) keys.push_back(problem.key);
    return keys;
}

TEST(WorkloadParams, defaults_are_valid) {
    EXPECT_TRUE(problems_of(WorkloadParams{}).empty());
}

TEST(WorkloadParams, shares_must_add_up_to_the_whole) {
    WorkloadParams params;
    params.mix.swap = sim::Share::from_ppm(200'001);
    const auto problems = problems_of(params);
    ASSERT_EQ(keys_of(problems), std::vector<std::string>{"mix"});
    EXPECT_EQ(problems[0].message, "the shares add up to 100.0001%");
    params.mix.swap = sim::Share::percent(10);
    EXPECT_EQ(problems_of(params)[0].message, "the shares add up to 90%");
    params.mix.hot_counter = sim::Share::percent(10);
    EXPECT_TRUE(problems_of(params).empty());
}

TEST(WorkloadParams, swaps_need_a_pair_and_a_pair_two_tokens) {
    WorkloadParams params;
    params.pairs = 0;
    EXPECT_EQ(keys_of(problems_of(params)), std::vector<std::string>{"pairs"});
    params.mix.token_transfer = sim::Share::percent(90);
    params.mix.swap = {};
    EXPECT_TRUE(problems_of(params).empty());
    params.pairs = 1;
    params.tokens = 1;
    EXPECT_EQ(keys_of(problems_of(params)), std::vector<std::string>{"tokens"});
}

TEST(WorkloadParams, priority_fee_above_the_fee_is_refused) {
    WorkloadParams params;
    params.max_priority_fee_per_gas_wei = params.max_fee_per_gas_wei + 1;
    EXPECT_EQ(keys_of(problems_of(params)), std::vector<std::string>{"max_priority_fee_per_gas_wei"});
}

TEST(ZipfExponent, text_is_a_plain_decimal_number) {
    using Format = sim::ValueFormat<ZipfExponent>;
    EXPECT_EQ(Format::parse("1"), ZipfExponent{1000});
    EXPECT_EQ(Format::parse("0.99"), ZipfExponent{990});
    EXPECT_EQ(Format::parse("1.125"), ZipfExponent{1125});
    for (const char* wrong : {"", ".5", "1.", "1.2345", "-1", "1e3", "1.5x", "1..5", "1000"})
        EXPECT_FALSE(Format::parse(wrong)) << wrong;
    for (const std::uint32_t value : {0U, 1U, 10U, 990U, 1000U, 1200U, 5000U})
        EXPECT_EQ(Format::parse(Format::format({value})), ZipfExponent{value}) << value;
    EXPECT_EQ(Format::format({1000}), "1.0");
    EXPECT_EQ(Format::format({990}), "0.99");
}

}  // namespace
}  // namespace models
