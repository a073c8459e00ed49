// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "models/chain/bytes.h"

namespace models {

/// A fuzzer's input, taken byte by byte from the front. After its end come zeros, so that every input is complete.
class ByteSource {
  public:
    explicit ByteSource(ByteView bytes) : rest_(bytes) {}
    [[nodiscard]] bool at_end() const { return rest_.empty(); }

    std::uint8_t byte() {
        if (rest_.empty()) return 0;
        const std::uint8_t first = rest_.front();
        rest_ = rest_.subspan(1);
        return first;
    }
    /// As many as there are, at most `count`.
    ByteView bytes(std::size_t count) {
        const ByteView taken = rest_.first(std::min(count, rest_.size()));
        rest_ = rest_.subspan(taken.size());
        return taken;
    }

  private:
    ByteView rest_;
};

/// The element that a byte chooses, all about equally often.
template <class T, std::size_t size>
const T& choose(const T (&choices)[size], std::uint8_t byte) {
    return choices[byte % size];
}

}  // namespace models
