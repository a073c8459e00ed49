// SPDX-License-Identifier: MIT
#pragma once

#include "models/evm/engine.h"
#include "models/evm/limbs_in_place.h"

namespace models {

// Instructions that push what the frame, the transaction or the block is about.

inline void op_address(const Frame& frame, U256* top) {
    top[1] = U256::from_address(frame.address);
}
inline void op_caller(const Frame& frame, U256* top) {
    top[1] = U256::from_address(frame.caller);
}
inline void op_callvalue(const Frame& frame, U256* top) {
    top[1] = frame.value;
}
inline void op_calldatasize(const Frame& frame, U256* top) {
    set_small(top[1], frame.input.size());
}
inline void op_codesize(const Frame& frame, U256* top) {
    set_small(top[1], frame.code->size());
}
inline void op_returndatasize(const Frame& frame, U256* top) {
    set_small(top[1], frame.engine->return_data.size());
}

inline void op_origin(const Frame& frame, U256* top) {
    top[1] = U256::from_address(frame.engine->origin);
}
inline void op_gasprice(const Frame& frame, U256* top) {
    top[1] = frame.engine->gas_price;
}

inline void op_coinbase(const Frame& frame, U256* top) {
    top[1] = U256::from_address(frame.engine->block->beneficiary);
}
inline void op_timestamp(const Frame& frame, U256* top) {
    set_small(top[1], frame.engine->block->timestamp);
}
inline void op_number(const Frame& frame, U256* top) {
    set_small(top[1], frame.engine->block->number);
}
inline void op_prevrandao(const Frame& frame, U256* top) {
    top[1] = U256::from_hash(frame.engine->block->prev_randao);
}
inline void op_gaslimit(const Frame& frame, U256* top) {
    set_small(top[1], static_cast<std::uint64_t>(frame.engine->block->gas_limit.units()));
}
inline void op_chainid(const Frame& frame, U256* top) {
    set_small(top[1], frame.engine->block->chain_id);
}
inline void op_basefee(const Frame& frame, U256* top) {
    top[1] = frame.engine->block->base_fee;
}
inline void op_blobbasefee(const Frame& frame, U256* top) {
    top[1] = frame.engine->block->blob_base_fee;
}
/// EIP-4844: zero past the last of the transaction's blobs.
inline void op_blobhash(const Frame& frame, U256* top) {
    const std::vector<Hash>& hashes = *frame.engine->blob_hashes;
    const bool known = top[0].fits_u64() && top[0].low_u64() < hashes.size();
    top[0] = known ? U256::from_hash(hashes[top[0].low_u64()]) : U256{};
}
/// Only the last 256 blocks have hashes.
inline void op_blockhash(const Frame& frame, U256* top) {
    const BlockContext& block = *frame.engine->block;
    const U256 number = top[0];
    top[0] = U256{};
    if (!number.fits_u64() || number.low_u64() >= block.number) return;
    const std::uint64_t back = block.number - 1 - number.low_u64();
    if (back < 256 && back < block.recent_block_hashes.size())
        top[0] = U256::from_hash(block.recent_block_hashes[back]);
}

}  // namespace models
