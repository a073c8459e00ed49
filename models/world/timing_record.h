// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include "models/hardware/host_execution.h"
#include "sim/store/result_reader.h"
#include "sim/store/result_writer.h"

namespace models {

/// Keeps what a measured run measured in its results database, and where the user let it stop.
void write_timing(sim::ResultWriter& writer, const std::vector<MeasuredExecution>& record,
                  std::optional<sim::SimTime> until);

/// Where the run was let stop, if it was.
[[nodiscard]] std::optional<sim::SimTime> read_until(const sim::ResultReader& reader);
/// Reads what was measured. Throws sim::StoreError if there is nothing, or nothing whole, or values that cannot be.
[[nodiscard]] std::vector<MeasuredExecution> read_timing(const sim::ResultReader& reader);

}  // namespace models
