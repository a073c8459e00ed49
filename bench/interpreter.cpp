// SPDX-License-Identifier: MIT
// Whole transactions through Transition::execute: a native transfer, small built-in loops, and the programs of
// ipsilon/evm-benchmarks where HEADWAY_FIXTURES has them. Unless --benchmark_filter is given, a table follows that sets
// the programs side by side with evmone.
//
//   Mgas/s   million gas used a second of host time, intrinsic gas left out. Not comparable between rows: gas prices
//            differ from what instructions cost.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "models/evm/engine.h"
#include "models/evm/rules.h"
#include "models/evm/transition.h"
#include "models/evm/validation.h"

namespace models {
namespace {

bool tiny() {
    return std::getenv("HEADWAY_BENCH_TINY") != nullptr;
}

/// A state in a plain map: what is measured is the EVM, not a database.
class MapView final : public StateView {
  public:
    std::map<Address, Account> accounts;
    std::map<SlotKey, U256> slots;

    Account account(const Address& address, AccountFields) override {
        const auto found = accounts.find(address);
        return found == accounts.end() ? Account{} : found->second;
    }
    U256 storage(const SlotKey& key) override {
        const auto found = slots.find(key);
        return found == slots.end() ? U256{} : found->second;
    }
    bool has_storage(const Address& address) override {
        const auto found = slots.lower_bound({address, U256{}});
        return found != slots.end() && found->first.address == address;
    }
};

/// One transaction and what it runs on.
struct Scene {
    CodeStore codes;
    MapView view;
    BlockContext block;
    Transaction transaction;

    Scene() {
        transaction.sender.bytes[19] = 0x99;
        transaction.to = Address{};
        transaction.to->bytes[0] = 0xcc;
        transaction.gas_limit = 1'000'000'000;
        block.gas_limit = Gas::saturated(transaction.gas_limit);
        view.accounts[transaction.sender].balance = U256{1} << 128;
    }
};

/// Gas of what the transaction runs, before refunds.
double gas_of(const TxResult& result, const Scene& scene) {
    return static_cast<double>(
        (result.gas_used + result.gas_refund - intrinsic_gas(scene.transaction, scene.block.revision)).units());
}

void execute(benchmark::State& bench, Scene& scene) {
    Transition transition(scene.codes);
    TxResult result = transition.execute(scene.view, scene.block, scene.transaction);
    if (result.status != TransitionStatus::Success) {
        bench.SkipWithError("the transaction does not succeed");
        return;
    }
    for (auto _ : bench) {
        result = transition.execute(scene.view, scene.block, scene.transaction);
        benchmark::DoNotOptimize(result.gas_used);
    }
    const double gas = gas_of(result, scene);
    bench.counters["gas"] = gas;
    bench.counters["Mgas/s"] = benchmark::Counter(gas / 1e6, benchmark::Counter::kIsIterationInvariantRate);
}

/// An engine that counts the instructions it executes.
struct CountingEngine : Engine {
    using Engine::Engine;

    const StepTable* real = nullptr;
    const std::uint8_t* last = nullptr;
    std::uint64_t instructions = 0;

