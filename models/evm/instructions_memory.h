// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstring>

#include "models/evm/engine.h"
#include "models/evm/gas_schedule.h"
#include "models/evm/limbs_in_place.h"

namespace models {

// Instructions that read or write memory. Those that may fail get the gas left after their constant cost and return
// what is left after all, negative on failure (halt.h).

/// Memory from this offset on is out of every gas limit's reach: 2^32 bytes cost 3.5e13 gas.
inline constexpr std::uint64_t kMaxMemory = std::uint64_t{1} << 32;

/// Grows the memory of `frame` to reach `end` <= 2 * kMaxMemory, which it does not; the gas left.
[[gnu::noinline]] std::int64_t grow_memory(Frame& frame, std::uint64_t end, std::int64_t gas);

/// Makes [offset, offset + Size) part of the memory.
template <std::uint64_t Size>
[[gnu::always_inline]] inline std::int64_t reach_memory(Frame& frame, const U256& offset, std::int64_t gas) {
    if (!offset.fits_u64() || offset.low_u64() > kMaxMemory) [[unlikely]]
        return failure(Halt::OutOfGas);
    const std::uint64_t end = offset.low_u64() + Size;
    return end <= frame.memory.size ? gas : grow_memory(frame, end, gas);
}

/// The same for a size from the stack; an empty range may lie anywhere.
inline std::int64_t reach_memory(Frame& frame, const U256& offset, const U256& size, std::int64_t gas) {
    if (size.is_zero()) return gas;
    if (!offset.fits_u64() || offset.low_u64() > kMaxMemory || !size.fits_u64() || size.low_u64() > kMaxMemory)
        return failure(Halt::OutOfGas);
    const std::uint64_t end = offset.low_u64() + size.low_u64();
    return end <= frame.memory.size ? gas : grow_memory(frame, end, gas);
}

/// What a range reached by `reach_memory` holds.
inline ByteView memory_view(const Frame& frame, const U256& offset, const U256& size) {
    return size.is_zero() ? ByteView{} : ByteView{frame.memory.data + offset.low_u64(), size.low_u64()};
}

inline void op_msize(const Frame& frame, U256* top) {
    set_small(top[1], frame.memory.size);
}

std::int64_t op_mcopy(Frame& frame, U256* top, std::int64_t gas);
std::int64_t op_keccak256(Frame& frame, U256* top, std::int64_t gas);
std::int64_t op_calldatacopy(Frame& frame, U256* top, std::int64_t gas);
std::int64_t op_codecopy(Frame& frame, U256* top, std::int64_t gas);
std::int64_t op_returndatacopy(Frame& frame, U256* top, std::int64_t gas);
std::int64_t op_extcodecopy(Frame& frame, U256* top, std::int64_t gas);

/// The word at `offset` of the call data, zero past its end.
inline void op_calldataload(const Frame& frame, U256* top) {
    const U256& offset = top[0];
    if (!offset.fits_u64() || offset.low_u64() >= frame.input.size()) return set_small(top[0], 0);
    const ByteView rest = frame.input.subspan(offset.low_u64());
    if (rest.size() >= 32) return set_big_endian(top[0], rest.data());
    std::array<std::uint8_t, 32> padded{};
    std::memcpy(padded.data(), rest.data(), rest.size());
    set_big_endian(top[0], padded.data());
}

}  // namespace models
