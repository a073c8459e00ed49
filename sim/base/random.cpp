// SPDX-License-Identifier: MIT
#include "sim/base/random.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include <Random123/philox.h>
#pragma GCC diagnostic pop

namespace sim {

std::array<std::uint64_t, 4> RandomStream::words(std::uint64_t index) const {
    using Philox = r123::Philox4x64_R<10>;
    const Philox::key_type key = {{seed_, purpose_}};
    const Philox::ctr_type counter = {{index, entity_, 0, 0}};
    const Philox::ctr_type draw = Philox{}(counter, key);
    return {draw[0], draw[1], draw[2], draw[3]};
}

}  // namespace sim