    static void count(Frame* frame, const std::uint8_t* pc, U256* top, std::int64_t gas, U256* bottom,
                      const StepTable* counting) {
        auto& engine = static_cast<CountingEngine&>(*frame->engine);
        engine.instructions += pc != engine.last ? 1 : 0;  // The same again: memory has grown for it now.
        engine.last = pc;
        return engine.real->at[*pc](frame, pc, top, gas, bottom, counting);
    }
};

/// Of a scene that was not executed yet: blocks do not count.
double count_instructions(Scene& scene) {
    scene.codes.set_hot(0);
    CountingEngine engine(scene.codes);
    engine.journal.begin(scene.view, {});
    engine.begin(scene.block, scene.transaction, U256{});
    StepTable counting{};
    std::fill(std::begin(counting.at), std::end(counting.at), &CountingEngine::count);
    engine.real = engine.steps;
    engine.steps = &counting;
    Message message;
    message.recipient = engine.journal.account(*scene.transaction.to);
    message.code = engine.journal.code(message.recipient);
    message.caller = scene.transaction.sender;
    message.input = scene.transaction.data;
    message.gas = static_cast<std::int64_t>(scene.transaction.gas_limit);
    if (engine.run(message).halt != Halt::Success) std::abort();
    scene.codes.set_hot(CodeStore::kHot);
    return static_cast<double>(engine.instructions);
}

struct Program {
    std::string name;
    std::shared_ptr<Scene> scene;
    double instructions = 0;
};
/// The rows of the table.
using Programs = std::vector<Program>;

void add(const std::string& name, std::shared_ptr<Scene> scene) {
    benchmark::RegisterBenchmark(name.c_str(), [scene](benchmark::State& bench) {
        execute(bench, *scene);
    })->Unit(benchmark::kMicrosecond);
}

void add_transfer() {
    auto scene = std::make_shared<Scene>();
    scene->transaction.value = 1;
    scene->transaction.gas_limit = 21'000;
    scene->view.accounts[*scene->transaction.to].balance = 1;
    add("transfer", scene);
}

/// Runs `body` (which leaves the stack as it is) `rounds` times. The counter is on the stack.
Program add_loop(const std::string& name, std::string_view body_hex, std::uint16_t rounds) {
    ByteString code{0x61, static_cast<std::uint8_t>(rounds / 256), static_cast<std::uint8_t>(rounds % 256), 0x5b};
    const ByteString body = from_hex(body_hex).value();
    for (int copies = 0; copies < 8; ++copies) code.insert(code.end(), body.begin(), body.end());
    // PUSH1 1, SWAP1, SUB, DUP1, PUSH1 3, JUMPI.
    const ByteString closing{0x60, 0x01, 0x90, 0x03, 0x80, 0x60, 0x03, 0x57};
    code.insert(code.end(), closing.begin(), closing.end());
    auto scene = std::make_shared<Scene>();
    scene->view.accounts[*scene->transaction.to].code = scene->codes.insert(code);
    add("loop/" + name, scene);
    return {"loop/" + name, scene, count_instructions(*scene)};
}

Programs add_loops() {
    const std::uint16_t rounds = tiny() ? 10 : 2000;
    Programs loops;
    loops.push_back(add_loop("jumpdest", "5b", rounds));
    loops.push_back(add_loop("push_pop", "600150", rounds));
    loops.push_back(add_loop("add", "8060010150", rounds));
    loops.push_back(add_loop("mul", "8060030250", rounds));
    loops.push_back(add_loop("div", "8060030450", rounds));
    loops.push_back(add_loop("lt", "8060031050", rounds));
    loops.push_back(add_loop("mstore_mload", "8060405260405150", rounds));
    loops.push_back(add_loop("keccak_64_bytes", "604060002050", rounds));
    loops.push_back(add_loop("sload_warm", "60005450", rounds));
    loops.push_back(add_loop("sstore_warm", "80600055", rounds));
    loops.push_back(add_loop("call_precompile", "6020600060206000600060045af150", rounds));
    return loops;
}

U256 number(const std::string& hex) {
    return u256_from_hex(hex).value();
}

/// One file in the format of state tests; each data item of the transaction is a benchmark.
void add_program(const std::filesystem::path& file, Programs& programs) {
    std::ifstream stream(file);
    const nlohmann::json tests = nlohmann::json::parse(stream);
    for (const auto& [name, test] : tests.items()) {
        const auto& json = test.at("transaction");
        for (std::size_t i = 0; i < json.at("data").size(); ++i) {
            auto scene = std::make_shared<Scene>();
            for (const auto& [address, account] : test.at("pre").items()) {
                Account& made = scene->view.accounts[address_from_hex(address).value()];
                made.balance = number(account.at("balance"));
                made.code = scene->codes.insert(from_hex(account.at("code").get<std::string>()).value());
            }
            scene->transaction.sender = address_from_hex(json.at("sender").get<std::string>()).value();
            scene->transaction.to = address_from_hex(json.at("to").get<std::string>()).value();
            scene->transaction.data = from_hex(json.at("data").at(i).get<std::string>()).value();
            scene->view.accounts[scene->transaction.sender].balance = U256{1} << 128;
            const auto& labels = test.at("_info").contains("labels") ? test.at("_info").at("labels") : nlohmann::json{};
            const std::string index = std::to_string(i);
            const std::string label = labels.contains(index) ? labels.at(index).get<std::string>() : index;
            programs.push_back({name + "/" + label, scene, count_instructions(*scene)});
            add(programs.back().name, scene);
        }
    }
}

Programs add_programs() {
    Programs programs;
    const char* set = std::getenv("HEADWAY_FIXTURES");
    const std::filesystem::path fixtures = set != nullptr
                                               ? std::filesystem::path(set)
                                               : std::filesystem::path(HEADWAY_SOURCE_DIR) / ".." / "shared" / "data";
    const auto folder = fixtures / "evm-benchmarks";
    if (!std::filesystem::exists(folder)) return programs;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const auto& file : files) add_program(file, programs);
    return programs;
}

/// What evmone c8d67056 takes in its baseline interpreter, analysis outside the timed loop, on its mocked host, in us:
/// evmone-bench, -O3 -march=x86-64-v3, CPU time, minimum of several runs on a Zen 5 guest. The sooner of the two
/// compilers is what a program is compared with.
struct Evmone {
    const char* program;
    double gcc12;
    double clang19;
};
constexpr double kEvmoneClock = 4.2;  ///< GHz there, by dependent additions: 4.1 to 4.4.
constexpr std::array kEvmone = {
    Evmone{"blake2b_huff/empty", 8.55, 7.23},
    Evmone{"blake2b_huff/8415nulls", 540.42, 456.98},
    Evmone{"blake2b_shifts/8415nulls", 4924.37, 4466.53},
    Evmone{"sha1_shifts/empty", 15.80, 19.24},
    Evmone{"sha1_shifts/5311", 1294.96, 1587.39},
    Evmone{"structarray_alloc/nfts_rank", 220.45, 313.40},
    Evmone{"weierstrudel/1", 130.37, 103.49},
    Evmone{"weierstrudel/15", 1426.49, 1039.84},
    Evmone{"memory_grow_mload/nogrow", 18.6, 40.7},
};

double thread_cpu_us() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

/// GHz, from additions that wait for each other: one a cycle.
double measured_clock() {
    constexpr int kAdditions = 20'000'000;
    double fastest = 1e300;
    for (int run = 0; run < (tiny() ? 1 : 10); ++run) {
        const double start = thread_cpu_us();
        std::uint64_t sum = 0;
        for (int i = 0; i < kAdditions; ++i) asm volatile("add $1, %0" : "+r"(sum));
        fastest = std::min(fastest, thread_cpu_us() - start);
    }
    return kAdditions / fastest / 1e3;
}

/// The least time of many runs: others use the machine too.
double fastest_us(Scene& scene, TxResult& result) {
    Transition transition(scene.codes);
    double fastest = 1e300;
    const double end = thread_cpu_us() + (tiny() ? 1e3 : 5e5);
    do {
        const double start = thread_cpu_us();
        result = transition.execute(scene.view, scene.block, scene.transaction);
        fastest = std::min(fastest, thread_cpu_us() - start);
    } while (thread_cpu_us() < end);
    return fastest;
}

void print_table(const Programs& programs) {
    const double clock = measured_clock();
    std::printf("\nclock here %.2f GHz by dependent additions, where evmone was measured about %.1f\n", clock,
                kEvmoneClock);
    std::printf("%-28s %12s %10s %8s %10s %10s %7s %7s\n", "program", "gas", "us", "Mgas/s", "instr/gas", "evmone us",
                "ratio", "cycles");
    double logarithms = 0;
    int compared = 0;
    for (const Program& program : programs) {
        TxResult result;
        const double time = fastest_us(*program.scene, result);
        const double gas = gas_of(result, *program.scene);
        std::printf("%-28s %12.0f %10.2f %8.0f %10.3f", program.name.c_str(), gas, time, gas / time,
                    program.instructions / gas);
        const auto* evmone = std::find_if(kEvmone.begin(), kEvmone.end(),
                                          [&](const Evmone& each) { return each.program == program.name; });
        if (evmone != kEvmone.end()) {
            const double theirs = std::min(evmone->gcc12, evmone->clang19);
            std::printf(" %10.2f %7.2f %7.2f", theirs, time / theirs, time * clock / theirs / kEvmoneClock);
            logarithms += std::log(time / theirs);
            ++compared;
        }
        std::printf("\n");
    }
    if (compared == 0) return;
    const double mean = std::exp(logarithms / compared);
    std::printf("geometric mean of %d ratios: %.2f by time, %.2f by cycles\n", compared, mean,
                mean * clock / kEvmoneClock);
    std::printf("instr/gas: EVM instructions executed; cycles: the ratio if both ran at the same clock\n");
}

}  // namespace
}  // namespace models

int main(int argc, char** argv) {
    const bool filtered = std::any_of(argv, argv + argc, [](const char* argument) {
        return std::string_view(argument).starts_with("--benchmark_filter");
    });
    models::add_transfer();
    models::Programs programs = models::add_loops();
    if (!models::tiny()) programs = models::add_programs();
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    if (!filtered) models::print_table(programs);
}
