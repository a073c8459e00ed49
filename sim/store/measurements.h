// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "sim/store/result_reader.h"

namespace sim {

/// One figure of a whole run, to be compared over runs. A distribution gives several: `<metric>.p50`, `.p90`, `.p99`,
/// `.p999`, `.mean`, `.max` and `.count`; the accounts of a lifecycle give `<item>.submitted`, `.final`, `.pending`,
/// `.dropped` and `.final_share`.
struct Measurement {
    std::string name;
    std::string figure;  ///< Of a distribution: "p50", "mean", ...; empty: the metric is one number.
    std::string unit;
    std::string better;  ///< "lower", "higher" or "none".
    std::string documentation;
    double value = 0;
};

/// The latency of one stage of a lifecycle.
struct StageLatency {
    std::string item;
    std::string name;
    std::string label;
    std::string metric;
    std::vector<Distribution::Bin> bins;
};

struct RunMeasurements {
    RunInfo run;
    std::vector<Measurement> values;
    std::vector<StageLatency> stages;  ///< In their order; a stage that nothing reached has no bins.
};

/// Condenses a run. A metric that the whole run has counts as it stands; one that only its entities have is put
/// together: counters are added, gauges averaged, distributions merged. Series are left out.
[[nodiscard]] RunMeasurements measure(const ResultReader& results);

}  // namespace sim
