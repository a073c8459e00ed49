// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <deque>
#include <set>
#include <vector>

#include "models/actors/validator/inclusion.h"

namespace models {

/// Most that one block takes.
struct BlockLimits {
    Gas gas;                         ///< Of the transactions' gas limits.
    std::uint64_t transactions = 0;  ///< Number.
    sim::Bytes bytes;                ///< Of their encodings.
};

/// Transactions that a validator could propose, in order of arrival. One stays until it is final, since the block
/// that takes it first may be abandoned. assumption: there is no limit to how many wait.
class ProposalPool {
  public:
    void add(SharedTransaction transaction);
    /// What a block takes: the oldest that may stand in it, a sender's in order of nonces.
    [[nodiscard]] std::vector<SharedTransaction> select(InclusionRule& rule, const BlockLimits& limits);
    /// Forgets what `executed` has seen.
    void prune(const State& executed);
    [[nodiscard]] std::size_t size() const { return waiting_.size(); }

  private:
    std::deque<SharedTransaction> waiting_;
    std::set<Hash> known_;
};

}  // namespace models
