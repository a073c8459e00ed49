// SPDX-License-Identifier: MIT
#include "models/conformance/conformance_verb.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "models/conformance/report.h"
#include "sim/cli/interrupt.h"
#include "sim/cli/options.h"

namespace models {
namespace {

namespace po = boost::program_options;
using sim::ExitCode;
using sim::UsageError;

constexpr unsigned kMostWorkers = 1024;

void add_options(po::options_description& options) {
    auto add = options.add_options();
    add("filter", po::value<std::string>()->default_value("")->value_name("TEXT"),
        "only cases whose path::name[fork] contains this; /.../ is a regular expression");
    add("workers", po::value<std::string>()->value_name("N"), "files at a time; as many as the machine has threads");
    add("junit", po::value<std::string>()->value_name("FILE"), "also write the results as JUnit XML");
    add("failures", po::value<std::string>()->default_value("20")->value_name("N"), "failures to show in detail");
    sim::add_progress_option(options);
}

CaseFilter filter_of(const sim::Invocation& call) {
    const auto text = call.options["filter"].as<std::string>();
    try {
        return CaseFilter(text);
    } catch (const std::regex_error& error) {
        throw UsageError("--filter '" + text + "': expected a regular expression between the slashes: " + error.what());
    }
}

unsigned workers_of(const sim::Invocation& call) {
    if (call.options.count("workers") == 0) return std::max(1U, std::thread::hardware_concurrency());
    const auto workers = sim::option_value<std::uint64_t>(call, "workers");
    if (workers == 0 || workers > kMostWorkers)
        throw UsageError("--workers: expected 1 to " + std::to_string(kMostWorkers));
    return static_cast<unsigned>(workers);
}

std::filesystem::path folder_of(const sim::Invocation& call) {
    sim::expect_positional(call, 1, 1, "one folder of fixtures");
    const std::string& folder = call.positional.front();
    std::error_code error;
    if (!std::filesystem::is_directory(folder, error) && !std::filesystem::is_regular_file(folder, error))
        throw UsageError("'" + folder + "': expected a folder or file that exists");
    return folder;
}

/// The JUnit file. It is opened before anything runs, so that a path that cannot be written to is told at once, and has
/// its name only when it is complete.
class JunitFile {
  public:
    explicit JunitFile(const sim::Invocation& call) {
        if (call.options.count("junit") == 0) return;
        path_ = call.options["junit"].as<std::string>();
        // Nothing is put in the place of a pipe or device.
        const bool replaceable = !std::filesystem::exists(path_) || std::filesystem::is_regular_file(path_);
        written_ = replaceable ? path_ + ".part" : path_;
        stream_.open(written_);
        if (!stream_) throw UsageError("--junit '" + path_ + "': cannot be written");
    }
    ~JunitFile() {
        std::error_code ignored;
        if (written_ != path_) std::filesystem::remove(written_, ignored);
    }
    JunitFile(const JunitFile&) = delete;
    JunitFile& operator=(const JunitFile&) = delete;

    void save(const ConformanceReport& report) {
        if (!stream_.is_open()) return;
        write_junit(stream_, report);
        stream_.close();
        std::error_code error;
        if (stream_ && written_ != path_) std::filesystem::rename(written_, path_, error);
        if (!stream_ || error) throw std::runtime_error("cannot write the JUnit file '" + path_ + "'");
        written_ = path_;
    }

  private:
    std::string path_;
    std::string written_;  ///< Beside it, until it is complete.
    std::ofstream stream_;
};

ExitCode exit_code(const sim::Invocation& call, const ConformanceReport& report) {
    const std::size_t failed = report.count(Verdict::Failed);
    if (failed > 0) return ExitCode::RunFailed;
    if (report.count(Verdict::Passed) > 0) return ExitCode::Ok;
    call.console.err << "headway: error: no case was run\n";
    return ExitCode::RunFailed;
}

ExitCode run(const sim::Invocation& call) {
    ConformanceRequest request;
    request.folder = folder_of(call);
    request.filter = filter_of(call);
    request.workers = workers_of(call);
    const auto shown = sim::option_value<std::uint64_t>(call, "failures");
    const auto style = sim::progress_style(call);
    JunitFile junit(call);

    std::optional<sim::InterruptGuard> guard;
    if (call.console.interrupted == nullptr) guard.emplace();
    request.interrupted = guard ? &guard->flag() : call.console.interrupted;
    const auto bar = sim::make_progress_bar(call, style);
    request.progress = [&](double share, std::string_view what) { bar->update(share, std::nullopt, what); };

    const ConformanceReport report = run_conformance(request);
    bar->clear();
    print_report(call.console.out, report, shown);
    junit.save(report);
    if (report.interrupted) {
        call.console.err << "interrupted: the results are those of a part\n";
        return guard && guard->terminated() ? ExitCode::Terminated : ExitCode::Interrupted;
    }
    return exit_code(call, report);
}

}  // namespace

sim::Verb conformance_verb() {
    return {
        "conformance",
        "DIR [options]",
        "run Ethereum's official tests",
        "Runs the official JSON fixtures below a folder, of whatever layout: state tests (all forks from Frontier to\n"
        "Osaka and its blob schedules BPO1 to BPO5; each executed serially and by Block-STM), transaction tests, trie\n"
        "tests and RLP tests. Prints what failed with the first field that differs, what was not run and why, and a\n"
        "table. Fixtures of other kinds and forks are counted and named.",
        "headway conformance tests/GeneralStateTests\n"
        "headway conformance fixtures/state_tests --filter eip7702 --junit results.xml\n"
        "headway conformance fixtures --filter '/\\[(Prague|Osaka)/' --workers 8",
        "0 all passed   1 a case failed, or none was run   2 wrong usage   130 interrupted (143: by SIGTERM)",
        add_options,
        run};
}

}  // namespace models
