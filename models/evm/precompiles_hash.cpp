// SPDX-License-Identifier: MIT
#include <openssl/evp.h>

#include <array>
#include <bit>
#include <cstring>

#include "models/evm/gas_schedule.h"
#include "models/evm/precompile_table.h"
#include "sim/base/check.h"

namespace models::precompile {
namespace {

/// Yellow Paper, appendix E: a base cost and one per word of input.
constexpr std::int64_t linear_gas(std::int64_t base, std::int64_t word, ByteView input) {
    return base + per_word(word, input.size());
}

/// Writes the digest at the end of one word. OpenSSL fails only without memory or without the algorithm: then there is
/// no right answer to go on with.
void digest_word(const EVP_MD* algorithm, ByteView input, ByteString& output) {
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    CHECK(EVP_Digest(input.data(), input.size(), digest.data(), &size, algorithm, nullptr) == 1);
    output.assign(32, 0);
    std::copy_n(digest.begin(), size, output.end() - static_cast<std::ptrdiff_t>(size));
}

// BLAKE2b: RFC 7693.
using Words = std::array<std::uint64_t, 16>;
constexpr std::array<std::uint64_t, 8> kBlakeStart = {0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
                                                      0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
                                                      0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};
constexpr std::uint8_t kBlakeOrder[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4}, {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13}, {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11}, {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5}, {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}};

/// The places of the state that one mixing step works on.
struct Quarter {
    std::size_t a, b, c, d;
};
inline void mix(Words& v, Quarter at, std::uint64_t x, std::uint64_t y) {
    v[at.a] += v[at.b] + x;
    v[at.d] = std::rotr(v[at.d] ^ v[at.a], 32);
    v[at.c] += v[at.d];
    v[at.b] = std::rotr(v[at.b] ^ v[at.c], 24);
    v[at.a] += v[at.b] + y;
    v[at.d] = std::rotr(v[at.d] ^ v[at.a], 16);
    v[at.c] += v[at.d];
    v[at.b] = std::rotr(v[at.b] ^ v[at.c], 63);
}
void blake_round(Words& v, const Words& message, const std::uint8_t* order) {
    mix(v, {0, 4, 8, 12}, message[order[0]], message[order[1]]);
    mix(v, {1, 5, 9, 13}, message[order[2]], message[order[3]]);
    mix(v, {2, 6, 10, 14}, message[order[4]], message[order[5]]);
    mix(v, {3, 7, 11, 15}, message[order[6]], message[order[7]]);
    mix(v, {0, 5, 10, 15}, message[order[8]], message[order[9]]);
    mix(v, {1, 6, 11, 12}, message[order[10]], message[order[11]]);
    mix(v, {2, 7, 8, 13}, message[order[12]], message[order[13]]);
    mix(v, {3, 4, 9, 14}, message[order[14]], message[order[15]]);
}

// EIP-152: rounds, h, m, t, f; all but the rounds little-endian.
constexpr std::size_t kBlakeInput = 213;
std::uint32_t blake_rounds(ByteView input) {
    std::uint32_t rounds = 0;
    for (std::size_t i = 0; i < 4; ++i) rounds = (rounds << 8) | input[i];
    return rounds;
}

}  // namespace

std::int64_t sha256_gas(ByteView input, Revision) {
    return linear_gas(60, 12, input);
}
bool sha256(ByteView input, ByteString& output) {
    digest_word(EVP_sha256(), input, output);
    return true;
}

std::int64_t ripemd160_gas(ByteView input, Revision) {
    return linear_gas(600, 120, input);
}
bool ripemd160(ByteView input, ByteString& output) {
    digest_word(EVP_ripemd160(), input, output);
    return true;
}

std::int64_t identity_gas(ByteView input, Revision) {
    return linear_gas(15, 3, input);
}
bool identity(ByteView input, ByteString& output) {
    output.assign(input.begin(), input.end());
    return true;
}

std::int64_t blake2f_gas(ByteView input, Revision) {
    return input.size() == kBlakeInput ? blake_rounds(input) : 0;
}
bool blake2f(ByteView input, ByteString& output) {
    if (input.size() != kBlakeInput || input[kBlakeInput - 1] > 1) return false;
    std::array<std::uint64_t, 8> h{};
    Words message{};
    std::array<std::uint64_t, 2> offset{};
    std::memcpy(h.data(), input.data() + 4, sizeof h);
    std::memcpy(message.data(), input.data() + 68, sizeof message);
    std::memcpy(offset.data(), input.data() + 196, sizeof offset);
    Words v{};
    std::copy(h.begin(), h.end(), v.begin());
    std::copy(kBlakeStart.begin(), kBlakeStart.end(), v.begin() + 8);
    v[12] ^= offset[0];
    v[13] ^= offset[1];
    if (input[kBlakeInput - 1] == 1) v[14] = ~v[14];
    const std::uint32_t rounds = blake_rounds(input);
    for (std::uint32_t i = 0; i < rounds; ++i) blake_round(v, message, kBlakeOrder[i % 10]);
    for (std::size_t i = 0; i < h.size(); ++i) h[i] ^= v[i] ^ v[i + 8];
    output.resize(sizeof h);
    std::memcpy(output.data(), h.data(), sizeof h);
    return true;
}

}  // namespace models::precompile
