// SPDX-License-Identifier: MIT
// How well the cost model predicts: real mainnet blocks executed serially and by Block-STM with 1 and 2 host threads,
// against what a calibrated profile makes of the work; and the virtual speed-up beside pevm's public table.
//
//   bench_prediction [PROFILE.yaml] [ROUNDS]      without a profile, this machine is calibrated first
//
// Measured is execute_serial and ParallelExecutor::execute, the state after the block included. Blocks take turns, each
// way of executing them for itself: code has been analysed and state is in memory, but caches and branch predictors
// have served all other blocks since, as they have when a block reaches a node. Serial and one thread: thread CPU time,
// the least tenth of the rounds. Two threads: wall time, the least of all rounds, since on a machine with other work
// most do not get both cores. Modelled is serial_time, and makespan on virtual cores + assembly_time, with no share of
// reads that miss all caches: what 45 blocks touch fits into the last one. Nothing is fitted to these blocks.
#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <numeric>
#include <optional>
#include <string_view>

#include "models/calibration/calibration.h"
#include "models/calibration/stopwatch.h"
#include "models/executor/parallel_executor.h"
#include "models/hardware/virtual_cores.h"
#include "models/replay/block_file.h"
#include "sim/scenario/bind.h"

namespace models {
namespace {

/// README.md of risechain/pevm, commit 9cbd856, tables of mainnet blocks on a c7g.8xlarge (Graviton3, 32 vCPU):
/// sequential and parallel execution in milliseconds. Blocks of its table that run for 0.67 ms and more.
struct Published {
    double sequential_ms;
    double parallel_ms;
};
const std::map<std::uint64_t, Published> kPevm = {
    {2462997, {3.429, 3.405}},   {4330482, {1.04, 0.518}},   {4369999, {0.98, 0.602}},    {4864590, {2.584, 0.728}},
    {5283152, {2.552, 0.682}},   {5891667, {0.922, 0.653}},  {6137495, {1.246, 0.691}},   {7279999, {4.54, 1.05}},
    {7280000, {4.505, 2.327}},   {8889776, {3.062, 1.216}},  {9068998, {0.804, 0.803}},   {10760440, {5.071, 2.02}},
    {11114732, {3.605, 4.06}},   {11814555, {1.658, 1.085}}, {12047794, {4.313, 4.779}},  {12243999, {4.641, 1.677}},
    {12244000, {6.927, 4.362}},  {12459406, {7.126, 4.285}}, {12520364, {2.758, 1.658}},  {13217637, {8.221, 2.736}},
    {13287210, {4.232, 2.546}},  {14396881, {4.856, 2.708}}, {15199017, {8.7, 2.551}},    {15537393, {2.25, 2.258}},
    {15537394, {2.684, 1.721}},  {15752489, {2.902, 1.331}}, {16146267, {8.114, 2.842}},  {17034869, {3.685, 1.555}},
    {17666333, {14.424, 7.185}}, {18426253, {12.143, 8.15}}, {18988207, {12.442, 7.812}}, {19426587, {3.215, 3.219}},
    {19923400, {0.724, 0.726}},  {19929064, {3.749, 1.879}}, {19932703, {13.058, 9.369}}, {19933122, {0.67, 0.672}},
    {19933612, {7.482, 2.059}},  {19934116, {1.77, 1.761}},
};

/// Times of one way to execute a block, and what the model says.
struct Comparison {
    double taken_quantile = 0.1;
    std::vector<double> measured_ns = {};
    double modelled_ns = 0;

    [[nodiscard]] double measured() const { return quantile(measured_ns, taken_quantile); }
    [[nodiscard]] double error() const { return modelled_ns / measured() - 1; }
};

struct Case {
    ReplayBlock block;
    double first_ns = 0;
    Comparison serial;
    Comparison threads[2] = {{}, {.taken_quantile = 0}};
    std::map<unsigned, double> speedup;  ///< On so many virtual cores.
};

class Prediction {
  public:
    Prediction(const std::filesystem::path& folder, HardwareProfile profile)
        : profile_(std::move(profile)), transition_(codes_), one_(codes_, 1), two_(codes_, 2) {
        profile_.memory_read_share = sim::Share{};
        BlockReader reader(codes_);
        for (const std::filesystem::path& file : find_blocks(folder)) {
            ReplayBlock block = reader.read(file);
            if (!block.transactions.empty()) cases_.emplace_back().block = std::move(block);
        }
    }

