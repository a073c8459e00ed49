// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

#include "sim/base/check.h"

namespace models {

/// A hash map as a value: copying is O(1), and a changed copy shares with the original all that did not change.
///
/// A trie over the bits of a 64-bit hash, five bits an inner node. Its leaves are buckets of up to kBucketMax entries,
/// and an inner node splits a bucket as extendible hashing does (Fagin et al., ACM TODS 1979): a bucket that depends on
/// only `local_bits` of the node's five bits stands in all slots that agree on those, so that buckets are two thirds
/// full whatever the size of the map. Keys and values lie inline in the buckets. Deletions merge what splits parted.
///
/// Nodes carry a reference count. A node that only one map reaches is changed in place, any other is copied on the way
/// down. Reading touches no count, so threads may read one map at once; counts are atomic, so each thread may copy,
/// change and drop its own map. Pointers from find() hold until the map changes or dies.
template <class Key, class Value, class Hasher>
class PersistentMap {
    static_assert(std::is_trivially_copyable_v<Key> && std::is_trivially_copyable_v<Value>);

  public:
    PersistentMap() = default;
    PersistentMap(const PersistentMap& other) : root_(other.root_), size_(other.size_) {
        if (!root_.empty()) retain(root_);
    }
    PersistentMap(PersistentMap&& other) noexcept
        : root_(std::exchange(other.root_, Link())), size_(std::exchange(other.size_, 0)) {}
    PersistentMap& operator=(PersistentMap other) noexcept {
        std::swap(root_, other.root_);
        std::swap(size_, other.size_);
        return *this;
    }
    ~PersistentMap() {
        if (!root_.empty()) release(root_);
    }

    [[nodiscard]] std::size_t size() const { return size_; }

    /// The value of `key`, or nullptr.
    [[nodiscard]] const Value* find(const Key& key) const {
        const std::uint64_t hash = Hasher{}(key);
        Link link = root_;
        if (link.empty()) return nullptr;
        for (std::uint64_t bits = hash; link.is_inner(); bits >>= kBitsPerLevel)
            link = link.inner()->children[bits & kDigitMask];
        const Bucket* bucket = link.bucket();
        const std::uint32_t index = index_in(bucket, key, hash);
        return index == kNone ? nullptr : &bucket->entries()[index].value;
    }

    /// Most keys that prefetch() takes at once: about as many reads as a core can have under way.
    static constexpr std::size_t kMostPrefetched = 16;

    /// Brings into the processor's cache what lies on the way to the keys that are the `key_of` of `holders`, for all
    /// of them side by side: find() and set() wait for memory several times each otherwise. Changes nothing.
    template <class Holder, class KeyOf>
    void prefetch(std::span<Holder> holders, KeyOf key_of) const {
        CHECK(holders.size() <= kMostPrefetched);
        if (root_.empty()) return;
        Link links[kMostPrefetched];
        std::uint64_t hashes[kMostPrefetched];
        for (std::size_t i = 0; i < holders.size(); ++i) {
            links[i] = root_;
            hashes[i] = Hasher{}(std::invoke(key_of, holders[i]));
        }
        for (bool goes_on = true; goes_on;) {
            goes_on = false;
            for (std::size_t i = 0; i < holders.size(); ++i) {
                if (!links[i].is_inner()) continue;
                const Inner* inner = links[i].inner();
                links[i] = inner->children[hashes[i] & kDigitMask];
                hashes[i] >>= kBitsPerLevel;
                prefetch_node(links[i], hashes[i]);
                goes_on = true;
            }
        }
    }

    /// Inserts or overwrites.
    void set(Key key, Value value) {
        const std::uint64_t hash = Hasher{}(key);
        if (root_.empty()) root_ = make_bucket(0, kBitsPerLevel);
        Place place;
        for (;;) {
            place = descend(place, hash);
            Bucket* bucket = link_at(place).bucket();
            const std::uint32_t index = index_in(bucket, key, hash);
            if (index != kNone) {
                unshare_bucket(place, bucket->count)->entries()[index].value = value;
                return;
            }
            if (bucket->count < kBucketMax || is_deepest(place, bucket)) {
                append(unshare_bucket(place, bucket->count + 1U), {key, value}, hash);
                ++size_;
                return;
            }
            split(place);
        }
    }

    /// Removes; false if there was nothing.
    bool erase(const Key& key) {
        if (find(key) == nullptr) return false;
        const std::uint64_t hash = Hasher{}(key);
        Place path[kMaxDepth + 1];
        Place* place = path;
        for (; link_at(*place).is_inner(); ++place) place[1] = step(*place, hash);
        Bucket* bucket = unshare_bucket(*place, link_at(*place).bucket()->count);
        remove(bucket, index_in(bucket, key, hash));
        --size_;
        while (merge(*place)) {
            if (link_at(*place).bucket()->local_bits == 0) collapse(*--place);
        }
        return true;
    }

