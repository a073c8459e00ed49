// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/base/check.h"
#include "sim/base/quantity.h"
#include "sim/base/time.h"

namespace sim {

/// A total that only grows.
class Counter {
  public:
    void add(std::uint64_t n = 1) { total_ += n; }
    void merge(const Counter& other) { total_ += other.total_; }
    [[nodiscard]] std::uint64_t total() const { return total_; }

  private:
    std::uint64_t total_ = 0;
};

/// A value that is set, of which the last one stays. Nothing until it is set.
class Gauge {
  public:
    void set(std::int64_t value) { value_ = value; }
    [[nodiscard]] std::optional<std::int64_t> value() const { return value_; }

  private:
    std::optional<std::int64_t> value_;
};

inline constexpr Share kP50 = Share::percent(50);
inline constexpr Share kP90 = Share::percent(90);
inline constexpr Share kP99 = Share::percent(99);
inline constexpr Share kP999 = Share::from_ppm(999'000);

/// How values >= 0 are spread: a log-linear histogram with 2^7 bins an octave, so that a quantile is within 1/256
/// (0.4 %) of the exact one; count, sum, minimum and maximum are exact. Integers only: the same bits everywhere.
/// Holds bins from the lowest to the highest octave in use only: a few KiB for latencies of one kind.
class Distribution {
  public:
    /// Values v with low <= v < high, of which there are `count`.
    struct Bin {
        std::int64_t low = 0;
        std::int64_t high = 0;
        std::uint64_t count = 0;
        auto operator<=>(const Bin&) const = default;
    };

    void record(std::int64_t value) { record(value, 1); }
    void record(std::int64_t value, std::uint64_t times) {
        CHECK(value >= 0);
        if (times == 0) return;
        const std::size_t bin = bin_of(value);
        if (bin - first_bin_ >= counts_.size()) [[unlikely]]  // also if bin < first_bin_: unsigned wrap
            make_room(bin);
        counts_[bin - first_bin_] += times;
        count_ += times;
        sum_ += static_cast<Wide>(value) * times;
        if (value < min_) min_ = value;
        if (value > max_) max_ = value;
    }
    void merge(const Distribution& other);

    [[nodiscard]] std::uint64_t count() const { return count_; }
    [[nodiscard]] bool empty() const { return count_ == 0; }
    /// 0 if empty, as are the following.
    [[nodiscard]] std::int64_t min() const { return empty() ? 0 : min_; }
    [[nodiscard]] std::int64_t max() const { return max_; }
    /// Rounded down.
    [[nodiscard]] std::int64_t mean() const;
    /// For reports: the sum may go beyond 64 bits.
    [[nodiscard]] double sum() const { return static_cast<double>(sum_); }
    /// The smallest value that at least the share `q` of all values does not exceed (nearest rank), as the middle of
    /// its bin; exact for the lowest and the highest rank.
    [[nodiscard]] std::int64_t quantile(Share q) const;
    /// Bins that are not empty, ascending.
    [[nodiscard]] std::vector<Bin> bins() const;

  private:
    __extension__ using Wide = unsigned __int128;
    static constexpr int kSubBits = 7;

    /// Bins of width 1 below 2^8, from there 2^7 bins an octave.
    [[nodiscard]] static std::size_t bin_of(std::int64_t value) {
        const auto v = static_cast<std::uint64_t>(value);
        const int width = static_cast<int>(std::bit_width(v));
        const int shift = width > kSubBits + 1 ? width - kSubBits - 1 : 0;
        return (static_cast<std::size_t>(shift) << kSubBits) + static_cast<std::size_t>(v >> shift);
    }
    [[nodiscard]] static std::int64_t low_of(std::size_t bin);
    void make_room(std::size_t bin);

    std::vector<std::uint64_t> counts_;
    std::size_t first_bin_ = 0;
    std::uint64_t count_ = 0;
    Wide sum_ = 0;
    std::int64_t min_ = INT64_MAX;
    std::int64_t max_ = 0;
};

/// A value over simulated time, condensed to one entry an interval: how often it was recorded there, lowest, highest,
/// last and sum. Intervals without a record have no entry.
class Series {
  public:
    struct Sample {
        SimTime begin;  ///< Start of the interval.
        std::uint64_t count = 0;
        std::int64_t sum = 0;
        std::int64_t min = 0;
        std::int64_t max = 0;
        std::int64_t last = 0;
    };

    Series() = default;
    explicit Series(Duration interval) : interval_(interval) { CHECK(interval.ns() > 0); }
    /// Only before the first record.
    void set_interval(Duration interval);
    /// Times must not decrease.
    void record(SimTime now, std::int64_t value);

    [[nodiscard]] Duration interval() const { return interval_; }
    [[nodiscard]] const std::vector<Sample>& samples() const { return samples_; }

  private:
    Duration interval_ = Duration::from_ns(100'000'000);
    std::vector<Sample> samples_;
};

}  // namespace sim
