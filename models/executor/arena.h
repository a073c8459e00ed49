// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <type_traits>
#include <vector>

namespace models {

/// Memory for records that live until the end of a block: allocation is adding to an offset, freeing is `reset`, and
/// the chunks stay for the next block. Runs no destructors, hence only for types that need none.
class Arena {
  public:
    /// `count` value-initialised objects.
    template <class T>
    [[nodiscard]] T* allocate(std::size_t count) {
        static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= kAlignment);
        T* const objects = reinterpret_cast<T*>(take(count * sizeof(T)));
        std::uninitialized_value_construct_n(objects, count);
        return objects;
    }

    /// Makes everything allocated so far invalid.
    void reset() { current_ = used_ = 0; }

  private:
    static constexpr std::size_t kAlignment = alignof(std::max_align_t);
    static constexpr std::size_t kChunkSize = 16 * 1024;

    struct Chunk {
        std::unique_ptr<std::byte[]> bytes;
        std::size_t size = 0;
    };

    std::byte* take(std::size_t size) {
        size = (size + kAlignment - 1) / kAlignment * kAlignment;
        while (current_ < chunks_.size() && used_ + size > chunks_[current_].size) {
            ++current_;
            used_ = 0;
        }
        if (current_ == chunks_.size()) {
            const std::size_t chunk_size = size > kChunkSize ? size : kChunkSize;
            chunks_.push_back({std::make_unique_for_overwrite<std::byte[]>(chunk_size), chunk_size});
        }
        std::byte* const place = chunks_[current_].bytes.get() + used_;
        used_ += size;
        return place;
    }

    std::vector<Chunk> chunks_;
    std::size_t current_ = 0;  ///< Index of the chunk in use ...
    std::size_t used_ = 0;     ///< ... and its bytes given out.
};

}  // namespace models
