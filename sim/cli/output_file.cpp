// SPDX-License-Identifier: MIT
#include "sim/cli/output_file.h"

#include <unistd.h>

#include <array>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "sim/base/random.h"

namespace sim {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDefaultFolder = "results";

[[noreturn]] void fail(const fs::path& path, const std::string& reason) {
    throw std::runtime_error("cannot write results to '" + path.string() + "': " + reason);
}

/// An empty file or an SQLite database: what a run may replace. Anything else is something the user typed by mistake.
bool may_be_replaced(const fs::path& path) {
    constexpr std::string_view magic = "SQLite format 3";  // begins every SQLite file (sqlite.org/fileformat.html)
    std::ifstream file(path, std::ios::binary);
    std::array<char, magic.size()> begin{};
    file.read(begin.data(), begin.size());
    return file.gcount() == 0 || std::string_view(begin.data(), static_cast<std::size_t>(file.gcount())) == magic;
}

fs::path beside(const fs::path& path, const std::string& suffix) {
    fs::path result = path;
    return result += suffix;
}

/// A write-ahead log left by a killed run must never meet a new database: SQLite would replay it.
void remove_logs(const fs::path& path) {
    std::error_code ignored;
    fs::remove(beside(path, "-wal"), ignored);
    fs::remove(beside(path, "-shm"), ignored);
}

}  // namespace

fs::path default_output(const std::string& scenario, std::uint64_t seed, std::string_view configuration) {
    return default_study_output(scenario, std::to_string(seed), configuration);
}

fs::path default_study_output(const std::string& name, const std::string& kind, std::string_view configuration) {
    constexpr std::string_view digits = "0123456789abcdef";
    // FNV-1a is enough to tell configurations of one scenario apart; the database holds the configuration itself.
    const std::uint64_t hash = Purpose::named(configuration).value;
    std::string hex;
    for (int shift = 60; shift >= 32; shift -= 4) hex += digits[(hash >> shift) & 15U];
    return fs::path(kDefaultFolder) / (name + "-" + kind + "-" + hex + ".sqlite");
}

OutputFile::OutputFile(fs::path path) : path_(std::move(path)), write_to_(path_) {
    std::error_code error;
    const fs::path folder = path_.parent_path();
    if (folder == fs::path(kDefaultFolder)) fs::create_directory(folder, error);
    if (error) fail(path_, "cannot make the folder '" + folder.string() + "': " + error.message());
    if (!folder.empty() && !fs::is_directory(folder, error))
        fail(path_, "there is no folder '" + folder.string() + "'");
    if (fs::is_directory(path_, error)) fail(path_, "it is a directory");
    if (fs::exists(path_, error)) {
        if (!may_be_replaced(path_)) fail(path_, "a file stands there that is not a results database");
        write_to_ = beside(path_, ".partial-" + std::to_string(::getpid()));
        fs::remove(write_to_, error);
    }
    remove_logs(write_to_);
}

void OutputFile::commit() const {
    if (write_to_ == path_) return;
    std::error_code error;
    const auto log_bytes = fs::file_size(beside(write_to_, "-wal"), error);
    if (!error && log_bytes != 0) fail(path_, "'" + write_to_.string() + "' is still in use; it holds the results");
    remove_logs(path_);
    fs::rename(write_to_, path_, error);
    if (error) fail(path_, error.message() + "; the results are in '" + write_to_.string() + "'");
}

}  // namespace sim
