// SPDX-License-Identifier: MIT
#include "models/calibration/calibrate_verb.h"

#include <fmt/core.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>

#include "models/calibration/profile_file.h"
#include "sim/cli/interrupt.h"
#include "sim/cli/options.h"

namespace models {
namespace {

namespace po = boost::program_options;
using sim::ExitCode;
using sim::UsageError;

void add_options(po::options_description& options) {
    auto add = options.add_options();
    add("output,o", po::value<std::string>()->value_name("FILE"), "also write a hardware profile (YAML)");
    add("quick", "a few seconds and little of everything: to see that it works, not to be used");
    add("probes", "also print each block that was timed, and what the terms make of it");
    sim::add_progress_option(options);
}

/// Opened before anything is measured, so that a path that cannot be written to is told at once; in place only when it
/// is complete.
class ProfileFile {
  public:
    explicit ProfileFile(const sim::Invocation& call) {
        if (call.options.count("output") == 0) return;
        path_ = call.options["output"].as<std::string>();
        std::error_code error;
        if (std::filesystem::is_directory(path_, error)) throw UsageError("-o '" + path_ + "': is a folder");
        stream_.open(part());
        if (!stream_) throw UsageError("-o '" + path_ + "': cannot be written");
    }
    ~ProfileFile() {
        std::error_code ignored;
        if (!path_.empty()) std::filesystem::remove(part(), ignored);
    }
    ProfileFile(const ProfileFile&) = delete;
    ProfileFile& operator=(const ProfileFile&) = delete;

    void save(const std::string& text) {
        if (path_.empty()) return;
        stream_ << text;
        stream_.close();
        std::error_code error;
        if (stream_) std::filesystem::rename(part(), path_, error);
        if (!stream_ || error) throw std::runtime_error("cannot write '" + path_ + "'");
    }

  private:
    [[nodiscard]] std::string part() const { return path_ + ".part"; }

    std::string path_;
    std::ofstream stream_;
};

void print_fits(std::ostream& out, const char* what, const std::vector<ProbeFit>& fits) {
    out << "\n" << what << "\n";
    for (const ProbeFit& fit : fits)
        out << fmt::format("  {:<40}{:>12.1f} us{:>+8.1f} %\n", fit.name, fit.measured_ns / 1000,
                           100 * (fit.modelled_ns / fit.measured_ns - 1));
}

ExitCode run(const sim::Invocation& call) {
    sim::expect_positional(call, 0, 0, "no argument");
    ProfileFile file(call);
    const HostDescription host = describe_host();
    const auto bar = sim::make_progress_bar(call, sim::progress_style(call));
    std::optional<sim::InterruptGuard> guard;
    if (call.console.interrupted == nullptr) guard.emplace();
    const auto& interrupted = guard ? guard->flag() : *call.console.interrupted;

    CalibrationRequest request;
    request.quick = call.options.count("quick") != 0;
    request.progress = [&](double share, std::string_view what) { bar->update(share, std::nullopt, what); };
    request.interrupted = [&] { return interrupted.load(); };
    const Calibration calibration = calibrate(request);
    bar->clear();
    if (calibration.interrupted) {
        call.console.err << "interrupted: nothing was written\n";
        return guard && guard->terminated() ? ExitCode::Terminated : ExitCode::Interrupted;
    }
    call.console.out << host.processor << "    load " << host.load << "    " << host.build << "\n\n"
                     << to_table(calibration);
    if (call.options.count("probes") != 0) {
        print_fits(call.console.out, "serial", calibration.serial_fits);
        print_fits(call.console.out, "Block-STM, one worker", calibration.parallel_fits);
    }
    file.save(to_profile_yaml(calibration, host));
    return ExitCode::Ok;
}

}  // namespace

sim::Verb calibrate_verb() {
    return {
        "calibrate",
        "[-o FILE] [options]",
        "measure this machine as a hardware profile",
        "Executes made-up blocks, in each of which one kind of work stands out, and fits the unit costs of the cost\n"
        "model to their times (thread CPU time, least tenth of rounds that take turns); times signatures, tries,\n"
        "diffs and memory alone, and blocks on two threads (wall time) for what sharing costs. Prints each term with\n"
        "its spread, half the distance of the quartiles. The profile that -o writes can be named in a scenario:\n"
        "sequencer.hardware: FILE. Takes less than a minute.",
        "headway calibrate -o mine.yaml\n"
        "headway run scenarios/megaeth.yaml --set sequencer.hardware=mine.yaml",
        "0 ok   1 the file could not be completed   2 wrong usage, or FILE cannot be written   130 interrupted (143: "
        "by SIGTERM)",
        add_options,
        run};
}

}  // namespace models
