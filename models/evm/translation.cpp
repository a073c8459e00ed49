// SPDX-License-Identifier: MIT
#include "models/evm/translation.h"

#include <algorithm>

#include "models/evm/block_builder.h"
#include "models/evm/opcode.h"

namespace models {
namespace {

/// A shorter stretch is left as it is: entering a block costs as much as it would save.
constexpr std::uint32_t kMinInstructions = 3;

constexpr std::size_t kPadding = 33;  // As in Code.

unsigned immediate_size(std::uint8_t op) {
    return op >= OP_PUSH1 && op <= OP_PUSH32 ? static_cast<unsigned>(op - OP_PUSH1) + 1 : 0;
}

}  // namespace

Translation::Translation(const Code& code, Revision revision)
    : code_(code),
      revision_(revision),
      marked_(code.begin(), code.begin() + code.size() + kPadding),
      starts_((code.size() + 63) / 64) {
    find_starts();
}

Translation* Translation::of(const Code& code, Revision revision, std::uint32_t hot) {
    const auto key = static_cast<std::uint32_t>(revision);
    Code::Attachment* attached = code.attachment(key);
    if (attached == nullptr && hot != 0 && code.ran() >= hot)
        attached = code.attach(key, std::make_unique<Translation>(code, revision));
    return static_cast<Translation*>(attached);
}

/// Blocks may start at the beginning, at jump destinations, and behind instructions that no block contains and those
/// that end one.
void Translation::find_starts() {
    struct Start {
        std::uint32_t offset;
        std::uint32_t instructions;  ///< Until something that is no part of a block.
        bool apart;                  ///< Not reached from the instructions before it.
    };
    std::vector<Start> found;
    bool begins = true;  // The instruction before goes elsewhere, or is executed on its own.
    for (std::uint32_t offset = 0; offset < code_.size(); ++offset) {
        const std::uint8_t op = code_.begin()[offset];
        if (op == kBlockMark) marked_[offset] = OP_INVALID;
        if (begins || op == OP_JUMPDEST) found.push_back({offset, 0, begins});
        const bool translatable = is_translatable(op, revision_);
        if (translatable) ++found.back().instructions;
        begins = !translatable || op == OP_JUMPI || op == OP_JUMP;
        offset += immediate_size(op);
    }
    for (std::size_t i = found.size(); i-- > 1;)
        if (!found[i].apart) found[i - 1].instructions += found[i].instructions;
    std::erase_if(found, [](const Start& start) { return start.instructions < kMinInstructions; });
    slots_ = std::make_unique<BlockSlot[]>(found.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        const std::uint32_t offset = found[i].offset;
        slots_[i].offset = offset;
        slots_[i].opcode = code_.begin()[offset];
        marked_[offset] = kBlockMark;
        starts_[offset / 64].bits |= std::uint64_t{1} << (offset % 64);
    }
    std::uint64_t before = 0;
    for (Starts& starts : starts_) {
        starts.before = before;
        before += static_cast<unsigned>(__builtin_popcountll(starts.bits));
    }
}

BlockSlot* Translation::slot_behind_block(std::uint32_t offset) {
    if (BlockSlot* start = slot_at(offset)) return start;
    if (offset >= code_.size() || !is_translatable(code_.begin()[offset], revision_)) return nullptr;
    BlockSlot& slot = slots_behind_blocks_[offset];
    slot.offset = offset;
    slot.opcode = code_.begin()[offset];
    return &slot;
}

void Translation::reached(BlockSlot& slot, std::uint32_t hot) {
    std::uintptr_t times = slot.state.load(std::memory_order_relaxed);
    if (times >= BlockSlot::kNever) return;
    if (times + 1 < std::min(hot, kHotBlock)) {
        slot.state.compare_exchange_strong(times, times + 1, std::memory_order_relaxed);
        return;
    }
    const std::lock_guard lock(mutex_);
    if (slot.block() != nullptr) return;
    const BlockGraph graph = read_block(*this, slot.offset);
    if (graph.instructions < kMinInstructions || graph.required + graph.growth > 1024) {
        slot.state.store(BlockSlot::kNever, std::memory_order_relaxed);
        return;
    }
    blocks_.push_back(build_block(*this, graph, slot));
    slot.state.store(reinterpret_cast<std::uintptr_t>(blocks_.back().get()), std::memory_order_release);
}

}  // namespace models
