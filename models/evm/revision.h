// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace models {

/// Ethereum's protocol revisions. Costs and traits of each stand in one table (instruction_table.h).
enum class Revision : std::uint8_t {
    Frontier,
    Homestead,
    TangerineWhistle,
    SpuriousDragon,
    Byzantium,
    Constantinople,
    Petersburg,
    Istanbul,
    Berlin,
    London,
    Paris,
    Shanghai,
    Cancun,
    Prague,
    Osaka,
};

}  // namespace models
