// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

#include "models/chain/bytes.h"
#include "models/chain/uint256.h"

namespace models {

/// First four bytes of keccak256 of a function's signature: how calldata names the function.
using Selector = std::array<std::uint8_t, 4>;

/// A compiled contract: what models/workload/contracts/<name>.json holds (embedded into the program when it is built).
struct Contract {
    std::string name;
    ByteString init_code;     ///< Runs once, with the encoded constructor arguments behind it; returns the code.
    ByteString runtime_code;  ///< With zeros where the constructor puts immutables.
    std::map<std::string, Selector> selectors;   ///< By signature, e.g. "transfer(address,uint256)".
    std::map<std::string, std::uint64_t> slots;  ///< Storage slot of each variable.
};

/// The contract `name`: "token", "pair" or "counter". A bug (CHECK) if there is none of that name.
[[nodiscard]] Contract load_contract(std::string_view name);

/// Calldata of a call whose arguments are all static: the selector, then a 32-byte word each.
[[nodiscard]] ByteString encode_call(const Selector& selector, std::initializer_list<U256> arguments);

/// Init code with constructor arguments that are all static.
[[nodiscard]] ByteString encode_deployment(const Contract& contract, std::initializer_list<U256> arguments);

/// Slot of `key` in a `mapping(address => ...)` that stands in `slot`: keccak256(key . slot).
[[nodiscard]] U256 mapping_slot(const Address& key, const U256& slot);

// Selectors of the calls that a workload makes; a test holds them to the compiled contracts.
inline constexpr Selector kMint = {0x40, 0xc1, 0x0f, 0x19};          ///< Token: mint(address,uint256)
inline constexpr Selector kApprove = {0x09, 0x5e, 0xa7, 0xb3};       ///< Token: approve(address,uint256)
inline constexpr Selector kTransfer = {0xa9, 0x05, 0x9c, 0xbb};      ///< Token: transfer(address,uint256)
inline constexpr Selector kAddLiquidity = {0x9c, 0xd4, 0x41, 0xda};  ///< Pair: addLiquidity(uint256,uint256)
inline constexpr Selector kSwap = {0x9f, 0x1d, 0x0f, 0x59};          ///< Pair: swap(address,uint256,uint256)
inline constexpr Selector kIncrement = {0xd0, 0x9d, 0xe0, 0x8a};     ///< Counter: increment()

}  // namespace models
