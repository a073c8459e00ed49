// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace models {

/// A folder of the official fixtures; empty path if they are not there.
inline std::filesystem::path fixture_folder(const std::string& folder) {
    const char* root = std::getenv("HEADWAY_FIXTURES");
    const std::filesystem::path base = root != nullptr ? root : HEADWAY_SOURCE_DIR "/../shared/data";
    const auto path = base / "ethereum-tests" / folder;
    return std::filesystem::is_directory(path) ? path : std::filesystem::path{};
}

/// All JSON files below `folder`, in name order.
inline std::vector<std::filesystem::path> json_files(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.path().extension() == ".json") out.push_back(entry.path());
    std::sort(out.begin(), out.end());
    return out;
}

inline nlohmann::json read_json(const std::filesystem::path& file) {
    std::ifstream in(file);
    return nlohmann::json::parse(in);
}

}  // namespace models
