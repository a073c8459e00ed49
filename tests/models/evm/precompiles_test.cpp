// SPDX-License-Identifier: MIT
#include "models/evm/precompiles.h"

#include <gtest/gtest.h>

#include "models/chain/signature.h"
#include "models/chain/uint256.h"
#include "tests/models/evm/small_chain.h"

namespace models {
namespace {

std::string run(std::uint64_t number, std::string_view input_hex, Revision revision = Revision::Cancun,
                std::int64_t gas = 1'000'000) {
    ByteString output;
    const std::int64_t left = execute_precompile(number, revision, bytes(input_hex), gas, output);
    return left < 0 ? to_string(halt_of(left)) : to_hex(output);
}
std::int64_t cost(std::uint64_t number, std::string_view input_hex, Revision revision) {
    constexpr std::int64_t kGas = INT64_MAX - 1;
    ByteString output;
    return kGas - execute_precompile(number, revision, bytes(input_hex), kGas, output);
}
Address address_of(std::uint64_t number) {
    return U256{number}.to_address();
}

TEST(Precompiles, exist_from_their_revision_on) {
    const auto exists = [](std::uint64_t number, Revision revision) {
        return precompile_number(address_of(number), revision) == number;
    };
    const auto begins = [&exists](std::uint64_t number, Revision first) {
        EXPECT_TRUE(exists(number, first)) << number;
        if (first != Revision::Frontier) {
            const auto before = static_cast<Revision>(static_cast<int>(first) - 1);
            EXPECT_EQ(precompile_number(address_of(number), before), 0U) << number;
        }
        EXPECT_TRUE(exists(number, Revision::Osaka)) << number;
    };
    for (std::uint64_t number = 1; number <= 4; ++number) begins(number, Revision::Frontier);
    for (std::uint64_t number = 5; number <= 8; ++number) begins(number, Revision::Byzantium);
    begins(9, Revision::Istanbul);
    begins(10, Revision::Cancun);
    for (std::uint64_t number = 11; number <= 17; ++number) begins(number, Revision::Prague);
    begins(kP256Verify, Revision::Osaka);
    for (const std::uint64_t number : {0x12U, 0xffU, 0x101U, 0x200U, 0x10001U})
        EXPECT_EQ(precompile_number(address_of(number), Revision::Osaka), 0U) << number;
    EXPECT_EQ(precompile_number(U256{0, 1, 0, 1}.to_address(), Revision::Osaka), 0U);
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
    EXPECT_EQ(run(4, "0102", Revision::Cancun, 17), "out of gas");
    EXPECT_EQ(run(4, "0102", Revision::Cancun, 18), "0x0102");
}

const std::string kZeros(62, '0');

TEST(Precompiles, raise_to_a_power_modulo) {
    // 3 ^ 5 mod 100 = 43 (base, exponent and modulus of one byte).
    const std::string one = kZeros + "01";
    EXPECT_EQ(run(5, one + one + one + "030564"), "0x2b");
    EXPECT_EQ(run(5, one + one + one + "030500"), "0x00");
    EXPECT_EQ(run(5, ""), "0x");
}

/// Three operands of modexp, and their lengths in front.
std::string modexp_input(std::string_view base, std::string_view exponent, std::string_view modulus) {
    std::string header;
    for (const std::string_view operand : {base, exponent, modulus}) {
        const Hash length = U256{operand.size() / 2}.to_hash();
        header += to_hex(length.bytes).substr(2);
    }
    return header + std::string(base) + std::string(exponent) + std::string(modulus);
}

TEST(Precompiles, price_modexp_by_revision) {
    // The vectors of EIP-2565 and EIP-7883 of those names, with their prices; operands of 64 and of 512 bytes.
    const auto nagydani = [](std::size_t bytes, std::string_view exponent) {
        const std::string operand(2 * bytes, 'f');
        return modexp_input(operand, exponent, operand);
    };
    const std::string square1 = nagydani(64, "02");
    EXPECT_EQ(cost(5, square1, Revision::Byzantium), 204);
    EXPECT_EQ(cost(5, square1, Revision::Berlin), 200);
    EXPECT_EQ(cost(5, square1, Revision::Osaka), 500);
    const std::string power4 = nagydani(512, "010001");
    EXPECT_EQ(cost(5, power4, Revision::Byzantium), 89292);
    EXPECT_EQ(cost(5, power4, Revision::Berlin), 21845);
    EXPECT_EQ(cost(5, power4, Revision::Osaka), 131072);
}

TEST(Precompiles, weigh_long_exponents_of_modexp) {
    // 33 bytes, the first 32 with 255 bits: 254 iterations, and 8 or 16 for the last byte.
    const std::string exponent = "7f" + std::string(64, 'f');
    const std::string input = modexp_input("03", exponent, "64");
    EXPECT_EQ(cost(5, input, Revision::Byzantium), 262 / 20);
    EXPECT_EQ(cost(5, input, Revision::Berlin), 200);
    EXPECT_EQ(cost(5, input, Revision::Osaka), 16 * (254 + 16));
}

TEST(Precompiles, refuse_modexp_of_any_length_without_reading_it) {
    // Lengths beyond any memory cost more than any gas, unless nothing is asked for.
    const std::string huge(64, 'f');
    const std::string zero(64, '0');
    for (const Revision revision : {Revision::Byzantium, Revision::Berlin}) {
        EXPECT_EQ(run(5, huge + huge + huge, revision, INT64_MAX - 1), "out of gas");
        EXPECT_EQ(run(5, huge + zero + zero, revision, INT64_MAX - 1), "out of gas");
        EXPECT_EQ(run(5, zero + zero + huge, revision, INT64_MAX - 1), "out of gas");
        EXPECT_EQ(run(5, zero + huge + zero, revision), "0x");
    }
}

TEST(Precompiles, bound_modexp_in_osaka) {
    // EIP-7823: 1024 bytes are the most for each operand, the exponent of nothing included.
    const std::string longest(2048, 'f');
    const std::string too_long(2050, 'f');
    constexpr std::int64_t kGas = 1'000'000'000;
    EXPECT_EQ(run(5, modexp_input("02", longest, "01"), Revision::Osaka, kGas), "0x00");
    EXPECT_EQ(run(5, modexp_input(too_long, "01", "01"), Revision::Osaka, kGas), "precompile failed");
    EXPECT_EQ(run(5, modexp_input("02", too_long, "01"), Revision::Osaka, kGas), "precompile failed");
    EXPECT_EQ(run(5, modexp_input("02", "01", too_long), Revision::Osaka, kGas), "precompile failed");
    EXPECT_EQ(run(5, modexp_input("02", too_long, "01"), Revision::Prague, kGas), "0x00");
}

TEST(Precompiles, compress_with_blake2) {
    // EIP-152, vectors 4 to 7: no round, 12 rounds (BLAKE2b of "abc"), not the last block, one round.
    const std::string h =
        "48c9bdf267e6096a3ba7ca8485ae67bb2bf894fe72f36e3cf1361d5f3af54fa5d182e6ad7f520e511f6c3e2b8c68059b6bbd41fbabd983"
        "1f"
        "79217e1319cde05b";
    const std::string rest = "616263" + std::string(250, '0') + "0300000000000000" + std::string(16, '0');
    EXPECT_EQ(
        run(9, "00000000" + h + rest + "01"),
        "0x08c9bcf367e6096a3ba7ca8485ae67bb2bf894fe72f36e3cf1361d5f3af54fa5d282e6ad7f520e511f6c3e2b8c68059b9442be0454"
        "267ce079217e1319cde05b");
    EXPECT_EQ(
        run(9, "0000000c" + h + rest + "01"),
        "0xba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8db"
        "f1925ab92386edd4009923");
    EXPECT_EQ(
        run(9, "0000000c" + h + rest + "00"),
        "0x75ab69d3190a562c51aef8d88f1c2775876944407270c42c9844252c26d2875298743e7f6d5ea2f2d3e8d226039cd31b4e426ac4f2"
        "d3d666a610c2116fde4735");
    EXPECT_EQ(
        run(9, "00000001" + h + rest + "01"),
        "0xb63a380cb2897d521994a85234ee2c181b5f844d2c624c002677e9703449d2fba551b3a8333bcdf5f2f7e08993d53923de3d64fcc6"
        "8c034e717b9293fed7a421");
    EXPECT_EQ(cost(9, "0000000c" + h + rest + "01", Revision::Istanbul), 12);
    EXPECT_EQ(run(9, "0000000c" + h + rest + "02"), "precompile failed");
    EXPECT_EQ(run(9, "0000000c" + h + rest + "0100"), "precompile failed");
    EXPECT_EQ(run(9, ""), "precompile failed");
    EXPECT_EQ(run(9, "ffffffff" + h + rest + "01"), "out of gas");
}

// EIP-196 and EIP-197 on points that can be checked by hand: (1, 2) and its negative.
const std::string kBnP = "30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47";
const std::string kBnOne = std::string(63, '0') + "1" + std::string(63, '0') + "2";
const std::string kBnMinusOne =
    std::string(63, '0') + "1" + "30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd45";

TEST(Precompiles, add_points_of_bn254) {
    const std::string twice =
        "030644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd315ed738c0e0a7c92e7845f96b2ae9c0a68a6a449e3538f"
        "c7"
        "ff3ebf7a5a18a2c4";
    EXPECT_EQ(run(6, kBnOne + kBnOne), "0x" + twice);
    EXPECT_EQ(run(7, kBnOne + std::string(63, '0') + "2"), "0x" + twice);
    EXPECT_EQ(run(6, kBnOne + kBnMinusOne), "0x" + std::string(128, '0'));
    EXPECT_EQ(run(6, ""), "0x" + std::string(128, '0'));
    EXPECT_EQ(run(6, kBnOne), "0x" + kBnOne);
    EXPECT_EQ(run(7, kBnOne), "0x" + std::string(128, '0'));
    EXPECT_EQ(run(6, std::string(63, '0') + "1" + std::string(63, '0') + "1"), "precompile failed");
    EXPECT_EQ(run(6, kBnP + std::string(64, '0')), "precompile failed");
    EXPECT_EQ(cost(6, "", Revision::Byzantium), 500);
    EXPECT_EQ(cost(6, "", Revision::Istanbul), 150);
    EXPECT_EQ(cost(7, "", Revision::Byzantium), 40000);
    EXPECT_EQ(cost(7, "", Revision::Istanbul), 6000);
}

TEST(Precompiles, pair_points_of_bn254) {
    const std::string g2 =
        "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c21800deef121f1e76426a00665e5c4479674322d4f75eda"
        "dd"
        "46debd5cd992f6ed090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b12c85ea5db8c6deb4aab71808dcb40"
        "8f"
        "e3d1e7690c43d37b4ce6cc0166fa7daa";
    const std::string yes = "0x" + std::string(63, '0') + "1";
    const std::string no = "0x" + std::string(64, '0');
    EXPECT_EQ(run(8, ""), yes);
    EXPECT_EQ(run(8, kBnOne + g2 + kBnMinusOne + g2), yes);
    EXPECT_EQ(run(8, kBnOne + g2 + kBnOne + g2), no);
    EXPECT_EQ(run(8, std::string(128, '0') + g2), yes);
    EXPECT_EQ(run(8, kBnOne + std::string(256, '0')), yes);
    EXPECT_EQ(run(8, kBnOne + g2 + "00"), "precompile failed");
    EXPECT_EQ(cost(8, kBnOne + g2, Revision::Byzantium), 180000);
    EXPECT_EQ(cost(8, kBnOne + g2, Revision::Istanbul), 79000);
}

TEST(Precompiles, evaluate_a_polynomial_at_a_point) {
    // A proof of the mainnet setup, as in the tests of several clients.
    const std::string input =
        "01e798154708fe7789429634053cbf9f99b619f9f084048927333fce637f549b564c0a11a0f704f4fc3e8acfe0f8245f0ad1347b378fbf"
        "96"
        "e206da11a5d3630624d25032e67a7e6a4910df5834b8fe70e6bcfeeac0352434196bdf4b2485d5a18f59a8d2a1a625a17f3fea0fe5eb8c"
        "89"
        "6db3764f3185481bc22f91b4aaffcca25f26936857bc3a7c2539ea8ec3a952b7873033e038326e87ed3e1276fd140253fa08e9fc25fb2d"
        "9a"
        "98527fc22a2c9612fbeafdad446cbc7bcdbdcd780af2c16a";
    const std::string expected =
        "0x000000000000000000000000000000000000000000000000000000000000100073eda753299d7d483339d80809a1d80553bda402fffe"
        "5b"
        "feffffffff00000001";
    EXPECT_EQ(run(10, input), expected);
    EXPECT_EQ(cost(10, input, Revision::Cancun), 50000);
    for (const std::size_t digit : {0U, 3U, 127U, 190U, 250U, 383U}) {
        std::string wrong = input;
        wrong[digit] = wrong[digit] == '1' ? '2' : '1';
        EXPECT_EQ(run(10, wrong), "precompile failed") << digit;
    }
    EXPECT_EQ(run(10, input + "00"), "precompile failed");
}

TEST(Precompiles, verify_signatures_of_p256) {
    // The signature of "sample" with SHA-256 of RFC 6979, A.2.5.
    const std::string hash = "af2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bf";
    const std::string r = "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716";
    const std::string s = "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";
    const std::string key =
        "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f"
        "51"
        "77a3c294d4462299";
    const auto verify = [](const std::string& input) { return run(kP256Verify, input, Revision::Osaka, 6900); };
    EXPECT_EQ(verify(hash + r + s + key), "0x" + std::string(63, '0') + "1");
    EXPECT_EQ(verify(hash + s + r + key), "0x");
    EXPECT_EQ(verify(hash + std::string(64, '0') + s + key), "0x");
    EXPECT_EQ(verify(hash + r + s + std::string(128, '0')), "0x");
    EXPECT_EQ(verify(hash + r + s + key + "00"), "0x");
    EXPECT_EQ(verify(""), "0x");
    EXPECT_EQ(run(kP256Verify, "", Revision::Osaka, 6899), "out of gas");
}

}  // namespace
}  // namespace models
