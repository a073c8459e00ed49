// SPDX-License-Identifier: MIT
#include "models/replay/replay_verb.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <thread>

#include "models/evm/forks.h"
#include "models/replay/replay_options.h"
#include "models/replay/replay_report.h"
#include "models/replay/replay_results.h"
#include "models/replay/whole_state.h"
#include "sim/cli/interrupt.h"
#include "sim/cli/options.h"
#include "sim/cli/output_file.h"
#include "sim/scenario/bind.h"

namespace models {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;
using sim::ExitCode;
using sim::UsageError;

constexpr std::uint64_t kMostWorkers = 1024;
constexpr std::uint64_t kMostRounds = 100'000;
/// So many blocks are in memory at a time at most and take turns, with threads.
constexpr std::size_t kMostInTurns = 64;

void add_options(po::options_description& options) {
    auto add = options.add_options();
    add("driver", po::value<std::string>()->default_value("virtual")->value_name("NAME"),
        "virtual: simulated cores, times from the cost model, always the same; threads: this machine's, measured");
    add("workers", po::value<std::string>()->value_name("N,N,..."),
        "numbers of workers; 1,2,4,8,16,32 if not given, with threads as many as the machine has at the most");
    add("hardware", po::value<std::string>()->value_name("FILE"),
        "hardware profile of the simulated cores (scenarios/hardware/); it also weighs critical paths");
    add("repeat", po::value<std::string>()->default_value("5")->value_name("N"),
        "with threads: measured rounds; times are their median (the fastest is in the results database)");
    add("warm-up", po::value<std::string>()->default_value("2")->value_name("N"),
        "with threads: rounds before that are not measured");
    add("whole-state", po::bool_switch(),
        "the pre-states hold the whole state at the end of the block before, as of a small chain: check state roots "
        "too");
    add_chain_options(options);
    add("output,o", po::value<std::string>()->value_name("FILE"),
        "results database; results/replay-0-<hash>.sqlite if not given");
    sim::add_progress_option(options);
}

std::vector<WorkerIndex> default_workers(ReplayDriver driver) {
    std::vector<WorkerIndex> workers = {1, 2, 4, 8, 16, 32};
    const WorkerIndex here = std::max(1U, std::thread::hardware_concurrency());
    if (driver == ReplayDriver::Threads) std::erase_if(workers, [here](WorkerIndex n) { return n > here; });
    return workers;
}

std::vector<WorkerIndex> workers_of(const sim::Invocation& call, ReplayDriver driver) {
    if (call.options.count("workers") == 0) return default_workers(driver);
    const auto text = call.options["workers"].as<std::string>();
    std::vector<WorkerIndex> workers;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const auto number = sim::parse_value<std::uint64_t>(text.substr(begin, end - begin));
        if (!number || *number == 0 || *number > kMostWorkers)
            throw UsageError("--workers '" + text + "': expected numbers from 1 to " + std::to_string(kMostWorkers) +
                             " with commas between them");
        const auto count = static_cast<WorkerIndex>(*number);
        if (std::find(workers.begin(), workers.end(), count) != workers.end())
            throw UsageError("--workers '" + text + "': expected each number once");
        workers.push_back(count);
        begin = end + 1;
    }
    return workers;
}

ReplayDriver driver_of(const sim::Invocation& call) {
    const auto name = call.options["driver"].as<std::string>();
    if (name == "virtual") return ReplayDriver::Virtual;
    if (name != "threads") sim::reject_name("driver", name, {"threads", "virtual"});
    return ReplayDriver::Threads;
}

std::uint32_t rounds_of(const sim::Invocation& call, const char* option, std::uint64_t least) {
    const auto rounds = sim::option_value<std::uint64_t>(call, option);
    if (rounds < least || rounds > kMostRounds)
        throw UsageError(std::string("--") + option + ": expected " + std::to_string(least) + " to " +
                         std::to_string(kMostRounds));
    return static_cast<std::uint32_t>(rounds);
}

ReplayPlan plan_of(const sim::Invocation& call) {
    ReplayPlan plan;
    plan.driver = driver_of(call);
    plan.workers = workers_of(call, plan.driver);
    plan.repeat = rounds_of(call, "repeat", 1);
    plan.whole_state = call.options["whole-state"].as<bool>();
    plan.warm_up = rounds_of(call, "warm-up", 0);
    if (call.options.count("hardware") != 0)
        plan.hardware = sim::bind<HardwareProfile>(sim::Document::load(call.options["hardware"].as<std::string>()));
    return plan;
}

std::vector<fs::path> files_of(const sim::Invocation& call) {
    if (call.positional.empty()) throw UsageError("expected blocks to replay: files or folders");
    std::vector<fs::path> files;
    for (const std::string& path : call.positional)
        for (const fs::path& file : find_blocks(path))
            if (std::find(files.begin(), files.end(), file) == files.end()) files.push_back(file);
    return files;
}

sim::OutputFile output_of(const sim::Invocation& call, const ReplayRun& run) {
    if (call.options.count("output") != 0) return sim::OutputFile(call.options["output"].as<std::string>());
    return sim::OutputFile(sim::default_output("replay", 0, to_json(run)));
}

