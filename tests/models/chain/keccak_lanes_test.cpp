// SPDX-License-Identifier: MIT
#include "models/chain/keccak_lanes.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "models/chain/keccak.h"

namespace models {
namespace {

std::vector<KeccakLanes> kinds() {
    std::vector<KeccakLanes> out = {KeccakLanes::Scalar, KeccakLanes::Avx2};
    if (widest_keccak_lanes() == KeccakLanes::Avx512) out.push_back(KeccakLanes::Avx512);
    return out;
}

ByteString pattern(std::size_t size, std::size_t seed) {
    ByteString out(size);
    for (std::size_t i = 0; i < size; ++i)
        out[i] = static_cast<std::uint8_t>((i + 1) * 0x9e3779b97f4a7c15U >> (seed % 50));
    return out;
}

void expect_equal_to_keccak256(const std::vector<ByteString>& messages, KeccakLanes lanes) {
    const std::vector<ByteView> views(messages.begin(), messages.end());
    std::vector<Hash> hashes(views.size());
    keccak256_each(views, hashes, lanes);
    for (std::size_t i = 0; i < views.size(); ++i)
        ASSERT_EQ(hashes[i], keccak256(views[i])) << "length " << views[i].size() << " of " << views.size();
}

TEST(KeccakLanes, all_lengths_together_hash_as_one_by_one) {
    std::vector<ByteString> messages;
    for (std::size_t size = 0; size <= 700; ++size) messages.push_back(pattern(size, size));
    for (const KeccakLanes lanes : kinds()) expect_equal_to_keccak256(messages, lanes);
}

TEST(KeccakLanes, each_length_in_each_number_of_lanes) {
    for (std::size_t size = 0; size <= 700; size += size % 136 > 130 || size % 136 < 4 ? 1 : 23)
        for (std::size_t count = 1; count <= 9; ++count) {
            std::vector<ByteString> messages;
            for (std::size_t i = 0; i < count; ++i) messages.push_back(pattern(size, i));
            for (const KeccakLanes lanes : kinds()) expect_equal_to_keccak256(messages, lanes);
        }
}

RC_GTEST_PROP(KeccakLanes, random_batches_hash_as_one_by_one, ()) {
    const auto sizes = *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, 1500));
    std::vector<ByteString> messages;
    for (const std::size_t size : sizes) messages.push_back(pattern(size, messages.size() + size));
    for (const KeccakLanes lanes : kinds()) expect_equal_to_keccak256(messages, lanes);
}

TEST(KeccakLanes, work_between_passes_and_prefetches_change_no_hash) {
    for (const KeccakLanes lanes : kinds()) {
        ByteString bytes;
        std::vector<PaddedMessage> messages;
        std::vector<Hash> hashes(300);
        constexpr std::size_t kLongest = 12;
        bytes.resize(hashes.size() * kLongest * 136);
        for (std::size_t i = 0; i < hashes.size(); ++i) {
            std::uint8_t* const at = &bytes[i * kLongest * 136];
            const ByteString message = pattern(i * 5 % 1600, i);
            std::copy(message.begin(), message.end(), at);
            messages.push_back({at, pad_keccak(at, message.size()), &hashes[i]});
        }
        PrefetchQueue lines;
        lines.add<64>(bytes.data(), 64);
        std::size_t calls = 0;
        const auto between = [&] {
            ++calls;
            lines.add<10>(bytes.data() + calls, 10);
        };
        keccak256_padded(messages, {between, &lines}, lanes);
        for (std::size_t i = 0; i < hashes.size(); ++i) ASSERT_EQ(hashes[i], keccak256(pattern(i * 5 % 1600, i)));
        EXPECT_GE(calls, hashes.size() / static_cast<std::size_t>(lanes));
    }
}

TEST(KeccakLanes, addresses_and_words_hash_as_their_bytes) {
    for (std::size_t count : {0U, 1U, 7U, 8U, 64U, 65U, 200U}) {
        std::vector<Address> addresses(count);
        std::vector<Hash> words(count);
        for (std::size_t i = 0; i < count; ++i) {
            std::ranges::copy(pattern(20, i), addresses[i].bytes.begin());
            std::ranges::copy(pattern(32, i), words[i].bytes.begin());
        }
        for (const KeccakLanes lanes : kinds()) {
            std::vector<Hash> hashes(count);
            keccak256_each(std::span<const Address>(addresses), hashes, lanes);
            for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(hashes[i], keccak256(addresses[i].bytes));
            keccak256_each(std::span<const Hash>(words), hashes, lanes);
            for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(hashes[i], keccak256(words[i].bytes));
        }
    }
}

}  // namespace
}  // namespace models
