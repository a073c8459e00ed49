// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>

#include "sim/base/time.h"

namespace sim {

/// An amount of data in bytes.
class Bytes {
  public:
    constexpr Bytes() = default;
    static constexpr Bytes from_count(std::int64_t count) { return Bytes(count); }
    [[nodiscard]] constexpr std::int64_t count() const { return count_; }

    constexpr auto operator<=>(const Bytes&) const = default;
    constexpr Bytes& operator+=(Bytes other) { return count_ += other.count_, *this; }
    friend constexpr Bytes operator+(Bytes a, Bytes b) { return Bytes(a.count_ + b.count_); }
    friend constexpr Bytes operator-(Bytes a, Bytes b) { return Bytes(a.count_ - b.count_); }
    friend constexpr Bytes operator*(Bytes a, std::int64_t factor) { return Bytes(a.count_ * factor); }

  private:
    constexpr explicit Bytes(std::int64_t count) : count_(count) {}
    std::int64_t count_ = 0;
};

/// A data rate in bits per second.
class BitRate {
  public:
    constexpr BitRate() = default;
    static constexpr BitRate from_bits_per_second(std::int64_t rate) { return BitRate(rate); }
    [[nodiscard]] constexpr std::int64_t bits_per_second() const { return rate_; }
    constexpr auto operator<=>(const BitRate&) const = default;

  private:
    constexpr explicit BitRate(std::int64_t rate) : rate_(rate) {}
    std::int64_t rate_ = 0;
};

/// Time to put `size` on a line of `rate` (> 0), rounded up to a whole nanosecond: the only crossing from bytes to
/// time.
constexpr Duration operator/(Bytes size, BitRate rate) {
    constexpr std::uint64_t kBitNs = 8U * std::uint64_t{1'000'000'000};
    const auto bytes = static_cast<std::uint64_t>(size.count());
    const auto divisor = static_cast<std::uint64_t>(rate.bits_per_second());
    if (bytes < (std::uint64_t{1} << 30) &&
        divisor < (std::uint64_t{1} << 62))  // a wide division takes ten times as long
        return Duration::from_ns(static_cast<std::int64_t>((bytes * kBitNs + divisor - 1) / divisor));
    __extension__ using Wide = unsigned __int128;
    return Duration::from_ns(static_cast<std::int64_t>((Wide{bytes} * kBitNs + divisor - 1) / divisor));
}

/// Events per second, as of an arrival process; in whole thousandths so that it stays an integer.
class Frequency {
  public:
    constexpr Frequency() = default;
    static constexpr Frequency from_millihertz(std::int64_t mhz) { return Frequency(mhz); }
    static constexpr Frequency per_second(std::int64_t count) { return Frequency(count * 1000); }
    [[nodiscard]] constexpr std::int64_t millihertz() const { return mhz_; }
    constexpr auto operator<=>(const Frequency&) const = default;

  private:
    constexpr explicit Frequency(std::int64_t mhz) : mhz_(mhz) {}
    std::int64_t mhz_ = 0;
};

/// A part of a whole in parts per million: shares, probabilities.
class Share {
  public:
    constexpr Share() = default;
    static constexpr Share from_ppm(std::int64_t ppm) { return Share(ppm); }
    static constexpr Share percent(std::int64_t percent) { return Share(percent * 10'000); }
    [[nodiscard]] constexpr std::int64_t ppm() const { return ppm_; }
    constexpr auto operator<=>(const Share&) const = default;

  private:
    constexpr explicit Share(std::int64_t ppm) : ppm_(ppm) {}
    std::int64_t ppm_ = 0;
};

/// What one unit of work costs, in picoseconds: fine enough for "0.25 ns a gas" in integers.
class UnitCost {
  public:
    constexpr UnitCost() = default;
    static constexpr UnitCost from_ps(std::int64_t ps) { return UnitCost(ps); }
    [[nodiscard]] constexpr std::int64_t ps() const { return ps_; }
    constexpr auto operator<=>(const UnitCost&) const = default;

  private:
    constexpr explicit UnitCost(std::int64_t ps) : ps_(ps) {}
    std::int64_t ps_ = 0;
};

inline namespace literals {
// clang-format off
constexpr Bytes operator""_B(unsigned long long n) { return Bytes::from_count(static_cast<std::int64_t>(n)); }
constexpr Bytes operator""_KiB(unsigned long long n) { return Bytes::from_count(static_cast<std::int64_t>(n) << 10); }
constexpr Bytes operator""_MiB(unsigned long long n) { return Bytes::from_count(static_cast<std::int64_t>(n) << 20); }
constexpr Bytes operator""_GiB(unsigned long long n) { return Bytes::from_count(static_cast<std::int64_t>(n) << 30); }
constexpr BitRate operator""_Mbps(unsigned long long n) { return BitRate::from_bits_per_second(static_cast<std::int64_t>(n) * 1'000'000); }
constexpr BitRate operator""_Gbps(unsigned long long n) { return BitRate::from_bits_per_second(static_cast<std::int64_t>(n) * 1'000'000'000); }
constexpr UnitCost operator""_ps(unsigned long long n) { return UnitCost::from_ps(static_cast<std::int64_t>(n)); }
// clang-format on
}  // namespace literals

}  // namespace sim
