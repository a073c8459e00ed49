// SPDX-License-Identifier: MIT
// The state root after a block: time per changed account and per changed slot for k of N changed, beside the time that
// the Keccak permutations alone take on this machine, in the same lanes kept full ("bound").
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <map>
#include <memory>

#include "bench/random.h"
#include "models/chain/keccak_lanes.h"
#include "models/chain/keccak_round.h"
#include "models/state/ordered_trie.h"
#include "models/state/secure_trie.h"
#include "models/state/state_trie.h"

namespace models {
namespace {

/// Nanoseconds that this thread has run: of what others do on the machine it sees only what they do to the caches.
double thread_time() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return 1e9 * static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec);
}
double wall_time() {
    return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

bool tiny() {
    return std::getenv("HEADWAY_BENCH_TINY") != nullptr;
}

Address address_of(std::uint64_t i) {
    Random random(i);
    return U256{0, random.next() & 0xffffffff, random.next(), random.next()}.to_address();
}
const U256 kEther{1'000'000'000'000'000'000};
/// The contract that has all slots.
const Address kToken = address_of(1ULL << 40);

State accounts_state(std::uint64_t count) {
    State state;
    for (std::uint64_t i = 0; i < count; ++i)
        state.set_account(address_of(i), {.nonce = 1 + i % 100, .balance = kEther + U256{i}});
    return state;
}

State slots_state(std::uint64_t count) {
    State state;
    state.set_account(kToken, {.nonce = 1});
    for (std::uint64_t i = 0; i < count; ++i) state.set_storage({kToken, U256{i}}, kEther + U256{i});
    return state;
}

/// `count` different numbers below `bound`.
std::vector<std::uint64_t> distinct(std::uint64_t count, std::uint64_t bound, std::uint64_t seed) {
    std::vector<std::uint64_t> all(bound);
    for (std::uint64_t i = 0; i < bound; ++i) all[i] = i;
    Random random(seed);
    for (std::uint64_t i = 0; i < count; ++i) std::swap(all[i], all[i + random.below(bound - i)]);
    all.resize(count);
    return all;
}

/// Blocks that each change other accounts, or other slots.
std::vector<StateDiff> account_diffs(std::uint64_t changed, std::uint64_t count) {
    std::vector<StateDiff> diffs;
    for (std::uint64_t block = 0; block < 8; ++block) {
        StateDiff diff;
        for (const std::uint64_t i : distinct(changed, count, block))
            diff.accounts.push_back(
                {.address = address_of(i), .nonce = 200 + block, .balance = kEther + U256{i + block}});
        std::sort(diff.accounts.begin(), diff.accounts.end(),
                  [](const auto& a, const auto& b) { return a.address < b.address; });
        diffs.push_back(std::move(diff));
    }
    return diffs;
}

std::vector<StateDiff> slot_diffs(std::uint64_t changed, std::uint64_t count) {
    std::vector<StateDiff> diffs;
    for (std::uint64_t block = 0; block < 8; ++block) {
        StateDiff diff;
        diff.accounts.push_back({.address = kToken});
        for (const std::uint64_t i : distinct(changed, count, block))
            diff.accounts[0].slots.push_back({U256{i}, kEther + U256{i + 7 * block + 1}});
        std::sort(diff.accounts[0].slots.begin(), diff.accounts[0].slots.end(),
                  [](const auto& a, const auto& b) { return a.slot < b.slot; });
        diffs.push_back(std::move(diff));
    }
    return diffs;
}

/// Messages of the size of a full branch, in L1, that keep all lanes busy.
class Permutations {
  public:
    Permutations() : bytes_(kMessages * kBlocks * kKeccakRate, 1), hashes_(kMessages) {
        for (std::size_t i = 0; i < kMessages; ++i)
            messages_.push_back({&bytes_[i * kBlocks * kKeccakRate], kBlocks, &hashes_[i]});
    }
    /// Time of one permutation.
    double time() {
        constexpr int kRepeats = 40;
        const double start = thread_time();
        for (int repeat = 0; repeat < kRepeats; ++repeat) keccak256_padded(messages_);
        return (thread_time() - start) / (double{kRepeats} * kMessages * kBlocks);
    }

  private:
    static constexpr std::size_t kMessages = 64;
    static constexpr std::uint32_t kBlocks = 4;
    ByteString bytes_;
    std::vector<Hash> hashes_;
    std::vector<PaddedMessage> messages_;
};

double median_of(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

using Diffs = std::vector<StateDiff> (*)(std::uint64_t, std::uint64_t);

/// Applies diffs of `changed` entries to `trie`, which others may have changed before.
void update(benchmark::State& run, StateTrie& trie, Diffs make, std::uint64_t changed, std::uint64_t count) {
    const auto diffs = make(changed, count);
    const auto workers = static_cast<std::size_t>(run.range(2));
    TrieWork work;
    std::size_t next = 0;
    const auto now = workers == 1 ? thread_time : wall_time;
    Permutations permutations;
    std::vector<double> times;
    std::vector<double>
        permutation_times;  // Beside the updates, as the machine may be slower at one time than another.
    for (auto _ : run) {
        permutation_times.push_back(permutations.time());
        const double start = now();
        work = trie.apply(diffs[next++ % diffs.size()], workers);
        times.push_back(now() - start);
        run.SetIterationTime(times.back() * 1e-9);
    }
    const double median = median_of(times);
    const double permutation = median_of(permutation_times);
    const auto per = [&](double value) { return value / static_cast<double>(changed); };
    const double bound = per(static_cast<double>(work.keccak_permutations) * permutation);
    run.counters["ns_each"] = per(median);
    run.counters["bound_ns_each"] = bound;
    run.counters["ratio"] = per(median) / bound;
    run.counters["nodes_each"] = per(static_cast<double>(work.nodes_hashed));
    run.counters["permutations_each"] = per(static_cast<double>(work.keccak_permutations));
    run.counters["permutation_ns"] = permutation;
}

void build(benchmark::State& run) {
    const auto count = static_cast<std::uint64_t>(run.range(0));
    const State state = accounts_state(count);
    for (auto _ : run) benchmark::DoNotOptimize(StateTrie(state).root());
    run.counters["ns_each"] = benchmark::Counter(
        static_cast<double>(count), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
    run.counters["bytes_each"] = static_cast<double>(StateTrie(state).bytes()) / static_cast<double>(count);
}

/// Roots of lists of `count` items of 120 bytes, about what transfers take.
void list_root(benchmark::State& run) {
    const std::vector<ByteString> items(static_cast<std::size_t>(run.range(0)), ByteString(120, 7));
    for (auto _ : run) benchmark::DoNotOptimize(ordered_trie_root(items));
    run.counters["ns_each"] = benchmark::Counter(
        static_cast<double>(items.size()), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void register_updates(const char* name, State (*make_state)(std::uint64_t), Diffs make_diffs) {
    const std::vector<std::int64_t> sizes =
        tiny() ? std::vector<std::int64_t>{200} : std::vector<std::int64_t>{100'000, 1'000'000};
    const std::vector<std::int64_t> changes =
        tiny() ? std::vector<std::int64_t>{10} : std::vector<std::int64_t>{1, 10, 100, 1'000, 20'000, 100'000};
    for (const std::int64_t size : sizes) {
        const auto trie = std::make_shared<std::unique_ptr<StateTrie>>();  // Built when first asked for.
        for (const std::int64_t changed : changes)
            for (const std::int64_t workers : {1, 2})
                benchmark::RegisterBenchmark(name,
                                             [=](benchmark::State& run) {
                                                 const auto count = static_cast<std::uint64_t>(run.range(1));
                                                 if (*trie == nullptr)
                                                     *trie = std::make_unique<StateTrie>(make_state(count));
                                                 update(run, **trie, make_diffs,
                                                        static_cast<std::uint64_t>(run.range(0)), count);
                                             })
                    ->ArgNames({"changed", "of", "workers"})
                    ->Args({changed, size, workers})
                    ->UseManualTime();
    }
}

void register_all() {
    register_updates("change_accounts", accounts_state, account_diffs);
    register_updates("change_slots", slots_state, slot_diffs);
    for (const std::int64_t size :
         tiny() ? std::vector<std::int64_t>{100} : std::vector<std::int64_t>{100'000, 1'000'000})
        benchmark::RegisterBenchmark("build", build)->ArgName("accounts")->Arg(size);
    for (const std::int64_t size : tiny() ? std::vector<std::int64_t>{10} : std::vector<std::int64_t>{200, 10'000})
        benchmark::RegisterBenchmark("list_root", list_root)->ArgName("items")->Arg(size);
}

}  // namespace
}  // namespace models

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    models::register_all();
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
