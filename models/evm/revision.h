// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace models {

/// Ethereum's protocol revisions. What differs between them stands in rules.h, the constant costs of instructions in
/// instruction_table.h.
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
