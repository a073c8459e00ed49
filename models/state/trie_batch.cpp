// SPDX-License-Identifier: MIT
#include "models/state/trie_batch.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <thread>

#include "models/chain/block.h"

namespace models {
namespace {

/// Few enough for the places of all digits to be at hand.
constexpr unsigned kMostDigitBits = 11;

std::uint64_t prefix_of(const Hash& key) {
    std::uint64_t prefix;
    std::memcpy(&prefix, key.bytes.data(), sizeof prefix);
    return __builtin_bswap64(prefix);
}

}  // namespace

TrieBranch* make_anchor(TrieArena& arena) {
    TrieBranch* anchor = arena.make_branch(1);
    anchor->lay_out(1);
    anchor->ref(0) = kEmptyTrieRoot;
    return anchor;
}

void run_on_threads(std::size_t workers, const std::function<void(std::size_t)>& work) {
    std::vector<std::jthread> threads;
    for (std::size_t worker = 1; worker < workers; ++worker) threads.emplace_back(work, worker);
    work(0);
}

void KeySorter::sort_by_digits(std::span<const Hash> keys, unsigned digit) {
    std::array<std::uint32_t, 1U << kMostDigitBits> lower;
    std::array<std::uint32_t, 1U << kMostDigitBits> upper;
    std::fill_n(lower.begin(), 1U << digit, 0U);
    std::fill_n(upper.begin(), 1U << digit, 0U);
    const auto lower_of = [digit](std::uint64_t prefix) { return prefix << digit >> (64 - digit); };
    const auto upper_of = [digit](std::uint64_t prefix) { return prefix >> (64 - digit); };
    for (const Hash& key : keys) {
        const std::uint64_t prefix = prefix_of(key);
        ++lower[lower_of(prefix)];
        ++upper[upper_of(prefix)];
    }
    const auto to_begins = [digit](auto& counts) {
        std::exclusive_scan(counts.begin(), counts.begin() + (1U << digit), counts.begin(), 0U);
    };
    to_begins(lower);
    to_begins(upper);
    entries_.resize(keys.size());
    by_lower_.resize(keys.size());
    for (std::uint32_t i = 0; i < keys.size(); ++i) {
        const std::uint64_t prefix = prefix_of(keys[i]);
        by_lower_[lower[lower_of(prefix)]++] = {prefix, i};
    }
    for (const Entry& entry : by_lower_) entries_[upper[upper_of(entry.prefix)]++] = entry;
}

std::span<const std::uint32_t> KeySorter::order_of(std::span<const Hash> keys) {
    // A few bits more than tell the keys apart.
    const auto digit = std::min<unsigned>((static_cast<unsigned>(std::bit_width(keys.size())) + 4) / 2, kMostDigitBits);
    sort_by_digits(keys, digit);
    const auto before = [&](const Entry& a, const Entry& b) {
        return a.prefix != b.prefix ? a.prefix < b.prefix : keys[a.index] < keys[b.index];
    };
    const unsigned shift = 64 - 2 * digit;
    order_.resize(keys.size());
    for (std::size_t begin = 0; begin < keys.size();) {
        std::size_t end = begin + 1;
        while (end < keys.size() && entries_[end].prefix >> shift == entries_[begin].prefix >> shift) ++end;
        if (end - begin > 1)
            std::sort(entries_.begin() + static_cast<std::ptrdiff_t>(begin),
                      entries_.begin() + static_cast<std::ptrdiff_t>(end), before);
        for (; begin < end; ++begin) order_[begin] = entries_[begin].index;
    }
    return order_;
}

std::vector<std::span<const TrieVisit>> cut_into_chunks(std::span<const TrieVisit> visits) {
    std::vector<std::span<const TrieVisit>> chunks;
    std::size_t begin = 0;
    std::size_t changes = 0;
    for (std::size_t i = 0; i < visits.size(); ++i) {
        changes += visits[i].last - visits[i].first;
        const bool fills_lanes = (i + 1 - begin) % static_cast<std::size_t>(KeccakLanes::Avx512) == 0;
        if ((changes < kTrieChunk || !fills_lanes) && changes < 2 * kTrieChunk && i + 1 < visits.size()) continue;
        chunks.push_back(visits.subspan(begin, i + 1 - begin));
        begin = i + 1;
        changes = 0;
    }
    return chunks;
}

}  // namespace models
