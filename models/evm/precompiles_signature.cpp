// SPDX-License-Identifier: MIT
#include <openssl/ec.h>
#include <openssl/obj_mac.h>

#include <array>
#include <memory>

#include "models/chain/signature.h"
#include "models/chain/uint256.h"
#include "models/evm/precompile_table.h"
#include "sim/base/check.h"

namespace models::precompile {
namespace {

template <auto kFree>
struct Free {
    template <class T>
    void operator()(T* object) const {
        kFree(object);
    }
};
using Group = std::unique_ptr<EC_GROUP, Free<EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, Free<EC_POINT_free>>;
using Context = std::unique_ptr<BN_CTX, Free<BN_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;

Number number(ByteView bytes) {
    return Number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
}

/// ECDSA on secp256r1 of (hash, r, s, x, y), a word each. OpenSSL refuses points off the curve, but takes coordinates
/// modulo p: EIP-7951 wants them below it.
bool verify_p256(ByteView input) {
    static const Group group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
    const BIGNUM* order = EC_GROUP_get0_order(group.get());
    const BIGNUM* modulus = EC_GROUP_get0_field(group.get());
    const Number hash = number(input.subspan(0, 32));
    const Number r = number(input.subspan(32, 32));
    const Number s = number(input.subspan(64, 32));
    const Number x = number(input.subspan(96, 32));
    const Number y = number(input.subspan(128, 32));
    const auto is_scalar = [order](const Number& value) {
        return BN_is_zero(value.get()) == 0 && BN_cmp(value.get(), order) < 0;
    };
    if (!is_scalar(r) || !is_scalar(s)) return false;
    if (BN_cmp(x.get(), modulus) >= 0 || BN_cmp(y.get(), modulus) >= 0) return false;

    const Context context(BN_CTX_new());
    const Point key(EC_POINT_new(group.get()));
    if (EC_POINT_set_affine_coordinates(group.get(), key.get(), x.get(), y.get(), context.get()) != 1) return false;
    const Number inverse(BN_mod_inverse(nullptr, s.get(), order, context.get()));
    const Number u1(BN_new());
    const Number u2(BN_new());
    CHECK(BN_mod_mul(u1.get(), hash.get(), inverse.get(), order, context.get()) == 1);
    CHECK(BN_mod_mul(u2.get(), r.get(), inverse.get(), order, context.get()) == 1);
    const Point sum(EC_POINT_new(group.get()));
    CHECK(EC_POINT_mul(group.get(), sum.get(), u1.get(), key.get(), u2.get(), context.get()) == 1);
    if (EC_POINT_is_at_infinity(group.get(), sum.get()) == 1) return false;
    const Number found(BN_new());
    CHECK(EC_POINT_get_affine_coordinates(group.get(), sum.get(), found.get(), nullptr, context.get()) == 1);
    const Number remainder(BN_new());
    CHECK(BN_nnmod(remainder.get(), found.get(), order, context.get()) == 1);
    return BN_cmp(remainder.get(), r.get()) == 0;
}

}  // namespace

/// hash, v, r, s, a word each -> the signer's address as a word; nothing for an invalid signature.
bool ecrecover(ByteView input, ByteString& output) {
    std::array<std::uint8_t, 128> words;
    read_padded(input, 0, words);
    const auto word = [&words](std::size_t i) { return U256::from_big_endian(ByteView(words).subspan(32 * i, 32)); };
    const U256 v = word(1);
    if (v != U256{27} && v != U256{28}) return true;
    const auto signer = recover_address(word(0).to_hash(), v == U256{28}, word(2), word(3));
    if (!signer) return true;
    output.assign(32, 0);
    std::copy(signer->bytes.begin(), signer->bytes.end(), output.begin() + 12);
    return true;
}

/// One as a word for a valid signature, nothing for any other input.
bool p256_verify(ByteView input, ByteString& output) {
    if (input.size() == 160 && verify_p256(input)) store_truth(true, output);
    return true;
}

}  // namespace models::precompile
