// SPDX-License-Identifier: MIT
#pragma once

#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <tuple>

#include "sim/base/random.h"
#include "sim/store/result_writer.h"

/// A small made-up run for tests of the store and of reports: every kind of row, the same bytes each time.
namespace sample_run {

namespace fs = std::filesystem;

/// A folder of its own, gone at the end.
class TemporaryFolder {
  public:
    TemporaryFolder() {
        std::string name = (fs::temp_directory_path() / "headway-test-XXXXXX").string();
        path_ = mkdtemp(name.data());
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] fs::path file(const std::string& name) const { return path_ / name; }

  private:
    fs::path path_;
};

inline sim::RunHeader header(std::uint64_t seed = 7) {
    return sim::RunHeader{.model = "megaeth",
                          .scenario = "sample",
                          .title = "MegaETH: one sequencer, 40 replicas in 8 regions, settlement on L1",
                          .config = R"({"model":"megaeth","sequencer":{"cores":16,"mini_block_interval":"10ms"}})",
                          .seed = seed,
                          .version = "0.1.0",
                          .git_revision = "abc",
                          .command_line = "headway run scenarios/sample.yaml"};
}

inline sim::LifecycleSpec transaction_stages() {
    return sim::LifecycleSpec{
        .item = "tx",
        .documentation = "Transactions that clients submitted.",
        .stages = {{.name = "pre_confirmed", .documentation = "receipt leaves the sequencer", .label = "pre-confirmed"},
                   {.name = "visible",
                    .documentation = "own RPC node answers with it",
                    .label = "visible at own RPC node"},
                   {.name = "in_evm_block",
                    .documentation = "part of a sealed EVM block",
                    .label = "in an EVM block",
                    .follows = "pre_confirmed"},
                   {.name = "posted", .documentation = "its batch is in an L1 block", .label = "posted on L1"},
                   {.name = "final", .documentation = "that L1 block is final", .label = "final on L1"}},
        .kinds = {"native_transfer", "token_transfer", "swap"},
        .drop_reasons = {"pool_full", "nonce_gap"},
        .attributes = {{.name = "mini_block", .documentation = "Number of the mini-block that it is in."}}};
}

/// Latencies with the spread of a real run: mini-blocks of 10 ms, EVM blocks of 1 s, L1 slots of 12 s.
inline sim::Lifecycle transactions(std::uint64_t count, std::uint64_t seed = 7) {
    using sim::Duration;
    sim::Lifecycle lifecycle(transaction_stages());
    lifecycle.reserve(count);
    const auto up = [](sim::SimTime time, std::int64_t period) {
        return sim::SimTime::from_ns((time.ns() / period + 1) * period);
    };
    constexpr std::int64_t kMs = 1'000'000;
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto words = sim::RandomStream(seed, sim::Purpose::named("sample.tx"), 0).words(i);
        const auto draw = [&](std::size_t word, std::int64_t bound) {
            return Duration::from_ns(
                static_cast<std::int64_t>(sim::uniform_below(words[word], static_cast<std::uint64_t>(bound))));
        };
        const sim::SimTime start =
            sim::SimTime::from_ns(static_cast<std::int64_t>(i) * 10'000'000'000 / static_cast<std::int64_t>(count));
        const auto where = sim::EntityId{1 + static_cast<std::uint32_t>(words[0] % 2)};
        const auto item = lifecycle.begin(start, where, static_cast<std::uint32_t>(words[1] % 3));
        if (i % 1000 == 999) {
            lifecycle.drop(item, static_cast<std::uint32_t>(i / 1000 % 2));
            continue;
        }
        const auto region = draw(0, 8).ns();
        const auto sent = start + Duration::from_ns(region * 12 * kMs + kMs / 2) + draw(1, 3 * kMs);
        const auto sealed = up(sent, 10 * kMs) + draw(2, kMs);
        const auto visible = sealed + Duration::from_ns(region * 12 * kMs + kMs / 2) + draw(3, 4 * kMs);
        const auto in_block = up(sealed, 1000 * kMs);
        const auto posted = up(in_block + draw(2, 8'000 * kMs), 12'000 * kMs) + draw(3, 3'000 * kMs);
        lifecycle.reach(item, 0, sealed);
        lifecycle.reach(item, 1, visible);
        lifecycle.reach(item, 2, in_block);
        lifecycle.reach(item, 3, posted);
        lifecycle.reach(item, 4, up(posted, 384'000 * kMs) + Duration::from_ns(768'000 * kMs));
        lifecycle.set_attribute(item, 0, sealed.ns() / (10 * kMs));
    }
    return lifecycle;
}

struct ReplicaMetrics {
    sim::Counter mini_blocks;
    sim::Gauge height;
    sim::Distribution lag;
    sim::Series backlog;

    static constexpr auto schema() {
        using M = ReplicaMetrics;
        using sim::Better;
        using sim::Unit;
        return std::tuple{
            sim::MetricField{"mini_blocks", &M::mini_blocks, Unit::Count, Better::None, "Mini-blocks applied."},
            sim::MetricField{"height", &M::height, Unit::Count, Better::Higher, "Newest block."},
            sim::MetricField{"lag", &M::lag, Unit::Nanoseconds, Better::Lower, "From seal until applied."},
            sim::MetricField{"backlog", &M::backlog, Unit::Bytes, Better::Lower, "Bytes that wait."},
        };
    }
};
static_assert(sim::schema_is_complete<ReplicaMetrics>());

inline ReplicaMetrics replica_metrics() {
    ReplicaMetrics metrics;
    metrics.mini_blocks.add(1000);
    metrics.height.set(999);
    for (std::int64_t i = 1; i <= 1000; ++i) {
        metrics.lag.record(i * 1000);
        metrics.backlog.record(sim::SimTime::from_ns(i * 10'000'000), i % 17);
    }
    return metrics;
}

inline sim::RunEnd end() {
    return sim::RunEnd{.fingerprint = "00ff", .end = sim::SimTime::from_ns(900'000'000'000), .events = 12'345};
}

/// Everything but the end of the run.
inline void write_content(sim::ResultWriter& writer, std::uint64_t transaction_count) {
    const sim::EntityId first = writer.add_entity({.kind = "replica", .name = "r1", .region = "eu-west-1"});
    const sim::EntityId second =
        writer.add_entity({.kind = "replica", .name = "r2", .region = "us-east-1", .parent = first});
    writer.write_metrics(first, replica_metrics());
    writer.write_metrics(second, replica_metrics());
    writer.write_totals("replica", replica_metrics());
    writer.write_scalar({.name = "run.throughput",
                         .unit = "1/s",
                         .kind = "gauge",
                         .better = "higher",
                         .documentation = "Transactions a second."},
                        sim::kWholeRun, 9876.5);
    writer.write_lifecycle(transactions(transaction_count));
    writer.write_span(first, {.track = "apply", .name = "block 1", .begin = {}, .duration = sim::Duration::from_ns(5)});
    const sim::FingerprintCheckpoint checkpoints[] = {{4096, sim::SimTime::from_ns(5), "aa"},
                                                      {8192, sim::SimTime::from_ns(9), "bb"}};
    writer.write_checkpoints(checkpoints);
    constexpr std::int64_t kRecorded[] = {30, 10, 20};
    writer.write_recording("times", kRecorded);
}

inline void write_complete(const fs::path& file, std::uint64_t transaction_count, std::uint64_t seed = 7) {
    sim::ResultWriter writer(file, header(seed));
    write_content(writer, transaction_count);
    writer.complete(end());
}

}  // namespace sample_run
