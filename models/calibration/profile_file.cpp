// SPDX-License-Identifier: MIT
#include "models/calibration/profile_file.h"

#include <fmt/chrono.h>
#include <fmt/core.h>

#include <chrono>
#include <cmath>
#include <fstream>
#include <map>
#include <thread>

#include "models/calibration/stopwatch.h"
#include "sim/base/value_format.h"
#include "sim/report/table.h"
#include "sim/scenario/value_text.h"

namespace models {
namespace {

/// What stands behind "model name" in /proc/cpuinfo.
std::string processor_name() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("model name"))
            if (const auto colon = line.find(": "); colon != std::string::npos) return line.substr(colon + 2);
    return "unknown processor";
}

std::string load_average() {
    std::ifstream file("/proc/loadavg");
    std::string minute;
    return file >> minute ? minute : "unknown";
}

std::string compiler() {
#if defined(__clang__)
    return "clang++ " __clang_version__;
#else
    return "g++ " __VERSION__;
#endif
}

constexpr const char* kOptimised =
#if defined(__OPTIMIZE__)
    "optimised";
#else
    "not optimised";
#endif

/// Half the distance of the quartiles, as a part of the value.
std::string spread(const CalibratedTerm& term) {
    if (term.value_ns <= 0) return "-";
    return fmt::format("{:.0f} %", 50 * (term.high_ns - term.low_ns) / term.value_ns);
}

/// "key: value  # spread, what": a line of YAML for each field of T that was measured.
template <class T>
void append_fields(std::string& out, const T& values, const std::map<std::string, const CalibratedTerm*>& terms,
                   const std::string& prefix, const std::string& indent) {
    sim::for_each_field<T>([&](const auto& field) {
        const auto term = terms.find(prefix + field.key);
        if (term == terms.end()) return;
        using Value = std::decay_t<decltype(values.*field.member)>;
        if constexpr (sim::ScalarValue<Value>)
            out += fmt::format("{}{}: {}  # spread {}; {}\n", indent, field.key,
                               sim::format_value(values.*field.member), spread(*term->second), term->second->measured);
    });
}

std::vector<double> errors_of(const std::vector<ProbeFit>& fits) {
    std::vector<double> errors;
    for (const ProbeFit& fit : fits) errors.push_back(std::abs(fit.modelled_ns / fit.measured_ns - 1));
    return errors;
}

}  // namespace

HostDescription describe_host() {
    return {.processor = fmt::format("{}, {} threads", processor_name(), std::thread::hardware_concurrency()),
            .date = fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::chrono::system_clock::now())),
            .load = load_average(),
            .build = fmt::format("headway {}, {}, {}", HEADWAY_VERSION, compiler(), kOptimised)};
}

std::string to_profile_yaml(const Calibration& calibration, const HostDescription& host) {
    std::map<std::string, const CalibratedTerm*> terms;
    for (const CalibratedTerm& term : calibration.terms) terms[term.key] = &term;
    std::string out = fmt::format(
        "# SPDX-License-Identifier: MIT\n"
        "# Written by headway calibrate. A scenario can name this file: `sequencer.hardware: FILE`.\n"
        "# What is not here (network, store, shares of reads) keeps its default. Spreads are half the distance "
        "between\n"
        "# quartiles; costs are those of one core, of {} blocks that the cost model was fitted to; ahead_access is of "
        "two.\n"
        "description: \"{}\"\n"
        "source: \"headway calibrate on {}, load {}; {}\"\n"
        "cores: {}\n",
        calibration.serial_fits.size(), host.processor, host.date, host.load, host.build,
        std::max(1U, std::thread::hardware_concurrency()));
    out += "costs:\n";
    append_fields(out, calibration.profile.costs, terms, "costs.", "  ");
    append_fields(out, calibration.profile, terms, "", "");
    return out;
}

std::string to_table(const Calibration& calibration) {
    using Align = sim::Table::Align;
    sim::Table table({Align::Left, Align::Right, Align::Right, Align::Left});
    table.row({"term", "ns", "spread", "measured"});
    for (const CalibratedTerm& term : calibration.terms)
        table.row({term.key, fmt::format("{:.3f}", term.value_ns), spread(term), term.measured});
    std::string out = table.to_string();
    const auto line = [&](const char* what, const std::vector<ProbeFit>& fits) {
        const std::vector<double> errors = errors_of(fits);
        out += fmt::format("{}: {} blocks, median error {}, 90th percentile {}\n", what, fits.size(),
                           sim::format_percent(quantile(errors, 0.5)), sim::format_percent(quantile(errors, 0.9)));
    };
    out += "\n";
    line("fit of serial execution     ", calibration.serial_fits);
    line("fit of Block-STM, one worker", calibration.parallel_fits);
    return out;
}

}  // namespace models
