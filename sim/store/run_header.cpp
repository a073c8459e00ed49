// SPDX-License-Identifier: MIT
#include "sim/store/run_header.h"

#define XXH_INLINE_ALL
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>
#include <xxhash.h>

#include <array>
#include <ctime>
#include <limits>
#include <system_error>

#include "sim/store/database.h"
#include "sim/store/schema.h"

namespace sim {

namespace {

namespace fs = std::filesystem;

#if defined(__clang__)
constexpr const char* kCompiler = "clang " __clang_version__;
#else
constexpr const char* kCompiler = "g++ " __VERSION__;
#endif

std::string hash_hex(const std::string& text) {
    const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
    return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

[[noreturn]] void refuse(const fs::path& path, const std::string& why) {
    throw StoreError("cannot write results to '" + path.string() + "': " + why);
}

/// Never destroys what is not ours or what another process is writing.
void check_replaceable(const fs::path& path) {
    std::error_code ignored;
    if (!fs::exists(path, ignored)) return;
    if (fs::is_directory(path, ignored)) refuse(path, "it is a folder; name a file in it");
    if (!fs::is_regular_file(path, ignored)) refuse(path, "it is no regular file");
    if (fs::file_size(path, ignored) == 0) return;
    Database existing(path, Database::Mode::Write);
    try {
        Statement id(existing, "PRAGMA application_id");
        if (id.step() && id.integer(0) == kApplicationId) {
            existing.execute("BEGIN IMMEDIATE; ROLLBACK");
            return;
        }
    } catch (const StoreError&) {
        if ((sqlite3_errcode(existing.handle()) & 0xff) != SQLITE_NOTADB) throw;
    }
    refuse(path, "a file that is no results database of headway stands there; choose another name with -o");
}

void make_folder(const fs::path& path) {
    if (path.parent_path().empty()) return;
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error) refuse(path, "its folder cannot be made (" + error.message() + "); choose another place with -o");
}

void insert_run(Database& database, const RunHeader& header) {
    const std::string config_hash = hash_hex(header.config);
    Statement run(database,
                  "INSERT INTO run(id, run_key, model, scenario, title, config, config_hash, seed, status, version) "
                  "VALUES(1, ?, ?, ?, ?, ?, ?, ?, 'running', ?)");
    run.bind(1, hash_hex(config_hash + "/" + std::to_string(header.seed) + "/" + header.version))
        .bind(2, header.model)
        .bind(3, header.scenario)
        .bind(4, header.title)
        .bind(5, header.config)
        .bind(6, config_hash)
        .bind(7, static_cast<std::int64_t>(header.seed))
        .bind(8, header.version);
    run.step();
    std::array<char, 256> host{};
    if (gethostname(host.data(), host.size() - 1) != 0) host[0] = '\0';
    Statement environment(database,
                          "INSERT INTO run_environment(run_id, started_utc, host, git_revision, compiler, "
                          "command_line) VALUES(1, ?, ?, ?, ?, ?)");
    environment.bind(1, fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr))))
        .bind(2, std::string_view(host.data()))
        .bind(3, header.git_revision)
        .bind(4, kCompiler)
        .bind(5, header.command_line);
    environment.step();
}

}  // namespace

void create_results_file(const fs::path& path, const RunHeader& header) {
    if (header.seed > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        refuse(path, "the seed must be below 2^63, the largest integer of SQLite");
    make_folder(path);
    check_replaceable(path);
    std::error_code error;
    const fs::path fresh = path.string() + ".new";
    fs::remove(fresh, error);
    {
        Database database(fresh, Database::Mode::Create);
        // The page size must come before the first table; larger pages than SQLite's 4 KiB load faster.
        database.execute("PRAGMA page_size=16384; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF");
        database.execute(
            fmt::format("PRAGMA application_id={}; PRAGMA user_version={}", kApplicationId, kSchemaVersion));
        database.execute("BEGIN");
        database.execute(base_schema());
        insert_run(database, header);
        database.execute("COMMIT");
    }
    // Logs that a killed run left would be taken for those of the new file.
    for (const char* const ending : {"-wal", "-shm", "-journal"}) fs::remove(path.string() + ending, error);
    fs::rename(fresh, path, error);
    if (error) refuse(path, error.message());
}

}  // namespace sim
