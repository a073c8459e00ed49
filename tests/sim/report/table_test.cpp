// SPDX-License-Identifier: MIT
#include "sim/report/table.h"

#include <gtest/gtest.h>

#include "sim/base/check.h"
#include "tests/sim/store/sample_run.h"

namespace sim {
namespace {

TEST(Table, aligns_columns_by_characters) {
    Table table({Table::Align::Left, Table::Align::Right, Table::Align::Left});
    table.row({"stage", "p50", "meaning"}).row({"posted", "1.5 µs", "in a block"}).row({"x"});
    EXPECT_EQ(table.to_string(2),
              "  stage      p50  meaning\n"
              "  posted  1.5 µs  in a block\n"
              "  x\n");
    EXPECT_THROW(table.row({"a", "b", "c", "d"}), InvariantViolation);
}

TEST(Format, times_have_three_digits_and_a_unit) {
    EXPECT_EQ(format_time(0_ns), "0 ns");
    EXPECT_EQ(format_time(999_ns), "999 ns");
    EXPECT_EQ(format_time(1_us), "1.00 us");
    EXPECT_EQ(format_time(87'340_ns), "87.3 us");
    EXPECT_EQ(format_time(999'949_ns), "1.00 ms");
    EXPECT_EQ(format_time(12_ms), "12.0 ms");
    EXPECT_EQ(format_time(999'499'999_ns), "999 ms");
    EXPECT_EQ(format_time(999'500'000_ns), "1.00 s");
    EXPECT_EQ(format_time(59'900_ms), "59.9 s");
    EXPECT_EQ(format_time(13_min + 12_s), "13.2 min");
    EXPECT_EQ(format_time(90_min), "1.50 h");
    EXPECT_EQ(format_time(0_ns - 12_ms), "-12.0 ms");
}

TEST(Format, sizes_rates_and_numbers_have_decimal_prefixes) {
    EXPECT_EQ(format_size(212), "212 B");
    EXPECT_EQ(format_size(1'204), "1.20 kB");
    EXPECT_EQ(format_size(3.4e6), "3.40 MB");
    EXPECT_EQ(format_bit_rate(85.24e6), "85.2 Mbit/s");
    EXPECT_EQ(format_number(9870, "tx/s"), "9.87 ktx/s");
    EXPECT_EQ(format_number(1.5e9, "gas/s"), "1.50 Ggas/s");
    EXPECT_EQ(format_number(17), "17");
    EXPECT_EQ(format_number(0.25), "0.25");
}

TEST(Format, counts_percentages_and_factors) {
    EXPECT_EQ(format_count(0), "0");
    EXPECT_EQ(format_count(999), "999");
    EXPECT_EQ(format_count(1'234'567), "1,234,567");
    EXPECT_EQ(format_percent(0.123), "12.3 %");
    EXPECT_EQ(format_percent(0.0051), "0.51 %");
    EXPECT_EQ(format_percent(1), "100 %");
    EXPECT_EQ(format_percent(0), "0 %");
    EXPECT_EQ(format_fixed(3.4167, 2), "3.42");
}

TEST(Format, does_not_round_a_part_up_to_all) {
    EXPECT_EQ(format_percent(0.9999), "99.99 %");
    EXPECT_EQ(format_percent(0.9999999), "> 99.99 %");
    EXPECT_EQ(format_percent(0.000001), "< 0.01 %");
}

TEST(LatencyTable, has_a_line_for_each_stage) {
    EXPECT_EQ(latency_table(sample_run::transactions(500)).to_string(),
              "latency from submission         p50       p90       p99       max\n"
              "  pre-confirmed             40.8 ms   81.0 ms   91.0 ms   91.0 ms    receipt leaves the sequencer\n"
              "  visible at own RPC node   80.5 ms    157 ms    179 ms    179 ms    own RPC node answers with it\n"
              "  in an EVM block            539 ms    942 ms    1.04 s    1.06 s    part of a sealed EVM block\n"
              "  posted on L1               11.0 s    18.1 s    20.6 s    22.7 s    its batch is in an L1 block\n"
              "  final on L1              19.1 min  19.1 min  19.2 min  19.2 min    that L1 block is final\n");
}

TEST(LatencyTable, tells_how_many_reached_a_stage_if_not_all_did) {
    Lifecycle lifecycle(sample_run::transaction_stages());
    lifecycle.reach(lifecycle.begin(SimTime::from_ns(0), EntityId{1}, 0), 0, SimTime::from_ns(5'000));
    lifecycle.begin(SimTime::from_ns(0), EntityId{1}, 0);
    const std::string text = latency_table(lifecycle).to_string();
    EXPECT_NE(text.find("5.00 us  5.00 us  5.00 us  5.00 us    receipt leaves the sequencer (reached by 1 of 2)\n"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("  final on L1                    -"), std::string::npos) << text;
}

}  // namespace
}  // namespace sim
