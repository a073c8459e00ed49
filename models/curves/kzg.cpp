// SPDX-License-Identifier: MIT
#include "models/curves/kzg.h"

#include <array>
#include <optional>
#include <vector>

#include "models/chain/uint256.h"
#include "models/curves/bls12_381.h"
#include "models/curves/scalar_multiplication.h"

namespace models {
namespace {

using Fp = Bls12381::Fp;
using G1 = Bls12381::G1;
using G2 = Bls12381::G2;

/// [tau] G2 of the KZG ceremony: the second of g2_monomial in the consensus specifications,
/// presets/mainnet/trusted_setups/trusted_setup_4096.json, decompressed.
constexpr G2 kTauG2 = {
    {Fp::from_hex("0x185cbfee53492714734429b7b38608e23926c911cceceac9a36851477ba4c60b087041de621000edc98edada20c1def2"),
     Fp::from_hex(
         "0x15bfd7dd8cdeb128843bc287230af38926187075cbfbefa81009a2ce615ac53d2914e5870cb452d2afaaab24f3499f72")},
    {Fp::from_hex("0x14353bdb96b626dd7d5ee8599d1fca2131569490e28de18e82451a496a9c9794ce26d105941f383ee689bfbbb832a99"),
     Fp::from_hex(
         "0x1666c54b0a32529503432fcae0181b4bef79de09fc63671fda5ed1ba9bfa07899495346f3d7ac9cd23048ef30d0a154f")}};

using Lines = std::vector<UnitLine<Bls12381>>;
using PairedWithSetup = UnitPairingTerm<Bls12381>;

/// The lines of the two points of G2 that every proof is paired with.
struct SetupLines {
    Lines generator = unit_lines_of<Bls12381>(Bls12381::kG2Generator);
    Lines tau = unit_lines_of<Bls12381>(kTauG2);
};

std::optional<U256> decode_scalar(std::span<const std::uint8_t, 32> bytes) {
    const U256 value = U256::load_big_endian(bytes);
    if (value >= Bls12381::kOrder) return std::nullopt;
    return value;
}

}  // namespace

bool verify_kzg_proof(const KzgClaim& claim) {
    static const SetupLines setup;
    const auto z = decode_scalar(claim.z);
    const auto y = decode_scalar(claim.y);
    if (!z || !y) return false;
    const auto commitment = Bls12381::decompress_g1(claim.commitment);
    const auto proof = Bls12381::decompress_g1(claim.proof);
    if (!commitment || !proof) return false;
    // e(C - [y] G1, G2) = e(proof, [tau - z] G2), with [z] on the other side so that both points of G2 are fixed:
    // e([y] G1 - C - [z] proof, G2) e(proof, [tau] G2) = 1.
    const std::array<G1, 2> points{Bls12381::kG1Generator, *proof};
    const std::array<U256, 2> scalars{*y, Bls12381::kOrder - *z};
    const G1 left = Bls12381::add(Bls12381::sum_of_multiples(points, scalars), -*commitment);
    std::vector<PairedWithSetup> terms;
    if (!left.infinity) terms.emplace_back(left, setup.generator);
    if (!proof->infinity) terms.emplace_back(*proof, setup.tau);
    return Bls12381::final_exponentiation(miller_loop<Bls12381, PairedWithSetup>(terms)) == Fp12<Bls12381>::one();
}

}  // namespace models
