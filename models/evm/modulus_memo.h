// SPDX-License-Identifier: MIT
#pragma once

#include <array>

#include "models/chain/uint256.h"

namespace models {

/// MULMOD for programs that use few moduli over and over, as cryptography does with the orders of a curve's field and
/// group: one that comes again soon is kept ready. Only faster; results are those of multiply_modulo.
class ModulusMemo {
  public:
    [[nodiscard]] U256 multiply(const U256& a, const U256& b, const U256& modulus) {
        if (modulus == ready_[0].value()) [[likely]]
            return ready_[0].multiply(a, b);
        return multiply_other(a, b, modulus);
    }

  private:
    [[gnu::noinline]] U256 multiply_other(const U256& a, const U256& b, const U256& modulus) {
        if (modulus == ready_[1].value()) return ready_[1].multiply(a, b);
        if (modulus.is_zero()) return {};
        for (const U256& each : recent_) {
            if (each != modulus) continue;
            ready_[1] = ready_[0];
            ready_[0] = Modulus(modulus);
            return ready_[0].multiply(a, b);
        }
        recent_[next_] = modulus;
        next_ = (next_ + 1) % recent_.size();
        return multiply_modulo(a, b, modulus);
    }

    std::array<Modulus, 2> ready_;
    std::array<U256, 2> recent_;  ///< Met, but not ready.
    std::size_t next_ = 0;
};

}  // namespace models
