// SPDX-License-Identifier: MIT
// Four Keccak states side by side: vector i of the state holds lane i of all four. AVX2 has no rotation of words and no
// logic of three operands, and 16 registers hold a state of 25 only in part.
#include <immintrin.h>

#include <cstring>

#include "models/chain/keccak_lanes_kernels.h"
#include "models/chain/keccak_round.h"

namespace models {
namespace {

using Vector = __m256i;
constexpr std::size_t kLanes = 4;

template <int Bits>
[[gnu::always_inline]] inline Vector rotate(Vector v) {
    if constexpr (Bits == 0) return v;
    return _mm256_or_si256(_mm256_slli_epi64(v, Bits), _mm256_srli_epi64(v, 64 - Bits));
}
[[gnu::always_inline]] inline Vector chi(Vector a, Vector b, Vector c) {
    return _mm256_xor_si256(a, _mm256_andnot_si256(b, c));
}

/// Row `Row` of rho, pi and chi, from the five lanes that pi brings there (F) turned by T, after theta (d).
template <std::size_t Row, std::size_t F0, std::size_t F1, std::size_t F2, std::size_t F3, std::size_t F4, int T0,
          int T1, int T2, int T3, int T4>
[[gnu::always_inline]] inline void make_row(const Vector (&in)[25], const Vector (&d)[5], Vector (&out)[25]) {
    const Vector b0 = rotate<T0>(_mm256_xor_si256(in[F0], d[F0 % 5]));
    const Vector b1 = rotate<T1>(_mm256_xor_si256(in[F1], d[F1 % 5]));
    const Vector b2 = rotate<T2>(_mm256_xor_si256(in[F2], d[F2 % 5]));
    const Vector b3 = rotate<T3>(_mm256_xor_si256(in[F3], d[F3 % 5]));
    const Vector b4 = rotate<T4>(_mm256_xor_si256(in[F4], d[F4 % 5]));
    out[5 * Row + 0] = chi(b0, b1, b2);
    out[5 * Row + 1] = chi(b1, b2, b3);
    out[5 * Row + 2] = chi(b2, b3, b4);
    out[5 * Row + 3] = chi(b3, b4, b0);
    out[5 * Row + 4] = chi(b4, b0, b1);
}

[[gnu::always_inline]] inline void round(const Vector (&in)[25], Vector (&out)[25], std::uint64_t constant) {
    Vector c[5];
    for (std::size_t x = 0; x < 5; ++x) {
        const Vector upper = _mm256_xor_si256(in[x], in[x + 5]);
        const Vector lower = _mm256_xor_si256(in[x + 10], in[x + 15]);
        c[x] = _mm256_xor_si256(_mm256_xor_si256(upper, lower), in[x + 20]);
    }
    Vector d[5];
    for (std::size_t x = 0; x < 5; ++x) d[x] = _mm256_xor_si256(c[(x + 4) % 5], rotate<1>(c[(x + 1) % 5]));
    make_row<0, 0, 6, 12, 18, 24, 0, 44, 43, 21, 14>(in, d, out);
    out[0] = _mm256_xor_si256(out[0], _mm256_set1_epi64x(static_cast<long long>(constant)));
    make_row<1, 3, 9, 10, 16, 22, 28, 20, 3, 45, 61>(in, d, out);
    make_row<2, 1, 7, 13, 19, 20, 1, 6, 25, 8, 18>(in, d, out);
    make_row<3, 4, 5, 11, 17, 23, 27, 36, 10, 15, 56>(in, d, out);
    make_row<4, 2, 8, 14, 15, 21, 62, 55, 39, 41, 2>(in, d, out);
}

void permute(Vector (&state)[25]) {
    Vector other[25];
    for (std::size_t i = 0; i < kKeccakRoundConstants.size(); i += 2) {
        round(state, other, kKeccakRoundConstants[i]);
        round(other, state, kKeccakRoundConstants[i + 1]);
    }
}

void absorb(const std::uint8_t* const (&from)[kLanes], Vector (&state)[25]) {
    for (std::size_t word = 0; word < kKeccakRate / 8; ++word) {
        alignas(32) std::uint64_t words[kLanes];
        for (std::size_t i = 0; i < kLanes; ++i) std::memcpy(&words[i], from[i] + 8 * word, 8);
        state[word] = _mm256_xor_si256(
            state[word], _mm256_set_epi64x(static_cast<long long>(words[3]), static_cast<long long>(words[2]),
                                           static_cast<long long>(words[1]), static_cast<long long>(words[0])));
    }
}

}  // namespace

void keccak_group_avx2(std::span<const PaddedMessage> group) {
    // Lanes without a message of their own, or done with it, go on with the longest.
    const std::uint8_t* from[kLanes];
    for (std::size_t i = 0; i < kLanes; ++i) from[i] = group[i < group.size() ? i : 0].blocks;
    Vector state[25];
    for (Vector& vector : state) vector = _mm256_setzero_si256();
    const std::uint32_t steps = group[0].block_count;
    for (std::uint32_t step = 1; step <= steps; ++step) {
        absorb(from, state);
        permute(state);
        alignas(32) std::uint64_t words[4][kLanes];
        for (std::size_t i = 0; i < 4; ++i) _mm256_store_si256(reinterpret_cast<Vector*>(words[i]), state[i]);
        for (std::size_t i = 0; i < kLanes; ++i) {
            from[i] += kKeccakRate;
            if (i < group.size() && group[i].block_count > step) continue;
            if (i < group.size() && group[i].block_count == step)
                for (std::size_t w = 0; w < 4; ++w) std::memcpy(&group[i].hash->bytes[8 * w], &words[w][i], 8);
            from[i] = from[0];
        }
    }
}

}  // namespace models
