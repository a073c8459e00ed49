// SPDX-License-Identifier: MIT
// Executing blocks of 10^9 gas of one kind of transaction: serially, with Block-STM on host threads, and on virtual
// cores. In a `spread` block transactions meet by chance only; in a `hot` one all pay to one account, or use one pair.
//
//   tx/s          transactions a second of host time
//   of_serial     transactions a second, in those of serial execution, which runs in between
//   model_us/tx   what the default HardwareProfile charges one core for a transaction executed serially
//   model_tx/s    transactions a second of simulated time on the virtual cores
//   speedup       modelled serial time / makespan on the virtual cores
//   reexecuted    incarnations beyond the first and executions that blocked, per transaction
//
// `serial` also says what the Work of a transaction is: scenarios/hardware/README.md fits the unit costs to these.
#include <benchmark/benchmark.h>
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>
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

struct Kind {
    const char* name;
    TransactionKind transaction;
    bool hot;
};
constexpr Kind kKinds[] = {
    {"native/spread", TransactionKind::NativeTransfer, false},
    {"native/hot", TransactionKind::NativeTransfer, true},
    {"token/spread", TransactionKind::TokenTransfer, false},
    {"token/hot", TransactionKind::TokenTransfer, true},
    {"swap/spread", TransactionKind::Swap, false},
    {"swap/hot", TransactionKind::Swap, true},
};

/// A genesis and one block of one kind of transaction on it.
struct Scene {
    CodeStore codes;
    BlockContext block;
    Genesis genesis;
    std::vector<Transaction> transactions;

    explicit Scene(const Kind& kind) {
        WorkloadParams params;
        params.accounts = tiny() ? 50 : 20'000;
        params.pairs = kind.hot ? 1 : 64;
        const auto share = [&](TransactionKind k) { return sim::Share::percent(k == kind.transaction ? 100 : 0); };
        params.mix = {.native_transfer = share(TransactionKind::NativeTransfer),
                      .token_transfer = share(TransactionKind::TokenTransfer),
                      .swap = share(TransactionKind::Swap),
                      .hot_counter = share(TransactionKind::HotCounter)};
        block.gas_limit = 10'000'000'000_gas;
        block.base_fee = 1'000'000;
        block.beneficiary = U256(0xfee).to_address();
        genesis = build_genesis(params, block, 1, codes);
        TransactionSource source(params, genesis, block, 1, 1);
        make(source, kind, tiny() ? 20 : 100);
        const std::int64_t gas = execute_serial(genesis.state, block, transactions, codes).gas_used.units();
        const std::size_t in_gigagas = 1'000'000'000 * transactions.size() / static_cast<std::size_t>(gas);
        if (!tiny()) make(source, kind, in_gigagas);
    }

  private:
    /// Until there are `count`.
    void make(TransactionSource& source, const Kind& kind, std::size_t count) {
        while (transactions.size() < count) {
            transactions.push_back(source.make(0, transactions.size()).transaction);
            if (kind.hot) heat(transactions.back(), kind.transaction);
        }
    }
    static void heat(Transaction& transaction, TransactionKind kind) {
        const Address one = U256(0x407).to_address();
        if (kind == TransactionKind::NativeTransfer) transaction.to = one;
        // transfer(address,uint256): the address is right-aligned in the word behind the selector.
        if (kind == TransactionKind::TokenTransfer)
            std::copy(one.bytes.begin(), one.bytes.end(), transaction.data.begin() + 16);
    }
};

Scene& scene(const Kind& kind) {
    static std::map<const Kind*, std::unique_ptr<Scene>> scenes;
    auto& made = scenes[&kind];
    if (!made) made = std::make_unique<Scene>(kind);
    return *made;
}

