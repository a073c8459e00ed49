// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/stats/comparison.h"
#include "sim/store/study.h"

namespace sim {

/// All runs of one system.
struct ComparedSide {
    struct Run {
        std::string fingerprint;
        std::map<std::string, double> values;  ///< By metric.
    };
    std::string name;
    std::map<std::uint64_t, Run> runs;  ///< By seed; only whole ones.
    std::map<std::uint64_t, std::string> failures;
};

/// What is compared. Metrics keep their order; `headline` metrics always show, the others if they moved.
struct ComparedMetric {
    StudyMetric metric;
    std::string label;  ///< "pre-confirmed p50"
    bool headline = false;
};
struct ComparedSystems {
    ComparedSide a;
    ComparedSide b;
    std::vector<ComparedMetric> metrics;  ///< Those that are judged.
};

/// The points `a` and `b` of a study.
[[nodiscard]] ComparedSystems compared_points(const StudyDatabase& study, std::size_t a, std::size_t b);
/// One line of a comparison.
struct ComparisonRow {
    ComparedMetric metric;
    double margin = 0;
    MetricChange change = {};
    bool identical = false;  ///< All pairs of runs are the same run.
};

struct Comparison {
    std::string a;
    std::string b;
    std::vector<std::uint64_t> seeds = {};  ///< That both sides have.
    bool identical = false;
    std::size_t same_fingerprints = 0;
    std::vector<ComparisonRow> rows = {};
    std::vector<std::string> notes = {};  ///< What a reader must know: failures, few seeds, no pairing effect.
};

/// Compares the systems, metric by metric, over the seeds that both have. `margin` counts for means and medians; twice
/// that for p99, since it varies more. Throws StoreError if they have no seed in common.
[[nodiscard]] Comparison compare(const ComparedSystems& systems, double margin);

/// For a terminal; `all` also shows what is equal and no headline.
[[nodiscard]] std::string comparison_table(const Comparison& comparison, bool all);
[[nodiscard]] std::string comparison_markdown(const Comparison& comparison, bool all);
/// Every row, full precision, in the metrics' own units.
[[nodiscard]] std::string comparison_csv(const Comparison& comparison);
[[nodiscard]] std::string comparison_json(const Comparison& comparison);

}  // namespace sim
