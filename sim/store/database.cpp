// SPDX-License-Identifier: MIT
#include "sim/store/database.h"

#include <cstring>

namespace sim {

namespace {

std::string reason(sqlite3* handle, int code) {
    const int system_error = handle == nullptr ? 0 : sqlite3_system_errno(handle);
    const std::string system = system_error == 0 ? "" : std::strerror(system_error);
    switch (code & 0xff) {
        case SQLITE_FULL:
            return "the disk is full; free some space or choose another place with -o";
        case SQLITE_CANTOPEN:
        case SQLITE_READONLY:
        case SQLITE_PERM:
            return (system.empty() ? std::string("no permission") : system) + "; choose another place with -o";
        case SQLITE_IOERR:
            if (code == SQLITE_IOERR_WRITE)
                return "writing failed: is the disk full, or a quota or file size limit reached? Choose another place "
                       "with -o";
            return "input/output error" + (system.empty() ? "" : " (" + system + ")");
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return "another process is writing it; wait until that run has ended";
        case SQLITE_NOTADB:
            return "it is no SQLite database";
        case SQLITE_CORRUPT:
            return "the file is damaged";
        default:
            return handle == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(handle);
    }
}

}  // namespace

Database::Database(std::filesystem::path path, Mode mode) : path_(std::move(path)), mode_(mode) {
    // One thread uses a connection: SQLite's own mutexes would cost a tenth of the load rate.
    int flags = SQLITE_OPEN_NOMUTEX;
    if (mode == Mode::Read) flags |= SQLITE_OPEN_READONLY;
    if (mode == Mode::Write) flags |= SQLITE_OPEN_READWRITE;
    if (mode == Mode::Create) flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    sqlite3* handle = nullptr;
    const int result = sqlite3_open_v2(path_.c_str(), &handle, flags, nullptr);
    handle_.reset(handle);
    if (result != SQLITE_OK) fail();
    sqlite3_extended_result_codes(handle, 1);
}

void Database::fail() const {
    const int code = handle_ ? sqlite3_extended_errcode(handle_.get()) : SQLITE_NOMEM;
    throw StoreError(std::string(mode_ == Mode::Read ? "cannot read results from '" : "cannot write results to '") +
                     path_.string() + "': " + reason(handle_.get(), code));
}

void Database::execute(const std::string& sql) {
    if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail();
}

Statement::Statement(const Database& database, std::string_view sql) : database_(database) {
    sqlite3_stmt* handle = nullptr;
    check(sqlite3_prepare_v3(database.handle(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                             &handle, nullptr));
    handle_.reset(handle);
}

void Statement::check(int result) const {
    if (result != SQLITE_OK) database_.fail();
}

Statement& Statement::bind(int parameter, std::int64_t value) {
    check(sqlite3_bind_int64(handle_.get(), parameter, value));
    return *this;
}

Statement& Statement::bind(int parameter, double value) {
    check(sqlite3_bind_double(handle_.get(), parameter, value));
    return *this;
}

Statement& Statement::bind(int parameter, std::string_view text) {
    // A null pointer would bind NULL, which is not the empty text.
    const char* const bytes = text.data() == nullptr ? "" : text.data();
    check(sqlite3_bind_text64(handle_.get(), parameter, bytes, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
    return *this;
}

Statement& Statement::bind_null(int parameter) {
    check(sqlite3_bind_null(handle_.get(), parameter));
    return *this;
}

bool Statement::step() {
    const int result = sqlite3_step(handle_.get());
    if (result == SQLITE_ROW) return true;
    if (result != SQLITE_DONE) database_.fail();
    sqlite3_reset(handle_.get());
    return false;
}

std::string_view Statement::text(int column) const {
    const auto* const bytes = reinterpret_cast<const char*>(sqlite3_column_text(handle_.get(), column));
    if (bytes == nullptr) return {};
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

std::string sql_identifier(std::string_view name) {
    std::string result = "\"";
    for (const char c : name) {
        if (c == '"') result += '"';
        result += c;
    }
    return result + '"';
}

}  // namespace sim
