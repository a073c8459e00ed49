// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "models/evm/block.h"
#include "models/evm/revision.h"
#include "models/state/code.h"

namespace models {

/// Stands where a block may start in the copy of the code that is executed. No revision has such an instruction.
inline constexpr std::uint8_t kBlockMark = 0x0c;

/// Code made faster to execute under the rules of one revision: stretches that run often are translated into blocks,
/// one by one. All that run the code share it. Whether a block is translated yet has no effect on any result.
class Translation final : public Code::Attachment {
  public:
    Translation(const Code& code, Revision revision);

    /// The one of `code`, made once that has run `hot` times (0: never), this one included; nullptr before.
    static Translation* of(const Code& code, Revision revision, std::uint32_t hot);

    /// The code with kBlockMark where blocks may start, padded as Code is.
    [[nodiscard]] const std::uint8_t* begin() const { return marked_.data(); }
    [[nodiscard]] const Code& code() const { return code_; }
    [[nodiscard]] Revision revision() const { return revision_; }

    /// The slot of a block start; nullptr at other offsets.
    [[nodiscard]] BlockSlot* slot_at(std::uint64_t offset) {
        if (offset >= code_.size()) return nullptr;
        const Starts& starts = starts_[offset / 64];
        const std::uint64_t bit = std::uint64_t{1} << (offset % 64);
        if ((starts.bits & bit) == 0) return nullptr;
        return &slots_[starts.before + static_cast<unsigned>(__builtin_popcountll(starts.bits & (bit - 1)))];
    }
    /// The slot where a block that reached its greatest length goes on: its own, if `offset` is no block start.
    [[nodiscard]] BlockSlot* slot_behind_block(std::uint32_t offset);
    /// Counts one more time that a slot without a block was reached, and translates it after `hot` of them or
    /// kHotBlock.
    void reached(BlockSlot& slot, std::uint32_t hot);

  private:
    /// Which of 64 offsets are block starts, and how many are before them.
    struct Starts {
        std::uint64_t bits = 0;
        std::uint64_t before = 0;
    };
    static constexpr std::uint32_t kHotBlock = 1000;
    static_assert(kHotBlock < BlockSlot::kNever);
    void find_starts();

    const Code& code_;
    Revision revision_;
    std::vector<std::uint8_t> marked_;
    std::vector<Starts> starts_;
    std::unique_ptr<BlockSlot[]> slots_;
    std::mutex mutex_;  ///< Held while a block is translated, which alone changes what follows.
    std::map<std::uint32_t, BlockSlot> slots_behind_blocks_;
    std::vector<std::unique_ptr<const Block>> blocks_;
};

}  // namespace models
