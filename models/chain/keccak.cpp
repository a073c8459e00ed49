// SPDX-License-Identifier: MIT
#include "models/chain/keccak.h"

#include <array>
#include <bit>
#include <cstring>

#include "models/chain/keccak_lanes_kernels.h"
#include "models/chain/keccak_round.h"
#include "models/chain/uint256.h"

namespace models {
namespace {

using Lanes = std::array<std::uint64_t, 25>;

/// Row `row` of the output of rho, pi and chi, from the five input lanes that pi brings there (From) turned by Turn.
template <std::size_t Row, std::size_t F0, std::size_t F1, std::size_t F2, std::size_t F3, std::size_t F4, int T0,
          int T1, int T2, int T3, int T4>
[[gnu::always_inline]] inline void make_row(const Lanes& in, const std::uint64_t (&d)[5], Lanes& out) {
    const std::uint64_t b0 = std::rotl(in[F0] ^ d[F0 % 5], T0);
    const std::uint64_t b1 = std::rotl(in[F1] ^ d[F1 % 5], T1);
    const std::uint64_t b2 = std::rotl(in[F2] ^ d[F2 % 5], T2);
    const std::uint64_t b3 = std::rotl(in[F3] ^ d[F3 % 5], T3);
    const std::uint64_t b4 = std::rotl(in[F4] ^ d[F4 % 5], T4);
    out[5 * Row + 0] = b0 ^ (~b1 & b2);
    out[5 * Row + 1] = b1 ^ (~b2 & b3);
    out[5 * Row + 2] = b2 ^ (~b3 & b4);
    out[5 * Row + 3] = b3 ^ (~b4 & b0);
    out[5 * Row + 4] = b4 ^ (~b0 & b1);
}

/// One round of Keccak-f[1600] from `in` to `out` (Keccak reference 3.0, 1.2: theta, rho, pi, chi, iota).
[[gnu::always_inline]] inline void round(const Lanes& in, Lanes& out, std::uint64_t constant) {
    const std::uint64_t c0 = in[0] ^ in[5] ^ in[10] ^ in[15] ^ in[20];
    const std::uint64_t c1 = in[1] ^ in[6] ^ in[11] ^ in[16] ^ in[21];
    const std::uint64_t c2 = in[2] ^ in[7] ^ in[12] ^ in[17] ^ in[22];
    const std::uint64_t c3 = in[3] ^ in[8] ^ in[13] ^ in[18] ^ in[23];
    const std::uint64_t c4 = in[4] ^ in[9] ^ in[14] ^ in[19] ^ in[24];
    const std::uint64_t d[5] = {c4 ^ std::rotl(c1, 1), c0 ^ std::rotl(c2, 1), c1 ^ std::rotl(c3, 1),
                                c2 ^ std::rotl(c4, 1), c3 ^ std::rotl(c0, 1)};
    make_row<0, 0, 6, 12, 18, 24, 0, 44, 43, 21, 14>(in, d, out);
    out[0] ^= constant;
    make_row<1, 3, 9, 10, 16, 22, 28, 20, 3, 45, 61>(in, d, out);
    make_row<2, 1, 7, 13, 19, 20, 1, 6, 25, 8, 18>(in, d, out);
    make_row<3, 4, 5, 11, 17, 23, 27, 36, 10, 15, 56>(in, d, out);
    make_row<4, 2, 8, 14, 15, 21, 62, 55, 39, 41, 2>(in, d, out);
}

void permute(Lanes& state) {
    Lanes other;
    for (std::size_t i = 0; i < kKeccakRoundConstants.size(); i += 2) {
        round(state, other, kKeccakRoundConstants[i]);
        round(other, state, kKeccakRoundConstants[i + 1]);
    }
}

// Lanes are little-endian in memory, as words are here.
static_assert(std::endian::native == std::endian::little);

std::uint64_t load_lane(const std::uint8_t* bytes) {
    std::uint64_t lane;
    std::memcpy(&lane, bytes, sizeof lane);
    return lane;
}

void absorb_block(Lanes& state, const std::uint8_t* block) {
    for (std::size_t i = 0; i < kKeccakRate / 8; ++i) state[i] ^= load_lane(block + 8 * i);
    permute(state);
}

}  // namespace

Hash keccak256(ByteView bytes) {
    Lanes state{};
    const std::uint8_t* position = bytes.data();
    std::size_t rest = bytes.size();
    for (; rest >= kKeccakRate; rest -= kKeccakRate, position += kKeccakRate) absorb_block(state, position);

    std::array<std::uint8_t, kKeccakRate> last{};
    if (rest != 0) std::memcpy(last.data(), position, rest);
    last[rest] = 0x01;
    last[kKeccakRate - 1] |= 0x80;
    absorb_block(state, last.data());

    Hash out;
    std::memcpy(out.bytes.data(), state.data(), out.bytes.size());
    return out;
}

void keccak_one(const PaddedMessage& message) {
    Lanes state{};
    for (std::size_t i = 0; i < message.block_count; ++i) absorb_block(state, message.blocks + i * kKeccakRate);
    std::memcpy(message.hash->bytes.data(), state.data(), message.hash->bytes.size());
}

// Written out, so that static initialisers elsewhere may use it.
constinit const Hash kEmptyCodeHash =
    U256{0xc5d2460186f7233c, 0x927e7db2dcc703c0, 0xe500b653ca82273b, 0x7bfad8045d85a470}.to_hash();

}  // namespace models
