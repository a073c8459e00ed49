// SPDX-License-Identifier: MIT
#include "models/evm/instruction_table.h"

namespace models {
namespace {

constexpr std::array<CostTable, kRevisionCount> kCostTables = [] {
    std::array<CostTable, kRevisionCount> tables{};
    for (std::size_t revision = 0; revision < kRevisionCount; ++revision)
        for (std::size_t opcode = 0; opcode < 256; ++opcode)
            tables[revision][opcode] = kInstructions[opcode].cost[revision];
    return tables;
}();

}  // namespace

const CostTable& cost_table(Revision revision) {
    return kCostTables[static_cast<std::size_t>(revision)];
}

}  // namespace models
