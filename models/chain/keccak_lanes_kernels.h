// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "models/chain/keccak_lanes.h"

namespace models {

// Each hashes a group of 1 to 4 or 8 messages side by side. The first must be the longest.
void keccak_group_avx2(std::span<const PaddedMessage> group);
void keccak_group_avx512(std::span<const PaddedMessage> group);
/// One message.
void keccak_one(const PaddedMessage& message);

}  // namespace models
