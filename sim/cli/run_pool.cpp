// SPDX-License-Identifier: MIT
#include "sim/cli/run_pool.h"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstring>
#include <exception>
#include <new>
#include <stdexcept>
#include <string_view>

namespace sim {
namespace {

/// Begins a line of progress; all other lines from a child are messages.
constexpr char kProgressMark = '\x01';
constexpr std::size_t kKeptMessage = 4096;
constexpr std::chrono::milliseconds kReportInterval{100};
constexpr int kPollMilliseconds = 100;

void write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno != EINTR) return;
        if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
    }
}

/// The child's life: its standard output and error go to the parent, which reads what went wrong there.
[[noreturn]] void run_child(const PoolTask& task, int report, pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);  // it died before the line above
    dup2(report, STDOUT_FILENO);
    dup2(report, STDERR_FILENO);
    auto next_report = std::chrono::steady_clock::now();
    RunRequest request = task.request;
    request.progress = [&](double share, SimTime, std::string_view) {
        const auto now = std::chrono::steady_clock::now();
        if (now < next_report) return;
        next_report = now + kReportInterval;
        write_all(report, kProgressMark + std::to_string(share) + "\n");
    };
    int code = 1;
    try {
        const bool interrupted = task.experiment->run(request).interrupted;
        if (interrupted) write_all(report, "the run was interrupted\n");
        code = interrupted ? 1 : 0;
    } catch (const std::bad_alloc&) {
        write_all(report, "out of memory\n");
    } catch (const std::exception& error) {
        write_all(report, std::string(error.what()) + "\n");
    }
    _exit(code);
}

/// A child process and what it has said so far.
class Child {
  public:
    Child(std::size_t task_index, const PoolTask& task) : task_(task_index) {
        std::array<int, 2> ends{};
        if (pipe(ends.data()) != 0) throw std::runtime_error(std::string("cannot make a pipe: ") + strerror(errno));
        const pid_t parent = getpid();
        pid_ = fork();
        if (pid_ == 0) {
            close(ends[0]);
            run_child(task, ends[1], parent);
        }
        close(ends[1]);
        report_ = ends[0];
        if (pid_ < 0) {
            close(report_);
            throw std::runtime_error(std::string("cannot start a process: ") + strerror(errno));
        }
    }

    [[nodiscard]] std::size_t task() const { return task_; }
    [[nodiscard]] int report() const { return report_; }
    [[nodiscard]] double done_share() const { return done_share_; }

    /// Reads what is there; false at the end.
    bool read() {
        std::array<char, 4096> block{};
        const ssize_t length = ::read(report_, block.data(), block.size());
        if (length < 0) return errno == EINTR || errno == EAGAIN;
        if (length == 0) return false;
        unfinished_.append(block.data(), static_cast<std::size_t>(length));
        for (std::size_t end = 0; (end = unfinished_.find('\n')) != std::string::npos;) {
            take_line(unfinished_.substr(0, end + 1));
            unfinished_.erase(0, end + 1);
        }
        return true;
    }

    /// Waits for the end; what went wrong, or nothing.
    std::string wait() {
        close(report_);
        int status = 0;
        while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
        }
        take_line(unfinished_);
        while (!message_.empty() && message_.back() == '\n') message_.pop_back();
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
        if (WIFSIGNALED(status)) {
            const int signal = WTERMSIG(status);
            return "killed by signal " + std::to_string(signal) + " (" + strsignal(signal) + ")" +
                   (message_.empty() ? "" : ": " + message_);
        }
        return message_.empty() ? "ended with code " + std::to_string(WEXITSTATUS(status)) : message_;
    }

    void kill() const { ::kill(pid_, SIGKILL); }

  private:
    void take_line(const std::string& line) {
        if (!line.empty() && line.front() == kProgressMark) {
            std::from_chars(line.data() + 1, line.data() + line.size(), done_share_);
            return;
        }
        message_ += line;
        if (message_.size() > kKeptMessage) message_.erase(0, message_.size() - kKeptMessage);
    }

    std::size_t task_;
    pid_t pid_ = -1;
    int report_ = -1;
    double done_share_ = 0;
    std::string unfinished_;
    std::string message_;
};

/// Waits for news of any child, but not long; takes those that have ended out of `children`.
std::vector<PoolEnd> read_reports(std::vector<Child>& children) {
    std::vector<pollfd> polled;
    for (const Child& child : children) polled.push_back({.fd = child.report(), .events = POLLIN, .revents = 0});
    std::vector<PoolEnd> ends;
    if (poll(polled.data(), polled.size(), kPollMilliseconds) <= 0) return ends;
    for (std::size_t i = polled.size(); i-- > 0;) {
        if (polled[i].revents == 0 || children[i].read()) continue;
        ends.push_back({.task = children[i].task(), .error = children[i].wait()});
        children.erase(children.begin() + static_cast<std::ptrdiff_t>(i));
    }
    return ends;
}

}  // namespace

bool RunPool::run(const std::vector<PoolTask>& tasks, const Hooks& hooks) {
    std::vector<Child> children;
    std::size_t started = 0;
    std::size_t done = 0;
    const auto end_all = [&] {
        for (const Child& child : children) child.kill();
        for (Child& child : children) child.wait();
    };
    try {
        while (done < tasks.size() && !interrupted_.load(std::memory_order_relaxed)) {
            while (started < tasks.size() && children.size() < jobs_) {
                children.emplace_back(started, tasks[started]);
                started += 1;
            }
            for (const PoolEnd& end : read_reports(children)) {
                done += 1;
                hooks.ended(end);
            }
            double shares = static_cast<double>(done);
            for (const Child& child : children) shares += child.done_share();
            hooks.progress(shares / static_cast<double>(tasks.size()), children.size());
        }
    } catch (...) {
        end_all();
        throw;
    }
    end_all();
    return done == tasks.size();
}

}  // namespace sim
