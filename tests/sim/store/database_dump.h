// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

#include "sim/store/database.h"

/// The whole content of a database as text, as `.dump` of the sqlite3 program gives it.
namespace database_dump {

inline std::string cells(const sim::Statement& row) {
    std::string text;
    for (int column = 0; column < row.columns(); ++column) {
        text += "|" + std::to_string(row.type(column)) + ":";
        text += row.text(column);
    }
    return text + "\n";
}

/// All definitions and all rows in the order in which they stand in the file, without the rows of `left_out`.
inline std::string dump(const std::filesystem::path& file, const std::string& left_out = "run_environment") {
    const sim::Database database(file, sim::Database::Mode::Read);
    std::string text;
    sim::Statement tables(database, "SELECT type, name, sql FROM sqlite_master ORDER BY rowid");
    while (tables.step()) {
        text += cells(tables);
        if (tables.text(0) != "table" || tables.text(1) == left_out) continue;
        sim::Statement rows(database, "SELECT * FROM " + sim::sql_identifier(tables.text(1)));
        while (rows.step()) text += cells(rows);
    }
    return text;
}

}  // namespace database_dump
