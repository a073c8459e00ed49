// SPDX-License-Identifier: MIT
#include <gmp.h>

#include <algorithm>
#include <array>

#include "models/chain/uint256.h"
#include "models/evm/precompile_table.h"

namespace models::precompile {
namespace {

constexpr std::uint64_t kHeader = 96;  ///< Three words: the lengths of base, exponent and modulus.
/// A longer operand costs more than any gas limit: a base or modulus over 2^32 * 2^26 gas, an exponent 2^29.
constexpr std::uint64_t kMaxLength = std::uint64_t{1} << 32;
constexpr std::uint64_t kMaxBoundedLength = 1024;  ///< EIP-7823

ByteString padded_slice(ByteView input, std::uint64_t offset, std::uint64_t size) {
    ByteString out(size);
    read_padded(input, offset, out);
    return out;
}

struct Lengths {
    U256 base;
    U256 exponent;
    U256 modulus;

    [[nodiscard]] U256 longest() const { return std::max(base, modulus); }
};
Lengths read_lengths(ByteView input) {
    std::array<std::uint8_t, kHeader> header;
    read_padded(input, 0, header);
    const auto word = [&header](std::size_t i) { return U256::from_big_endian(ByteView(header).subspan(32 * i, 32)); };
    return {word(0), word(1), word(2)};
}

/// The exponent's weight: its bit length less one, the bytes after the first 32 counted as `tail_weight` each.
std::uint64_t iteration_count(ByteView input, const Lengths& lengths, std::uint64_t tail_weight) {
    const std::uint64_t size = lengths.exponent.low_u64();
    const std::uint64_t head_size = std::min<std::uint64_t>(size, 32);
    const std::uint64_t offset = kHeader + lengths.base.low_u64();
    const U256 head = U256::from_big_endian(padded_slice(input, offset, head_size));
    const std::uint64_t head_bits = head.is_zero() ? 0 : head.bit_length() - 1;
    return std::max<std::uint64_t>(1, head_bits + (size > 32 ? tail_weight * (size - 32) : 0));
}

/// How a revision prices a modular exponentiation: complexity(longest operand) * iterations / divisor.
struct Price {
    U256 (*complexity)(const U256& bytes);
    std::uint64_t divisor;
    std::uint64_t tail_weight;
    std::int64_t minimum;
};
U256 words_of(const U256& bytes) {
    return (bytes + U256{7}) / U256{8};
}
constexpr Price kEip198{[](const U256& x) {
                            if (x <= U256{64}) return x * x;
                            if (x <= U256{1024}) return x * x / U256{4} + U256{96} * x - U256{3072};
                            return x * x / U256{16} + U256{480} * x - U256{199680};
                        },
                        20, 8, 0};
constexpr Price kEip2565{[](const U256& x) { return words_of(x) * words_of(x); }, 3, 8, 200};
constexpr Price kEip7883{[](const U256& x) { return x <= U256{32} ? U256{16} : U256{2} * words_of(x) * words_of(x); },
                         1, 16, 500};
const Price& price_in(Revision revision) {
    if (revision >= Revision::Osaka) return kEip7883;
    return revision >= Revision::Berlin ? kEip2565 : kEip198;
}

/// A GMP integer that frees itself.
class Integer {
  public:
    Integer() { mpz_init(value_); }
    explicit Integer(ByteView big_endian) : Integer() {
        mpz_import(value_, big_endian.size(), 1, 1, 1, 0, big_endian.data());
    }
    ~Integer() { mpz_clear(value_); }
    Integer(const Integer&) = delete;
    Integer& operator=(const Integer&) = delete;
    mpz_ptr get() { return value_; }

  private:
    mpz_t value_;
};

}  // namespace

std::int64_t modexp_gas(ByteView input, Revision revision) {
    const Price& price = price_in(revision);
    const Lengths lengths = read_lengths(input);
    if (lengths.longest() > U256{kMaxLength}) return INT64_MAX;
    const U256 complexity = price.complexity(lengths.longest());
    // Before the exponent, which then may claim any length.
    if (complexity.is_zero()) return price.minimum;
    if (lengths.exponent > U256{kMaxLength}) return INT64_MAX;
    const U256 gas = complexity * U256{iteration_count(input, lengths, price.tail_weight)} / U256{price.divisor};
    if (gas > U256{INT64_MAX}) return INT64_MAX;
    return std::max(price.minimum, static_cast<std::int64_t>(gas.low_u64()));
}

bool modexp(ByteView input, ByteString& output) {
    const Lengths lengths = read_lengths(input);
    const std::uint64_t size = lengths.modulus.low_u64();
    // Without a modulus the result is empty; and then the exponent may claim any length at the minimum price.
    if (lengths.modulus.is_zero()) return true;
    output.assign(size, 0);
    const std::uint64_t base_size = lengths.base.low_u64();
    const std::uint64_t exponent_size = lengths.exponent.low_u64();
    Integer modulus(padded_slice(input, kHeader + base_size + exponent_size, size));
    if (mpz_sgn(modulus.get()) == 0) return true;
    Integer base(padded_slice(input, kHeader, base_size));
    Integer exponent(padded_slice(input, kHeader + base_size, exponent_size));
    Integer result;
    mpz_powm(result.get(), base.get(), exponent.get(), modulus.get());
    const std::size_t result_size = (mpz_sizeinbase(result.get(), 2) + 7) / 8;
    if (mpz_sgn(result.get()) != 0) mpz_export(output.data() + (size - result_size), nullptr, 1, 1, 1, 0, result.get());
    return true;
}

bool modexp_bounded(ByteView input, ByteString& output) {
    const Lengths lengths = read_lengths(input);
    if (std::max(lengths.longest(), lengths.exponent) > U256{kMaxBoundedLength}) return false;
    return modexp(input, output);
}

}  // namespace models::precompile
