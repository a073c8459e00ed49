// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

namespace sim {

/// Closures of pending events, each in a slot that is used again. Slots stay where they are; small closures lie in the
/// slot, larger ones on the heap.
class ActionSlab {
  public:
    ActionSlab() = default;
    ActionSlab(const ActionSlab&) = delete;
    ActionSlab& operator=(const ActionSlab&) = delete;
    ~ActionSlab() {
        for (std::uint64_t i = 0; i < slots_; ++i)
            if (slot(i).run != nullptr) slot(i).run(slot(i).storage.data(), false);
    }

    template <class F>
    std::uint64_t store(F&& action) {
        using Action = std::decay_t<F>;
        const std::uint64_t index = free_slot();
        Slot& slot = this->slot(index);
        if constexpr (sizeof(Action) <= kInline && alignof(Action) <= alignof(std::max_align_t)) {
            new (slot.storage.data()) Action(std::forward<F>(action));
            slot.run = [](void* storage, bool call) {
                Action& held = *std::launder(static_cast<Action*>(storage));
                const auto destroyer = std::unique_ptr<Action, Destroy<Action>>(&held);
                if (call) held();
            };
        } else {
            auto heap = std::make_unique<Action>(std::forward<F>(action));
            new (slot.storage.data()) Action*(heap.release());
            slot.run = [](void* storage, bool call) {
                const std::unique_ptr<Action> held(*std::launder(static_cast<Action**>(storage)));
                if (call) (*held)();
            };
        }
        return index;
    }

    /// Runs the closure once and destroys it. It may store others, and may throw.
    void run(std::uint64_t index) {
        Slot& slot = this->slot(index);
        const auto action = std::exchange(slot.run, nullptr);
        action(slot.storage.data(), true);
        free_.push_back(index);  // only now: the closure has lain in the slot until here
    }

    /// Destroys the closure without running it.
    void discard(std::uint64_t index) {
        Slot& slot = this->slot(index);
        std::exchange(slot.run, nullptr)(slot.storage.data(), false);
        free_.push_back(index);
    }

    [[nodiscard]] std::size_t stored() const { return slots_ - free_.size(); }

  private:
    static constexpr std::size_t kInline = 96;
    static constexpr std::uint64_t kBlock = 64;
    template <class T>
    struct Destroy {
        void operator()(T* object) const { object->~T(); }
    };
    struct Slot {
        alignas(std::max_align_t) std::array<std::byte, kInline> storage;
        void (*run)(void* storage, bool call) = nullptr;
    };

    [[nodiscard]] Slot& slot(std::uint64_t index) { return blocks_[index / kBlock][index % kBlock]; }
    std::uint64_t free_slot() {
        if (free_.empty()) {
            if (slots_ % kBlock == 0) blocks_.push_back(std::make_unique_for_overwrite<Slot[]>(kBlock));
            return slots_++;
        }
        const std::uint64_t index = free_.back();
        free_.pop_back();
        return index;
    }

    std::vector<std::unique_ptr<Slot[]>> blocks_;  ///< In blocks, because slots must not move while a closure runs.
    std::uint64_t slots_ = 0;
    std::vector<std::uint64_t> free_;
};

}  // namespace sim
