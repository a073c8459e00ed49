// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "models/chain/bytes.h"
#include "models/evm/halt.h"
#include "models/evm/revision.h"

namespace models {

/// EIP-7951: the one precompile that does not follow on the others.
inline constexpr std::uint64_t kP256Verify = 0x100;

/// Precompiles live at the addresses 1 to this: 4 in Frontier, 8 since Byzantium, 9 since Istanbul (EIP-152), 10 since
/// Cancun (EIP-4844), 17 since Prague (EIP-2537). Osaka has kP256Verify besides.
[[nodiscard]] std::uint64_t precompile_count(Revision revision);

/// The number of the precompile that lives at `address`, which is the address itself; 0 if there is none.
[[nodiscard]] std::uint64_t precompile_number(const Address& address, Revision revision);

/// What kind of work a precompile does.
enum class PrecompileKind : std::uint8_t { Ecrecover, Curve, PointEvaluation, Modexp, Hash };
[[nodiscard]] PrecompileKind precompile_kind(std::uint64_t number);

/// Runs precompile `number` with `gas`: the gas left, with the result in `output` (empty before); negative on failure.
[[nodiscard]] std::int64_t execute_precompile(std::uint64_t number, Revision revision, ByteView input, std::int64_t gas,
                                              ByteString& output);

}  // namespace models
