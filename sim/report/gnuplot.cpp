// SPDX-License-Identifier: MIT
#include "sim/report/gnuplot.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>

namespace sim {

namespace {

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

/// How the child starts: in the script's folder, with the script as its input and `messages` as its output.
class SpawnActions {
  public:
    SpawnActions(const std::filesystem::path& script, int messages) {
        posix_spawn_file_actions_init(&actions_);
        const std::string folder = script.parent_path().empty() ? "." : script.parent_path().string();
        posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str());
        posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, script.filename().c_str(), O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&actions_, messages, STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions_, messages, STDERR_FILENO);
    }
    ~SpawnActions() { posix_spawn_file_actions_destroy(&actions_); }
    SpawnActions(const SpawnActions&) = delete;
    SpawnActions& operator=(const SpawnActions&) = delete;
    [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

  private:
    posix_spawn_file_actions_t actions_{};
};

std::string read_all(std::FILE* file) {
    std::rewind(file);
    std::string text;
    std::array<char, 4096> block{};
    while (const std::size_t length = std::fread(block.data(), 1, block.size(), file))
        text.append(block.data(), length);
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    while (!text.empty() && text.front() == '\n') text.erase(0, 1);
    return text;
}

}  // namespace

void run_gnuplot(const std::filesystem::path& script) {
    const File messages(std::tmpfile());
    if (!messages) throw FigureError(std::string("cannot draw: no temporary file: ") + std::strerror(errno));
    const SpawnActions actions(script, fileno(messages.get()));
    std::string program = "gnuplot";
    std::string no_startup_files = "-d";
    std::array<char*, 3> arguments = {program.data(), no_startup_files.data(), nullptr};
    pid_t child = 0;
    const int error = posix_spawnp(&child, "gnuplot", actions.get(), nullptr, arguments.data(), environ);
    if (error == ENOENT)
        throw FigureError(
            "cannot draw: the program gnuplot was not found; install it, e.g. apt-get install "
            "gnuplot-nox. The script is kept in '" +
            script.string() + "'");
    if (error != 0) throw FigureError(std::string("cannot draw: gnuplot does not start: ") + std::strerror(error));
    int status = 0;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) throw FigureError(std::string("cannot draw: lost gnuplot: ") + std::strerror(errno));
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
    const std::string how = WIFSIGNALED(status) ? "was killed by signal " + std::to_string(WTERMSIG(status))
                                                : "ended with code " + std::to_string(WEXITSTATUS(status));
    throw FigureError("cannot draw: gnuplot " + how + " on '" + script.string() + "': " + read_all(messages.get()));
}

}  // namespace sim