    [[nodiscard]] bool has_blocks() const { return !cases_.empty(); }
    void run(int rounds) {
        for (Case& each : cases_) model(each);
        for (int round = 0; round < rounds; ++round) {
            for (Case& each : cases_)
                each.serial.measured_ns.push_back(timed(thread_time_ns, [&] { return serial(each.block); }));
            for (Case& each : cases_)
                each.threads[0].measured_ns.push_back(
                    timed(thread_time_ns, [&] { return parallel(each.block, one_); }));
            for (Case& each : cases_)
                each.threads[1].measured_ns.push_back(timed(wall_time_ns, [&] { return parallel(each.block, two_); }));
        }
    }
    void print() const;

  private:
    void model(Case& each) {
        const ReplayBlock& block = each.block;
        const double start = thread_time_ns();
        const auto known = std::make_shared<const ExecutedBlock>(serial(block));
        each.first_ns = thread_time_ns() - start;
        const sim::Duration alone = serial_time(*known, profile_);
        each.serial.modelled_ns = static_cast<double>(alone.ns());
        for (const unsigned workers : {1U, 2U, 8U, 10U, 12U}) {
            const auto executed =
                VirtualCores(profile_, workers).execute(block.pre, block.context, block.transactions, codes_, known);
            const auto total = executed.makespan + assembly_time(known->diff, profile_);
            if (workers <= 2) each.threads[workers - 1].modelled_ns = static_cast<double>(total.ns());
            each.speedup[workers] = alone.seconds() / total.seconds();
        }
    }
    static ExecutedBlock parallel(const ReplayBlock& block, ParallelExecutor& executor) {
        return executor.execute(block.pre, block.context, block.transactions);
    }
    template <class Run>
    static double timed(double (*now)(), Run run) {
        const double start = now();
        const ExecutedBlock executed = run();
        return now() - start;
    }
    ExecutedBlock serial(const ReplayBlock& block) {
        return execute_serial(block.pre, block.context, block.transactions, transition_);
    }
    void print_published() const;

