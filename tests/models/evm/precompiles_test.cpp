// SPDX-License-Identifier: MIT
#include "models/evm/precompiles.h"

#include <gtest/gtest.h>

#include "models/chain/signature.h"
#include "models/chain/uint256.h"
#include "tests/models/evm/small_chain.h"

namespace models {
namespace {

std::string run(std::uint64_t number, std::string_view input_hex, std::int64_t gas = 1'000'000) {
    ByteString output;
    const std::int64_t left = execute_precompile(number, Revision::Cancun, bytes(input_hex), gas, output);
    return left < 0 ? to_string(halt_of(left)) : to_hex(output);
}

TEST(Precompiles, hash_the_empty_string) {
    // FIPS 180-4 and the RIPEMD-160 paper's test vectors.
    EXPECT_EQ(run(2, ""), "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(run(3, ""), "0x0000000000000000000000009c1185a5c5e9fc54612808977ee8f548b2258d31");
}

TEST(Precompiles, recover_the_signer) {
    std::array<std::uint8_t, 32> secret{};
    secret[31] = 7;
    const KeyPair key = key_from_secret(secret).value();
    Transaction transaction;
    transaction.gas_limit = 21000;
    sign(transaction, key);
    ByteString input(128, 0);
    const Hash digest = signing_hash(transaction);
    std::copy(digest.bytes.begin(), digest.bytes.end(), input.begin());
    input[63] = transaction.y_parity ? 28 : 27;
    transaction.r.store_big_endian(std::span<std::uint8_t, 32>(input.data() + 64, 32));
    transaction.s.store_big_endian(std::span<std::uint8_t, 32>(input.data() + 96, 32));
    ByteString output;
    EXPECT_EQ(execute_precompile(1, Revision::Cancun, input, 3000, output), 0);
    ASSERT_EQ(output.size(), 32U);
    EXPECT_EQ(U256::from_big_endian(output).to_address(), key.address);
    input[63] = 29;
    output.clear();
    EXPECT_EQ(execute_precompile(1, Revision::Cancun, input, 3000, output), 0);
    EXPECT_TRUE(output.empty());
}

TEST(Precompiles, copy_the_input) {
    EXPECT_EQ(run(4, "0102"), "0x0102");
    EXPECT_EQ(run(4, "0102", 17), "out of gas");
    EXPECT_EQ(run(4, "0102", 18), "0x0102");
}

const std::string kZeros(62, '0');

TEST(Precompiles, raise_to_a_power_modulo) {
    // 3 ^ 5 mod 100 = 43 (base, exponent and modulus of one byte).
    const std::string one = kZeros + "01";
    EXPECT_EQ(run(5, one + one + one + "030564"), "0x2b");
    EXPECT_EQ(run(5, one + one + one + "030500"), "0x00");
    EXPECT_EQ(run(5, ""), "0x");
}

TEST(Precompiles, price_modexp_by_eip_2565) {
    // The EIP's example "nagydani-1-square" has operands of 64 bytes and costs 200.
    const std::string header = kZeros + "40" + kZeros + "01" + kZeros + "40";
    const std::string operands = std::string(128, 'f') + "02" + std::string(128, 'f');
    EXPECT_EQ(modexp_gas(bytes(header + operands)), 200);
    // 512-byte operands and the exponent 65537: (64 words)^2 * 16 / 3.
    const std::string long_header = std::string(60, '0') + "0200" + kZeros + "03" + std::string(60, '0') + "0200";
    EXPECT_EQ(modexp_gas(bytes(long_header + std::string(1024, 'f') + "010001" + std::string(1024, 'f'))), 21845);
    // Lengths beyond any memory cost more than any gas, unless nothing is asked for.
    const std::string huge(64, 'f');
    EXPECT_EQ(modexp_gas(bytes(huge + huge + huge)), INT64_MAX);
    EXPECT_EQ(run(5, std::string(64, '0') + huge + std::string(64, '0')), "0x");
}

TEST(Precompiles, say_when_one_is_missing) {
    for (std::uint64_t number = 6; number <= precompile_count(Revision::Cancun); ++number)
        EXPECT_EQ(run(number, ""), "precompile not implemented");
    SmallChain chain;
    Transaction transaction = chain.call();
    transaction.to = Address{};
    transaction.to->bytes[19] = 8;
    const TxResult result = chain.run(transaction);
    EXPECT_EQ(result.status, TransitionStatus::Failed);
    EXPECT_EQ(result.gas_used, Gas::saturated(transaction.gas_limit));
}

}  // namespace
}  // namespace models
