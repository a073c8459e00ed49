// SPDX-License-Identifier: MIT
#include "models/curves/bls12_381.h"

#include <algorithm>

#include "models/curves/scalar_multiplication.h"

namespace models {
namespace {

using Fp = Bls12381::Fp;
using Fp2 = Bls12381::Fp2;
using G1 = Bls12381::G1;
using G2 = Bls12381::G2;
constexpr std::size_t kFieldBytes = Bls12381::kFieldBytes;

/// The endomorphism (beta x, y), which multiplies points of the subgroup by -x^2.
constexpr Fp kBeta = Fp::from_hex("0x5f19672fdf76ce51ba69c6076a0f77eaddb3a93be6f89688de17d813620a00022e01fffffffefffe");

G1 endomorphism(const G1& p) {
    return p.infinity ? p : G1{kBeta * p.x, p.y};
}

/// k = k1 + k2 x^2, two terms of 128 bits.
void split(const G1& p, const U256& scalar, std::vector<Term<Fp>>& terms) {
    constexpr U256 kParameterSquared{0, 0, 0xac45a4010001a402, 0x0000000100000000};
    if (p.infinity) return;
    const U256 k = scalar % Bls12381::kOrder;
    const U256 k2 = k / kParameterSquared;
    terms.push_back({p, k - k2 * kParameterSquared});
    terms.push_back({-endomorphism(p), k2});
}

/// Four digits in base |x|: psi multiplies points of the subgroup by x = -|x|.
void split(const G2& q, const U256& scalar, std::vector<Term<Fp2>>& terms) {
    if (q.infinity) return;
    U256 k = scalar % Bls12381::kOrder;
    G2 point = q;
    for (int i = 0; i < 4; ++i) {
        const U256 quotient = k / U256{Bls12381::kParameter};
        terms.push_back({point, k - quotient * U256{Bls12381::kParameter}});
        k = quotient;
        point = -Bls12381::frobenius_on_twist(point);
    }
}

template <class Field>
AffinePoint<Field> sum_of(std::span<const AffinePoint<Field>> points, std::span<const U256> scalars) {
    std::vector<Term<Field>> terms;
    for (std::size_t i = 0; i < points.size(); ++i) split(points[i], scalars[i], terms);
    return models::sum_of_multiples<Field>(terms).to_affine();
}

void encode_field(const Fp& value, std::span<std::uint8_t> out) {
    value.store_big_endian(out.subspan(kFieldBytes - Fp::kBytes, Fp::kBytes));
}

/// The three flags in front of a compressed point: M. Bowe, "BLS12-381", serialization of Zcash, as in the consensus
/// specifications.
struct Compressed {
    std::array<std::uint8_t, 96> x{};
    bool is_compressed = false;
    bool is_infinity = false;
    bool is_larger_y = false;
    bool rest_is_zero = false;

