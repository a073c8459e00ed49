// SPDX-License-Identifier: MIT
#include "models/chain/gas.h"

#include <iterator>
#include <limits>

#include "sim/base/value_format.h"

namespace {

constexpr sim::UnitSymbol kUnits[] = {{"Ggas", 1'000'000'000}, {"Mgas", 1'000'000}, {"kgas", 1'000}, {"gas", 1}};

}  // namespace

std::optional<models::Gas> sim::ValueFormat<models::Gas>::parse(std::string_view text) {
    const auto steps = parse_steps(text, kUnits, std::size(kUnits), std::numeric_limits<std::int64_t>::max());
    if (!steps) return std::nullopt;
    return models::Gas::from_units(static_cast<std::int64_t>(*steps));
}

std::string sim::ValueFormat<models::Gas>::format(const models::Gas& value) {
    for (const UnitSymbol& unit : kUnits)
        if (value.units() != 0 && value.units() % unit.steps == 0)
            return std::to_string(value.units() / unit.steps) + std::string(unit.name);
    return "0gas";
}

std::string sim::ValueFormat<models::Gas>::expected() {
    return "an amount of gas with its unit (Ggas, Mgas, kgas, gas), such as 30Mgas";
}
