// SPDX-License-Identifier: MIT
#pragma once

#include <cstdlib>
#include <filesystem>

namespace models {

/// The folder of the fixtures: environment variable HEADWAY_FIXTURES, else ../shared/data beside the source folder.
inline std::filesystem::path fixtures_folder() {
    const char* folder = std::getenv("HEADWAY_FIXTURES");
    return folder != nullptr ? std::filesystem::path(folder)
                             : std::filesystem::path(HEADWAY_SOURCE_DIR) / ".." / "shared" / "data";
}

}  // namespace models
