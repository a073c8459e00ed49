// SPDX-License-Identifier: MIT
#include "models/evm/instructions_arithmetic.h"

#include "models/evm/engine.h"

namespace models {

void op_div(U256* top) {
    top[-1] = top[0] / top[-1];
}
void op_sdiv(U256* top) {
    top[-1] = signed_divide(top[0], top[-1]);
}
void op_mod(U256* top) {
    top[-1] = top[0] % top[-1];
}
void op_smod(U256* top) {
    top[-1] = signed_remainder(top[0], top[-1]);
}
void op_addmod(U256* top) {
    top[-2] = add_modulo(top[0], top[-1], top[-2]);
}
void op_mulmod(Frame& frame, U256* top) {
    top[-2] = frame.engine->modulus_memo.multiply(top[0], top[-1], top[-2]);
}
std::int64_t op_exp(Frame& frame, U256* top, std::int64_t gas) {
    gas -= frame.engine->rules->exponent_byte * static_cast<std::int64_t>(top[-1].byte_length());
    if (gas >= 0) top[-1] = power(top[0], top[-1]);
    return gas;
}
void op_sar(U256* top) {
    top[-1] = arithmetic_shift_right(top[0], top[-1]);
}

}  // namespace models