    explicit Compressed(std::span<const std::uint8_t> bytes) {
        std::copy(bytes.begin(), bytes.end(), x.begin());
        is_compressed = (x[0] & 0x80) != 0;
        is_infinity = (x[0] & 0x40) != 0;
        is_larger_y = (x[0] & 0x20) != 0;
        x[0] &= 0x1f;
        rest_is_zero = std::all_of(x.begin(), x.end(), [](std::uint8_t byte) { return byte == 0; });
    }
    [[nodiscard]] bool is_canonical_infinity() const { return !is_larger_y && rest_is_zero; }
};

/// The point of that x on y^2 = x^3 + b, if there is one in the subgroup.
template <class Field>
std::optional<AffinePoint<Field>> with_x(const Field& x, const Field& b, bool larger_y) {
    const auto y = (x.squared() * x + b).square_root();
    if (!y) return std::nullopt;
    const AffinePoint<Field> point{x, y->is_larger_half() == larger_y ? *y : -*y};
    if (!Bls12381::is_in_subgroup(point)) return std::nullopt;
    return point;
}

}  // namespace

std::optional<Fp> Bls12381::decode_field(std::span<const std::uint8_t, kFieldBytes> bytes) {
    constexpr std::size_t kPadding = kFieldBytes - Fp::kBytes;
    if (std::any_of(bytes.begin(), bytes.begin() + kPadding, [](std::uint8_t byte) { return byte != 0; }))
        return std::nullopt;
    return Fp::from_big_endian(bytes.subspan<kPadding>());
}

std::optional<Fp2> Bls12381::decode_field2(std::span<const std::uint8_t, 2 * kFieldBytes> bytes) {
    const auto real = decode_field(bytes.first<kFieldBytes>());
    const auto imaginary = decode_field(bytes.last<kFieldBytes>());
    if (!real || !imaginary) return std::nullopt;
    return Fp2{*real, *imaginary};
}

std::optional<G1> Bls12381::decode_g1(std::span<const std::uint8_t, 2 * kFieldBytes> bytes) {
    const auto x = decode_field(bytes.first<kFieldBytes>());
    const auto y = decode_field(bytes.last<kFieldBytes>());
    if (!x || !y) return std::nullopt;
    if (x->is_zero() && y->is_zero()) return G1{};
    const G1 point{*x, *y};
    if (!point.is_on_curve(kB)) return std::nullopt;
    return point;
}

std::optional<G2> Bls12381::decode_g2(std::span<const std::uint8_t, 4 * kFieldBytes> bytes) {
    const auto x = decode_field2(bytes.first<2 * kFieldBytes>());
    const auto y = decode_field2(bytes.last<2 * kFieldBytes>());
    if (!x || !y) return std::nullopt;
    if (x->is_zero() && y->is_zero()) return G2{};
    const G2 point{*x, *y};
    if (!point.is_on_curve(kTwistB)) return std::nullopt;
    return point;
}

void Bls12381::encode(const G1& point, std::span<std::uint8_t, 2 * kFieldBytes> out) {
    std::fill(out.begin(), out.end(), std::uint8_t{0});
    if (point.infinity) return;
    encode_field(point.x, out.first<kFieldBytes>());
    encode_field(point.y, out.last<kFieldBytes>());
}

void Bls12381::encode(const G2& point, std::span<std::uint8_t, 4 * kFieldBytes> out) {
    std::fill(out.begin(), out.end(), std::uint8_t{0});
    if (point.infinity) return;
    encode_field(point.x.real, out.subspan<0, kFieldBytes>());
    encode_field(point.x.imaginary, out.subspan<kFieldBytes, kFieldBytes>());
    encode_field(point.y.real, out.subspan<2 * kFieldBytes, kFieldBytes>());
    encode_field(point.y.imaginary, out.subspan<3 * kFieldBytes, kFieldBytes>());
}

std::optional<G1> Bls12381::decompress_g1(std::span<const std::uint8_t, 48> bytes) {
    const Compressed form(bytes);
    if (!form.is_compressed) return std::nullopt;
    if (form.is_infinity) return form.is_canonical_infinity() ? std::optional(G1{}) : std::nullopt;
    const auto x = Fp::from_big_endian(ByteView(form.x).first(Fp::kBytes));
    return x ? with_x(*x, kB, form.is_larger_y) : std::nullopt;
}

std::optional<G2> Bls12381::decompress_g2(std::span<const std::uint8_t, 96> bytes) {
    const Compressed form(bytes);
    if (!form.is_compressed) return std::nullopt;
    if (form.is_infinity) return form.is_canonical_infinity() ? std::optional(G2{}) : std::nullopt;
    const auto imaginary = Fp::from_big_endian(ByteView(form.x).first(Fp::kBytes));
    const auto real = Fp::from_big_endian(ByteView(form.x).last(Fp::kBytes));
    return real && imaginary ? with_x(Fp2{*real, *imaginary}, kTwistB, form.is_larger_y) : std::nullopt;
}

G1 Bls12381::add(const G1& p, const G1& q) {
    return p + q;
}
G2 Bls12381::add(const G2& p, const G2& q) {
    return p + q;
}

// M. Scott, "A note on group membership tests for G1, G2 and GT on BLS pairing-friendly curves", 2021. The
// endomorphism's polynomial of -x^2 is r itself; that of psi at x is r times the cofactor of G1, which is prime to that
// of G2.
bool Bls12381::is_in_subgroup(const G1& p) {
    const auto xx = multiply_sparse(multiply_sparse(JacobianPoint<Fp>(p), kParameter), kParameter);
    return -xx == endomorphism(p);
}
bool Bls12381::is_in_subgroup(const G2& q) {
    return -multiply_sparse(JacobianPoint<Fp2>(q), kParameter) == frobenius_on_twist(q);
}

G1 Bls12381::sum_of_multiples(std::span<const G1> points, std::span<const U256> scalars) {
    return sum_of<Fp>(points, scalars);
}
G2 Bls12381::sum_of_multiples(std::span<const G2> points, std::span<const U256> scalars) {
    return sum_of<Fp2>(points, scalars);
}

bool Bls12381::pairing_product_is_one(std::span<const G1> ps, std::span<const G2> qs) {
    return models::pairing_product_is_one<Bls12381>(ps, qs);
}

Fp12<Bls12381> Bls12381::final_exponentiation(const Fp12<Bls12381>& value) {
    // D. Hayashida, K. Hayasaka, T. Teruya, "Efficient final exponentiation via cyclotomic structure for pairings over
    // families of elliptic curves", 2020: 3 (p^4 - p^2 + 1) / r = (x - 1)^2 (x + p) (x^2 + p^2 - 1) + 3.
    const auto to_x = [](const Fp12<Bls12381>& f) { return f.cyclotomic_power_sparse(kParameter).conjugate(); };
    const auto f = easy_exponentiation(value);
    auto a = to_x(f) * f.conjugate();
    a = to_x(a) * a.conjugate();
    const auto b = to_x(a) * a.frobenius();
    const auto c = to_x(to_x(b)) * b.frobenius_squared() * b.conjugate();
    return c * f.cyclotomic_squared() * f;
}

}  // namespace models
