// SPDX-License-Identifier: MIT
#include "models/calibration/component_probes.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <thread>

#include "models/calibration/stopwatch.h"
#include "models/chain/keccak_lanes.h"
#include "models/chain/signature.h"
#include "models/state/state_trie.h"
#include "sim/base/check.h"
#include "sim/base/random.h"

namespace models {
namespace {

const U256 kEther{1'000'000'000'000'000'000};

Address address_of(std::uint64_t i) {
    const auto words = sim::RandomStream(3, sim::Purpose::named("calibration.account"), 0).words(i);
    return U256{0, words[0] & 0xffffffff, words[1], words[2]}.to_address();
}

State accounts_state(std::uint64_t count) {
    State state;
    for (std::uint64_t i = 0; i < count; ++i)
        state.set_account(address_of(i), {.nonce = 1 + i % 100, .balance = kEther + U256{i}});
    return state;
}

/// New balances of `changed` of `count` accounts; another of each with another `seed`.
StateDiff account_diff(std::uint64_t changed, std::uint64_t count, std::uint64_t seed) {
    const sim::RandomStream draws(seed, sim::Purpose::named("calibration.diff"), 0);
    StateDiff diff;
    for (std::uint64_t i = 0; i < changed; ++i)
        diff.accounts.push_back({.address = address_of(sim::uniform_below(draws.bits(i), count)),
                                 .balance = kEther + U256{1'000'000 + seed}});
    const auto before = [](const auto& a, const auto& b) { return a.address < b.address; };
    const auto same = [](const auto& a, const auto& b) { return a.address == b.address; };
    std::sort(diff.accounts.begin(), diff.accounts.end(), before);
    diff.accounts.erase(std::unique(diff.accounts.begin(), diff.accounts.end(), same), diff.accounts.end());
    return diff;
}

double signature_round() {
    constexpr int kCount = 40;
    std::array<std::uint8_t, 32> secret{};
    secret.fill(9);
    Transaction tx;
    tx.to = address_of(0);
    sign(tx, key_from_secret(secret).value());
    const double start = thread_time_ns();
    for (int i = 0; i < kCount; ++i) CHECK(recover_sender(tx).has_value());
    return (thread_time_ns() - start) / kCount;
}

/// A permutation with all lanes busy, on messages of the size of a trie's branch.
double permutation_ns() {
    constexpr std::size_t kMessages = 64;
    constexpr std::uint32_t kBlocks = 4;
    ByteString bytes(kMessages * kBlocks * 136, 1);
    std::vector<Hash> hashes(kMessages);
    std::vector<PaddedMessage> messages(kMessages);
    const double start = thread_time_ns();
    for (int repeat = 0; repeat < 40; ++repeat) {
        for (std::size_t i = 0; i < kMessages; ++i) messages[i] = {&bytes[i * kBlocks * 136], kBlocks, &hashes[i]};
        keccak256_padded(messages);
    }
    return (thread_time_ns() - start) / (40.0 * kMessages * kBlocks);
}

/// A state trie under changes.
class TrieProbe {
  public:
    explicit TrieProbe(std::uint64_t accounts) : accounts_(accounts), trie_(accounts_state(accounts)) {}
    /// Time for each node beside that of the permutations, for 1,000 accounts changed.
    double node_ns() {
        const StateDiff diff = account_diff(1000, accounts_, ++seed_);
        const double start = thread_time_ns();
        const TrieWork work = trie_.apply(diff);
        const double took = thread_time_ns() - start;
        const double hashing = static_cast<double>(work.keccak_permutations) * permutation_ns();
        return std::max(0.0, took - hashing) / static_cast<double>(work.nodes_hashed + work.nodes_embedded);
    }

  private:
    std::uint64_t accounts_;
    std::uint64_t seed_ = 0;
    StateTrie trie_;
};

/// Diffs of 1,000 entries on a state.
class DiffProbe {
  public:
    explicit DiffProbe(std::shared_ptr<State> state, std::uint64_t accounts)
        : state_(std::move(state)), accounts_(accounts) {}
    double encode_ns() {
        const StateDiff diff = account_diff(1000, accounts_, ++seed_);
        const double start = thread_time_ns();
        const ByteString bytes = encode(diff);
        const double took = thread_time_ns() - start;
        CHECK(!bytes.empty());
        return took / static_cast<double>(diff.accounts.size());
    }
    double apply_ns() {
        const ByteString bytes = encode(account_diff(1000, accounts_, ++seed_));
        const double start = thread_time_ns();
        const auto diff = decode_state_diff(bytes, codes_);
        CHECK(!state_->apply(std::get<StateDiff>(diff)));
        return (thread_time_ns() - start) / static_cast<double>(std::get<StateDiff>(diff).accounts.size());
    }

