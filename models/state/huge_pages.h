// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace models {

constexpr std::size_t kHugePage = std::size_t{2} << 20;

/// Memory of `size` bytes, a multiple of kHugePage, in huge pages if the system gives them: what is read in the order
/// of hashes would otherwise miss the TLB nearly each time, too. Aborts if there is none.
[[nodiscard]] void* allocate_huge(std::size_t size);
void free_huge(void* memory);

/// For vectors that grow large: those of a megabyte and more are in huge pages.
template <class T>
struct HugePageAllocator {
    using value_type = T;
    HugePageAllocator() = default;
    template <class U>
    explicit HugePageAllocator(const HugePageAllocator<U>&) {}

    [[nodiscard]] T* allocate(std::size_t count) {
        return is_large(count)
                   ? static_cast<T*>(allocate_huge((count * sizeof(T) + kHugePage - 1) / kHugePage * kHugePage))
                   : std::allocator<T>().allocate(count);
    }
    void deallocate(T* memory, std::size_t count) {
        is_large(count) ? free_huge(memory) : std::allocator<T>().deallocate(memory, count);
    }
    bool operator==(const HugePageAllocator&) const = default;

  private:
    static bool is_large(std::size_t count) { return count * sizeof(T) >= kHugePage / 2; }
};

template <class T>
using HugeVector = std::vector<T, HugePageAllocator<T>>;

}  // namespace models
