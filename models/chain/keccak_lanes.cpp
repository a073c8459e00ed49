// SPDX-License-Identifier: MIT
#include "models/chain/keccak_lanes.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>
#include <vector>

#include "models/chain/keccak_lanes_kernels.h"
#include "models/chain/keccak_round.h"
#include "sim/base/check.h"

namespace models {
namespace {

/// Messages hashed between two looks at the input: enough to fill lanes with equally long ones, few enough for L1.
constexpr std::size_t kBatch = 64;

/// What is hashed in one go: sorted on the stack.
constexpr std::size_t kMostSorted = 256;
using SortedMessages = std::array<PaddedMessage, kMostSorted>;

/// Messages of one go by falling length: by counting, as nearly all have few blocks.
std::span<const PaddedMessage> sort_by_length(std::span<const PaddedMessage> messages, SortedMessages& sorted) {
    const std::uint32_t first = messages.front().block_count;
    if (std::all_of(messages.begin(), messages.end(), [first](const auto& m) { return m.block_count == first; }))
        return messages;
    constexpr std::uint32_t kMost = 8;
    std::array<std::uint32_t, kMost + 1> counts{};
    for (const PaddedMessage& message : messages) ++counts[std::min(message.block_count, kMost)];
    std::uint32_t sum = 0;
    for (std::size_t i = counts.size(); i-- > 0;) counts[i] = std::exchange(sum, sum + counts[i]);
    const std::uint32_t shorter = counts[kMost - 1];  // Where those begin that counting tells apart.
    for (const PaddedMessage& message : messages) sorted[counts[std::min(message.block_count, kMost)]++] = message;
    std::sort(sorted.begin(), sorted.begin() + shorter,
              [](const PaddedMessage& a, const PaddedMessage& b) { return a.block_count > b.block_count; });
    return std::span(sorted).first(messages.size());
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

void hash_group(std::span<const PaddedMessage> group, KeccakLanes lanes, PrefetchQueue* queue) {
    if (lanes == KeccakLanes::Avx512 && group.size() > 1) {
        if (queue == nullptr || queue->empty()) return keccak_group_avx512(group, nullptr);
        const LinesOfPass lines(*queue, group[0].block_count);
        return keccak_group_avx512(group, &lines);
    }
    if (queue != nullptr) queue->drain();
    group.size() == 1 ? keccak_one(group.front()) : keccak_group_avx2(group);  // One alone is no slower, and cooler.
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

void keccak256_padded(std::span<const PaddedMessage> messages, KeccakLanes lanes) {
    keccak256_padded(messages, BesideHashing{}, lanes);
}

void keccak256_padded(std::span<const PaddedMessage> messages, const BesideHashing& beside, KeccakLanes lanes) {
    SortedMessages sorted;
    for (; !messages.empty(); messages = messages.subspan(std::min(kMostSorted, messages.size())))
        keccak256_sorted(sort_by_length(messages.first(std::min(kMostSorted, messages.size())), sorted), beside, lanes);
}

void keccak256_sorted(std::span<const PaddedMessage> messages, const BesideHashing& beside, KeccakLanes lanes) {
    while (!messages.empty()) {
        const auto group = messages.first(std::min(static_cast<std::size_t>(lanes), messages.size()));
        messages = messages.subspan(group.size());
        hash_group(group, lanes, beside.lines);
        if (beside.between_passes) beside.between_passes();
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
