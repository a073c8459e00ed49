// SPDX-License-Identifier: MIT
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "sim/store/store_error.h"

namespace sim {

/// One open SQLite file. Every failure is a StoreError that says which file, why, and what to do.
class Database {
  public:
    enum class Mode : std::uint8_t { Read, Write, Create };

    Database(std::filesystem::path path, Mode mode);

    void execute(const std::string& sql);
    [[nodiscard]] sqlite3* handle() const { return handle_.get(); }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    /// For the last error that SQLite met on this file.
    [[noreturn]] void fail() const;

  private:
    struct Close {
        void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
    };
    std::filesystem::path path_;
    Mode mode_;
    std::unique_ptr<sqlite3, Close> handle_;
};

/// A prepared statement. Parameters count from 1, columns from 0, as in SQLite.
class Statement {
  public:
    Statement(const Database& database, std::string_view sql);

    Statement& bind(int parameter, std::int64_t value);
    Statement& bind(int parameter, double value);
    /// `text` is copied.
    Statement& bind(int parameter, std::string_view text);
    Statement& bind_null(int parameter);
    /// True if there is a row to read, false if the statement is done; then it can be run again.
    bool step();

    [[nodiscard]] int columns() const { return sqlite3_column_count(handle_.get()); }
    [[nodiscard]] int type(int column) const { return sqlite3_column_type(handle_.get(), column); }
    [[nodiscard]] std::int64_t integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }
    [[nodiscard]] std::uint64_t count(int column) const { return static_cast<std::uint64_t>(integer(column)); }
    [[nodiscard]] double real(int column) const { return sqlite3_column_double(handle_.get(), column); }
    /// Empty if NULL; valid until the next step.
    [[nodiscard]] std::string_view text(int column) const;

  private:
    void check(int result) const;

    struct Finalize {
        void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
    };
    const Database& database_;
    std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

/// `name` as an SQL identifier, whatever is in it.
[[nodiscard]] std::string sql_identifier(std::string_view name);

}  // namespace sim
