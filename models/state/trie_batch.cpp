// SPDX-License-Identifier: MIT
#include "models/state/trie_batch.h"

#include <algorithm>
#include <bit>
#include <thread>

#include "models/chain/block.h"

namespace models {
namespace {

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

void KeySorter::fill_buckets(std::span<const Hash> keys, unsigned bits) {
    const unsigned shift = 64 - bits;
    ends_.assign(std::size_t{1} << bits, 0);
    for (const Hash& key : keys) ++ends_[prefix_of(key) >> shift];
    std::uint32_t sum = 0;
    for (std::uint32_t& end : ends_) end = std::exchange(sum, sum + end);
    entries_.resize(keys.size());
    for (std::uint32_t i = 0; i < keys.size(); ++i) {
        const std::uint64_t prefix = prefix_of(keys[i]);
        entries_[ends_[prefix >> shift]++] = {prefix, i};
    }
}

std::span<const std::uint32_t> KeySorter::order_of(std::span<const Hash> keys) {
    // About one key a bucket.
    fill_buckets(keys, static_cast<unsigned>(std::clamp<std::size_t>(std::bit_width(keys.size()), 2, 21)));
    const auto before = [&](const Entry& a, const Entry& b) {
        return a.prefix != b.prefix ? a.prefix < b.prefix : keys[a.index] < keys[b.index];
    };
    constexpr std::uint32_t kFew = 16;
    std::uint32_t begin = 0;
    order_.resize(keys.size());
    for (const std::uint32_t end : ends_) {
        if (end - begin > kFew) {
            std::sort(entries_.begin() + begin, entries_.begin() + end, before);
        } else {
            for (std::uint32_t i = begin + 1; i < end; ++i)
                for (std::uint32_t j = i; j > begin && before(entries_[j], entries_[j - 1]); --j)
                    std::swap(entries_[j], entries_[j - 1]);
        }
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
        if (changes < kTrieChunk && i + 1 < visits.size()) continue;
        chunks.push_back(visits.subspan(begin, i + 1 - begin));
        begin = i + 1;
        changes = 0;
    }
    return chunks;
}

}  // namespace models
