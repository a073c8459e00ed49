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
    /// The lines of `size` bytes. Any address will do, and so is reckoned with as a number. Bytes that there is no
    /// room for are asked for at once.
    void add(const void* bytes, std::size_t size) {
        const auto first = reinterpret_cast<std::uintptr_t>(bytes);
        const bool room = kRoom - (end_ - begin_) >= (size + kLine - 1) / kLine;
        for (std::size_t at = 0; at < size; at += kLine) {
            const auto* const line = reinterpret_cast<const void*>(first + at);
            if (room)
                lines_[end_++ % kRoom] = line;
            else
                __builtin_prefetch(line, 0, 2);
        }
    }
    /// Moves lines to all of `out`; where there are no more, one that is near anyway: for an address that is not mapped
    /// the processor would look for its page each time.
    void take(std::span<const void*> out) {
        const std::size_t count = std::min(out.size(), end_ - begin_);
        const std::size_t from = begin_ % kRoom;
        const std::size_t first = std::min(count, kRoom - from);  // Up to where the ring begins anew.
        std::copy_n(lines_.data() + from, first, out.data());
        std::copy_n(lines_.data(), count - first, out.data() + first);
        begin_ += count;
        std::fill(out.begin() + static_cast<std::ptrdiff_t>(count), out.end(), out.data());
    }
    [[nodiscard]] bool empty() const { return begin_ == end_; }
    /// Asks for all that are left.
    void drain() {
        while (begin_ != end_) __builtin_prefetch(lines_[begin_++ % kRoom], 0, 2);
    }

  private:
    static constexpr std::size_t kLine = 64;
    static constexpr std::size_t kRoom = 4096;
    std::array<const void*, kRoom> lines_;
    std::size_t begin_ = 0;  ///< Counted up without end, as end_ is.
    std::size_t end_ = 0;
};

}  // namespace models
