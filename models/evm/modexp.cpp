// SPDX-License-Identifier: MIT
#include <gmp.h>

#include <algorithm>
#include <array>

#include "models/chain/uint256.h"
#include "models/evm/precompiles.h"

namespace models {
namespace {

constexpr std::int64_t kMinimumGas = 200;
constexpr std::uint64_t kHeader = 96;  ///< Three words: the lengths of base, exponent and modulus.
/// A longer operand costs more than any gas limit: (2^32 / 8)^2 / 3 > 2^55.
constexpr std::uint64_t kMaxLength = std::uint64_t{1} << 32;

/// `size` bytes from `offset` on; what the input does not have reads as zero.
ByteString padded_slice(ByteView input, std::uint64_t offset, std::uint64_t size) {
    ByteString out(size, 0);
    if (offset < input.size()) {
        const std::uint64_t present = std::min<std::uint64_t>(size, input.size() - offset);
        std::copy_n(input.begin() + static_cast<std::ptrdiff_t>(offset), present, out.begin());
    }
    return out;
}

struct Lengths {
    U256 base;
    U256 exponent;
    U256 modulus;
};
Lengths read_lengths(ByteView input) {
    const ByteString header = padded_slice(input, 0, kHeader);
    const auto word = [&header](std::size_t i) { return U256::from_big_endian(ByteView(header).subspan(32 * i, 32)); };
    return {word(0), word(1), word(2)};
}

/// The exponent's weight: its bit length less one, the bytes after the first 32 counted as 8 each.
std::uint64_t iteration_count(ByteView input, const Lengths& lengths) {
    const std::uint64_t size = lengths.exponent.low_u64();
    const std::uint64_t head_size = std::min<std::uint64_t>(size, 32);
    const std::uint64_t offset = kHeader + lengths.base.low_u64();
    const U256 head = U256::from_big_endian(padded_slice(input, offset, head_size));
    const std::uint64_t head_bits = head.is_zero() ? 0 : head.bit_length() - 1;
    return std::max<std::uint64_t>(1, head_bits + (size > 32 ? 8 * (size - 32) : 0));
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

std::int64_t modexp_gas(ByteView input) {
    const Lengths lengths = read_lengths(input);
    const U256 longest = std::max(lengths.base, lengths.modulus);
    if (longest.is_zero()) return kMinimumGas;
    if (longest > U256{kMaxLength} || lengths.exponent > U256{kMaxLength}) return INT64_MAX;
    const std::uint64_t words = (longest.low_u64() + 7) / 8;
    const U256 gas = U256{words * words} * U256{iteration_count(input, lengths)} / U256{3};
    if (gas > U256{INT64_MAX}) return INT64_MAX;
    return std::max(kMinimumGas, static_cast<std::int64_t>(gas.low_u64()));
}

void modexp(ByteView input, ByteString& output) {
    const Lengths lengths = read_lengths(input);
    const std::uint64_t size = lengths.modulus.low_u64();
    // Without a modulus the result is empty; and then the exponent may claim any length at the minimum price.
    if (lengths.modulus.is_zero()) return;
    output.assign(size, 0);
    const std::uint64_t base_size = lengths.base.low_u64();
    const std::uint64_t exponent_size = lengths.exponent.low_u64();
    Integer modulus(padded_slice(input, kHeader + base_size + exponent_size, size));
    if (mpz_sgn(modulus.get()) == 0) return;
    Integer base(padded_slice(input, kHeader, base_size));
    Integer exponent(padded_slice(input, kHeader + base_size, exponent_size));
    Integer result;
    mpz_powm(result.get(), base.get(), exponent.get(), modulus.get());
    const std::size_t result_size = (mpz_sizeinbase(result.get(), 2) + 7) / 8;
    if (mpz_sgn(result.get()) != 0) mpz_export(output.data() + (size - result_size), nullptr, 1, 1, 1, 0, result.get());
}

}  // namespace models
