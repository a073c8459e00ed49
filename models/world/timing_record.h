// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "models/hardware/host_execution.h"
#include "sim/store/result_reader.h"
#include "sim/store/result_writer.h"

namespace models {

/// Keeps what a measured run measured in its results database.
void write_timing(sim::ResultWriter& writer, const std::vector<MeasuredExecution>& record);

/// Reads it again. Throws sim::StoreError if there is none, or no whole one.
[[nodiscard]] std::vector<MeasuredExecution> read_timing(const sim::ResultReader& reader);

}  // namespace models
