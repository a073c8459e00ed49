// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "models/calibration/calibration.h"

namespace models {

/// The machine that a calibration runs on, and what the program was built with.
struct HostDescription {
    std::string processor;  ///< "AMD EPYC, 2 cores"
    std::string date;       ///< "2026-01-31", UTC.
    std::string load;       ///< Load average, as the system tells it.
    std::string build;      ///< "headway 0.1.0, g++ 12.2.0, optimised"
};
[[nodiscard]] HostDescription describe_host();

/// A hardware profile as YAML, that a scenario can name. Each measured number has a comment with its spread and source.
[[nodiscard]] std::string to_profile_yaml(const Calibration& calibration, const HostDescription& host);

/// The terms as a table for people.
[[nodiscard]] std::string to_table(const Calibration& calibration);

}  // namespace models