/// Seconds that `run` takes.
template <class Run>
double seconds_of(Run&& run) {
    const auto begin = std::chrono::steady_clock::now();
    run();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Times `run` in turns with serial execution.
template <class Run>
void compare(benchmark::State& state, Scene& scene, Run&& run) {
    double serial = 0;
    double total = 0;
    for (auto _ : state) {
        serial += seconds_of([&] {
            benchmark::DoNotOptimize(
                execute_serial(scene.genesis.state, scene.block, scene.transactions, scene.codes).gas_used);
        });
        const double seconds = seconds_of(run);
        total += seconds;
        state.SetIterationTime(seconds);
    }
    state.counters["of_serial"] = serial / total;
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

void serial(benchmark::State& state, const Kind& kind) {
    Scene& s = scene(kind);
    Work work;
    for (auto _ : state) {
        state.SetIterationTime(
            seconds_of([&] { work = execute_serial(s.genesis.state, s.block, s.transactions, s.codes).work; }));
    }
    set_rate(state, s);
    state.counters["model_us/tx"] =
        cost(work, HardwareProfile{}).seconds() * 1e6 / static_cast<double>(s.transactions.size());
    state.SetLabel(per_transaction(work));
}

void report_reexecutions(benchmark::State& state, const ConcurrencyStats& stats, std::size_t transactions) {
    const auto extra = static_cast<double>(stats.executions + stats.blocked) - static_cast<double>(transactions);
    state.counters["reexecuted"] = extra / static_cast<double>(transactions);
}

void threads(benchmark::State& state, const Kind& kind) {
    Scene& s = scene(kind);
    ParallelExecutor executor(s.codes, static_cast<WorkerIndex>(state.range(0)));
    ConcurrencyStats stats;
    compare(state, s, [&] { stats = executor.execute(s.genesis.state, s.block, s.transactions).concurrency; });
    set_rate(state, s);
    report_reexecutions(state, stats, s.transactions.size());
}

void virtual_cores(benchmark::State& state, const Kind& kind) {
    Scene& s = scene(kind);
    const HardwareProfile profile;
    const VirtualCores cores(profile, static_cast<WorkerIndex>(state.range(0)));
    VirtualExecution result;
    compare(state, s, [&] { result = cores.execute(s.genesis.state, s.block, s.transactions, s.codes); });
    set_rate(state, s);
    report_reexecutions(state, result.concurrency, s.transactions.size());
    const auto count = static_cast<double>(s.transactions.size());
    state.counters["model_tx/s"] = count / result.makespan.seconds();
    state.counters["speedup"] = cost(result.block->work, profile).seconds() / result.makespan.seconds();
    state.counters["validations"] = static_cast<double>(result.concurrency.validations) / count;
}

void register_all() {
    for (const Kind& kind : kKinds) {
        const auto add = [&](const char* what, void (*run)(benchmark::State&, const Kind&)) {
            return benchmark::RegisterBenchmark((std::string(kind.name) + "/" + what).c_str(),
                                                [run, &kind](benchmark::State& state) { run(state, kind); })
                ->Unit(benchmark::kMillisecond)
                ->UseManualTime();
        };
        add("serial", serial);
        add("threads", threads)->Arg(1)->Arg(2);
        add("virtual", virtual_cores)->Arg(1)->Arg(2)->Arg(16)->Arg(64)->Arg(128);
    }
}

/// What others reach, on their machines and by their own account unless it says otherwise. Swaps are not all alike:
/// those here go to a pair contract of this project, evmone's through the router of Uniswap v2, pevm's are of v3.
void print_anchors() {
    benchmark::AddCustomContext("anchor evmone, native transfer",
                                "2.4-2.8 M tx/s serial (measured, Zen 5, 10k accounts)");
    benchmark::AddCustomContext("anchor evmone, token transfer", "245-291 k tx/s serial (measured, Zen 5)");
    benchmark::AddCustomContext("anchor evmone, swap (v2 router)", "33-36 k tx/s serial (measured, Zen 5)");
    benchmark::AddCustomContext("anchor pevm, 47,620 native transfers",
                                "299 k tx/s serial, 844 k parallel (its benches/README.md: Graviton3, 32 vCPU)");
    benchmark::AddCustomContext("anchor pevm, 37,123 token transfers", "151 k tx/s serial, 610 k parallel (the same)");
    benchmark::AddCustomContext("anchor pevm, 6,413 swaps (v3)", "15.5 k tx/s serial, 343 k parallel (the same)");
}

}  // namespace
}  // namespace models

int main(int argc, char** argv) {
    models::register_all();
    models::print_anchors();
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