    /// Calls visit(key, value) for every entry, in an order that follows from hashes: sort before anything is output.
    template <class Visit>
    void for_each(const Visit& visit) const {
        if (!root_.empty()) visit_all(root_, visit);
    }

    /// Bytes that the nodes of this map take on the heap (without the allocator's own); shared nodes count in full.
    [[nodiscard]] std::size_t heap_bytes() const { return root_.empty() ? 0 : bytes_below(root_); }

  private:
    static constexpr unsigned kBitsPerLevel = 5;
    static constexpr unsigned kFanout = 1U << kBitsPerLevel;
    static constexpr std::uint64_t kDigitMask = kFanout - 1;
    static constexpr unsigned kMaxDepth = 12;  // 60 of the 64 bits; keys that agree on all of them share a bucket.
    static constexpr std::uint32_t kBucketMax = 32;
    static constexpr std::uint32_t kMergeMax =
        8;  // Below kBucketMax, so that a set and an erase in turn do not thrash.
    static constexpr std::uint32_t kNone = ~std::uint32_t{0};

    struct Entry {
        Key key;
        Value value;
    };
    struct Inner;
    struct Bucket;

    /// A pointer to a node that knows which kind it points to, so that the way down never waits for a node's header.
    class Link {
      public:
        Link() = default;
        Link(Inner* inner) : bits_(reinterpret_cast<std::uintptr_t>(inner) | 1U) {}
        Link(Bucket* bucket) : bits_(reinterpret_cast<std::uintptr_t>(bucket)) {}
        [[nodiscard]] bool empty() const { return bits_ == 0; }
        [[nodiscard]] bool is_inner() const { return (bits_ & 1U) != 0; }
        [[nodiscard]] Inner* inner() const { return reinterpret_cast<Inner*>(bits_ - 1U); }
        [[nodiscard]] Bucket* bucket() const { return reinterpret_cast<Bucket*>(bits_); }

      private:
        std::uintptr_t bits_ = 0;
    };
    struct Inner {
        std::atomic<std::uint32_t> references{1};
        std::uint32_t first = 0;  ///< Bit i: slot i is the lowest of the slots that its child stands in.
        Link children[kFanout];
    };
    struct alignas(alignof(Entry)) Bucket {
        std::atomic<std::uint32_t> references{1};
        std::uint16_t count = 0;
        std::uint16_t capacity;
        std::uint8_t local_bits;             ///< Of the parent's five bits, how many tell who belongs here.
        std::uint8_t tags[kBucketMax] = {};  ///< The top byte of each entry's hash, of the first kBucketMax.
        Bucket(std::uint32_t room, unsigned bits)
            : capacity(static_cast<std::uint16_t>(room)), local_bits(static_cast<std::uint8_t>(bits)) {}
        Entry* entries() { return reinterpret_cast<Entry*>(this + 1); }
        const Entry* entries() const { return reinterpret_cast<const Entry*>(this + 1); }
    };
    /// Where a node hangs: a slot of an inner node that is ours alone, or the root.
    struct Place {
        Inner* parent = nullptr;
        unsigned digit = 0;
        unsigned depth = 0;  ///< Inner nodes above.
    };

    static std::uint8_t tag_of(std::uint64_t hash) { return static_cast<std::uint8_t>(hash >> 56); }

    // --- Lifetime -------------------------------------------------------------------------------------------------

    static Bucket* make_bucket(std::uint32_t capacity, unsigned local_bits) {
        void* memory = ::operator new(sizeof(Bucket) + capacity * sizeof(Entry));
        return new (memory) Bucket(capacity, local_bits);
    }
    static std::atomic<std::uint32_t>& references(Link link) {
        return link.is_inner() ? link.inner()->references : link.bucket()->references;
    }
    static void retain(Link link) { references(link).fetch_add(1, std::memory_order_relaxed); }
    static void release(Link link) {
        if (references(link).fetch_sub(1, std::memory_order_acq_rel) != 1) return;
        if (!link.is_inner()) return ::operator delete(link.bucket());
        each_child(link.inner(), [](Link child) { release(child); });
        delete link.inner();
    }
    // Nobody else can come to a node that only we refer to; acquire, because the last other owner may have read it on
    // another thread before it let go.
    static bool unique(Link link) { return references(link).load(std::memory_order_acquire) == 1; }

