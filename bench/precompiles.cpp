// SPDX-License-Identifier: MIT
// One call of each precompiled contract, in Osaka. Labels of several pairs say how many.
#include "models/evm/precompiles.h"

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "models/chain/uint256.h"
#include "models/curves/bls12_381.h"
#include "models/curves/bn254.h"

namespace {

using namespace models;

constexpr std::size_t kBlsG1 = 128;
constexpr std::size_t kBlsG2 = 256;

ByteString bytes(std::string_view hex) {
    return from_hex(hex).value();
}
void append(ByteString& out, const ByteString& more) {
    out.insert(out.end(), more.begin(), more.end());
}
void append(ByteString& out, const U256& word) {
    for (const std::uint8_t byte : word.to_big_endian()) out.push_back(byte);
}
/// Some scalar of 254 bits.
U256 scalar(std::uint64_t i) {
    return {0x2123456789abcdef ^ i, 0x8877665544332211 * i, ~i, 0x1020304050607080 + i};
}

ByteString bn_g1(std::uint64_t i) {
    ByteString out(64);
    const Bn254::G1 one{Bn254::Fp::small(1), Bn254::Fp::small(2)};
    Bn254::encode(Bn254::multiply(one, scalar(i)), std::span<std::uint8_t, 64>(out.data(), 64));
    return out;
}
ByteString bn_g2() {  // The generator of EIP-197.
    return bytes(
        "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c21800deef121f1e76426a00665e5c4479674322d4f75eda"
        "dd"
        "46debd5cd992f6ed090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b12c85ea5db8c6deb4aab71808dcb40"
        "8f"
        "e3d1e7690c43d37b4ce6cc0166fa7daa");
}
ByteString bls_g1(std::uint64_t i) {
    ByteString out(kBlsG1);
    const U256 times = scalar(i);
    Bls12381::encode(Bls12381::sum_of_multiples(std::span(&Bls12381::kG1Generator, 1), std::span(&times, 1)),
                     std::span<std::uint8_t, kBlsG1>(out.data(), kBlsG1));
    return out;
}
ByteString bls_g2(std::uint64_t i) {
    ByteString out(kBlsG2);
    const U256 times = scalar(i);
    Bls12381::encode(Bls12381::sum_of_multiples(std::span(&Bls12381::kG2Generator, 1), std::span(&times, 1)),
                     std::span<std::uint8_t, kBlsG2>(out.data(), kBlsG2));
    return out;
}

/// `count` times what `part` gives.
template <class Part>
ByteString repeated(std::size_t count, Part part) {
    ByteString out;
    for (std::size_t i = 1; i <= count; ++i) part(out, i);
    return out;
}

ByteString modexp_input(std::size_t size, ByteString exponent) {
    ByteString out;
    for (const std::size_t length : {size, exponent.size(), size}) append(out, U256{length});
    out.insert(out.end(), size, 0xa7);
    append(out, exponent);
    out.insert(out.end(), size, 0xb5);
    return out;
}

void add(const std::string& name, std::uint64_t number, ByteString input) {
    benchmark::RegisterBenchmark(name.c_str(), [number, input = std::move(input)](benchmark::State& state) {
        constexpr std::int64_t kGas = 1'000'000'000;
        std::int64_t left = 0;
        ByteString output;
        for (auto _ : state) {
            output.clear();
            left = execute_precompile(number, Revision::Osaka, input, kGas, output);
            benchmark::DoNotOptimize(output.data());
        }
        if (left < 0) state.SkipWithError(to_string(halt_of(left)));
        state.counters["gas"] = static_cast<double>(kGas - left);
    })->Unit(benchmark::kMicrosecond);
}

void add_simple() {
    add("ecrecover", 1,
        bytes(
            "18c547e4f7b0f325ad1e56f57e26c745b09a3e503d86e00e5255ff7f715d3d1c000000000000000000000000000000000000000000"
            "000000000000000000001c73b1693892219d736caba55bdb67216e485557ea6b6af75f37096c9aa6a5a75feeb940b1d03b21e36b0e"
            "47e79769f095fe2ab855bd91e3a38756b7d75a9c4549"));
    add("sha256/1024", 2, ByteString(1024, 7));
    add("ripemd160/1024", 3, ByteString(1024, 7));
    add("identity/1024", 4, ByteString(1024, 7));
    add("modexp/64_65537", 5, modexp_input(64, {1, 0, 1}));
    add("modexp/256_65537", 5, modexp_input(256, {1, 0, 1}));
    add("modexp/256_256", 5, modexp_input(256, ByteString(256, 0xc3)));
    add("modexp/32_32", 5, modexp_input(32, ByteString(32, 0xc3)));
    ByteString blake(213, 3);
    blake[0] = blake[1] = blake[2] = 0;
    blake[3] = 12;
    blake[212] = 1;
    add("blake2f/12", 9, std::move(blake));
    add("point_evaluation", 10,
        bytes(
            "01e798154708fe7789429634053cbf9f99b619f9f084048927333fce637f549b564c0a11a0f704f4fc3e8acfe0f8245f0ad1347b37"
            "8fbf96e206da11a5d3630624d25032e67a7e6a4910df5834b8fe70e6bcfeeac0352434196bdf4b2485d5a18f59a8d2a1a625a17f3f"
            "ea0fe5eb8c896db3764f3185481bc22f91b4aaffcca25f26936857bc3a7c2539ea8ec3a952b7873033e038326e87ed3e1276fd1402"
            "53fa08e9fc25fb2d9a98527fc22a2c9612fbeafdad446cbc7bcdbdcd780af2c16a"));
    add("p256_verify", kP256Verify,
        bytes(
            "af2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bfefd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56"
            "aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda860fed4ba255a9d31c961"
            "eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d44622"
            "99"));
}

void add_curves() {
    const auto bn_pair = [](ByteString& out, std::size_t i) {
        append(out, bn_g1(i));
        append(out, bn_g2());
    };
    ByteString sum = bn_g1(1);
    append(sum, bn_g1(2));
    add("bn254_add", 6, sum);
    ByteString product = bn_g1(1);
    append(product, scalar(9));
    add("bn254_multiply", 7, product);
    for (const std::size_t pairs : {1U, 2U, 4U, 8U})
        add("bn254_pairing/" + std::to_string(pairs), 8, repeated(pairs, bn_pair));

    add("bls_g1_add", 0x0b, repeated(2, [](ByteString& out, std::size_t i) { append(out, bls_g1(i)); }));
    add("bls_g2_add", 0x0d, repeated(2, [](ByteString& out, std::size_t i) { append(out, bls_g2(i)); }));
    for (const std::size_t pairs : {1U, 2U, 16U, 128U}) {
        add("bls_g1_msm/" + std::to_string(pairs), 0x0c, repeated(pairs, [](ByteString& out, std::size_t i) {
                append(out, bls_g1(i));
                append(out, scalar(i + 1000));
            }));
        add("bls_g2_msm/" + std::to_string(pairs), 0x0e, repeated(pairs, [](ByteString& out, std::size_t i) {
                append(out, bls_g2(i));
                append(out, scalar(i + 1000));
            }));
    }
    for (const std::size_t pairs : {1U, 2U, 8U}) {
        add("bls_pairing/" + std::to_string(pairs), 0x0f, repeated(pairs, [](ByteString& out, std::size_t i) {
                append(out, bls_g1(i));
                append(out, bls_g2(i + 7));
            }));
    }
    ByteString u(64, 0);
    for (std::size_t i = 20; i < u.size(); ++i) u[i] = static_cast<std::uint8_t>(7 * i);
    add("bls_map_to_g1", 0x10, u);
    append(u, ByteString(u));
    add("bls_map_to_g2", 0x11, u);
}

}  // namespace

int main(int argc, char** argv) {
    add_simple();
    add_curves();
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
