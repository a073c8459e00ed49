// SPDX-License-Identifier: MIT
#include "sim/store/untrusted_file.h"

#include <system_error>

#include "sim/store/schema.h"
#include "sim/store/study_schema.h"

namespace sim {
namespace {

namespace fs = std::filesystem;

/// What SQLite would only call "unable to open database file".
void check_readable(const fs::path& path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) refuse_file(path, "there is no such file");
    if (fs::is_directory(status)) refuse_file(path, "it is a folder");
    if (!fs::is_regular_file(status)) refuse_file(path, "it is no regular file");
    const auto size = fs::file_size(path, error);
    if (error) refuse_file(path, error.message());
    if (size == 0) refuse_file(path, "the file is empty");
}

std::int64_t pragma(const Database& database, const char* sql) {
    Statement statement(database, sql);
    return statement.step() ? statement.integer(0) : 0;
}

}  // namespace

void refuse_file(const fs::path& path, const std::string& why) {
    throw StoreError("cannot read results from '" + path.string() + "': " + why);
}

void recover_file(const fs::path& path) {
    check_readable(path);
    const Database database(path, Database::Mode::Read);
    try {
        Statement(database, "SELECT count(*) FROM sqlite_master").step();
    } catch (const StoreError&) {
        const int code = sqlite3_errcode(database.handle()) & 0xff;
        if (code != SQLITE_READONLY && code != SQLITE_CANTOPEN) throw;
        Statement(Database(path, Database::Mode::Write), "SELECT count(*) FROM sqlite_master").step();
    }
}

void distrust(Database& database) {
    sqlite3_db_config(database.handle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(database.handle(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(database.handle(), SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_limit(database.handle(), SQLITE_LIMIT_LENGTH, 64 << 20);
    database.execute("PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA query_only=ON");
}

void check_format(const Database& database, const FileFormat& format) {
    const std::int64_t id = pragma(database, "PRAGMA application_id");
    if (id != format.application_id) {
        if (id == kApplicationId)
            refuse_file(database.path(), "it holds one run, not those of a sweep or a comparison");
        if (id == kStudyApplicationId) refuse_file(database.path(), "it holds many runs, not a single one");
        refuse_file(database.path(), "it is a SQLite database, but not one of headway");
    }
    const std::int64_t version = pragma(database, "PRAGMA user_version");
    if (version == format.version) return;
    const std::string name = std::string(format.what) + " format ";
    refuse_file(database.path(), "it has " + name + std::to_string(version) + ", this program reads format " +
                                     std::to_string(format.version) + "; use the headway that wrote it");
}

}  // namespace sim
