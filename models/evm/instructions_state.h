// SPDX-License-Identifier: MIT
#pragma once

#include "models/evm/engine.h"
#include "models/evm/gas_schedule.h"

namespace models {

// Instructions on accounts, storage and logs. Each gets the gas left after its constant cost and returns what is left
// after all, negative on failure (halt.h). Gas is charged before anything is read: who cannot pay depends on nothing.

/// EIP-2929: what a first access costs more than the constant cost of the instruction.
inline std::int64_t charge_account_access(Engine& engine, AccountRef account, std::int64_t gas) {
    return engine.journal.warm_up(account) ? gas - engine.rules->cold_account_surcharge : gas;
}

std::int64_t op_balance(Frame& frame, U256* top, std::int64_t gas);
std::int64_t op_selfbalance(Frame& frame, U256* top, std::int64_t gas);
std::int64_t op_extcodesize(Frame& frame, U256* top, std::int64_t gas);
std::int64_t op_extcodehash(Frame& frame, U256* top, std::int64_t gas);

std::int64_t op_sload(Frame& frame, U256* top, std::int64_t gas);
std::int64_t op_sstore(Frame& frame, U256* top, std::int64_t gas);
std::int64_t op_tload(Frame& frame, U256* top, std::int64_t gas);
std::int64_t op_tstore(Frame& frame, U256* top, std::int64_t gas);

/// LOG0 to LOG4. `topics` of them follow offset and size on the stack.
std::int64_t log(Frame& frame, U256* top, std::int64_t gas, int topics);
template <int Topics>
std::int64_t op_log(Frame& frame, U256* top, std::int64_t gas) {
    return log(frame, top, gas, Topics);
}

/// The changes of SELFDESTRUCT (EIP-6780); the frame ends after it.
std::int64_t selfdestruct(Frame& frame, U256* top, std::int64_t gas);

}  // namespace models
