// SPDX-License-Identifier: MIT
// What an upgrade changed about what storage, data and blobs cost.
#include <gtest/gtest.h>

#include "models/evm/validation.h"
#include "tests/models/evm/call_code.h"
#include "tests/models/evm/small_chain.h"

namespace models {
namespace {

/// A call of `code` at kContract with `data_size` bytes of data, none of them zero.
TxResult run_at(Revision revision, std::string_view code, std::size_t data_size, std::uint64_t slot_0 = 0) {
    SmallChain chain;
    chain.block.revision = revision;
    chain.deploy(kContract, code);
    if (slot_0 != 0) chain.slots[{kContract, U256{}}] = slot_0;
    Transaction transaction = chain.legacy_call();
    transaction.data.assign(data_size, 1);
    return chain.run(transaction);
}

struct Stores {
    std::string values;  ///< Written to slot 0 one after the other, a digit each.
    std::uint64_t original;
    // Gas and refund.
    std::pair<std::int64_t, std::int64_t> constantinople, petersburg, istanbul, london;
};

// The tables of EIP-1283, EIP-2200 and EIP-3529 (there with a warm slot: 2100 less), their pushes included; for
// Petersburg by the Yellow Paper: 20,000 for zero to another value, else 5000, 15,000 back for clearing.
const std::vector<Stores> kStores = {
    {"00", 0, {412, 0}, {10'012, 0}, {1612, 0}, {2312, 0}},
    {"01", 0, {20'212, 0}, {25'012, 0}, {20'812, 0}, {22'212, 0}},
    {"10", 0, {20'212, 19'800}, {25'012, 15'000}, {20'812, 19'200}, {22'212, 19'900}},
    {"12", 0, {20'212, 0}, {25'012, 0}, {20'812, 0}, {22'212, 0}},
    {"11", 0, {20'212, 0}, {25'012, 0}, {20'812, 0}, {22'212, 0}},
    {"00", 1, {5212, 15'000}, {10'012, 15'000}, {5812, 15'000}, {5112, 4800}},
    {"01", 1, {5212, 4800}, {25'012, 15'000}, {5812, 4200}, {5112, 2800}},
    {"02", 1, {5212, 0}, {25'012, 15'000}, {5812, 0}, {5112, 0}},
    {"20", 1, {5212, 15'000}, {10'012, 15'000}, {5812, 15'000}, {5112, 4800}},
    {"23", 1, {5212, 0}, {10'012, 0}, {5812, 0}, {5112, 0}},
    {"21", 1, {5212, 4800}, {10'012, 0}, {5812, 4200}, {5112, 2800}},
    {"22", 1, {5212, 0}, {10'012, 0}, {5812, 0}, {5112, 0}},
    {"10", 1, {5212, 15'000}, {10'012, 15'000}, {5812, 15'000}, {5112, 4800}},
    {"12", 1, {5212, 0}, {10'012, 0}, {5812, 0}, {5112, 0}},
    {"11", 1, {412, 0}, {10'012, 0}, {1612, 0}, {2312, 0}},
    {"101", 0, {40'218, 19'800}, {45'018, 15'000}, {40'818, 19'200}, {42'218, 19'900}},
    {"010", 1, {10'218, 19'800}, {30'018, 30'000}, {10'818, 19'200}, {8018, 7600}},
};

TEST(Sstore, costs_and_refunds_what_the_eips_say) {
    // So much data that no refund is capped.
    constexpr std::size_t kData = 10'000;
    for (const Stores& stores : kStores) {
        std::string code;
        for (const char value : stores.values) code += std::string("600") + value + "600055";
        const auto expect = [&](Revision revision, std::int64_t data_byte, const auto& expected) {
            SCOPED_TRACE(stores.values + " on " + std::to_string(stores.original) + ", revision " +
                         std::to_string(static_cast<int>(revision)));
            const TxResult result = run_at(revision, code, kData, stores.original);
            const std::int64_t intrinsic = 21'000 + data_byte * static_cast<std::int64_t>(kData);
            EXPECT_EQ((result.gas_used + result.gas_refund).units() - intrinsic, expected.first);
            EXPECT_EQ(result.gas_refund.units(), expected.second);
        };
        expect(Revision::Frontier, 68, stores.petersburg);
        expect(Revision::Constantinople, 68, stores.constantinople);
        expect(Revision::Petersburg, 68, stores.petersburg);
        expect(Revision::Istanbul, 16, stores.istanbul);
        expect(Revision::London, 16, stores.london);
        expect(Revision::Cancun, 16, stores.london);
    }
}

// EIP-2200: what a call with value gets for nothing is not enough to store.
TEST(Sstore, fails_with_2300_gas_or_less_since_istanbul) {
    const auto status = [](Revision revision, std::uint64_t gas) {
        SmallChain chain;
        chain.block.revision = revision;
        chain.deploy(kContract, "6000600055");
        return chain.run(chain.legacy_call(21'006 + gas)).status;
    };
    EXPECT_EQ(status(Revision::Constantinople, 200), TransitionStatus::Success);
    EXPECT_EQ(status(Revision::Istanbul, 2300), TransitionStatus::Failed);
    EXPECT_EQ(status(Revision::Istanbul, 2301), TransitionStatus::Success);
}

// EIP-3529
TEST(Refund, is_at_most_half_before_london_and_a_fifth_since) {
    std::string code;
    for (const char* slot : {"00", "01", "02", "03"}) code += std::string("600060") + slot + "55";
    for (const Revision revision : {Revision::Frontier, Revision::Berlin, Revision::London, Revision::Prague}) {
        SmallChain chain;
        chain.block.revision = revision;
        chain.deploy(kContract, code);
        for (std::uint64_t slot = 0; slot < 4; ++slot) chain.slots[{kContract, slot}] = 1;
        const TxResult result = chain.run(chain.legacy_call());
        // Before the refund: 21,000 + 4 x (5000 + 6), cold or not.
        EXPECT_EQ((result.gas_used + result.gas_refund).units(), 41'024);
        EXPECT_EQ(result.gas_refund.units(), revision < Revision::London ? 20'512 : 8204);
    }
}

// EIP-7623
TEST(FloorGas, is_the_least_that_data_costs_since_prague) {
    const auto used = [](Revision revision, std::string_view code, std::size_t data) {
        return run_at(revision, code, data).gas_used.units();
    };
    EXPECT_EQ(used(Revision::Cancun, "", 1000), 21'000 + 16 * 1000);
    EXPECT_EQ(used(Revision::Prague, "", 1000), 21'000 + 40 * 1000);
    EXPECT_EQ(used(Revision::Prague, "", 0), 21'000);
    // 22,106 gas of execution fill up to the floor; 44,212 go beyond it.
    const std::string store = "6001600055";
    EXPECT_EQ(used(Revision::Prague, store, 1000), 61'000);
    EXPECT_EQ(used(Revision::Prague, store + "6001600155", 1000), 37'000 + 2 * 22'106);
}

TEST(FloorGas, counts_zero_bytes_a_quarter_and_refunds_do_not_go_below_it) {
    SmallChain chain;
    chain.block.revision = Revision::Prague;
    Transaction transaction = chain.call();
    transaction.data.assign(1000, 0);
    EXPECT_EQ(chain.run(transaction).gas_used.units(), 21'000 + 10 * 1000);
    std::string code;
    for (const char* slot : {"00", "01", "02", "03", "04", "05"}) code += std::string("600060") + slot + "55";
    chain.deploy(kContract, code);
    for (std::uint64_t slot = 0; slot < 6; ++slot) chain.slots[{kContract, slot}] = 1;
    transaction.data.assign(1000, 1);
    // 37,000 + 6 x 5006 = 67,036, of which a fifth would come back.
    EXPECT_EQ(chain.run(transaction).gas_used.units(), 61'000);
}

TEST(FloorGas, must_fit_the_gas_limit) {
    SmallChain chain;
    chain.block.revision = Revision::Prague;
    Transaction transaction = chain.call(61'000);
    transaction.data.assign(1000, 1);
    EXPECT_EQ(chain.run(transaction).status, TransitionStatus::Success);
    transaction.gas_limit = 60'999;
    EXPECT_EQ(chain.run(transaction).invalid, InvalidReason::FloorGasTooHigh);
    transaction.gas_limit = 36'999;
    EXPECT_EQ(chain.run(transaction).invalid, InvalidReason::IntrinsicGasTooHigh);
    chain.block.revision = Revision::Cancun;
    transaction.gas_limit = 37'000;
    EXPECT_EQ(chain.run(transaction).status, TransitionStatus::Success);
}

// EIP-7825
TEST(GasLimit, of_a_transaction_is_at_most_2_to_the_24th_since_osaka) {
    SmallChain chain;
    chain.block.revision = Revision::Osaka;
    EXPECT_EQ(chain.run(chain.call(1U << 24)).status, TransitionStatus::Success);
    EXPECT_EQ(chain.run(chain.call((1U << 24) + 1)).invalid, InvalidReason::GasLimitAboveMaximum);
    chain.block.revision = Revision::Prague;
    EXPECT_EQ(chain.run(chain.call((1U << 24) + 1)).status, TransitionStatus::Success);
}

TEST(GasLimit, of_a_transaction_is_at_most_the_blocks) {
    SmallChain chain;
    chain.block.gas_limit = 50'000_gas;
    EXPECT_EQ(chain.run(chain.call(50'000)).status, TransitionStatus::Success);
    EXPECT_EQ(chain.run(chain.call(50'001)).invalid, InvalidReason::GasLimitAboveBlock);
    EXPECT_EQ(chain.run(chain.call(UINT64_MAX)).invalid, InvalidReason::GasLimitAboveBlock);
}

/// EIP-4844: a call with blobs whose hashes end in 1, 2, ...
Transaction blob_call(const SmallChain& chain, std::uint8_t blobs) {
    Transaction transaction = chain.call();
    transaction.type = TransactionType::Blob;
    transaction.max_fee_per_blob_gas = 50;
    for (std::uint8_t i = 1; i <= blobs; ++i) {
        Hash hash;
        hash.bytes.front() = 1;
        hash.bytes.back() = i;
        transaction.blob_hashes.push_back(hash);
    }
    return transaction;
}

TEST(Blobs, hashes_are_seen_by_the_code) {
    SmallChain chain;
    const auto hash_at = [&](const char* index) {
        chain.deploy(kContract, std::string("60") + index + "49600052" + kReturnWord);
        return U256::from_big_endian(chain.run(blob_call(chain, 3)).output);
    };
    EXPECT_EQ(hash_at("00"), (U256{1} << 248) + U256{1});
    EXPECT_EQ(hash_at("02"), (U256{1} << 248) + U256{3});
    EXPECT_EQ(hash_at("03"), U256{});
    chain.deploy(kContract, "60ff801b49600052" + std::string(kReturnWord));  // An index of more than 64 bits.
    EXPECT_EQ(U256::from_big_endian(chain.run(blob_call(chain, 3)).output), U256{});
    EXPECT_EQ(chain.evaluate("600049600052" + std::string(kReturnWord)), U256{});  // Another type has none.
}

TEST(Blobs, fee_is_burned_even_if_the_transaction_fails) {
    SmallChain chain;
    chain.block.blob_base_fee = 7;
    for (const char* code : {"00", "fe"}) {
        chain.deploy(kContract, code);
        const TxResult result = chain.run(blob_call(chain, 3));
        const auto gas = static_cast<std::uint64_t>(result.gas_used.units());
        const U256 paid = chain.accounts[kSender].balance - find_write(result, kSender)->value.balance;
        EXPECT_EQ(paid, U256{gas * 12 + 3 * 131'072 * 7}) << code;
        EXPECT_EQ(result.fee, U256{gas * 2}) << code;
    }
}

TEST(Blobs, tell_why_they_are_invalid) {
    SmallChain chain;
    const auto reason = [&chain](std::uint8_t blobs, auto change) {
        Transaction transaction = blob_call(chain, blobs);
        change(transaction);
        return chain.run(transaction).invalid;
    };
    const auto as_is = [](Transaction&) {};
    EXPECT_EQ(reason(6, as_is), InvalidReason::None);
    EXPECT_EQ(reason(7, as_is), InvalidReason::BlobGasAboveBlock);
    EXPECT_EQ(reason(0, as_is), InvalidReason::NoBlobs);
    EXPECT_EQ(reason(1, [](auto& t) { t.to.reset(); }), InvalidReason::BlobsCreateContract);
    EXPECT_EQ(reason(2, [](auto& t) { t.blob_hashes[1].bytes[0] = 2; }), InvalidReason::UnknownBlobVersion);
    chain.block.blob_base_fee = 50;
    EXPECT_EQ(reason(1, as_is), InvalidReason::None);
    chain.block.blob_base_fee = 51;
    EXPECT_EQ(reason(1, as_is), InvalidReason::BlobFeeBelowBlobBaseFee);
    chain.block.blob_base_fee = 1;
    chain.accounts[kSender].balance = 1'000'000 * 100 + 131'072 * 50 - 1;  // All that it might cost, less one.
    EXPECT_EQ(reason(1, as_is), InvalidReason::InsufficientFunds);
    chain.accounts[kSender].balance += 1;
    EXPECT_EQ(reason(1, as_is), InvalidReason::None);
    chain.block.revision = Revision::Shanghai;
    EXPECT_EQ(reason(1, as_is), InvalidReason::UnsupportedType);
}

// EIP-7691, EIP-7594, EIP-7892
TEST(Blobs, are_as_many_as_the_revision_or_the_schedule_allows) {
    SmallChain chain;
    const auto reason = [&chain](Revision revision, std::uint8_t blobs, std::optional<std::uint64_t> scheduled) {
        chain.block.revision = revision;
        chain.block.max_blobs = scheduled;
        return chain.run(blob_call(chain, blobs)).invalid;
    };
    EXPECT_EQ(reason(Revision::Prague, 9, {}), InvalidReason::None);
    EXPECT_EQ(reason(Revision::Prague, 10, {}), InvalidReason::BlobGasAboveBlock);
    EXPECT_EQ(reason(Revision::Prague, 10, 15), InvalidReason::None);
    EXPECT_EQ(reason(Revision::Osaka, 6, {}), InvalidReason::None);
    EXPECT_EQ(reason(Revision::Osaka, 7, 15), InvalidReason::TooManyBlobs);
    EXPECT_EQ(reason(Revision::Osaka, 6, 5), InvalidReason::BlobGasAboveBlock);
}

}  // namespace
}  // namespace models
