// SPDX-License-Identifier: MIT
// State diffs and the state under them: encode, decode, apply and find, in time per record (an account or a slot), and
// the bytes of a transaction.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "bench/random.h"
#include "models/state/state.h"

namespace models {
namespace {

bool tiny() {
    return std::getenv("HEADWAY_BENCH_TINY") != nullptr;
}

/// As a hash or a key would give it: the i-th address, the i-th hashed slot.
Address address_of(std::uint64_t i) {
    Random random(i);
    U256 wide{0, random.next() & 0xffffffff, random.next(), random.next()};
    return wide.to_address();
}
U256 hashed_slot(std::uint64_t i) {
    Random random(~i);
    return {random.next(), random.next(), random.next(), random.next()};
}

constexpr std::uint64_t kContract = 1ULL << 40;  // Where addresses of contracts begin.
const U256 kEther{1'000'000'000'000'000'000};

/// The token balance of a holder: 18 decimals, up to 1,000 tokens.
U256 token_amount(Random& random) {
    return U256{random.below(1'000)} * kEther + U256{random.below(1ULL << 60)};
}

SlotKey token_slot(std::uint64_t token, std::uint64_t holder) {
    return {address_of(kContract + token), hashed_slot(token * 1'000'003 + holder)};
}

/// Collects writes; what is written twice in a block is one entry of its diff.
class BlockWrites {
  public:
    void set_account(std::uint64_t account, Random& random) {
        auto& change = accounts_[address_of(account)];
        change.nonce = 1 + random.below(300);
        change.balance = U256{random.below(100)} * kEther + U256{random.below(1ULL << 59)};
    }
    void set_slot(const SlotKey& key, const U256& value) { slots_[key] = value; }

    [[nodiscard]] StateDiff diff() const {
        std::map<Address, StateDiff::AccountChange> merged = accounts_;
        for (const auto& [key, value] : slots_) merged[key.address].slots.push_back({key.slot, value});
        StateDiff diff;
        for (auto& [address, change] : merged) {
            change.address = address;
            diff.accounts.push_back(std::move(change));
        }
        return diff;
    }

  private:
    std::map<Address, StateDiff::AccountChange> accounts_;
    std::map<SlotKey, U256> slots_;
};

/// Transfers of one token between random holders: each changes the sender's nonce and balance and two slots.
StateDiff token_block(std::uint64_t transactions, std::uint64_t holders) {
    Random random(7);
    BlockWrites writes;
    for (std::uint64_t i = 0; i < transactions; ++i) {
        const std::uint64_t sender = random.below(holders);
        writes.set_account(sender, random);
        writes.set_slot(token_slot(0, sender), token_amount(random));
        writes.set_slot(token_slot(0, random.below(holders)), token_amount(random));
    }
    return writes.diff();
}

/// Swaps on constant-product pairs, as Uniswap-V2 lays out storage: both reserves and the time packed in slot 8, price
/// sums in slots 9 and 10, a lock in slot 12 that ends as it began; two tokens, of which trader and pair hold balances.
StateDiff swap_block(std::uint64_t transactions, std::uint64_t holders, std::uint64_t pairs) {
    Random random(8);
    BlockWrites writes;
    for (std::uint64_t i = 0; i < transactions; ++i) {
        const std::uint64_t trader = random.below(holders);
        const std::uint64_t pair = random.below(pairs);
        const Address pair_address = address_of(2 * kContract + pair);
        writes.set_account(trader, random);
        writes.set_slot({pair_address, U256{8}}, hashed_slot(random.next()) >> 8);
        writes.set_slot({pair_address, U256{9}}, hashed_slot(random.next()) >> 96);
        writes.set_slot({pair_address, U256{10}}, hashed_slot(random.next()) >> 96);
        for (const std::uint64_t token : {2 * pair, 2 * pair + 1}) {
            writes.set_slot(token_slot(token, trader), token_amount(random));
            writes.set_slot(token_slot(token, kContract + pair), token_amount(random) * U256{1'000});
        }
    }
    return writes.diff();
}

std::size_t records(const StateDiff& diff) {
    std::size_t count = 0;
    for (const auto& account : diff.accounts)
        count += account.slots.size() + (account.nonce || account.balance ? 1 : 0);
    return count;
}

/// A diff of about `changes` records over the entries of state_of(entries).
StateDiff changes_in(std::uint64_t changes, std::uint64_t entries) {
    return token_block(changes / 3, entries / 2);
}

/// Half accounts, half slots of a token.
State state_of(std::uint64_t entries) {
    State state;
    for (std::uint64_t i = 0; i < entries / 2; ++i) {
        state.set_account(address_of(i), {.nonce = 1'000, .balance = U256{i + 1}});
        state.set_storage(token_slot(0, i), U256{i + 1});
    }
    return state;
}

void report_per_record(benchmark::State& run, std::size_t records) {
    using benchmark::Counter;
    run.counters["per_record"] =
        Counter(static_cast<double>(records), Counter::kIsIterationInvariantRate | Counter::kInvert);
}

void encode_diff(benchmark::State& run) {
    const StateDiff diff = changes_in(static_cast<std::uint64_t>(run.range(0)), 1'000'000);
    for (auto _ : run) benchmark::DoNotOptimize(encode(diff));
    report_per_record(run, records(diff));
}

void decode_diff(benchmark::State& run) {
    const StateDiff diff = changes_in(static_cast<std::uint64_t>(run.range(0)), 1'000'000);
    const ByteString bytes = encode(diff);
    CodeStore codes;
    for (auto _ : run) benchmark::DoNotOptimize(decode_state_diff(bytes, codes));
    report_per_record(run, records(diff));
}

/// On a copy of a state that others hold: every node on the way is copied once.
void apply_to_shared(benchmark::State& run) {
    const auto entries = static_cast<std::uint64_t>(run.range(1));
    const State base = state_of(entries);
    const StateDiff diff = changes_in(static_cast<std::uint64_t>(run.range(0)), entries);
    for (auto _ : run) {
        State state = base;
        if (state.apply(diff)) run.SkipWithError("the diff does not apply");
        run.PauseTiming();
        state = State();
        run.ResumeTiming();
    }
    report_per_record(run, records(diff));
}

/// On a state of its own, there and back.
void apply_in_place(benchmark::State& run) {
    const auto entries = static_cast<std::uint64_t>(run.range(1));
    State state = state_of(entries);
    const StateDiff there = changes_in(static_cast<std::uint64_t>(run.range(0)), entries);
    const StateDiff back = state.reverse(there);
    for (auto _ : run)
        if (state.apply(there) || state.apply(back)) run.SkipWithError("the diff does not apply");
    report_per_record(run, records(there) + records(back));
}

void overlay_diff(benchmark::State& run) {
    const auto entries = static_cast<std::uint64_t>(run.range(1));
    const State base = state_of(entries);
    const StateDiff diff = changes_in(static_cast<std::uint64_t>(run.range(0)), entries);
    WriteSet writes;
    for (const auto& change : diff.accounts) {
        if (change.nonce)
            writes.accounts.push_back({change.address,
                                       AccountFields::Nonce | AccountFields::Balance,
                                       {.nonce = *change.nonce, .balance = *change.balance}});
        for (const auto& [slot, value] : change.slots) writes.slots.push_back({{change.address, slot}, value});
    }
    for (auto _ : run) {
        BlockOverlay overlay(base);
        overlay.commit(writes);
        benchmark::DoNotOptimize(overlay.diff());
    }
    report_per_record(run, records(diff));
}

/// Look-ups of keys that are there, in random order, each address depending on the value before.
void find_entries(benchmark::State& run) {
    const auto entries = static_cast<std::uint64_t>(run.range(0));
    const State state = state_of(entries);
    std::vector<SlotKey> keys(std::min<std::uint64_t>(entries / 2, 1 << 16));
    for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = token_slot(0, Random(i).below(entries / 2));
    std::size_t i = 0;
    for (auto _ : run) {
        const U256 value = state.storage(keys[i]);
        i = (i + 1 + (value.low_u64() >> 63)) % keys.size();  // Waits for the value, as the EVM does.
    }
}

void find_accounts(benchmark::State& run) {
    const auto entries = static_cast<std::uint64_t>(run.range(0));
    const State state = state_of(entries);
    std::vector<Address> keys(std::min<std::uint64_t>(entries / 2, 1 << 16));
    for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = address_of(Random(i).below(entries / 2));
    std::size_t i = 0;
    for (auto _ : run) {
        const Account* account = state.find(keys[i]);
        i = (i + 1 + (account->balance.low_u64() >> 63)) % keys.size();
    }
}

/// No time: the bytes on the wire of blocks of `transactions`, in the counters.
void wire_size(benchmark::State& run) {
    const auto transactions = static_cast<std::uint64_t>(run.range(0));
    const StateDiff transfers = token_block(transactions, 1'000'000);
    const StateDiff swaps = swap_block(transactions, 1'000'000, 20);
    const auto per_transaction = [&](const StateDiff& diff) {
        return static_cast<double>(encode(diff).size()) / static_cast<double>(transactions);
    };
    for (auto _ : run) benchmark::DoNotOptimize(transactions);
    run.counters["transfer_bytes"] = per_transaction(transfers);
    run.counters["swap_bytes"] = per_transaction(swaps);
}

void register_all() {
    using benchmark::RegisterBenchmark;
    const std::vector<std::int64_t> changes =
        tiny() ? std::vector<std::int64_t>{30} : std::vector<std::int64_t>{100, 10'000};
    const std::vector<std::int64_t> entries =
        tiny() ? std::vector<std::int64_t>{100} : std::vector<std::int64_t>{10'000, 100'000, 1'000'000};
    for (const std::int64_t n : changes) {
        RegisterBenchmark("encode", encode_diff)->ArgName("changes")->Arg(n);
        RegisterBenchmark("decode", decode_diff)->ArgName("changes")->Arg(n);
        RegisterBenchmark("wire_size", wire_size)->ArgName("transactions")->Arg(n);
    }
    for (const std::int64_t size : entries) {
        RegisterBenchmark("find_slot", find_entries)->ArgName("entries")->Arg(size);
        RegisterBenchmark("find_account", find_accounts)->ArgName("entries")->Arg(size);
        for (const std::int64_t n : changes) {
            RegisterBenchmark("apply_to_shared", apply_to_shared)->ArgNames({"changes", "entries"})->Args({n, size});
            RegisterBenchmark("apply_in_place", apply_in_place)->ArgNames({"changes", "entries"})->Args({n, size});
            RegisterBenchmark("overlay_diff", overlay_diff)->ArgNames({"changes", "entries"})->Args({n, size});
        }
    }
}

}  // namespace
}  // namespace models

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    models::register_all();
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
