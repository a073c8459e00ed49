// SPDX-License-Identifier: MIT
// Whole transactions through Transition::execute: a native transfer, small built-in loops, and the programs of
// ipsilon/evm-benchmarks where HEADWAY_FIXTURES has them.
//
//   Mgas/s   million gas used a second of host time, intrinsic gas left out. Not comparable between rows: gas prices
//            differ from what instructions cost.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

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
    const auto gas =
        static_cast<double>((result.gas_used + result.gas_refund - intrinsic_gas(scene.transaction, scene.block.revision)).units());
    bench.counters["gas"] = gas;
    bench.counters["Mgas/s"] = benchmark::Counter(gas / 1e6, benchmark::Counter::kIsIterationInvariantRate);
}

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
void add_loop(const std::string& name, std::string_view body_hex, std::uint16_t rounds) {
    ByteString code{0x61, static_cast<std::uint8_t>(rounds / 256), static_cast<std::uint8_t>(rounds % 256), 0x5b};
    const ByteString body = from_hex(body_hex).value();
    for (int copies = 0; copies < 8; ++copies) code.insert(code.end(), body.begin(), body.end());
    // PUSH1 1, SWAP1, SUB, DUP1, PUSH1 3, JUMPI.
    const ByteString closing{0x60, 0x01, 0x90, 0x03, 0x80, 0x60, 0x03, 0x57};
    code.insert(code.end(), closing.begin(), closing.end());
    auto scene = std::make_shared<Scene>();
    scene->view.accounts[*scene->transaction.to].code = scene->codes.insert(code);
    add("loop/" + name, scene);
}

void add_loops() {
    const std::uint16_t rounds = tiny() ? 10 : 2000;
    add_loop("jumpdest", "5b", rounds);
    add_loop("push_pop", "600150", rounds);
    add_loop("add", "8060010150", rounds);
    add_loop("mul", "8060030250", rounds);
    add_loop("div", "8060030450", rounds);
    add_loop("lt", "8060031050", rounds);
    add_loop("mstore_mload", "8060405260405150", rounds);
    add_loop("keccak_64_bytes", "604060002050", rounds);
    add_loop("sload_warm", "60005450", rounds);
    add_loop("sstore_warm", "80600055", rounds);
    add_loop("call_precompile", "6020600060206000600060045af150", rounds);
}

U256 number(const std::string& hex) {
    return u256_from_hex(hex).value();
}

/// One file in the format of state tests; each data item of the transaction is a benchmark.
void add_program(const std::filesystem::path& file) {
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
            add(name + "/" + (labels.contains(index) ? labels.at(index).get<std::string>() : index), scene);
        }
    }
}

void add_programs() {
    const char* set = std::getenv("HEADWAY_FIXTURES");
    const std::filesystem::path fixtures = set != nullptr
                                               ? std::filesystem::path(set)
                                               : std::filesystem::path(HEADWAY_SOURCE_DIR) / ".." / "shared" / "data";
    const auto folder = fixtures / "evm-benchmarks";
    if (tiny() || !std::filesystem::exists(folder)) return;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const auto& file : files) add_program(file);
}

}  // namespace
}  // namespace models

int main(int argc, char** argv) {
    models::add_transfer();
    models::add_loops();
    models::add_programs();
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
