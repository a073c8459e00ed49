// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace sim {

/// Where a run stands, so that a violated CHECK can say when, who and how to reproduce it. The simulation keeps one
/// current per thread while it dispatches events.
struct RunContext {
    std::int64_t time_ns = 0;
    const char* actor = "";
    std::uint64_t seed = 0;
    std::string reproduce;  ///< The command that repeats the run.
};

/// Thrown by CHECK: a bug or a violated invariant. Caught in main only (exit code 6).
class InvariantViolation : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Makes `context` the one that CHECK reports, until the returned scope ends.
class RunContextScope {
  public:
    explicit RunContextScope(const RunContext& context);
    ~RunContextScope();
    RunContextScope(const RunContextScope&) = delete;
    RunContextScope& operator=(const RunContextScope&) = delete;

  private:
    const RunContext* previous_;
};

[[noreturn]] void check_failed(const char* condition, const char* file, int line, const std::string& detail = {});

}  // namespace sim

/// Always on, for bugs and invariants: stops the run with simulated time, actor, seed and how to reproduce it.
/// An optional second argument is a std::string with the conflicting values.
#define CHECK(condition, ...)                                                               \
    do {                                                                                    \
        if (!(condition)) [[unlikely]]                                                      \
            ::sim::check_failed(#condition, __FILE__, __LINE__ __VA_OPT__(, ) __VA_ARGS__); \
    } while (false)
