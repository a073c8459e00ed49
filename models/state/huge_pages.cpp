// SPDX-License-Identifier: MIT
#include "models/state/huge_pages.h"

#include <sys/mman.h>

#include <cstdlib>

#include "sim/base/check.h"

namespace models {

void* allocate_huge(std::size_t size) {
    void* const memory = std::aligned_alloc(kHugePage, size);
    CHECK(memory != nullptr, "out of memory");
    ::madvise(memory, size, MADV_HUGEPAGE);
    return memory;
}

void free_huge(void* memory) {
    std::free(memory);
}

}  // namespace models
