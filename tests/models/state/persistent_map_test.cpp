// SPDX-License-Identifier: MIT
#include "models/state/persistent_map.h"

#include "generators.h"

namespace models {
namespace {

using Number = std::uint64_t;

/// splitmix64's finaliser: a hash worth the name.
struct GoodHasher {
    std::size_t operator()(Number key) const noexcept {
        key = (key ^ (key >> 30)) * 0xbf58476d1ce4e5b9U;
        key = (key ^ (key >> 27)) * 0x94d049bb133111ebU;
        return key ^ (key >> 31);
    }
};
/// Everything collides: one bucket below the deepest inner node.
struct ConstantHasher {
    std::size_t operator()(Number) const noexcept { return 0x123456789abcdef0U; }
};
/// Differs only in the four bits that the trie does not look at.
struct TopBitsHasher {
    std::size_t operator()(Number key) const noexcept { return key << 60; }
};
/// Differs only in the last bits that the trie looks at: long chains of inner nodes.
struct DeepHasher {
    std::size_t operator()(Number key) const noexcept { return key << 55; }
};

template <class Hasher>
class PersistentMapOf : public testing::Test {
  public:
    using Map = PersistentMap<Number, Number, Hasher>;
    using Model = std::map<Number, Number>;

    static void expect_equal(const Map& map, const Model& model) {
        RC_ASSERT(map.size() == model.size());
        Model seen;
        map.for_each([&](Number key, Number value) { seen.emplace(key, value); });
        RC_ASSERT(seen == model);
        for (const auto& [key, value] : model) {
            const Number* found = map.find(key);
            RC_ASSERT(found != nullptr);
            RC_ASSERT(*found == value);
            RC_ASSERT((map.find(key + 100'000) == nullptr) == !model.contains(key + 100'000));
        }
    }
};
using Hashers = testing::Types<GoodHasher, ConstantHasher, TopBitsHasher, DeepHasher>;

class HasherName {
  public:
    template <class Hasher>
    static std::string GetName(int index) {
        constexpr const char* kNames[] = {"Good", "Constant", "TopBits", "Deep"};
        return kNames[index];
    }
};
TYPED_TEST_SUITE(PersistentMapOf, Hashers, HasherName);

TYPED_TEST(PersistentMapOf, equals_std_map_and_snapshots_stay) {
    using Fixture = PersistentMapOf<TypeParam>;
    const bool holds = rc::check("random operations with snapshots", [] {
        // Growing and shrinking in turn, so that splits and merges both happen.
        const auto key_range = *rc::gen::element<Number>(8, 60, 600);
        const auto operations = *rc::gen::container<std::vector<std::pair<Number, int>>>(
            400, full_size(rc::gen::pair(rc::gen::inRange<Number>(0, key_range), rc::gen::inRange(0, 100))));
        typename Fixture::Map map;
        typename Fixture::Model model;
        std::vector<std::pair<typename Fixture::Map, typename Fixture::Model>> snapshots;
        for (std::size_t i = 0; i < operations.size(); ++i) {
            const auto [key, dice] = operations[i];
            const int erase_share = (i / 100) % 2 == 0 ? 20 : 80;
            if (dice < erase_share) {
                RC_ASSERT(map.erase(key) == (model.erase(key) == 1));
            } else {
                map.set(key, i);
                model[key] = i;
            }
            if (dice == 50) snapshots.emplace_back(map, model);
        }
        Fixture::expect_equal(map, model);
        for (const auto& [snapshot, then] : snapshots) Fixture::expect_equal(snapshot, then);
    });
    EXPECT_TRUE(holds);
}

TYPED_TEST(PersistentMapOf, gives_memory_back_when_emptied) {
    PersistentMap<Number, Number, TypeParam> map;
    map.set(0, 0);
    const std::size_t bytes_of_one = map.heap_bytes();
    for (Number key = 1; key < 500; ++key) map.set(key, key);
    EXPECT_GT(map.heap_bytes(), 500 * 16U);
    for (Number key = 499; key > 0; --key) ASSERT_TRUE(map.erase(key));
    EXPECT_LE(map.heap_bytes(), 4 * bytes_of_one);
    EXPECT_TRUE(map.erase(0));
    EXPECT_EQ(map.size(), 0U);
}

TEST(PersistentMap, keeps_buckets_two_thirds_full) {
    PersistentMap<Number, Number, GoodHasher> map;
    for (const Number size : {1'000U, 3'000U, 10'000U, 30'000U}) {
        for (Number key = map.size(); key < size; ++key) map.set(key, key);
        EXPECT_LT(map.heap_bytes(), size * 32) << size;  // An entry takes 16.
    }
}

TEST(PersistentMap, set_may_take_a_value_from_the_map_itself) {
    PersistentMap<Number, Number, GoodHasher> map;
    for (Number key = 0; key < 1'000; ++key) map.set(key, key);
    for (Number key = 1'000; key < 2'000; ++key) map.set(key, *map.find(key - 1'000));
    for (Number key = 0; key < 2'000; ++key) EXPECT_EQ(*map.find(key), key % 1'000);
}

TEST(PersistentMap, moves_leave_the_source_empty) {
    PersistentMap<Number, Number, GoodHasher> map;
    map.set(1, 2);
    PersistentMap<Number, Number, GoodHasher> taken(std::move(map));
    EXPECT_EQ(*taken.find(1), 2U);
    EXPECT_EQ(map.size(), 0U);  // NOLINT: looked at on purpose
    EXPECT_EQ(map.find(1), nullptr);
    map = taken;
    taken.set(1, 3);
    EXPECT_EQ(*map.find(1), 2U);
}

}  // namespace
}  // namespace models
