// SPDX-License-Identifier: MIT
// Executing blocks of one kind of transaction: serially, with Block-STM on host threads, and on virtual cores.
//
//   tx/s          transactions a second of host time
//   model_us/tx   what the default HardwareProfile charges one core for a transaction executed serially
//   model_tx/s    transactions a second of simulated time on the virtual cores
//   speedup       modelled serial time / makespan on the virtual cores
//   reexecuted    incarnations beyond the first and executions that blocked, per transaction
//
// `serial` also says what the Work of a transaction is: scenarios/hardware/README.md fits the unit costs to these.
#include <benchmark/benchmark.h>
#include <fmt/core.h>

#include <cstdlib>
#include <memory>

#include "models/executor/parallel_executor.h"
#include "models/hardware/virtual_cores.h"
#include "models/workload/genesis.h"
#include "models/workload/workload.h"

namespace models {
namespace {

bool tiny() {
    return std::getenv("HEADWAY_BENCH_TINY") != nullptr;
}

/// A genesis and one block of one kind of transaction on it.
struct Scene {
    CodeStore codes;
    BlockContext block;
    Genesis genesis;
    std::vector<Transaction> transactions;

    Scene(TransactionKind kind, std::size_t count) {
        WorkloadParams params;
        params.accounts = tiny() ? 50 : 2'000;
        params.pairs = tiny() ? 2 : 16;
        const auto share = [&](TransactionKind k) { return sim::Share::percent(k == kind ? 100 : 0); };
        params.mix = {.native_transfer = share(TransactionKind::NativeTransfer),
                      .token_transfer = share(TransactionKind::TokenTransfer),
                      .swap = share(TransactionKind::Swap),
                      .hot_counter = share(TransactionKind::HotCounter)};
        block.gas_limit = 10'000'000'000_gas;
        block.base_fee = 1'000'000;
        block.beneficiary = U256(0xfee).to_address();
        genesis = build_genesis(params, block, 1, codes);
        TransactionSource source(params, genesis, block, 1, 1);
        for (std::size_t i = 0; i < count; ++i) transactions.push_back(source.make(0, i).transaction);
    }
};

Scene& scene(TransactionKind kind) {
    static std::array<std::unique_ptr<Scene>, kTransactionKinds> scenes;
    auto& made = scenes.at(static_cast<std::size_t>(kind));
    if (!made) made = std::make_unique<Scene>(kind, tiny() ? 20 : 1'000);
    return *made;
}

void set_rate(benchmark::State& state, const Scene& scene) {
    state.counters["tx/s"] = benchmark::Counter(static_cast<double>(scene.transactions.size()),
                                                benchmark::Counter::kIsIterationInvariantRate);
}

std::string per_transaction(const Work& work) {
    const auto per = [&](std::uint64_t count) {
        return static_cast<double>(count) / static_cast<double>(work.transactions);
    };
    return fmt::format(
        "per tx: {:.0f} compute gas, {:.2f}+{:.2f} reads, {:.2f} warm, {:.2f}+{:.2f} writes, {:.2f} keccak, {:.1f} log "
        "B, "
        "{:.2f} frames",
        per(work.compute_gas), per(work.account_reads), per(work.slot_reads), per(work.warm_accesses),
        per(work.account_writes), per(work.slot_writes), per(work.keccak_permutations), per(work.log_bytes),
        per(work.frames));
}

void serial(benchmark::State& state, TransactionKind kind) {
    Scene& s = scene(kind);
    Work work;
    for (auto _ : state) work = execute_serial(s.genesis.state, s.block, s.transactions, s.codes).work;
    set_rate(state, s);
    state.counters["model_us/tx"] =
        cost(work, HardwareProfile{}).seconds() * 1e6 / static_cast<double>(s.transactions.size());
    state.SetLabel(per_transaction(work));
}

void report_reexecutions(benchmark::State& state, const ConcurrencyStats& stats, std::size_t transactions) {
    const auto extra = static_cast<double>(stats.executions + stats.blocked) - static_cast<double>(transactions);
    state.counters["reexecuted"] = extra / static_cast<double>(transactions);
}

void threads(benchmark::State& state, TransactionKind kind) {
    Scene& s = scene(kind);
    ParallelExecutor executor(s.codes, static_cast<WorkerIndex>(state.range(0)));
    ConcurrencyStats stats;
    for (auto _ : state) stats = executor.execute(s.genesis.state, s.block, s.transactions).concurrency;
    set_rate(state, s);
    report_reexecutions(state, stats, s.transactions.size());
}

void virtual_cores(benchmark::State& state, TransactionKind kind) {
    Scene& s = scene(kind);
    const HardwareProfile profile;
    const VirtualCores cores(profile, static_cast<WorkerIndex>(state.range(0)));
    VirtualExecution result;
    for (auto _ : state) result = cores.execute(s.genesis.state, s.block, s.transactions, s.codes);
    set_rate(state, s);
    report_reexecutions(state, result.concurrency, s.transactions.size());
    const auto count = static_cast<double>(s.transactions.size());
    state.counters["model_tx/s"] = count / result.makespan.seconds();
    state.counters["speedup"] = cost(result.block->work, profile).seconds() / result.makespan.seconds();
    state.counters["validations"] = static_cast<double>(result.concurrency.validations) / count;
}

void register_all() {
    const auto names = transaction_kind_names();
    for (std::size_t i = 0; i < kTransactionKinds; ++i) {
        const auto kind = static_cast<TransactionKind>(i);
        const auto add = [&](const char* what, void (*run)(benchmark::State&, TransactionKind)) {
            return benchmark::RegisterBenchmark((names[i] + "/" + what).c_str(), run, kind)
                ->Unit(benchmark::kMillisecond)
                ->UseRealTime();
        };
        add("serial", serial);
        add("threads", threads)->Arg(1)->Arg(2);
        add("virtual", virtual_cores)->Arg(1)->Arg(16)->Arg(64)->Arg(128);
    }
}

}  // namespace
}  // namespace models

int main(int argc, char** argv) {
    models::register_all();
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
