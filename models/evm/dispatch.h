// SPDX-License-Identifier: MIT
#pragma once

#include "models/evm/engine.h"

namespace models {

/// Whether steps follow each other by tail calls. Optimising compilers make a jump of a call in tail position: every
/// instruction then has its own indirect branch, the registers stay registers and the host stack does not grow. In
/// Debug and sanitizer builds they do not promise that, so there a step returns and a loop calls the next. That nothing
/// keeps the host stack growing is tested (tests/models/evm).
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__OPTIMIZE__)
inline constexpr bool kTailCalls = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool kTailCalls = false;
#else
inline constexpr bool kTailCalls = true;
#endif
#else
inline constexpr bool kTailCalls = true;
#endif

/// Executes the instruction at `pc` next.
[[gnu::always_inline]] inline void go_on(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas,
                                         U256* bottom, const StepTable* steps) {
    if constexpr (kTailCalls) {
        return steps->at[*pc](frame, pc, top, gas, bottom, steps);
    } else {
        frame->pc = pc;
        frame->top = top;
        frame->gas = gas;
        frame->bottom = bottom;
        frame->engine->pending = frame;
    }
}

/// Goes on with a frame whose registers are saved; nullptr: the outermost is done.
[[gnu::always_inline]] inline void resume(Frame* frame, const StepTable* steps) {
    if (frame != nullptr) return go_on(frame, frame->pc, frame->top, frame->gas, frame->bottom, steps);
}

}  // namespace models
