// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "models/hardware/hardware_profile.h"

namespace models {

/// What one number of the profile was found to be.
struct CalibratedTerm {
    std::string key;      ///< As in the profile's YAML; a term of WorkCosts stands below `costs`.
    double value_ns = 0;  ///< Of one unit.
    double low_ns = 0;    ///< The quartiles over parts of the rounds; of ahead_access, over blocks.
    double high_ns = 0;
    std::string measured;  ///< What was measured, and how.
};

/// How well the terms explain a probe that they were fitted to.
struct ProbeFit {
    std::string name;
    double measured_ns = 0;
    double modelled_ns = 0;
};

struct Calibration {
    HardwareProfile profile;
    std::vector<CalibratedTerm> terms;
    std::vector<ProbeFit> serial_fits;
    std::vector<ProbeFit> parallel_fits;  ///< Block-STM with one worker.
    double copy_bytes_per_ns = 0;
    bool interrupted = false;
};

struct CalibrationRequest {
    bool quick = false;  ///< Little of everything: to see that it works.
    std::function<void(double done_share, std::string_view what)> progress = [](double, std::string_view) {};
    std::function<bool()> interrupted = [] { return false; };
};

/// Measures what the cost model's terms take on this machine, on the calling thread and, of two at once, another one.
[[nodiscard]] Calibration calibrate(const CalibrationRequest& request);

}  // namespace models
