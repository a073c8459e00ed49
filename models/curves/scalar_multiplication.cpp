// SPDX-License-Identifier: MIT
#include "models/curves/scalar_multiplication.h"

namespace models {

SparseDigits::SparseDigits(U256 scalar) {
    for (std::size_t place = 0; !scalar.is_zero(); ++place) {
        bool overflow = false;
        if ((scalar.limbs[0] & 1) != 0) {
            const auto low = static_cast<int>(scalar.limbs[0] & 15);
            const int digit = low < 8 ? low : low - 16;
            const U256 before = scalar;
            if (digit > 0)
                scalar -= U256{static_cast<std::uint64_t>(digit)};
            else
                scalar += U256{static_cast<std::uint64_t>(-digit)};
            overflow = digit < 0 && scalar < before;
            digits[place] = static_cast<std::int8_t>(digit);
            size = static_cast<int>(place) + 1;
        }
        scalar = scalar >> 1;
        if (overflow) scalar.limbs[3] |= std::uint64_t{1} << 63;
    }
}

}  // namespace models
