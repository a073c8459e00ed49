// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "models/chain/bytes.h"
#include "models/evm/halt.h"

namespace models {

/// Precompiled contracts by address: 1 ecrecover, 2 sha256, 3 ripemd160, 4 identity, 5 modexp. The alt_bn128 curve
/// (6 to 8), blake2f (9) and KZG point evaluation (10) have their place in the table but no implementation yet: calling
/// one fails like any failing precompile (its gas is used up, the call pushes 0) and is reported as
/// Halt::PrecompileNotImplemented and TxResult::met_missing_precompile, so that nobody takes it for the truth.
inline constexpr std::uint64_t kPrecompiles = 10;  ///< As of Cancun (EIP-4844).

/// 1 to kPrecompiles if a precompile lives at `address`, else 0.
[[nodiscard]] std::uint64_t precompile_number(const Address& address);

/// Runs precompile `number` with `gas`: the gas left, with the result in `output` (empty before); negative on failure.
[[nodiscard]] std::int64_t execute_precompile(std::uint64_t number, ByteView input, std::int64_t gas,
                                              ByteString& output);

/// EIP-2565: cost of precompile 5. INT64_MAX if it is more than any gas limit.
[[nodiscard]] std::int64_t modexp_gas(ByteView input);
/// EIP-198: base ^ exponent mod modulus, as long as the modulus; the cost has been paid.
void modexp(ByteView input, ByteString& output);

}  // namespace models
