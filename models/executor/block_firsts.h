// SPDX-License-Identifier: MIT
#pragma once

#include <tsl/robin_set.h>

#include "models/evm/transition.h"

namespace models {

/// The codes that the transactions of a block have entered so far: of each transaction the last few different ones,
/// init code left out.
class BlockCodes {
  public:
    /// Counts in the work of the next transaction in order the bytes of those that none has entered before.
    void count(TxResult& result) {
        result.work.new_code_bytes = 0;
        for (const Code* code : result.codes)
            if (seen_.insert(code).second) result.work.new_code_bytes += code->size();
    }

  private:
    tsl::robin_set<const Code*> seen_;
};

}  // namespace models
