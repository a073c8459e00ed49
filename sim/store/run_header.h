// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "sim/store/result_writer.h"

namespace sim {

/// Makes the results database with all empty tables and the run marked `running`. The file appears at `path` at once
/// and whole: it is made beside it and renamed. A file that is there is replaced only if it is empty or a results
/// database that nobody is writing; otherwise StoreError.
void create_results_file(const std::filesystem::path& path, const RunHeader& header);

}  // namespace sim
