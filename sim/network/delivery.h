// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace sim {

/// What happens when a message is there: a callable that is moved, never copied, and called once. Small ones (a port's
/// among them) are stored in place, so that sending allocates nothing; larger ones go to the heap.
class Delivery {
  public:
    Delivery() = default;

    template <class F>
        requires(!std::same_as<std::remove_cvref_t<F>, Delivery> && std::invocable<std::remove_cvref_t<F>&>)
    explicit Delivery(F&& action) {
        using Action = std::remove_cvref_t<F>;
        if constexpr (fits<Action>()) {
            ::new (static_cast<void*>(storage_)) Action(std::forward<F>(action));
            operations_ = &kOperations<Action>;
        } else {
            using Boxed = Box<Action>;
            ::new (static_cast<void*>(storage_)) Boxed{std::make_unique<Action>(std::forward<F>(action))};
            operations_ = &kOperations<Boxed>;
        }
    }

    Delivery(Delivery&& other) noexcept { take(other); }
    Delivery& operator=(Delivery&& other) noexcept {
        if (this != &other) {
            clear();
            take(other);
        }
        return *this;
    }
    Delivery(const Delivery&) = delete;
    Delivery& operator=(const Delivery&) = delete;
    ~Delivery() { clear(); }

    void operator()() { operations_->call(storage_); }
    [[nodiscard]] explicit operator bool() const { return operations_ != nullptr; }

  private:
    static constexpr std::size_t kInlineBytes = 56;

    struct Operations {
        void (*call)(void*);
        void (*move)(void* from, void* to);  // leaves nothing behind
        void (*destroy)(void*);
    };
    template <class Action>
    struct Box {
        std::unique_ptr<Action> action;
        void operator()() { (*action)(); }
    };
    template <class Action>
    static constexpr bool fits() {
        return sizeof(Action) <= kInlineBytes && alignof(Action) <= alignof(void*) &&
               std::is_nothrow_move_constructible_v<Action>;
    }
    template <class Action>
    static constexpr Operations kOperations = {
        [](void* at) { (*static_cast<Action*>(at))(); },
        [](void* from, void* to) {
            ::new (to) Action(std::move(*static_cast<Action*>(from)));
            static_cast<Action*>(from)->~Action();
        },
        [](void* at) { static_cast<Action*>(at)->~Action(); },
    };

    void take(Delivery& other) noexcept {
        operations_ = std::exchange(other.operations_, nullptr);
        if (operations_ != nullptr) operations_->move(other.storage_, storage_);
    }
    void clear() noexcept {
        if (operations_ != nullptr) std::exchange(operations_, nullptr)->destroy(storage_);
    }

    const Operations* operations_ = nullptr;
    alignas(void*) std::byte storage_[kInlineBytes];
};

}  // namespace sim