  private:
    std::shared_ptr<State> state_;
    std::uint64_t accounts_;
    CodeStore codes_;
    std::uint64_t seed_ = 1 << 20;
};

/// Looks up accounts of `state` in random order; nanoseconds a look-up.
double look_up_ns(const State& state, const std::vector<Address>& order) {
    std::uint64_t nonces = 0;
    const double start = thread_time_ns();
    for (const Address& address : order) nonces += state.find(address)->nonce;
    const double took = thread_time_ns() - start;
    CHECK(nonces > 0);
    return took / static_cast<double>(order.size());
}

std::vector<Address> random_order(std::uint64_t count, std::uint64_t accounts) {
    const sim::RandomStream draws(5, sim::Purpose::named("calibration.order"), accounts);
    std::vector<Address> order;
    for (std::uint64_t i = 0; i < count; ++i) order.push_back(address_of(sim::uniform_below(draws.bits(i), accounts)));
    return order;
}

/// A thread that sleeps as those of a ThreadDriver do.
class WakeProbe {
  public:
    struct Times {
        double call_ns = 0;
        double latency_ns = 0;
    };

    ~WakeProbe() {
        stops_ = true;
        wake();
    }
    Times wake_up() {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));  // As long as the blocks before take: it sleeps.
        came_ = 0;
        const double start = wall_time_ns();
        wake();
        const double called = wall_time_ns();
        while (came_.load() == 0) std::this_thread::yield();
        return {called - start, came_.load() - start};
    }

  private:
    void wake() {
        round_.fetch_add(1);
        round_.notify_all();
    }
    void serve() {
        for (std::uint32_t served = 0; !stops_;) {
            round_.wait(served);
            came_ = wall_time_ns();
            served = round_.load();
        }
    }

    std::atomic<std::uint32_t> round_{0};
    std::atomic<bool> stops_{false};
    std::atomic<double> came_{0};
    std::jthread thread_{[this] { serve(); }};
};

/// Median: the least is of a thread that had not gone to sleep yet.
double median_wake_ns(WakeProbe& probe, double WakeProbe::Times::* time) {
    std::vector<double> times;
    for (int i = 0; i < 9; ++i) times.push_back(probe.wake_up().*time);
    return quantile(times, 0.5);
}

double copy_ns_a_byte() {
    constexpr std::size_t kSize = std::size_t{64} << 20;
    static thread_local ByteString from;
    static thread_local ByteString to;
    from.resize(kSize, 1);
    to.resize(kSize);
    const double start = thread_time_ns();
    std::memcpy(to.data(), from.data(), kSize);
    const double took = thread_time_ns() - start;
    CHECK(to[kSize / 2] == 1);
    return took / static_cast<double>(kSize);
}

}  // namespace

std::vector<ComponentProbe> component_probes(bool quick) {
    const std::uint64_t large = quick ? 20'000 : 1'000'000;
    const std::uint64_t small = quick ? 1'000 : 10'000;
    const auto state = std::make_shared<State>(accounts_state(large));
    const auto cached = std::make_shared<State>(accounts_state(small));
    const auto trie = std::make_shared<TrieProbe>(large);
    const auto diffs = std::make_shared<DiffProbe>(state, large);
    const auto wide = std::make_shared<std::vector<Address>>(random_order(quick ? 2'000 : 100'000, large));
    const auto narrow = std::make_shared<std::vector<Address>>(random_order(quick ? 2'000 : 100'000, small));
    const auto sleeper = std::make_shared<WakeProbe>();
    const std::string size = std::to_string(large);
    return {
        {"signature", "recovery of a sender, 40 in a row", signature_round},
        {"trie_permutation", "Keccak-f on messages of a branch's size, all lanes busy", permutation_ns},
        {"trie_node", "1,000 changed accounts of " + size + ", without the permutations",
         [trie] { return trie->node_ns(); }},
        {"diff_encode_entry", "encoding 1,000 balances", [diffs] { return diffs->encode_ns(); }},
        {"diff_apply_entry", "decoding and applying 1,000 balances to a state of " + size,
         [diffs] { return diffs->apply_ns(); }},
        {"memory_read_latency", "look-up in a state of " + size + " less one in a state of " + std::to_string(small),
         [=] { return std::max(0.0, look_up_ns(*state, *wide) - look_up_ns(*cached, *narrow)); }},
        {"wake_call", "waking a thread that sleeps: what it takes the caller",
         [sleeper] { return median_wake_ns(*sleeper, &WakeProbe::Times::call_ns); }},
        {"wake_latency", "waking a thread that sleeps: from the call until it runs",
         [sleeper] { return median_wake_ns(*sleeper, &WakeProbe::Times::latency_ns); }},
        {"(copied byte)", "memcpy of 64 MiB, out of the caches; no part of the profile", copy_ns_a_byte},
    };
}

}  // namespace models
