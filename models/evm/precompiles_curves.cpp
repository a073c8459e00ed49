// SPDX-License-Identifier: MIT
#include <array>
#include <vector>

#include "models/chain/uint256.h"
#include "models/curves/bls12_381.h"
#include "models/curves/bn254.h"
#include "models/curves/kzg.h"
#include "models/evm/precompile_table.h"

namespace models::precompile {
namespace {

using BlsG1 = Bls12381::G1;
using BlsG2 = Bls12381::G2;
constexpr std::size_t kBlsG1Size = 2 * Bls12381::kFieldBytes;
constexpr std::size_t kBlsG2Size = 4 * Bls12381::kFieldBytes;
constexpr std::size_t kScalarSize = 32;
constexpr std::size_t kBnPairSize = 192;

// EIP-2537, "G1/G2 MSM": thousandths of the price of as many multiplications, for 1 to 128 pairs.
using Discounts = std::array<std::int16_t, 128>;
constexpr Discounts kG1Discounts = {
    1000, 949, 848, 797, 764, 750, 738, 728, 719, 712, 705, 698, 692, 687, 682, 677, 673, 669, 665, 661, 658, 654,
    651,  648, 645, 642, 640, 637, 635, 632, 630, 627, 625, 623, 621, 619, 617, 615, 613, 611, 609, 608, 606, 604,
    603,  601, 599, 598, 596, 595, 593, 592, 591, 589, 588, 586, 585, 584, 582, 581, 580, 579, 577, 576, 575, 574,
    573,  572, 570, 569, 568, 567, 566, 565, 564, 563, 562, 561, 560, 559, 558, 557, 556, 555, 554, 553, 552, 551,
    550,  549, 548, 547, 547, 546, 545, 544, 543, 542, 541, 540, 540, 539, 538, 537, 536, 536, 535, 534, 533, 532,
    532,  531, 530, 529, 528, 528, 527, 526, 525, 525, 524, 523, 522, 522, 521, 520, 520, 519};
constexpr Discounts kG2Discounts = {
    1000, 1000, 923, 884, 855, 832, 812, 796, 782, 770, 759, 749, 740, 732, 724, 717, 711, 704, 699, 693, 688, 683,
    679,  674,  670, 666, 663, 659, 655, 652, 649, 646, 643, 640, 637, 634, 632, 629, 627, 624, 622, 620, 618, 615,
    613,  611,  609, 607, 606, 604, 602, 600, 598, 597, 595, 593, 592, 590, 589, 587, 586, 584, 583, 582, 580, 579,
    578,  576,  575, 574, 573, 571, 570, 569, 568, 567, 566, 565, 563, 562, 561, 560, 559, 558, 557, 556, 555, 554,
    553,  552,  552, 551, 550, 549, 548, 547, 546, 545, 545, 544, 543, 542, 541, 541, 540, 539, 538, 537, 537, 536,
    535,  535,  534, 533, 532, 532, 531, 530, 530, 529, 528, 528, 527, 526, 526, 525, 524, 524};

std::int64_t msm_gas(std::size_t pairs, std::int64_t multiplication, const Discounts& discounts) {
    if (pairs == 0) return 0;
    const std::int64_t discount = discounts[std::min(pairs, discounts.size()) - 1];
    return static_cast<std::int64_t>(pairs) * multiplication * discount / 1000;
}

template <std::size_t kSize>
std::span<const std::uint8_t, kSize> slice(ByteView input, std::size_t offset) {
    return input.subspan(offset).first<kSize>();
}

std::optional<BlsG1> read_g1(ByteView input, std::size_t offset) {
    return Bls12381::decode_g1(slice<kBlsG1Size>(input, offset));
}
std::optional<BlsG2> read_g2(ByteView input, std::size_t offset) {
    return Bls12381::decode_g2(slice<kBlsG2Size>(input, offset));
}

void write(const BlsG1& point, ByteString& output) {
    output.resize(kBlsG1Size);
    Bls12381::encode(point, std::span<std::uint8_t, kBlsG1Size>(output.data(), kBlsG1Size));
}
void write(const BlsG2& point, ByteString& output) {
    output.resize(kBlsG2Size);
    Bls12381::encode(point, std::span<std::uint8_t, kBlsG2Size>(output.data(), kBlsG2Size));
}
void write(const Bn254::G1& point, ByteString& output) {
    output.resize(64);
    Bn254::encode(point, std::span<std::uint8_t, 64>(output.data(), 64));
}

/// Pairs of a point of `size` bytes, which must be in the subgroup, and a scalar.
template <class Point>
bool sum_of_multiples(ByteView input, std::size_t size, std::optional<Point> (*read)(ByteView, std::size_t),
                      ByteString& output) {
    const std::size_t pair = size + kScalarSize;
    if (input.empty() || input.size() % pair != 0) return false;
    std::vector<Point> points;
    std::vector<U256> scalars;
    for (std::size_t offset = 0; offset < input.size(); offset += pair) {
        const auto point = read(input, offset);
        if (!point || !Bls12381::is_in_subgroup(*point)) return false;
        points.push_back(*point);
        scalars.push_back(U256::load_big_endian(slice<kScalarSize>(input, offset + size)));
    }
    write(Bls12381::sum_of_multiples(points, scalars), output);
    return true;
}

}  // namespace

bool bn254_add(ByteView input, ByteString& output) {
    std::array<std::uint8_t, 128> bytes;
    read_padded(input, 0, bytes);
    const auto p = Bn254::decode_g1(slice<64>(bytes, 0));
    const auto q = Bn254::decode_g1(slice<64>(bytes, 64));
    if (!p || !q) return false;
    write(Bn254::add(*p, *q), output);
    return true;
}

bool bn254_multiply(ByteView input, ByteString& output) {
    std::array<std::uint8_t, 96> bytes;
    read_padded(input, 0, bytes);
    const auto p = Bn254::decode_g1(slice<64>(bytes, 0));
    if (!p) return false;
    write(Bn254::multiply(*p, U256::load_big_endian(slice<kScalarSize>(bytes, 64))), output);
    return true;
}

std::int64_t bn254_pairing_gas(ByteView input, Revision revision) {
    const auto pairs = static_cast<std::int64_t>(input.size() / kBnPairSize);
    return revision >= Revision::Istanbul ? 45000 + 34000 * pairs : 100000 + 80000 * pairs;
}
bool bn254_pairing(ByteView input, ByteString& output) {
    if (input.size() % kBnPairSize != 0) return false;
    std::vector<Bn254::G1> ps;
    std::vector<Bn254::G2> qs;
    for (std::size_t offset = 0; offset < input.size(); offset += kBnPairSize) {
        const auto p = Bn254::decode_g1(slice<64>(input, offset));
        const auto q = p ? Bn254::decode_g2(slice<128>(input, offset + 64)) : std::nullopt;
        if (!q) return false;
        ps.push_back(*p);
        qs.push_back(*q);
    }
    store_truth(Bn254::pairing_product_is_one(ps, qs), output);
    return true;
}

bool point_evaluation(ByteView input, ByteString& output) {
    // The versioned hash of the commitment, z, y, commitment, proof.
    if (input.size() != 192) return false;
    ByteString hash;
    sha256(input.subspan(96, 48), hash);
    hash[0] = 1;  // VERSIONED_HASH_VERSION_KZG
    if (!std::equal(hash.begin(), hash.end(), input.begin())) return false;
    if (!verify_kzg_proof({.commitment = slice<48>(input, 96),
                           .z = slice<32>(input, 32),
                           .y = slice<32>(input, 64),
                           .proof = slice<48>(input, 144)}))
        return false;
    constexpr U256 kFieldElementsPerBlob{4096};
    output.resize(64);
    kFieldElementsPerBlob.store_big_endian(std::span<std::uint8_t, 32>(output.data(), 32));
    Bls12381::kOrder.store_big_endian(std::span<std::uint8_t, 32>(output.data() + 32, 32));
    return true;
}

bool bls_g1_add(ByteView input, ByteString& output) {
    if (input.size() != 2 * kBlsG1Size) return false;
    const auto p = read_g1(input, 0);
    const auto q = read_g1(input, kBlsG1Size);
    if (!p || !q) return false;
    write(Bls12381::add(*p, *q), output);
    return true;
}
bool bls_g2_add(ByteView input, ByteString& output) {
    if (input.size() != 2 * kBlsG2Size) return false;
    const auto p = read_g2(input, 0);
    const auto q = read_g2(input, kBlsG2Size);
    if (!p || !q) return false;
    write(Bls12381::add(*p, *q), output);
    return true;
}

std::int64_t bls_g1_msm_gas(ByteView input, Revision) {
    return msm_gas(input.size() / (kBlsG1Size + kScalarSize), 12000, kG1Discounts);
}
bool bls_g1_msm(ByteView input, ByteString& output) {
    return sum_of_multiples(input, kBlsG1Size, read_g1, output);
}
std::int64_t bls_g2_msm_gas(ByteView input, Revision) {
    return msm_gas(input.size() / (kBlsG2Size + kScalarSize), 22500, kG2Discounts);
}
bool bls_g2_msm(ByteView input, ByteString& output) {
    return sum_of_multiples(input, kBlsG2Size, read_g2, output);
}

std::int64_t bls_pairing_gas(ByteView input, Revision) {
    return 37700 + 32600 * static_cast<std::int64_t>(input.size() / (kBlsG1Size + kBlsG2Size));
}
bool bls_pairing(ByteView input, ByteString& output) {
    constexpr std::size_t kPair = kBlsG1Size + kBlsG2Size;
    if (input.empty() || input.size() % kPair != 0) return false;
    std::vector<BlsG1> ps;
    std::vector<BlsG2> qs;
    for (std::size_t offset = 0; offset < input.size(); offset += kPair) {
        const auto p = read_g1(input, offset);
        const auto q = p ? read_g2(input, offset + kBlsG1Size) : std::nullopt;
        if (!q || !Bls12381::is_in_subgroup(*p) || !Bls12381::is_in_subgroup(*q)) return false;
        ps.push_back(*p);
        qs.push_back(*q);
    }
    store_truth(Bls12381::pairing_product_is_one(ps, qs), output);
    return true;
}

bool bls_map_to_g1(ByteView input, ByteString& output) {
    if (input.size() != Bls12381::kFieldBytes) return false;
    const auto u = Bls12381::decode_field(slice<Bls12381::kFieldBytes>(input, 0));
    if (!u) return false;
    write(Bls12381::map_to_g1(*u), output);
    return true;
}
bool bls_map_to_g2(ByteView input, ByteString& output) {
    if (input.size() != 2 * Bls12381::kFieldBytes) return false;
    const auto u = Bls12381::decode_field2(slice<2 * Bls12381::kFieldBytes>(input, 0));
    if (!u) return false;
    write(Bls12381::map_to_g2(*u), output);
    return true;
}

}  // namespace models::precompile
