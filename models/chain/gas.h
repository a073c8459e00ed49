// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/base/schema.h"

namespace models {

/// An amount of EVM gas. The interpreter's inner loop counts in plain int64 and crosses here.
class Gas {
  public:
    constexpr Gas() = default;
    static constexpr Gas from_units(std::int64_t units) { return Gas(units); }
    /// `units`, or the most that a Gas can hold.
    static constexpr Gas saturated(std::uint64_t units) {
        return Gas(units > static_cast<std::uint64_t>(INT64_MAX) ? INT64_MAX : static_cast<std::int64_t>(units));
    }
    [[nodiscard]] constexpr std::int64_t units() const { return units_; }
    constexpr auto operator<=>(const Gas&) const = default;
    constexpr Gas& operator+=(Gas other) { return units_ += other.units_, *this; }
    constexpr Gas& operator-=(Gas other) { return units_ -= other.units_, *this; }
    friend constexpr Gas operator+(Gas a, Gas b) { return Gas(a.units_ + b.units_); }
    friend constexpr Gas operator-(Gas a, Gas b) { return Gas(a.units_ - b.units_); }

  private:
    constexpr explicit Gas(std::int64_t units) : units_(units) {}
    std::int64_t units_ = 0;
};

inline namespace literals {
// clang-format off
constexpr Gas operator""_gas(unsigned long long n) { return Gas::from_units(static_cast<std::int64_t>(n)); }
constexpr Gas operator""_Mgas(unsigned long long n) { return Gas::from_units(static_cast<std::int64_t>(n) * 1'000'000); }
// clang-format on
}  // namespace literals

}  // namespace models

/// Written with its unit: 21000gas, 500kgas, 30Mgas, 10Ggas.
template <>
struct sim::ValueFormat<models::Gas> {
    static std::optional<models::Gas> parse(std::string_view text);
    static std::string format(const models::Gas& value);
    static std::string expected();
};
