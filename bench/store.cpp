// SPDX-License-Identifier: MIT
// Rate at which results go into SQLite: from the open file to the completed run, digests included.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <string>

#include "sim/base/random.h"
#include "sim/store/result_reader.h"
#include "sim/store/result_writer.h"

namespace {

constexpr auto kLatency = sim::Purpose::named("bench.latency");

std::int64_t row_count() {
    return std::getenv("HEADWAY_BENCH_TINY") != nullptr ? 1'000 : 1'000'000;
}

std::filesystem::path results_file() {
    return std::filesystem::temp_directory_path() / ("headway-bench-" + std::to_string(getpid()) + ".sqlite");
}

sim::RunHeader header() {
    return sim::RunHeader{.model = "bench",
                          .scenario = "bench",
                          .title = "Load rate",
                          .config = "{}",
                          .seed = 1,
                          .version = "0",
                          .git_revision = {},
                          .command_line = {}};
}

/// `items_per_second` is by the clock on the wall; on a machine that is shared, `rows_per_cpu_second` tells more.
void report(benchmark::State& state, std::int64_t rows, std::clock_t began) {
    const double cpu_seconds = static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
    state.counters["rows_per_cpu_second"] =
        static_cast<double>(state.iterations() * rows) / std::max(cpu_seconds, 1e-6);
    const auto bytes = static_cast<double>(std::filesystem::file_size(results_file()));
    state.SetItemsProcessed(state.iterations() * rows);
    state.counters["bytes_per_row"] = bytes / static_cast<double>(rows);
    std::filesystem::remove(results_file());
}

/// One row of nine integers for each interval of a series.
void load_samples(benchmark::State& state) {
    const std::int64_t rows = row_count();
    sim::Series series(sim::Duration::from_ns(1'000));
    for (std::int64_t i = 0; i < rows; ++i) series.record(sim::SimTime::from_ns(i * 1'000), i % 977);
    const sim::MetricDoc doc{
        .name = "bench.depth", .unit = "count", .kind = "series", .better = "lower", .documentation = {}};
    const std::clock_t began = std::clock();
    for (auto _ : state) {
        sim::ResultWriter writer(results_file(), header());
        writer.write_series(doc, sim::kWholeRun, series);
        writer.complete(sim::RunEnd{});
    }
    report(state, rows, began);
}

sim::Lifecycle transactions(std::int64_t count) {
    const auto stage = [](const char* name) { return sim::Stage{.name = name, .documentation = name}; };
    sim::Lifecycle lifecycle(
        {.item = "tx",
         .documentation = "Transactions.",
         .stages = {stage("sealed"), stage("visible"), stage("in_block"), stage("posted"), stage("final")},
         .kinds = {"transfer", "swap"}});
    const sim::RandomStream random(1, kLatency, 0);
    for (std::int64_t i = 0; i < count; ++i) {
        sim::SimTime now = sim::SimTime::from_ns(i * 10'000);
        const auto words = random.words(static_cast<std::uint64_t>(i));
        const std::uint64_t item = lifecycle.begin(now, sim::EntityId{static_cast<std::uint32_t>(words[0] % 8)}, 0);
        for (std::size_t s = 0; s < 5; ++s) {
            const std::uint64_t wait = sim::uniform_below(words[s % 4], 1'000'000U << (3 * s));
            lifecycle.reach(item, s, now += sim::Duration::from_ns(static_cast<std::int64_t>(wait)));
        }
    }
    return lifecycle;
}

/// One row of eleven cells for each transaction.
void load_lifecycle(benchmark::State& state) {
    const std::int64_t rows = row_count();
    const sim::Lifecycle lifecycle = transactions(rows);
    const std::clock_t began = std::clock();
    for (auto _ : state) {
        sim::ResultWriter writer(results_file(), header());
        writer.write_lifecycle(lifecycle);
        writer.complete(sim::RunEnd{});
    }
    report(state, rows, began);
}

/// SQLite's integrity check and all digests.
void verify_lifecycle(benchmark::State& state) {
    const std::int64_t rows = row_count();
    {
        sim::ResultWriter writer(results_file(), header());
        writer.write_lifecycle(transactions(rows));
        writer.complete(sim::RunEnd{});
    }
    const std::clock_t began = std::clock();
    for (auto _ : state) {
        if (!sim::ResultReader(results_file()).verify().empty()) state.SkipWithError("results do not verify");
    }
    report(state, rows, began);
}

/// What the simulation pays for each transaction: one begin and five stages.
void record_lifecycle(benchmark::State& state) {
    const std::int64_t rows = row_count();
    for (auto _ : state) benchmark::DoNotOptimize(transactions(rows).final());
    state.SetItemsProcessed(state.iterations() * rows);
}

void record_distribution(benchmark::State& state) {
    sim::Distribution distribution;
    std::int64_t value = 1;
    for (auto _ : state) {
        distribution.record(value);
        value = (value * 5 + 1) & 0xfff'ffff;
    }
    benchmark::DoNotOptimize(distribution.count());
    state.SetItemsProcessed(state.iterations());
}

}  // namespace

BENCHMARK(load_samples)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(load_lifecycle)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(verify_lifecycle)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(record_lifecycle)->Unit(benchmark::kMillisecond);
BENCHMARK(record_distribution);

BENCHMARK_MAIN();
