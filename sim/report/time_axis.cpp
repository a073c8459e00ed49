// SPDX-License-Identifier: MIT
#include "sim/report/time_axis.h"

#include <algorithm>
#include <array>

#include "sim/base/check.h"

namespace sim {

namespace {

struct Major {
    std::int64_t ns;
    const char* label;
};
constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::array<Major, 13> kMajors = {{{1'000, "1 µs"},
                                            {10'000, "10 µs"},
                                            {100'000, "100 µs"},
                                            {1'000'000, "1 ms"},
                                            {10'000'000, "10 ms"},
                                            {100'000'000, "100 ms"},
                                            {kSecond, "1 s"},
                                            {10 * kSecond, "10 s"},
                                            {60 * kSecond, "1 min"},
                                            {600 * kSecond, "10 min"},
                                            {3600 * kSecond, "1 h"},
                                            {36'000 * kSecond, "10 h"},
                                            {360'000 * kSecond, "100 h"}}};

/// Drops ticks at both ends that the range does not need.
void trim(std::vector<TimeTick>& ticks, std::int64_t low_ns, std::int64_t high_ns) {
    auto majors = std::count_if(ticks.begin(), ticks.end(), [](const TimeTick& tick) { return tick.is_major(); });
    const auto may_drop = [&](const TimeTick& tick) { return !tick.is_major() || majors > 2; };
    while (ticks.size() > 2 && ticks[1].ns <= low_ns && may_drop(ticks.front())) {
        majors -= ticks.front().is_major() ? 1 : 0;
        ticks.erase(ticks.begin());
    }
    while (ticks.size() > 2 && ticks[ticks.size() - 2].ns >= high_ns && may_drop(ticks.back())) {
        majors -= ticks.back().is_major() ? 1 : 0;
        ticks.pop_back();
    }
}

}  // namespace

std::vector<TimeTick> time_axis(std::int64_t low_ns, std::int64_t high_ns) {
    CHECK(low_ns <= high_ns);
    std::size_t first = 0;
    while (first + 2 < kMajors.size() && kMajors[first + 1].ns <= low_ns) first += 1;
    std::size_t last = first + 1;
    while (last + 1 < kMajors.size() && kMajors[last].ns < high_ns) last += 1;
    std::vector<TimeTick> ticks;
    for (std::size_t i = first; i <= last; ++i) {
        ticks.push_back(TimeTick{.ns = kMajors[i].ns, .label = kMajors[i].label});
        if (i == last) break;
        for (std::int64_t minor = 2 * kMajors[i].ns; minor < kMajors[i + 1].ns; minor += kMajors[i].ns)
            ticks.push_back(TimeTick{.ns = minor, .label = {}});
    }
    trim(ticks, low_ns, high_ns);
    return ticks;
}

}  // namespace sim