    HardwareProfile profile_;
    CodeStore codes_;
    Transition transition_;
    ParallelExecutor one_;
    ParallelExecutor two_;
    std::vector<Case> cases_;
};

/// "12.3 % median, 23.4 % at the 90th percentile, +1.2 % mean" of errors as parts.
std::string summary(const std::vector<double>& errors) {
    std::vector<double> sizes;
    for (const double error : errors) sizes.push_back(std::abs(error));
    const double mean = std::accumulate(errors.begin(), errors.end(), 0.0) / static_cast<double>(errors.size());
    return fmt::format("{:.1f} % median, {:.1f} % at the 90th percentile; signed mean {:+.1f} %",
                       100 * quantile(sizes, 0.5), 100 * quantile(sizes, 0.9), 100 * mean);
}

void Prediction::print() const {
    fmt::print("{:>10}{:>6}{:>11}{:>11}{:>9}{:>11}{:>9}{:>11}{:>9}\n", "block", "txs", "first us", "serial us", "error",
               "1 thread", "error", "2 threads", "error");
    std::vector<double> errors[3];
    for (const Case& each : cases_) {
        fmt::print("{:>10}{:>6}{:>11.1f}{:>11.1f}{:>+8.1f}%{:>11.1f}{:>+8.1f}%{:>11.1f}{:>+8.1f}%\n",
                   each.block.context.number, each.block.transactions.size(), each.first_ns / 1000,
                   each.serial.measured() / 1000, 100 * each.serial.error(), each.threads[0].measured() / 1000,
                   100 * each.threads[0].error(), each.threads[1].measured() / 1000, 100 * each.threads[1].error());
        errors[0].push_back(each.serial.error());
        errors[1].push_back(each.threads[0].error());
        errors[2].push_back(each.threads[1].error());
    }
    fmt::print("error, serial:    {}\n", summary(errors[0]));
    fmt::print("error, 1 thread:  {}\n", summary(errors[1]));
    fmt::print("error, 2 threads: {}\n", summary(errors[2]));
    print_published();
}

std::vector<double> ranks(const std::vector<double>& values) {
    std::vector<double> ranks;
    for (const double value : values) {
        double below = 0;
        double equal = 0;
        for (const double other : values) {
            below += other < value ? 1 : 0;
            equal += other == value ? 1 : 0;
        }
        ranks.push_back(below + (equal + 1) / 2);
    }
    return ranks;
}

/// Spearman's rank correlation.
double rank_correlation(const std::vector<double>& a, const std::vector<double>& b) {
    const std::vector<double> x = ranks(a);
    const std::vector<double> y = ranks(b);
    const double mean = (static_cast<double>(a.size()) + 1) / 2;
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        xy += (x[i] - mean) * (y[i] - mean);
        xx += (x[i] - mean) * (x[i] - mean);
        yy += (y[i] - mean) * (y[i] - mean);
    }
    return xy / std::sqrt(xx * yy);
}

void Prediction::print_published() const {
    const auto is_published = [](const Case& each) { return kPevm.contains(each.block.context.number); };
    if (std::none_of(cases_.begin(), cases_.end(), is_published)) return;
    fmt::print(
        "\nspeed-up over serial on virtual cores, beside pevm's table (Graviton3, 32 vCPU); nothing is fitted\n");
    fmt::print("{:>10}{:>8}{:>8}{:>8}{:>8}{:>8}\n", "block", "8", "10", "12", "pevm", "ratio");
    std::map<unsigned, std::vector<double>> ours;
    std::vector<double> theirs;
    for (const Case& each : cases_) {
        const auto published = kPevm.find(each.block.context.number);
        if (published == kPevm.end()) continue;
        const double pevm = published->second.sequential_ms / published->second.parallel_ms;
        theirs.push_back(pevm);
        for (const auto& [workers, speedup] : each.speedup) ours[workers].push_back(speedup);
        fmt::print("{:>10}{:>8.2f}{:>8.2f}{:>8.2f}{:>8.2f}{:>8.2f}\n", published->first, each.speedup.at(8),
                   each.speedup.at(10), each.speedup.at(12), pevm, each.speedup.at(10) / pevm);
    }
    if (theirs.size() < 2) return;  // Nothing to rank.
    for (const unsigned workers : {8U, 10U, 12U}) {
        std::vector<double> ratios;
        for (std::size_t i = 0; i < theirs.size(); ++i) ratios.push_back(ours[workers][i] / theirs[i]);
        fmt::print("{} cores: {} blocks, rank correlation {:.2f}, median ratio to pevm {:.2f}\n", workers,
                   theirs.size(), rank_correlation(ours[workers], theirs), quantile(ratios, 0.5));
    }
}

std::filesystem::path fixtures() {
    const char* given = std::getenv("HEADWAY_FIXTURES");
    const std::filesystem::path folder = given != nullptr ? given : HEADWAY_SOURCE_DIR "/../shared/data";
    return folder / "mainnet";
}

/// How often each block is executed; nothing if `text` is no such number.
std::optional<int> rounds_from(std::string_view text) {
    int rounds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), rounds);
    if (error != std::errc() || end != text.data() + text.size() || rounds < 1) return std::nullopt;
    return rounds;
}

void predict(int argc, char** argv, bool tiny, int rounds) {
    HardwareProfile profile;
    if (argc > 1 && argv[1][0] != '-') {
        profile = sim::bind<HardwareProfile>(sim::Document::load(argv[1]));
    } else if (!tiny) {
        fmt::print(stderr, "calibrating\n");
        profile = calibrate({}).profile;
    }
    Prediction prediction(fixtures(), profile);
    if (!prediction.has_blocks()) {
        fmt::print("skipped: no block with transactions at {}\n", fixtures().string());
        return;
    }
    prediction.run(rounds);
    prediction.print();
}

}  // namespace
}  // namespace models

int main(int argc, char** argv) {
    const bool tiny = std::getenv("HEADWAY_BENCH_TINY") != nullptr;
    const std::optional<int> rounds = tiny ? 1 : argc > 2 ? models::rounds_from(argv[2]) : 20;
    if (!rounds) {
        fmt::print(stderr, "ROUNDS: expected a whole number above 0, not '{}'\n", argv[2]);
        return 2;
    }
    if (!std::filesystem::exists(models::fixtures() / "bytecodes.json")) {
        fmt::print("skipped: no fixtures at {}\n", models::fixtures().string());
        return 0;
    }
    try {
        models::predict(argc, argv, tiny, *rounds);
    } catch (const sim::InputError& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 3;
    }
    return 0;
}
