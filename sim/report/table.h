// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/base/quantity.h"
#include "sim/base/time.h"
#include "sim/metrics/lifecycle.h"

namespace sim {

/// A text table of aligned columns, two spaces apart. Widths count characters of UTF-8, not bytes.
class Table {
  public:
    enum class Align : std::uint8_t { Left, Right };

    /// One alignment per column; rows with fewer cells leave the rest empty.
    explicit Table(std::vector<Align> columns) : columns_(std::move(columns)) {}
    Table& row(std::vector<std::string> cells);
    [[nodiscard]] std::size_t rows() const { return rows_.size(); }
    /// Every line begins with `indent` spaces and ends without any.
    [[nodiscard]] std::string to_string(std::size_t indent = 0) const;

  private:
    std::vector<Align> columns_;
    std::vector<std::vector<std::string>> rows_;
};

// Numbers for people: three significant digits and the unit that gives at least one digit before the point.

[[nodiscard]] std::string format_time(Duration duration);           ///< "87.3 us", "12.0 ms", "1.54 s", "13.2 min"
[[nodiscard]] std::string format_size(double bytes);                ///< "212 B", "1.20 kB", "3.40 MB"
[[nodiscard]] std::string format_bit_rate(double bits_per_second);  ///< "85.2 Mbit/s"
/// "9.87 k", "1.52 M", "3.20 G": `unit` is put behind, e.g. format_number(9870, "tx/s") is "9.87 ktx/s".
[[nodiscard]] std::string format_number(double value, const std::string& unit = {});
[[nodiscard]] std::string format_count(std::uint64_t count);  ///< "1,234,567"
[[nodiscard]] std::string format_percent(double share);       ///< 0.123 is "12.3 %"
/// A value of a metric with that unit: "65.9 ms", "391 Mgas/s", "3.13 %" (of ppm), "1,234" (of a count).
[[nodiscard]] std::string format_metric(double value, const std::string& unit);
[[nodiscard]] std::string format_fixed(double value, int digits_after_point);  ///< "3.42"

/// The latency block of a summary: a line for each stage with p50, p90, p99, max from submission and what it means.
[[nodiscard]] Table latency_table(const Lifecycle& lifecycle);

}  // namespace sim
