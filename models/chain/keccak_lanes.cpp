// SPDX-License-Identifier: MIT
#include "models/chain/keccak_lanes.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "models/chain/keccak_lanes_kernels.h"
#include "models/chain/keccak_round.h"
#include "sim/base/check.h"

namespace models {
namespace {

/// Messages hashed between two looks at the input: enough to fill lanes with equally long ones, few enough for L1.
constexpr std::size_t kBatch = 64;

bool longer(const PaddedMessage& a, const PaddedMessage& b) {
    return a.block_count > b.block_count;
}

/// Orders by falling length: by counting, as nearly all have few blocks.
void sort_by_length(std::span<PaddedMessage> messages) {
    constexpr std::uint32_t kMost = 8;
    constexpr std::size_t kOnStack = 512;
    const auto [shortest, longest] = std::minmax_element(
        messages.begin(), messages.end(), [](const auto& a, const auto& b) { return a.block_count < b.block_count; });
    if (shortest->block_count == longest->block_count) return;
    if (longest->block_count > kMost || messages.size() > kOnStack) {
        std::sort(messages.begin(), messages.end(), longer);
        return;
    }
    std::array<std::size_t, kMost + 2> first{};  // Where messages of so many blocks begin.
    for (const PaddedMessage& message : messages) ++first[message.block_count - 1];
    for (std::size_t i = kMost; i-- > 0;) first[i] += first[i + 1];
    std::array<PaddedMessage, kOnStack> sorted;
    for (const PaddedMessage& message : messages) sorted[first[message.block_count]++] = message;
    std::copy_n(sorted.begin(), messages.size(), messages.begin());
}

/// Messages of one size below a block, copied into blocks whose padding stands already.
template <class Message>
void hash_short(std::span<const Message> messages, std::span<Hash> hashes, KeccakLanes lanes) {
    constexpr std::size_t kSize = sizeof(Message::bytes);
    CHECK(messages.size() == hashes.size());
    std::array<std::array<std::uint8_t, kKeccakRate>, kBatch> blocks;
    for (auto& block : blocks) pad_keccak(block.data(), kSize);
    std::array<PaddedMessage, kBatch> batch;
    for (std::size_t first = 0; first < messages.size(); first += kBatch) {
        const std::size_t count = std::min(kBatch, messages.size() - first);
        for (std::size_t i = 0; i < count; ++i) {
            std::memcpy(blocks[i].data(), messages[first + i].bytes.data(), kSize);
            batch[i] = {blocks[i].data(), 1, &hashes[first + i]};
        }
        keccak256_padded(std::span(batch).first(count), lanes);
    }
}

}  // namespace

KeccakLanes widest_keccak_lanes() {
    return __builtin_cpu_supports("avx512f") ? KeccakLanes::Avx512 : KeccakLanes::Avx2;
}

std::uint32_t pad_keccak(std::uint8_t* bytes, std::size_t size) {
    const std::size_t blocks = size / kKeccakRate + 1;
    std::memset(bytes + size, 0, blocks * kKeccakRate - size);
    bytes[size] = 0x01;
    bytes[blocks * kKeccakRate - 1] |= 0x80;
    return static_cast<std::uint32_t>(blocks);
}

void keccak256_padded(std::span<PaddedMessage> messages, KeccakLanes lanes) {
    if (messages.empty()) return;
    if (lanes != KeccakLanes::Scalar) sort_by_length(messages);
    const auto width = static_cast<std::size_t>(lanes);
    while (!messages.empty()) {
        const auto group = messages.first(std::min(width, messages.size()));
        if (group.size() == 1) {
            keccak_one(group.front());  // No slower, and cooler.
        } else if (lanes == KeccakLanes::Avx512) {
            keccak_group_avx512(group);
        } else {
            keccak_group_avx2(group);
        }
        messages = messages.subspan(group.size());
    }
}

void keccak256_each(std::span<const ByteView> messages, std::span<Hash> hashes, KeccakLanes lanes) {
    CHECK(messages.size() == hashes.size());
    ByteString blocks;
    std::array<PaddedMessage, kBatch> batch;
    for (std::size_t first = 0; first < messages.size(); first += kBatch) {
        const std::size_t count = std::min(kBatch, messages.size() - first);
        std::size_t total = 0;
        for (const ByteView message : messages.subspan(first, count)) total += message.size() / kKeccakRate + 1;
        blocks.resize(std::max(blocks.size(), total * kKeccakRate));
        std::uint8_t* next = blocks.data();
        for (std::size_t i = 0; i < count; ++i) {
            const ByteView message = messages[first + i];
            if (!message.empty()) std::memcpy(next, message.data(), message.size());
            batch[i] = {next, pad_keccak(next, message.size()), &hashes[first + i]};
            next += batch[i].block_count * kKeccakRate;
        }
        keccak256_padded(std::span(batch).first(count), lanes);
    }
}

void keccak256_each(std::span<const Address> messages, std::span<Hash> hashes, KeccakLanes lanes) {
    hash_short(messages, hashes, lanes);
}
void keccak256_each(std::span<const Hash> messages, std::span<Hash> hashes, KeccakLanes lanes) {
    hash_short(messages, hashes, lanes);
}

}  // namespace models
