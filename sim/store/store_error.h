// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>

namespace sim {

/// Results could not be written or read: disk full, no permission, not a results file, damaged. The message names the
/// file, the reason and what to do.
class StoreError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

}  // namespace sim
