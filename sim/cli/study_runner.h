// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include "sim/cli/study_plan.h"
#include "sim/cli/verb.h"

namespace sim {

/// What came of running a study.
struct StudyOutcome {
    std::size_t runs = 0;  ///< Done now.
    std::size_t failed = 0;
    bool interrupted = false;
};

/// Adds -j, --seeds, --until, --keep-runs and --progress; `default_seeds` as for --seeds.
void add_study_options(boost::program_options::options_description& options, const char* default_seeds);
/// Takes --seeds and --until over into `plan`. Throws UsageError.
void read_study_options(const Invocation& call, StudyPlan& plan);

/// Runs what `database` (at `path`) does not hold yet, in -j processes, and records it there. Failed runs are recorded
/// and told on standard error, each with the command that repeats it.
[[nodiscard]] StudyOutcome run_study(const Invocation& call, const StudyPlan& plan, StudyDatabase& database,
                                     const std::filesystem::path& path, const std::atomic<bool>& interrupted);

}  // namespace sim
