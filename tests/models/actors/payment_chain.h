// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include "models/actors/chain_execution.h"
#include "tests/models/actors/payments.h"

namespace models {

/// Blocks of payments between rich users, and what executes them.
class PaymentChain : public testing::Test {
  protected:
    static State rich_users() {
        State state;
        for (std::uint8_t i = 1; i <= 4; ++i) state.set_account(user(i), {.balance = U256{1} << 90});
        return state;
    }
    static SharedConsensusBlock child(const SharedConsensusBlock& parent, std::initializer_list<Payment> payments,
                                      std::uint64_t round = 0) {
        ConsensusBlock block;
        block.parent = parent->id;
        block.height = parent->height + 1;
        block.round = round == 0 ? parent->round + 1 : round;
        block.proposer = ValidatorIndex{1};
        const SharedBlockBody body = body_of(payments);
        block.content = {.body = body, .body_hash = body->hash, .body_size = body->size, .claim = {}};
        return seal(block);
    }

    CodeStore codes;
    BlockContext chain;
    State genesis = rich_users();
    ChainExecution execution{codes, chain, [](std::uint64_t round) { return 1000 + round; }, genesis};
};

}  // namespace models
