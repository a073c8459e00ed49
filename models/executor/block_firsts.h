// SPDX-License-Identifier: MIT
#pragma once

#include <tsl/robin_set.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/evm/transition.h"

namespace models {

/// What the transactions of a block have done so far that a later one will not be the first to do: codes entered (of
/// each transaction the last few different ones, init code left out), accounts and slots read.
class BlockFirsts {
  public:
    /// Of a block of so many transactions.
    explicit BlockFirsts(std::size_t transactions)
        : reads_(std::bit_ceil(std::clamp<std::size_t>(kWordsATransaction * transactions, 64, kMostWords))) {}

    /// Counts in the work of the next transaction in order the bytes of the codes that none has entered before, and its
    /// reads of what none has read before. assumption: what shares a bit with another that was read has been read, too:
    /// at most 3 % of them if a transaction is the first to read eight, in a block of up to 65,536.
    void count(TxResult& result) {
        result.work.new_code_bytes = 0;
        for (const Code* code : result.codes)
            if (codes_.insert(code).second) result.work.new_code_bytes += code->size();
        result.work.new_reads = 0;
        for (const std::uint64_t hash : result.reads) {
            std::uint64_t& word = reads_[hash / 64 % reads_.size()];
            const std::uint64_t bit = std::uint64_t{1} << hash % 64;
            result.work.new_reads += (word & bit) == 0 ? 1 : 0;
            word |= bit;
        }
    }

  private:
    static constexpr std::size_t kWordsATransaction = 4;
    static constexpr std::size_t kMostWords = std::size_t{1} << 18;  // 2 MiB.

    tsl::robin_set<const Code*> codes_;
    std::vector<std::uint64_t> reads_;  ///< A bit for each value of the low bits of a place's hash.
};

}  // namespace models
