// SPDX-License-Identifier: MIT
#include "sim/cli/interrupt.h"

#include <csignal>

namespace sim {
namespace {

// A signal handler can reach nothing but globals; they are written by it and by the one guard only.
std::atomic<bool> interrupted{false};
std::atomic<int> last_signal{0};
struct sigaction previous_interrupt;
struct sigaction previous_terminate;
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

extern "C" void on_signal(int signal) {
    last_signal.store(signal, std::memory_order_relaxed);
    interrupted.store(true, std::memory_order_relaxed);
}

/// A signal that the caller had ignored (nohup, a background job) stays ignored.
void install(int signal, const struct sigaction& action, struct sigaction& previous) {
    sigaction(signal, &action, &previous);
    if (previous.sa_handler == SIG_IGN) sigaction(signal, &previous, nullptr);
}

}  // namespace

InterruptGuard::InterruptGuard() {
    interrupted = false;
    last_signal = 0;
    struct sigaction action = {};
    action.sa_handler = on_signal;
    action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
    sigemptyset(&action.sa_mask);
    install(SIGINT, action, previous_interrupt);
    install(SIGTERM, action, previous_terminate);
}

InterruptGuard::~InterruptGuard() {
    sigaction(SIGINT, &previous_interrupt, nullptr);
    sigaction(SIGTERM, &previous_terminate, nullptr);
}

const std::atomic<bool>& InterruptGuard::flag() const {
    return interrupted;
}

bool InterruptGuard::terminated() const {
    return last_signal == SIGTERM;
}

}  // namespace sim
