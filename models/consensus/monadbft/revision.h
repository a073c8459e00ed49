// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace models::monadbft {

/// What a network upgrade of Monad fixed: how fast validators vote and how much a block may hold.
/// Source: category-labs/monad-bft, monad-chain-config/src/revision.rs.
struct Revision {
    std::string_view name;
    std::int64_t vote_pace_ms = 0;    ///< Least time between two votes of a validator.
    std::int64_t round_timer_ms = 0;  ///< From entering a round to giving it up: 3 delta + vote pace + local work.
    std::uint64_t tx_limit = 0;       ///< Transactions of a block.
    std::uint64_t gas_limit = 0;      ///< Gas limits of a block's transactions, summed.
    std::int64_t byte_limit = 0;      ///< Encoded transactions of a block.
};

/// The bound on a message's delay that the timers are made from (monad-node/src/main.rs).
inline constexpr std::int64_t kDeltaMs = 100;

/// Local work is given another delta (monad-consensus/src/pacemaker.rs).
constexpr std::int64_t round_timer_ms(std::int64_t vote_pace_ms) {
    return 3 * kDeltaMs + vote_pace_ms + kDeltaMs;
}

inline constexpr std::array<Revision, 2> kRevisions{{
    {.name = "v0.11",
     .vote_pace_ms = 400,
     .round_timer_ms = round_timer_ms(400),
     .tx_limit = 5'000,
     .gas_limit = 200'000'000,
     .byte_limit = 2'000'000},
    {.name = "v0.12",
     .vote_pace_ms = 300,
     .round_timer_ms = round_timer_ms(300),
     .tx_limit = 3'750,
     .gas_limit = 150'000'000,
     .byte_limit = 1'500'000},
}};

}  // namespace models::monadbft
