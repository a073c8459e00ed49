// SPDX-License-Identifier: MIT
#include "models/executor/executed_block.h"

namespace models {

ConcurrencyStats& ConcurrencyStats::operator+=(const ConcurrencyStats& other) {
    executions += other.executions;
    blocked += other.blocked;
    validations += other.validations;
    aborts += other.aborts;
    return *this;
}

}  // namespace models
