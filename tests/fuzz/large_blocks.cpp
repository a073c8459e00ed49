// SPDX-License-Identifier: MIT
#include <cstdlib>
#include <mutex>
#include <new>
#include <vector>

// Every executor allocates the 33 MB of the EVM's stacks, and the address sanitizer marks them byte by byte: 10 of the
// 15 ms that a small block took. Large blocks are therefore kept and given out again, with the marks around them.
namespace {

constexpr std::size_t kLarge = std::size_t{1} << 24;

struct LargeBlock {
    void* bytes;
    std::size_t size;
    bool free;
};

std::mutex mutex;
std::vector<LargeBlock>& large_blocks() {
    static auto* blocks = new std::vector<LargeBlock>();  // Never destroyed: other statics may hold blocks.
    return *blocks;
}

}  // namespace

void* operator new[](std::size_t size, std::align_val_t alignment) {
    const auto align = static_cast<std::size_t>(alignment);
    size = (size + align - 1) / align * align;
    const std::lock_guard lock(mutex);
    if (size >= kLarge) {
        for (LargeBlock& block : large_blocks()) {
            if (!block.free || block.size != size) continue;
            block.free = false;
            return block.bytes;
        }
    }
    void* bytes = std::aligned_alloc(align, size);
    if (bytes == nullptr) throw std::bad_alloc();
    if (size >= kLarge) large_blocks().push_back({bytes, size, false});
    return bytes;
}

void operator delete[](void* bytes, std::align_val_t) noexcept {
    const std::lock_guard lock(mutex);
    for (LargeBlock& block : large_blocks())
        if (block.bytes == bytes) return void(block.free = true);
    std::free(bytes);
}
void operator delete[](void* bytes, std::size_t, std::align_val_t alignment) noexcept {
    operator delete[](bytes, alignment);
}
