// SPDX-License-Identifier: MIT
#include "models/evm/precompiles.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "models/chain/signature.h"
#include "models/evm/gas_schedule.h"

namespace models {
namespace {

/// Yellow Paper, appendix E: a base cost and one per word of input.
constexpr std::int64_t linear_gas(std::int64_t base, std::int64_t word, ByteView input) {
    return base + per_word(word, input.size());
}

std::int64_t ecrecover_gas(ByteView) {
    return 3000;
}
std::int64_t sha256_gas(ByteView input) {
    return linear_gas(60, 12, input);
}
std::int64_t ripemd160_gas(ByteView input) {
    return linear_gas(600, 120, input);
}
std::int64_t identity_gas(ByteView input) {
    return linear_gas(15, 3, input);
}

/// hash, v, r, s, a word each -> the signer's address as a word; nothing for an invalid signature.
void ecrecover(ByteView input, ByteString& output) {
    std::array<std::uint8_t, 128> words{};
    std::copy_n(input.begin(), std::min<std::size_t>(input.size(), words.size()), words.begin());
    const auto word = [&words](std::size_t i) { return U256::from_big_endian(ByteView(words).subspan(32 * i, 32)); };
    const U256 v = word(1);
    if (v != U256{27} && v != U256{28}) return;
    const auto signer = recover_address(word(0).to_hash(), v == U256{28}, word(2), word(3));
    if (!signer) return;
    output.assign(32, 0);
    std::copy(signer->bytes.begin(), signer->bytes.end(), output.begin() + 12);
}

/// Writes the digest at the end of one word. OpenSSL fails only without memory or without the algorithm, and then the
/// word stays zero.
void digest_word(const EVP_MD* algorithm, ByteView input, ByteString& output) {
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    EVP_Digest(input.data(), input.size(), digest.data(), &size, algorithm, nullptr);
    output.assign(32, 0);
    std::copy_n(digest.begin(), size, output.end() - static_cast<std::ptrdiff_t>(size));
}

void sha256(ByteView input, ByteString& output) {
    digest_word(EVP_sha256(), input, output);
}
void ripemd160(ByteView input, ByteString& output) {
    digest_word(EVP_ripemd160(), input, output);
}
void identity(ByteView input, ByteString& output) {
    output.assign(input.begin(), input.end());
}

struct Precompile {
    std::int64_t (*gas)(ByteView input) = nullptr;
    void (*execute)(ByteView input, ByteString& output) = nullptr;
};

/// By number; 0 is none, and what is not in the table is not implemented yet.
constexpr std::array<Precompile, 6> kTable = {{
    {},
    {ecrecover_gas, ecrecover},
    {sha256_gas, sha256},
    {ripemd160_gas, ripemd160},
    {identity_gas, identity},
    {modexp_gas, modexp},
}};

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

std::int64_t execute_precompile(std::uint64_t number, Revision revision, ByteView input, std::int64_t gas,
                                ByteString& output) {
    if (number >= kTable.size() || kTable[number].gas == nullptr) return failure(Halt::PrecompileNotImplemented);
    if (revision < Revision::Byzantium && number > 4) return failure(Halt::PrecompileNotImplemented);
    const Precompile& precompile = kTable[number];
    const std::int64_t cost = precompile.gas(input);
    if (gas < cost) return failure(Halt::OutOfGas);
    precompile.execute(input, output);
    return gas - cost;
}

}  // namespace models
