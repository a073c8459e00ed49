// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/conformance/case_result.h"

namespace models {

/// What to run of a folder of fixtures, and how.
struct ConformanceRequest {
    std::filesystem::path folder;  ///< Or one file.
    CaseFilter filter = CaseFilter();
    unsigned workers = 1;            ///< Files at a time.
    std::size_t every_nth_file = 1;  ///< Of the files in order: a sample of a large suite.
    /// Called now and then, on the calling thread, with the part of the files that is done. May be empty.
    std::function<void(double done_share, std::string_view what)> progress = {};
    const std::atomic<bool>* interrupted = nullptr;  ///< Stops early when it becomes true. May be null.
};

/// What came of it. The same whatever the number of workers, unless interrupted.
struct ConformanceReport {
    std::vector<CaseResult> cases;  ///< In order of their files, then as they stand in them.
    std::size_t files = 0;
    std::map<std::string, std::size_t> other_files;  ///< That are not JSON, by their ending.
    bool interrupted = false;

    [[nodiscard]] std::size_t count(Verdict verdict) const;
};

/// Runs all cases of all JSON files below the folder; what cannot be read is a failed case. Throws
/// std::filesystem::filesystem_error if `folder` is neither a folder nor a file.
[[nodiscard]] ConformanceReport run_conformance(const ConformanceRequest& request);

}  // namespace models
