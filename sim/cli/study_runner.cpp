// SPDX-License-Identifier: MIT
#include "sim/cli/study_runner.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include "sim/cli/axis_values.h"
#include "sim/cli/options.h"
#include "sim/cli/run_pool.h"

namespace sim {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

/// Where the runs of a study write before they are recorded. Locked, so that a study runs once at a time; the kernel
/// gives the lock back however this process ends.
class RunFolder {
  public:
    RunFolder(const fs::path& study, bool keep) : path_(study.string() + ".runs"), keep_(keep) {
        std::error_code error;
        fs::create_directories(path_, error);
        descriptor_ = open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (error || descriptor_ < 0) throw std::runtime_error("cannot write to the folder '" + path_.string() + "'");
        if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
            close(descriptor_);
            throw std::runtime_error("'" + study.string() + "' is being written by another headway");
        }
    }
    ~RunFolder() {
        std::error_code ignored;
        if (!keep_) fs::remove_all(path_, ignored);
        close(descriptor_);
    }
    RunFolder(const RunFolder&) = delete;
    RunFolder& operator=(const RunFolder&) = delete;

    [[nodiscard]] const fs::path& path() const { return path_; }

  private:
    fs::path path_;
    bool keep_;
    int descriptor_ = -1;
};

/// The runs that are missing, seeds outside: what is there after a while is a whole study with fewer seeds.
class MissingRuns {
  public:
    MissingRuns(const StudyPlan& plan, const StudyDatabase& database, const RunFolder& folder) {
        std::set<std::pair<std::size_t, std::uint64_t>> have;
        for (const StudyRun& run : database.runs())
            if (run.status == RunStatus::Ok) have.emplace(run.point, run.seed);
        for (const std::uint64_t seed : plan.seeds)
            for (std::size_t point = 0; point < plan.header.points.size(); ++point)
                if (!have.contains({point, seed})) add(plan, folder, point, seed);
    }

    [[nodiscard]] const std::vector<PoolTask>& tasks() const { return tasks_; }
    [[nodiscard]] const StudyRun& run(std::size_t task) const { return runs_[task]; }

  private:
    void add(const StudyPlan& plan, const RunFolder& folder, std::size_t point, std::uint64_t seed) {
        RunRequest request;
        request.seed = seed;
        request.until = plan.until;
        request.scenario_name = plan.header.points[point].scenario;
        request.command_line = plan.commands[point] + " --seed " + std::to_string(seed);
        request.output = folder.path() / (std::to_string(point + 1) + "-" + std::to_string(seed) + ".sqlite");
        std::error_code ignored;
        fs::remove(request.output, ignored);
        tasks_.push_back({.experiment = plan.experiments[point].get(), .request = std::move(request)});
        runs_.push_back({.point = point, .seed = seed});
    }

    std::vector<PoolTask> tasks_;
    std::vector<StudyRun> runs_;
};

/// Records what a child left; what is wrong with that, or nothing. A database that cannot be written is thrown.
std::string record_run(StudyDatabase& database, StudyRun run, const fs::path& results) {
    RunMeasurements measured;
    try {
        measured = measure(ResultReader(results));
    } catch (const StoreError& error) {
        return error.what();
    }
    if (measured.run.status != RunStatus::Ok) return "the run did not complete";
    run.status = RunStatus::Ok;
    database.record(run, measured);
    return {};
}

std::size_t wanted_jobs(const Invocation& call) {
    const auto jobs = option_value<std::uint32_t>(call, "jobs");
    return jobs > 0 ? jobs : std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace

void add_study_options(po::options_description& options, const char* default_seeds) {
    auto add = options.add_options();
    auto* seeds = po::value<std::string>()->value_name("N");
    if (*default_seeds != '\0') seeds->default_value(default_seeds);
    add("seeds", seeds, "how many seeds, from 1; or a range such as 5..20");
    add("jobs,j", po::value<std::string>()->default_value("0")->value_name("N"),
        "runs at a time, each in a process of its own; 0: as many as there are processors");
    add("until", po::value<std::string>()->value_name("TIME"), "stop each run at this simulated time, such as 5s");
    add("keep-runs", po::bool_switch(), "keep the results database of each run in the folder FILE.runs");
    add_progress_option(options);
}

void read_study_options(const Invocation& call, StudyPlan& plan) {
    static_cast<void>(progress_style(call));
    static_cast<void>(wanted_jobs(call));
    if (call.options.count("seeds") != 0) {
        const auto text = call.options["seeds"].as<std::string>();
        const auto seeds = parse_seeds(text);
        if (!seeds) throw UsageError("--seeds '" + text + "': expected " + kExpectedSeeds);
        plan.seeds = *seeds;
    }
    if (call.options.count("until") == 0) return;
    const auto until = option_value<Duration>(call, "until");
    if (until <= Duration{}) throw UsageError("--until: expected a time above 0");
    plan.until = SimTime{} + until;
    plan.header.until = call.options["until"].as<std::string>();
}

StudyOutcome run_study(const Invocation& call, const StudyPlan& plan, StudyDatabase& database, const fs::path& path,
                       const std::atomic<bool>& interrupted) {
    const bool keep = call.options["keep-runs"].as<bool>();
    const RunFolder folder(path, keep);
    const MissingRuns missing(plan, database, folder);
    const auto bar = make_progress_bar(call, progress_style(call));
    StudyOutcome outcome;
    const auto ended = [&](const PoolEnd& end) {
        const PoolTask& task = missing.tasks()[end.task];
        StudyRun run = missing.run(end.task);
        outcome.runs += 1;
        run.error = end.error.empty() ? record_run(database, run, task.request.output) : end.error;
        if (!run.error.empty()) {
            outcome.failed += 1;
            run.status = RunStatus::Failed;
            database.record_failure(run);
            bar->clear();
            call.console.err << "headway: error: a run failed: " << run.error
                             << "\n  repeat it with: " << task.request.command_line << "\n";
        }
        std::error_code ignored;
        if (!keep) fs::remove(task.request.output, ignored);
    };
    const auto progress = [&](double share, std::size_t running) {
        const std::string what = std::to_string(outcome.runs) + " of " + std::to_string(missing.tasks().size()) +
                                 " runs done, " + std::to_string(running) + " under way";
        bar->update(share, std::nullopt, what);
    };
    outcome.interrupted = !RunPool(wanted_jobs(call), interrupted).run(missing.tasks(), {ended, progress});
    return outcome;
}

}  // namespace sim
