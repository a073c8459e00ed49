// SPDX-License-Identifier: MIT
#pragma once

#include "models/chain/uint256.h"

namespace models {

/// MULMOD for programs that use one modulus over and over, as all cryptography does: from the second time in a row on,
/// the modulus is kept ready. Only faster; results are those of multiply_modulo.
class ModulusMemo {
  public:
    [[nodiscard]] U256 multiply(const U256& a, const U256& b, const U256& modulus) {
        if (modulus == ready_.value()) [[likely]]
            return ready_.multiply(a, b);
        return multiply_new(a, b, modulus);
    }

  private:
    U256 multiply_new(const U256& a, const U256& b, const U256& modulus) {
        if (modulus == last_ && !modulus.is_zero()) {
            ready_ = Modulus(modulus);
            return ready_.multiply(a, b);
        }
        last_ = modulus;
        return multiply_modulo(a, b, modulus);
    }

    Modulus ready_;
    U256 last_;
};

}  // namespace models
