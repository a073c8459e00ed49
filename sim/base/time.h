// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>
#include <limits>

namespace sim {

/// An interval of simulated time in whole nanoseconds; may be negative as a difference.
class Duration {
  public:
    constexpr Duration() = default;
    static constexpr Duration from_ns(std::int64_t ns) { return Duration(ns); }

    [[nodiscard]] constexpr std::int64_t ns() const { return ns_; }
    /// For reports only: nothing in a run may depend on it.
    [[nodiscard]] constexpr double seconds() const { return static_cast<double>(ns_) * 1e-9; }
    [[nodiscard]] constexpr double milliseconds() const { return static_cast<double>(ns_) * 1e-6; }

    constexpr auto operator<=>(const Duration&) const = default;
    constexpr Duration& operator+=(Duration other) { return ns_ += other.ns_, *this; }
    constexpr Duration& operator-=(Duration other) { return ns_ -= other.ns_, *this; }
    friend constexpr Duration operator+(Duration a, Duration b) { return Duration(a.ns_ + b.ns_); }
    friend constexpr Duration operator-(Duration a, Duration b) { return Duration(a.ns_ - b.ns_); }
    friend constexpr Duration operator*(Duration a, std::int64_t factor) { return Duration(a.ns_ * factor); }
    friend constexpr Duration operator*(std::int64_t factor, Duration a) { return a * factor; }
    friend constexpr Duration operator/(Duration a, std::int64_t divisor) { return Duration(a.ns_ / divisor); }
    /// How many whole `b` fit into `a`.
    friend constexpr std::int64_t operator/(Duration a, Duration b) { return a.ns_ / b.ns_; }
    friend constexpr Duration operator%(Duration a, Duration b) { return Duration(a.ns_ % b.ns_); }

  private:
    constexpr explicit Duration(std::int64_t ns) : ns_(ns) {}
    std::int64_t ns_ = 0;
};

/// An instant of simulated time: nanoseconds since the start of the run.
class SimTime {
  public:
    constexpr SimTime() = default;
    static constexpr SimTime from_ns(std::int64_t ns) { return SimTime(ns); }
    static constexpr SimTime never() { return SimTime(std::numeric_limits<std::int64_t>::max()); }

    [[nodiscard]] constexpr std::int64_t ns() const { return ns_; }
    [[nodiscard]] constexpr Duration since_start() const { return Duration::from_ns(ns_); }
    [[nodiscard]] constexpr double seconds() const { return static_cast<double>(ns_) * 1e-9; }

    constexpr auto operator<=>(const SimTime&) const = default;
    constexpr SimTime& operator+=(Duration d) { return ns_ += d.ns(), *this; }
    friend constexpr SimTime operator+(SimTime t, Duration d) { return SimTime(t.ns_ + d.ns()); }
    friend constexpr SimTime operator-(SimTime t, Duration d) { return SimTime(t.ns_ - d.ns()); }
    friend constexpr Duration operator-(SimTime a, SimTime b) { return Duration::from_ns(a.ns_ - b.ns_); }

  private:
    constexpr explicit SimTime(std::int64_t ns) : ns_(ns) {}
    std::int64_t ns_ = 0;
};

inline namespace literals {
// clang-format off
constexpr Duration operator""_ns(unsigned long long n) { return Duration::from_ns(static_cast<std::int64_t>(n)); }
constexpr Duration operator""_us(unsigned long long n) { return Duration::from_ns(static_cast<std::int64_t>(n) * 1'000); }
constexpr Duration operator""_ms(unsigned long long n) { return Duration::from_ns(static_cast<std::int64_t>(n) * 1'000'000); }
constexpr Duration operator""_s(unsigned long long n) { return Duration::from_ns(static_cast<std::int64_t>(n) * 1'000'000'000); }
constexpr Duration operator""_min(unsigned long long n) { return Duration::from_ns(static_cast<std::int64_t>(n) * 60'000'000'000); }
// clang-format on
}  // namespace literals

}  // namespace sim
