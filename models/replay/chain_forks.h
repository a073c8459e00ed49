// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "models/evm/revision.h"

namespace models {

/// The rules that a block follows.
struct BlockRules {
    Revision revision = Revision::Frontier;
    // Where the chain's schedule of blobs departs from the revision's (EIP-7892).
    std::optional<std::uint64_t> max_blobs = {};
    std::optional<std::uint64_t> blob_fee_update_fraction = {};
};

inline constexpr std::uint64_t kMainnet = 1;

/// Those of a fork by its name, such as Cancun; BPO1 and BPO2 with mainnet's schedule of blobs. Nothing if it is not
/// known.
[[nodiscard]] std::optional<BlockRules> rules_of_fork(std::string_view fork);

/// Those of Ethereum's mainnet, by number until Paris and by Unix time after it.
[[nodiscard]] BlockRules mainnet_rules(std::uint64_t number, std::uint64_t timestamp);

}  // namespace models