    template <class Visit>
    static void each_child(const Inner* inner, const Visit& visit) {
        for (std::uint32_t rest = inner->first; rest != 0; rest &= rest - 1)
            visit(inner->children[std::countr_zero(rest)]);
    }

    // --- Buckets --------------------------------------------------------------------------------------------------

    static std::uint32_t index_in(const Bucket* bucket, const Key& key, std::uint64_t hash) {
        if (bucket->count > kBucketMax) return index_by_scan(bucket, key);
        // Eight tags at a time: a zero byte of `differing` is a match (or, above one, a false alarm that the key ends).
        constexpr std::uint64_t kOnes = 0x0101010101010101U;
        for (std::uint32_t base = 0; base < bucket->count; base += 8) {
            std::uint64_t tags;
            std::memcpy(&tags, bucket->tags + base, 8);
            const std::uint64_t differing = tags ^ (kOnes * tag_of(hash));
            for (std::uint64_t hits = (differing - kOnes) & ~differing & (kOnes << 7); hits != 0; hits &= hits - 1) {
                const std::uint32_t index = base + static_cast<std::uint32_t>(std::countr_zero(hits)) / 8;
                if (index < bucket->count && bucket->entries()[index].key == key) return index;
            }
        }
        return kNone;
    }
    static std::uint32_t index_by_scan(const Bucket* bucket, const Key& key) {
        for (std::uint32_t i = 0; i < bucket->count; ++i)
            if (bucket->entries()[i].key == key) return i;
        return kNone;
    }
    static void append(Bucket* bucket, const Entry& entry, std::uint64_t hash) {
        if (bucket->count < kBucketMax) bucket->tags[bucket->count] = tag_of(hash);
        new (bucket->entries() + bucket->count) Entry(entry);
        ++bucket->count;
    }
    static void remove(Bucket* bucket, std::uint32_t index) {
        --bucket->count;
        if (index == bucket->count) return;
        const Entry moved = bucket->entries()[bucket->count];
        bucket->entries()[index] = moved;
        if (index < kBucketMax) bucket->tags[index] = tag_of(Hasher{}(moved.key));
    }
    static void append_all(Bucket* to, const Bucket* from) {
        for (std::uint32_t i = 0; i < from->count; ++i)
            append(to, from->entries()[i], Hasher{}(from->entries()[i].key));
    }

    static void prefetch_lines(const void* begin, std::size_t size) {
        constexpr std::size_t kLine = 64;
        for (std::size_t offset = 0; offset < size; offset += kLine)
            __builtin_prefetch(static_cast<const std::byte*>(begin) + offset);
    }
    /// What set() needs of it: all of a bucket, because it is copied, as far as its size is known before it is there.
    static void prefetch_node(Link link, std::uint64_t hash) {
        if (link.is_inner()) {
            __builtin_prefetch(&link.inner()->references);
            __builtin_prefetch(&link.inner()->children[hash & kDigitMask]);
        } else {
            prefetch_lines(link.bucket(), sizeof(Bucket) + kBucketMax / 2 * sizeof(Entry));
        }
    }

    // --- Places ---------------------------------------------------------------------------------------------------

    [[nodiscard]] Link link_at(const Place& place) const {
        return place.parent == nullptr ? root_ : place.parent->children[place.digit];
    }
    void put(const Place& place, Inner* inner) {
        (place.parent == nullptr ? root_ : place.parent->children[place.digit]) = inner;
    }
    /// Puts `bucket` into every slot that it stands in by its local bits.
    void put(const Place& place, Bucket* bucket) {
        if (place.parent == nullptr) {
            root_ = bucket;
            return;
        }
        const unsigned stride = 1U << bucket->local_bits;
        for (unsigned slot = place.digit & (stride - 1); slot < kFanout; slot += stride)
            place.parent->children[slot] = bucket;
    }
    static bool is_deepest(const Place& place, const Bucket* bucket) {
        return place.depth == kMaxDepth && bucket->local_bits == kBitsPerLevel;
    }

