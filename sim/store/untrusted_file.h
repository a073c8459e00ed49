// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "sim/store/database.h"

namespace sim {

/// What is expected of a database file that may come from anywhere.
struct FileFormat {
    std::int64_t application_id = 0;
    std::int64_t version = 0;
    const char* what = "";  ///< "results"
};

/// Throws StoreError: `path` cannot be read because of `why`.
[[noreturn]] void refuse_file(const std::filesystem::path& path, const std::string& why);

/// Makes sure that `path` is a file that SQLite can open, and lets it roll back what a killed process had not
/// committed, which takes write access; nothing of what was committed is changed by that. Throws StoreError.
void recover_file(const std::filesystem::path& path);

/// No triggers or functions of the file's own, no writing, no memory map.
void distrust(Database& database);

/// Throws StoreError if the file is not of that format and version.
void check_format(const Database& database, const FileFormat& format);

}  // namespace sim
