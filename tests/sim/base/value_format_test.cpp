// SPDX-License-Identifier: MIT
// clang-format off: rapidcheck's header needs gtest's before it
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
// clang-format on

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "sim/base/value_format.h"

namespace sim {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

template <class T>
void expect_nothing(const std::vector<std::string>& texts) {
    for (const std::string& text : texts) EXPECT_EQ(ValueFormat<T>::parse(text), std::nullopt) << "'" << text << "'";
}

/// `text` reads as `value`, which is written as `canonical`.
template <class T>
void expect_value(const std::string& text, const T& value, const std::string& canonical) {
    EXPECT_EQ(ValueFormat<T>::parse(text), std::optional<T>(value)) << text;
    EXPECT_EQ(ValueFormat<T>::format(value), canonical);
    EXPECT_EQ(ValueFormat<T>::parse(canonical), std::optional<T>(value)) << canonical;
}

TEST(ValueFormat, reads_durations_exactly) {
    expect_value<Duration>("10ms", 10_ms, "10ms");
    expect_value<Duration>("1.5s", 1500_ms, "1500ms");
    expect_value<Duration>("2min", 2_min, "2min");
    expect_value<Duration>("1h", 60_min, "1h");
    expect_value<Duration>("0.5h", 30_min, "30min");
    expect_value<Duration>("250us", 250_us, "250us");
    expect_value<Duration>("12ns", 12_ns, "12ns");
    expect_value<Duration>("0.000000001s", 1_ns, "1ns");
    expect_value<Duration>("1.000us", 1_us, "1us");
    expect_value<Duration>("0ms", 0_ns, "0s");
    expect_value<Duration>("-5ms", Duration::from_ns(-5'000'000), "-5ms");
    expect_value<Duration>("9223372036854775807ns", Duration::from_ns(kMost), "9223372036854775807ns");
    expect_value<Duration>("-9223372036854775808ns", Duration::from_ns(kLeast), "-9223372036854775808ns");
    expect_value<Duration>("9223372036.854775807s", Duration::from_ns(kMost), "9223372036854775807ns");
}

TEST(ValueFormat, refuses_what_is_no_duration) {
    expect_nothing<Duration>({"",
                              "5",
                              "ms",
                              "5 ms",
                              " 5ms",
                              "5ms ",
                              "5MS",
                              "5m",
                              "5d",
                              "1.5ns",
                              "0.0000000001s",
                              "--5ms",
                              "+5ms",
                              "-",
                              "-ms",
                              ".5s",
                              "5.s",
                              "1e3s",
                              "0x5s",
                              "1_000ms",
                              "007s",
                              "00.5s",
                              "1,5s",
                              "nan",
                              "9223372036854775808ns",
                              "-9223372036854775809ns",
                              "9223372037s",
                              "2562048h",
                              "99999999999999999999999999s",
                              "0.0000000000000000001h",
                              "5mss",
                              "5ms5",
                              "\xC2\xB5s"});
}

TEST(ValueFormat, reads_sizes_in_binary_and_decimal_units) {
    expect_value<Bytes>("2GiB", 2_GiB, "2GiB");
    expect_value<Bytes>("1KiB", 1_KiB, "1KiB");
    expect_value<Bytes>("100kB", Bytes::from_count(100'000), "100kB");
    expect_value<Bytes>("131072B", 128_KiB, "128KiB");
    expect_value<Bytes>("1.5MiB", Bytes::from_count(1'572'864), "1536KiB");
    expect_value<Bytes>("3TB", Bytes::from_count(3'000'000'000'000), "3TB");
    expect_value<Bytes>("0B", Bytes{}, "0B");
    expect_nothing<Bytes>({"1", "1K", "1KB", "1kb", "-1B", "0.5B", "0.3KiB", "8388608TiB", "1Mbit"});
}

TEST(ValueFormat, reads_rates_frequencies_shares_and_costs) {
    expect_value<BitRate>("100Mbit/s", 100_Mbps, "100Mbit/s");
    expect_value<BitRate>("1Gbit/s", 1_Gbps, "1Gbit/s");
    expect_value<BitRate>("56kbit/s", BitRate::from_bits_per_second(56'000), "56kbit/s");
    expect_value<BitRate>("2.5Gbit/s", BitRate::from_bits_per_second(2'500'000'000), "2500Mbit/s");
    expect_nothing<BitRate>({"100", "100Mbps", "100MB/s", "0.5bit/s", "-1bit/s", "1Kbit/s"});

    expect_value<Frequency>("10000/s", Frequency::per_second(10'000), "10000/s");
    expect_value<Frequency>("0.5/s", Frequency::from_millihertz(500), "0.5/s");
    expect_value<Frequency>("0.025/s", Frequency::from_millihertz(25), "0.025/s");
    expect_nothing<Frequency>({"10000", "0.0001/s", "-1/s", "5Hz", "/s"});

    expect_value<Share>("70%", Share::percent(70), "70%");
    expect_value<Share>("0.5%", Share::from_ppm(5'000), "0.5%");
    expect_value<Share>("33.5001%", Share::from_ppm(335'001), "33.5001%");
    expect_value<Share>("150%", Share::percent(150), "150%");
    expect_nothing<Share>({"0.7", "70", "70 %", "0.00001%", "-1%", "%"});

    expect_value<UnitCost>("0.25ns", 250_ps, "250ps");
    expect_value<UnitCost>("500ps", 500_ps, "500ps");
    expect_value<UnitCost>("2us", UnitCost::from_ps(2'000'000), "2us");
    expect_nothing<UnitCost>({"1", "0.5ps", "-1ns", "0.0001ns"});
}

TEST(ValueFormat, reads_plain_numbers_words_and_texts) {
    expect_value<bool>("true", true, "true");
    expect_value<bool>("false", false, "false");
    expect_nothing<bool>({"", "yes", "on", "True", "1", "0"});
    expect_value<std::int64_t>("-9223372036854775808", kLeast, "-9223372036854775808");
    expect_nothing<std::int64_t>({"", "-", "-0", "9223372036854775808", "1.0", "01", "+1", "1_000"});
    expect_value<std::uint64_t>("18446744073709551615", ~std::uint64_t{0}, "18446744073709551615");
    expect_nothing<std::uint64_t>({"", "-1", "18446744073709551616", "1e3", "0x1F", "017", "1 "});
    expect_value<std::uint32_t>("4294967295", ~std::uint32_t{0}, "4294967295");
    expect_nothing<std::uint32_t>({"4294967296", "-1", "1.5"});
    expect_value<std::string>(" any: text ", " any: text ", " any: text ");
    expect_value<std::string>("", "", "");
}

TEST(ValueFormat, writes_negative_values_that_only_code_can_make) {
    EXPECT_EQ(ValueFormat<Share>::format(Share::from_ppm(-5'000)), "-0.5%");
    EXPECT_EQ(ValueFormat<Frequency>::format(Frequency::from_millihertz(-1'500)), "-1.5/s");
    EXPECT_EQ(ValueFormat<Bytes>::format(Bytes::from_count(-1024)), "-1KiB");
}

std::int64_t any_magnitude() {
    return *rc::gen::arbitrary<std::int64_t>() >> *rc::gen::inRange(0, 63);
}

RC_GTEST_PROP(ValueFormat, every_value_survives_writing_and_reading, ()) {
    const std::int64_t number = any_magnitude();
    const std::int64_t natural = number < 0 ? ~number : number;
    RC_ASSERT(ValueFormat<Duration>::parse(ValueFormat<Duration>::format(Duration::from_ns(number))) ==
              Duration::from_ns(number));
    RC_ASSERT(ValueFormat<std::int64_t>::parse(ValueFormat<std::int64_t>::format(number)) == number);
    RC_ASSERT(ValueFormat<Bytes>::parse(ValueFormat<Bytes>::format(Bytes::from_count(natural))) ==
              Bytes::from_count(natural));
    const auto rate = BitRate::from_bits_per_second(natural);
    RC_ASSERT(ValueFormat<BitRate>::parse(ValueFormat<BitRate>::format(rate)) == rate);
    const auto frequency = Frequency::from_millihertz(natural);
    RC_ASSERT(ValueFormat<Frequency>::parse(ValueFormat<Frequency>::format(frequency)) == frequency);
    RC_ASSERT(ValueFormat<Share>::parse(ValueFormat<Share>::format(Share::from_ppm(natural))) ==
              Share::from_ppm(natural));
    RC_ASSERT(ValueFormat<UnitCost>::parse(ValueFormat<UnitCost>::format(UnitCost::from_ps(natural))) ==
              UnitCost::from_ps(natural));
}

RC_GTEST_PROP(ValueFormat, noise_is_read_as_nothing_or_as_a_value_that_survives, ()) {
    const auto text =
        *rc::gen::container<std::string>(rc::gen::elementOf(std::string("0123456789.-+eE%/bBkKMGis nuh_")));
    const auto duration = ValueFormat<Duration>::parse(text);
    const auto size = ValueFormat<Bytes>::parse(text);
    if (duration) RC_ASSERT(ValueFormat<Duration>::parse(ValueFormat<Duration>::format(*duration)) == duration);
    if (size) RC_ASSERT(ValueFormat<Bytes>::parse(ValueFormat<Bytes>::format(*size)) == size);
}

}  // namespace
}  // namespace sim
