// SPDX-License-Identifier: MIT
// Eight Keccak states side by side: vector i of the state holds lane i of all eight (AVX-512F: vprolq, vpternlogq).
// Each function asks for the instructions itself: the rest of the program does without, and only a processor that has
// them comes here.
#include <immintrin.h>

// g++ 12 takes the "undefined" operand inside its own intrinsics for a mistake (GCC bug 105593, fixed in 13).
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include <cstring>

#include "models/chain/keccak_lanes_kernels.h"
#include "models/chain/keccak_round.h"

namespace models {
namespace {

using Vector = __m512i;
constexpr std::size_t kLanes = 8;

[[gnu::target("avx512f"), gnu::always_inline]] inline Vector xor3(Vector a, Vector b, Vector c) {
    return _mm512_ternarylogic_epi64(a, b, c, 0x96);
}
/// a ^ (~b & c)
[[gnu::target("avx512f"), gnu::always_inline]] inline Vector chi(Vector a, Vector b, Vector c) {
    return _mm512_ternarylogic_epi64(a, b, c, 0xd2);
}

/// Theta on column x: its parity's neighbours go into all five lanes.
template <std::size_t X>
[[gnu::target("avx512f"), gnu::always_inline]] inline void add_parities(Vector (&s)[25], const Vector (&c)[5]) {
    const Vector left = c[(X + 4) % 5];
    const Vector right = _mm512_rol_epi64(c[(X + 1) % 5], 1);
    for (std::size_t y = 0; y < 25; y += 5) s[y + X] = xor3(s[y + X], left, right);
}

/// Row `Row` of rho, pi and chi, from the five lanes that pi brings there (F) turned by T.
template <std::size_t Row, std::size_t F0, std::size_t F1, std::size_t F2, std::size_t F3, std::size_t F4, int T0,
          int T1, int T2, int T3, int T4>
[[gnu::target("avx512f"), gnu::always_inline]] inline void make_row(const Vector (&in)[25], Vector (&out)[25]) {
    const Vector b0 = _mm512_rol_epi64(in[F0], T0);
    const Vector b1 = _mm512_rol_epi64(in[F1], T1);
    const Vector b2 = _mm512_rol_epi64(in[F2], T2);
    const Vector b3 = _mm512_rol_epi64(in[F3], T3);
    const Vector b4 = _mm512_rol_epi64(in[F4], T4);
    out[5 * Row + 0] = chi(b0, b1, b2);
    out[5 * Row + 1] = chi(b1, b2, b3);
    out[5 * Row + 2] = chi(b2, b3, b4);
    out[5 * Row + 3] = chi(b3, b4, b0);
    out[5 * Row + 4] = chi(b4, b0, b1);
}

[[gnu::target("avx512f"), gnu::always_inline]] inline void round(Vector (&in)[25], Vector (&out)[25],
                                                                 std::uint64_t constant) {
    Vector c[5];
    for (std::size_t x = 0; x < 5; ++x) c[x] = xor3(xor3(in[x], in[x + 5], in[x + 10]), in[x + 15], in[x + 20]);
    add_parities<0>(in, c);
    add_parities<1>(in, c);
    add_parities<2>(in, c);
    add_parities<3>(in, c);
    add_parities<4>(in, c);
    make_row<0, 0, 6, 12, 18, 24, 0, 44, 43, 21, 14>(in, out);
    out[0] = _mm512_xor_si512(out[0], _mm512_set1_epi64(static_cast<long long>(constant)));
    make_row<1, 3, 9, 10, 16, 22, 28, 20, 3, 45, 61>(in, out);
    make_row<2, 1, 7, 13, 19, 20, 1, 6, 25, 8, 18>(in, out);
    make_row<3, 4, 5, 11, 17, 23, 27, 36, 10, 15, 56>(in, out);
    make_row<4, 2, 8, 14, 15, 21, 62, 55, 39, 41, 2>(in, out);
}

/// Asks for kLinesAPermutation of `lines` on the way, if there are any.
template <bool WithLines>
[[gnu::target("avx512f"), gnu::always_inline]] inline void permute(Vector (&state)[25], const void* const* lines) {
    Vector other[25];
    static_assert(kLinesAPermutation == 4 * kKeccakRoundConstants.size());
    for (std::size_t i = 0; i < kKeccakRoundConstants.size(); i += 2) {
        for (std::size_t k = 0; WithLines && k < 8; ++k) __builtin_prefetch(lines[4 * i + k], 0, 2);
        round(state, other, kKeccakRoundConstants[i]);
        round(other, state, kKeccakRoundConstants[i + 1]);
    }
}

/// Vector i of `words`: word i of the 64 bytes at `offset` of each message; an 8 x 8 transposition of 64-bit words.
[[gnu::target("avx512f"), gnu::always_inline]] inline void load_words(const std::uint8_t* const (&from)[kLanes],
                                                                      std::size_t offset, Vector* words) {
    Vector low[4];   // Words 0, 2, 4, 6 of two messages each.
    Vector high[4];  // Words 1, 3, 5, 7.
    for (std::size_t i = 0; i < 4; ++i) {
        const Vector a = _mm512_loadu_si512(from[2 * i] + offset);
        const Vector b = _mm512_loadu_si512(from[2 * i + 1] + offset);
        low[i] = _mm512_unpacklo_epi64(a, b);
        high[i] = _mm512_unpackhi_epi64(a, b);
    }
    for (std::size_t odd = 0; odd < 2; ++odd) {
        const Vector(&t)[4] = odd == 0 ? low : high;
        const Vector a04 = _mm512_shuffle_i64x2(t[0], t[1], 0x88);
        const Vector b04 = _mm512_shuffle_i64x2(t[2], t[3], 0x88);
        const Vector a26 = _mm512_shuffle_i64x2(t[0], t[1], 0xdd);
        const Vector b26 = _mm512_shuffle_i64x2(t[2], t[3], 0xdd);
        words[0 + odd] = _mm512_shuffle_i64x2(a04, b04, 0x88);
        words[2 + odd] = _mm512_shuffle_i64x2(a26, b26, 0x88);
        words[4 + odd] = _mm512_shuffle_i64x2(a04, b04, 0xdd);
        words[6 + odd] = _mm512_shuffle_i64x2(a26, b26, 0xdd);
    }
}

/// A block of each message: lanes 0 to 16 of the state.
[[gnu::target("avx512f"), gnu::always_inline]] inline void load_block(const std::uint8_t* const (&from)[kLanes],
                                                                      Vector (&block)[17]) {
    load_words(from, 0, block);
    load_words(from, 64, block + 8);
    long long last[kLanes];
    for (std::size_t i = 0; i < kLanes; ++i) std::memcpy(&last[i], from[i] + 128, 8);
    block[16] = _mm512_set_epi64(last[7], last[6], last[5], last[4], last[3], last[2], last[1], last[0]);
}

/// Writes the hashes of the messages that `step` was the last block of, and moves `from` on; lanes without a message,
/// or done with it, go on with the longest.
[[gnu::target("avx512f"), gnu::always_inline]] inline void squeeze(std::span<const PaddedMessage> group,
                                                                   std::uint32_t step, const Vector (&state)[25],
                                                                   const std::uint8_t* (&from)[kLanes]) {
    alignas(64) std::uint64_t words[4][kLanes];
    for (std::size_t i = 0; i < 4; ++i) _mm512_store_si512(words[i], state[i]);
    for (std::size_t i = 0; i < kLanes; ++i) {
        from[i] += kKeccakRate;
        if (i < group.size() && group[i].block_count > step) continue;
        if (i < group.size() && group[i].block_count == step)
            for (std::size_t w = 0; w < 4; ++w) std::memcpy(&group[i].hash->bytes[8 * w], &words[w][i], 8);
        from[i] = from[0];
    }
}

template <bool WithLines>
[[gnu::target("avx512f"), gnu::always_inline]] inline void hash(std::span<const PaddedMessage> group,
                                                                const LinesOfPass* lines) {
    const std::uint8_t* from[kLanes];
    for (std::size_t i = 0; i < kLanes; ++i) from[i] = group[i < group.size() ? i : 0].blocks;
    Vector block[17];
    Vector state[25];
    load_block(from, block);
    for (std::size_t i = 0; i < 25; ++i) state[i] = i < 17 ? block[i] : _mm512_setzero_si512();
    for (std::uint32_t step = 1;; ++step) {
        permute<WithLines>(state, WithLines ? lines->of_permutation(step - 1) : nullptr);
        squeeze(group, step, state, from);
        if (step == group[0].block_count) return;
        load_block(from, block);
        for (std::size_t i = 0; i < 17; ++i) state[i] = _mm512_xor_si512(state[i], block[i]);
    }
}

}  // namespace

[[gnu::target("avx512f")]] void keccak_group_avx512(std::span<const PaddedMessage> group, const LinesOfPass* lines) {
    lines == nullptr ? hash<false>(group, nullptr) : hash<true>(group, lines);
}

}  // namespace models