    /// The inner node at `place`, made ours alone, and the place below it on the way to `hash`.
    Place step(const Place& place, std::uint64_t hash) {
        Inner* inner = link_at(place).inner();
        if (!unique(inner)) {
            auto* copy = new Inner;
            copy->first = inner->first;
            std::copy_n(inner->children, kFanout, copy->children);
            each_child(copy, [](Link child) { retain(child); });
            put(place, copy);
            release(inner);
            inner = copy;
        }
        return {inner, static_cast<unsigned>((hash >> (kBitsPerLevel * place.depth)) & kDigitMask), place.depth + 1};
    }
    Place descend(Place place, std::uint64_t hash) {
        while (link_at(place).is_inner()) place = step(place, hash);
        return place;
    }
    /// The bucket at `place`, made ours alone, with room for `needed` entries.
    Bucket* unshare_bucket(const Place& place, std::uint32_t needed) {
        Bucket* bucket = link_at(place).bucket();
        if (unique(bucket) && bucket->capacity >= needed) return bucket;
        CHECK(needed <= 0xffff);
        std::uint32_t capacity = needed;
        if (needed > bucket->count) capacity = needed <= kBucketMax ? (needed + 1) & ~1U : needed + needed / 2;
        Bucket* copy = make_bucket(capacity, bucket->local_bits);
        copy->count = bucket->count;
        std::memcpy(copy->tags, bucket->tags, sizeof copy->tags);
        std::memcpy(static_cast<void*>(copy->entries()), bucket->entries(), bucket->count * sizeof(Entry));
        put(place, copy);
        release(bucket);
        return copy;
    }

    // --- Splitting and merging ------------------------------------------------------------------------------------

    /// Parts the full bucket at `place` in two by its next hash bit; below a new inner node if it stands in one slot.
    void split(Place place) {
        Bucket* full = link_at(place).bucket();
        unsigned bits = full->local_bits;
        if (bits == kBitsPerLevel) {
            auto* inner = new Inner;
            inner->first = 1;
            put(place, inner);
            place = {inner, 0, place.depth + 1};
            bits = 0;
        }
        const unsigned bit = kBitsPerLevel * (place.depth - 1) + bits;
        const unsigned low_slot = place.digit & ((1U << bits) - 1);
        std::uint64_t hashes[kBucketMax];
        std::uint32_t counts[2] = {0, 0};
        for (std::uint32_t i = 0; i < full->count; ++i) {
            hashes[i] = Hasher{}(full->entries()[i].key);
            ++counts[(hashes[i] >> bit) & 1];
        }
        Bucket* halves[2] = {make_bucket(counts[0], bits + 1), make_bucket(counts[1], bits + 1)};
        for (std::uint32_t i = 0; i < full->count; ++i)
            append(halves[(hashes[i] >> bit) & 1], full->entries()[i], hashes[i]);
        put({place.parent, low_slot, place.depth}, halves[0]);
        put({place.parent, low_slot | (1U << bits), place.depth}, halves[1]);
        place.parent->first |= 1U << (low_slot | (1U << bits));
        release(full);
    }

    /// Joins the bucket at `place` (ours alone) with the one that it was split from, if both are small; false if not.
    bool merge(const Place& place) {
        Bucket* bucket = link_at(place).bucket();
        if (place.parent == nullptr || bucket->local_bits == 0) return false;
        const unsigned bits = bucket->local_bits - 1U;
        const Link other = place.parent->children[place.digit ^ (1U << bits)];
        if (other.is_inner() || other.bucket()->local_bits != bucket->local_bits) return false;
        Bucket* buddy = other.bucket();
        const std::uint32_t count = std::uint32_t{bucket->count} + buddy->count;
        if (count > kMergeMax) return false;
        Bucket* joined = make_bucket(count, bits);
        append_all(joined, bucket);
        append_all(joined, buddy);
        const unsigned low_slot = place.digit & ((1U << bits) - 1);
        place.parent->first &= ~(1U << (low_slot | (1U << bits)));
        put(place, joined);
        release(bucket);
        release(buddy);
        return true;
    }
    /// Puts the only bucket of the inner node at `place` in the node's stead.
    void collapse(const Place& place) {
        Inner* inner = link_at(place).inner();
        Bucket* bucket = inner->children[0].bucket();
        bucket->local_bits = kBitsPerLevel;
        put(place, bucket);
        delete inner;
    }

    // --- Whole map ------------------------------------------------------------------------------------------------

    template <class Visit>
    static void visit_all(Link link, const Visit& visit) {
        if (link.is_inner()) return each_child(link.inner(), [&](Link child) { visit_all(child, visit); });
        const Bucket* bucket = link.bucket();
        for (std::uint32_t i = 0; i < bucket->count; ++i) visit(bucket->entries()[i].key, bucket->entries()[i].value);
    }
    static std::size_t bytes_below(Link link) {
        if (!link.is_inner()) return sizeof(Bucket) + link.bucket()->capacity * sizeof(Entry);
        std::size_t bytes = sizeof(Inner);
        each_child(link.inner(), [&](Link child) { bytes += bytes_below(child); });
        return bytes;
    }

    Link root_;
    std::size_t size_ = 0;
};

}  // namespace models
