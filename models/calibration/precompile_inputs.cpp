// SPDX-License-Identifier: MIT
#include "models/calibration/precompile_inputs.h"

#include <span>
#include <string_view>

#include "models/chain/keccak.h"
#include "models/chain/signature.h"
#include "models/chain/uint256.h"
#include "models/curves/bn254.h"

namespace models {
namespace {

void append(ByteString& out, const U256& word) {
    const auto bytes = word.to_big_endian();
    out.insert(out.end(), bytes.begin(), bytes.end());
}

U256 scalar(std::uint64_t i) {
    return {0x2123456789abcdef ^ i, 0x8877665544332211 * i, ~i, 0x1020304050607080 + i};
}

void append_point(ByteString& out, std::uint64_t times) {
    const Bn254::G1 one{Bn254::Fp::small(1), Bn254::Fp::small(2)};
    out.resize(out.size() + 64);
    Bn254::encode(Bn254::multiply(one, scalar(times)), std::span<std::uint8_t, 64>(out.data() + out.size() - 64, 64));
}

/// The generator of the second group (EIP-197).
void append_second_generator(ByteString& out) {
    append(out, {0x198e9393920d483a, 0x7260bfb731fb5d25, 0xf1aa493335a9e712, 0x97e485b7aef312c2});
    append(out, {0x1800deef121f1e76, 0x426a00665e5c4479, 0x674322d4f75edadd, 0x46debd5cd992f6ed});
    append(out, {0x090689d0585ff075, 0xec9e99ad690c3395, 0xbc4b313370b38ef3, 0x55acdadcd122975b});
    append(out, {0x12c85ea5db8c6deb, 0x4aab71808dcb408f, 0xe3d1e7690c43d37b, 0x4ce6cc0166fa7daa});
}

ByteString ecrecover_input() {
    std::array<std::uint8_t, 32> secret{};
    secret.fill(7);
    Transaction tx;
    tx.to = Address{};
    sign(tx, key_from_secret(secret).value());
    ByteString out;
    append(out, U256::from_hash(signing_hash(tx)));
    append(out, U256{tx.y_parity ? 28U : 27U});
    append(out, tx.r);
    append(out, tx.s);
    return out;
}

ByteString modexp_input(std::size_t size, const ByteString& exponent) {
    ByteString out;
    for (const std::size_t length : {size, exponent.size(), size}) append(out, U256{length});
    out.insert(out.end(), size, 0xa7);
    out.insert(out.end(), exponent.begin(), exponent.end());
    out.insert(out.end(), size, 0xb5);
    return out;
}

ByteString pairing_input(std::uint64_t pairs) {
    ByteString out;
    for (std::uint64_t i = 1; i <= pairs; ++i) {
        append_point(out, i);
        append_second_generator(out);
    }
    return out;
}

/// A proof that holds: versioned hash, point, value, commitment, proof (EIP-4844).
ByteString point_evaluation_input() {
    return from_hex(
               "01e798154708fe7789429634053cbf9f99b619f9f084048927333fce637f549b564c0a11a0f704f4fc3e8acfe0f8245f"
               "0ad1347b378fbf96e206da11a5d3630624d25032e67a7e6a4910df5834b8fe70e6bcfeeac0352434196bdf4b2485d5a1"
               "8f59a8d2a1a625a17f3fea0fe5eb8c896db3764f3185481bc22f91b4aaffcca25f26936857bc3a7c2539ea8ec3a952b7"
               "873033e038326e87ed3e1276fd140253fa08e9fc25fb2d9a98527fc22a2c9612fbeafdad446cbc7bcdbdcd780af2c16a")
        .value();
}

}  // namespace

std::vector<PrecompileInput> precompile_inputs() {
    ByteString product;
    append_point(product, 1);
    append(product, scalar(9));
    return {
        {"ecrecover", 1, 100, ecrecover_input()},
        {"sha256 of 2 kB", 2, 400, ByteString(2048, 7)},
        {"ripemd160 of 1 kB", 3, 400, ByteString(1024, 7)},
        {"modexp of 32 bytes", 5, 400, modexp_input(32, ByteString(32, 0xc3))},
        {"modexp of 256 bytes", 5, 200, modexp_input(256, {1, 0, 1})},
        {"alt_bn128 multiplication", 7, 100, product},
        {"alt_bn128 pairing", 8, 20, pairing_input(2)},
        {"KZG point evaluation", 10, 20, point_evaluation_input()},
    };
}

}  // namespace models
