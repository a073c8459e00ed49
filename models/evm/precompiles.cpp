// SPDX-License-Identifier: MIT
#include "models/evm/precompiles.h"

#include <array>
#include <cstring>

#include "models/evm/precompile_table.h"

namespace models {
namespace {

struct Precompile {
    std::int64_t (*gas)(ByteView input, Revision revision);
    bool (*run)(ByteView input, ByteString& output);
};

/// From address 1 on.
constexpr std::array<Precompile, 0x11> kPrecompiles = {{
    {precompile::ecrecover_gas, precompile::ecrecover},
    {precompile::sha256_gas, precompile::sha256},
    {precompile::ripemd160_gas, precompile::ripemd160},
    {precompile::identity_gas, precompile::identity},
    {precompile::modexp_gas, precompile::modexp},
    {precompile::bn254_add_gas, precompile::bn254_add},
    {precompile::bn254_multiply_gas, precompile::bn254_multiply},
    {precompile::bn254_pairing_gas, precompile::bn254_pairing},
    {precompile::blake2f_gas, precompile::blake2f},
    {precompile::point_evaluation_gas, precompile::point_evaluation},
    {precompile::bls_g1_add_gas, precompile::bls_g1_add},
    {precompile::bls_g1_msm_gas, precompile::bls_g1_msm},
    {precompile::bls_g2_add_gas, precompile::bls_g2_add},
    {precompile::bls_g2_msm_gas, precompile::bls_g2_msm},
    {precompile::bls_pairing_gas, precompile::bls_pairing},
    {precompile::bls_map_to_g1_gas, precompile::bls_map_to_g1},
    {precompile::bls_map_to_g2_gas, precompile::bls_map_to_g2},
}};

Precompile precompile_of(std::uint64_t number, Revision revision) {
    if (revision >= Revision::Osaka) {
        if (number == kP256Verify) return {precompile::p256_verify_gas, precompile::p256_verify};
        if (number == 5) return {precompile::modexp_gas, precompile::modexp_bounded};
    }
    return kPrecompiles[number - 1];
}

}  // namespace

std::uint64_t precompile_count(Revision revision) {
    if (revision >= Revision::Prague) return 0x11;
    if (revision >= Revision::Cancun) return 0x0a;
    if (revision >= Revision::Istanbul) return 9;
    return revision >= Revision::Byzantium ? 8 : 4;
}

std::uint64_t precompile_number(const Address& address, Revision revision) {
    std::uint64_t head = 0;
    std::memcpy(&head, address.bytes.data(), sizeof head);
    if (head != 0) return 0;
    if (std::any_of(address.bytes.begin() + 8, address.bytes.end() - 2, [](std::uint8_t byte) { return byte != 0; }))
        return 0;
    const std::uint64_t number = (std::uint64_t{address.bytes[18]} << 8) | address.bytes[19];
    if (number == kP256Verify && revision >= Revision::Osaka) return number;
    return number <= precompile_count(revision) ? number : 0;
}

PrecompileKind precompile_kind(std::uint64_t number) {
    switch (number) {
        case 1:
            return PrecompileKind::Ecrecover;
        case 2:
        case 3:
        case 4:
        case 9:
            return PrecompileKind::Hash;
        case 5:
            return PrecompileKind::Modexp;
        case 10:
            return PrecompileKind::PointEvaluation;
        default:
            return PrecompileKind::Curve;
    }
}

std::int64_t execute_precompile(std::uint64_t number, Revision revision, ByteView input, std::int64_t gas,
                                ByteString& output) {
    const Precompile precompile = precompile_of(number, revision);
    const std::int64_t cost = precompile.gas(input, revision);
    if (gas < cost) return failure(Halt::OutOfGas);
    if (!precompile.run(input, output)) return failure(Halt::PrecompileFailed);
    return gas - cost;
}

}  // namespace models
