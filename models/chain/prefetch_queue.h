// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace models {

/// Cache lines to be brought into the second-level cache (which can wait for twice as many as the first one) while
/// something is computed that leaves the memory idle (keccak256_padded): a few at a time, since a core waits once it
/// has asked for more lines than it can keep track of.
class PrefetchQueue {
  public:
    /// `count` lines from the one at `bytes` on, at most kMost. Any address will do, and so is reckoned with as a
    /// number. Lines that there is no room for are asked for at once.
    template <std::size_t kMost>
    void add(const void* bytes, std::size_t count) {
        static_assert(kMost <= kRoom / 2);
        const auto first = reinterpret_cast<std::uintptr_t>(bytes);
        const auto line = [first](std::size_t i) { return reinterpret_cast<const void*>(first + i * kLine); };
        if (end_ > kRoom - kMost && !make_room()) return fetch(first, count);
        for (std::size_t i = 0; i < kMost; ++i)
            lines_[end_ + i] = line(i);  // In vectors; what is too much is overwritten.
        end_ += count;
    }
    /// Moves lines to all of `out`; where there are no more, one that is near anyway: for an address that is not mapped
    /// the processor would look for its page each time.
    void take(std::span<const void*> out) {
        const std::size_t count = std::min(out.size(), end_ - begin_);
        std::copy_n(lines_.data() + begin_, count, out.data());
        begin_ += count;
        std::fill(out.begin() + static_cast<std::ptrdiff_t>(count), out.end(), out.data());
    }
    [[nodiscard]] bool empty() const { return begin_ == end_; }
    /// Asks for all that are left.
    void drain() {
        while (begin_ != end_) __builtin_prefetch(lines_[begin_++], 0, 2);
    }

  private:
    static constexpr std::size_t kLine = 64;
    static constexpr std::size_t kRoom = 4096;

    [[gnu::noinline, gnu::cold]] static void fetch(std::uintptr_t first, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i)
            __builtin_prefetch(reinterpret_cast<const void*>(first + i * kLine), 0, 2);
    }
    /// Moves the lines to the front; false, and nothing done, if they are so many that this would be too often.
    [[gnu::noinline, gnu::cold]] bool make_room() {
        if (end_ - begin_ > kRoom / 2) return false;
        std::copy(lines_.data() + begin_, lines_.data() + end_, lines_.data());
        end_ -= begin_;
        begin_ = 0;
        return true;
    }

    std::array<const void*, kRoom> lines_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace models