/// Replays all files into `blocks`; fewer blocks than files, or some in fewer rounds, if interrupted. Throws
/// sim::InputError at a file that is not what it should be.
void replay_all(const sim::Invocation& call, const ReplayRun& run, const std::atomic<bool>& interrupted,
                std::vector<BlockReplay>& blocks) {
    const auto& [plan, chain, files] = run;
    CodeStore codes;
    BlockReader reader(codes, chain);
    Replayer replayer(plan, codes);
    const auto bar = sim::make_progress_bar(call, sim::progress_style(call));
    const auto all = static_cast<double>(files.size());
    const auto stopped = [&] { return interrupted.load(std::memory_order_relaxed); };
    const std::size_t batches = plan.driver == ReplayDriver::Threads
                                    ? (files.size() + kMostInTurns - 1) / kMostInTurns  // About as many in each.
                                    : files.size();
    for (std::size_t batch_number = 0; batch_number < batches && !stopped(); ++batch_number) {
        const std::size_t begin = files.size() * batch_number / batches;
        const std::size_t end = files.size() * (batch_number + 1) / batches;
        std::vector<ReplayBlock> batch;
        std::optional<sim::InputError> wrong_file;
        for (std::size_t i = begin; i < end && !wrong_file && !stopped(); ++i) {
            bar->update(static_cast<double>(begin) / all, std::nullopt, "reading " + files[i].string());
            try {
                ReplayBlock block = reader.read(files[i]);
                if (plan.whole_state) begin_block(block, codes);
                batch.push_back(std::move(block));
            } catch (const sim::InputError& error) {
                wrong_file = error;
            }
        }
        const auto progress = [&](double share, const ReplayBlock& block) {
            const double done = static_cast<double>(begin) + share * static_cast<double>(batch.size());
            bar->update(done / all, std::nullopt, "block " + block.name);
            return !stopped();
        };
        auto replayed = replayer.replay(batch, progress);
        std::move(replayed.begin(), replayed.end(), std::back_inserter(blocks));
        if (wrong_file && !stopped()) throw sim::InputError(*wrong_file);
    }
    bar->clear();
}

std::string title_of(const ReplayPlan& plan, const std::vector<BlockReplay>& blocks) {
    const std::string what =
        blocks.size() == 1 ? "block " + blocks.front().name : std::to_string(blocks.size()) + " blocks";
    return "Replay of " + what + (plan.driver == ReplayDriver::Virtual ? " on virtual cores" : " on host threads");
}

ExitCode run(const sim::Invocation& call) {
    const ReplayRun run{.plan = plan_of(call), .chain = chain_choice_of(call), .files = files_of(call)};
    (void)sim::progress_style(call);
    const sim::OutputFile output = output_of(call, run);

    std::optional<sim::InterruptGuard> guard;
    if (call.console.interrupted == nullptr) guard.emplace();
    std::vector<BlockReplay> blocks;
    std::optional<sim::InputError> wrong_file;
    const std::atomic<bool>& interrupted = guard ? guard->flag() : *call.console.interrupted;
    try {
        replay_all(call, run, interrupted, blocks);
    } catch (const sim::InputError& error) {
        if (blocks.empty()) throw;
        wrong_file = error;
    }
    const bool whole = blocks.size() == run.files.size() && !interrupted.load();

    call.console.out << replay_report(run.plan, blocks) << std::flush;  // First: to write results may go wrong.
    ReplayResults results(output.write_to(), run, title_of(run.plan, blocks), call.command_line);
    for (const BlockReplay& block : blocks) results.write(block);
    if (!whole) {
        wrong_file ? results.stop(wrong_file->what()) : results.cancel();
        call.console.err << (wrong_file ? "stopped: " : "interrupted: ") << blocks.size() << " of " << run.files.size()
                         << " blocks were replayed"
                         << (wrong_file || blocks.empty() ? "" : ", the last maybe in fewer rounds")
                         << "; the run is marked as " << (wrong_file ? "failed" : "cancelled") << " in '"
                         << output.write_to().string() << "'\n";
        if (wrong_file) throw sim::InputError(*wrong_file);
        return guard && guard->terminated() ? ExitCode::Terminated : ExitCode::Interrupted;
    }
    results.complete();
    output.commit();
    const std::string path = output.path().string();
    call.console.out << "results      " << path << "    plot: headway plot speedup " << path << "\n";
    const bool right =
        std::all_of(blocks.begin(), blocks.end(), [](const BlockReplay& block) { return block.differences.empty(); });
    return right ? ExitCode::Ok : ExitCode::RunFailed;
}

}  // namespace

sim::Verb replay_verb() {
    return {"replay",
            "FILE|DIR... [options]",
            "execute real Ethereum blocks, serially and in parallel",
            "Executes blocks with their pre-state: a block's file or folder, a folder of such, or the folder that "
            "`headway\n"
            "import` fills (format: models/replay/README.md). Checks that they give what their headers say (gas used, "
            "logs\n"
            "bloom, transactions root, from Byzantium on receipts root; each receipt and the state afterwards, where "
            "files\n"
            "for that are there) and that parallel execution gives the state of serial execution. Prints times, "
            "speed-ups,\n"
            "conflicts and the longest chain of dependent transactions of each block.",
            "headway replay blocks/19933612\n"
            "headway replay blocks --workers 1,2,8 --hardware scenarios/hardware/full-node.yaml\n"
            "headway replay blocks --driver threads --repeat 15 -o measured.sqlite",
            "0 all as claimed   1 a block gives something else   2 wrong usage   3 a file is not what it should be\n"
            "130 interrupted (143: by SIGTERM)",
            add_options,
            run,
            replay_metrics()};
}

}  // namespace models
