// SPDX-License-Identifier: MIT
#include "models/state/state_trie.h"

#include <tsl/robin_map.h>

#include <algorithm>

#include "models/state/huge_pages.h"
#include "models/state/state_trie_values.h"
#include "models/state/trie_batch.h"
#include "models/state/trie_proof.h"

namespace models {
namespace {

/// Slots below which hashing them is not worth a thread.
constexpr std::size_t kKeysPerThread = 4'096;

/// The storage tries by hashed address, those of accounts that do not exist (any more) among them: they are in no root,
/// but come back with the account, as they do in a State.
using StorageTries = tsl::robin_map<Hash, TrieBranch*, HashHasher>;

/// Changed slots of several accounts, sorted by hashed slot within each.
struct SlotBatch {
    HugeVector<Hash> keys;
    HugeVector<U256> values;
    std::vector<TrieVisit> tries;
};

/// What changes of an account, in one cache line: updates are looked up in the order of hashed addresses.
struct alignas(64) AccountUpdate {
    U256 balance;
    std::uint64_t nonce = 0;
    const Code* code = nullptr;
    AccountFields fields = AccountFields::None;  ///< Which of all are set; of Presence: exists_empty.
    bool exists_empty = false;

    AccountUpdate() = default;
    explicit AccountUpdate(const Account& account)
        : balance(account.balance),
          nonce(account.nonce),
          code(account.code),
          fields(AccountFields::All | AccountFields::Presence),
          exists_empty(account.exists_empty) {}
    explicit AccountUpdate(const StateDiff::AccountChange& change) {
        const auto set = [&](const auto& from, auto& to, AccountFields field) {
            if (!from) return;
            to = *from;
            fields = fields | field;
        };
        set(change.balance, balance, AccountFields::Balance);
        set(change.nonce, nonce, AccountFields::Nonce);
        set(change.code, code, AccountFields::Code);
        set(change.exists_empty, exists_empty, AccountFields::Presence);
    }
    void apply_to(Account& account) const {
        if (contains(fields, AccountFields::Nonce)) account.nonce = nonce;
        if (contains(fields, AccountFields::Balance)) account.balance = balance;
        if (contains(fields, AccountFields::Code)) account.code = code;
        if (contains(fields, AccountFields::Presence)) account.exists_empty = exists_empty;
        account.exists_empty = account.exists_empty && account.empty();
    }
};
static_assert(sizeof(AccountUpdate) == 64);

/// Changed accounts in the order of their source, and their slots: account i has those up to slot_ends[i].
struct ChangeList {
    HugeVector<Address> addresses;
    HugeVector<AccountUpdate> updates;
    std::vector<std::size_t> slot_ends;
    HugeVector<Hash> slots;
    HugeVector<U256> values;

    void add_slot(const U256& slot, const U256& value) {
        slots.push_back(slot.to_hash());
        values.push_back(value);
    }
    /// After its slots. `change`: what an AccountUpdate is made of, at its place.
    void add_account(const Address& address, const auto& change) {
        addresses.push_back(address);
        updates.emplace_back(change);
        slot_ends.push_back(slots.size());
    }
    void clear() {
        addresses.clear();
        updates.clear();
        slot_ends.clear();
        slots.clear();
        values.clear();
    }
};

class SlotChanges {
  public:
    using Value = SlotValue;
    explicit SlotChanges(const SlotBatch& batch) : batch_(batch) {}
    [[nodiscard]] const Hash& key(std::uint32_t i) const { return batch_.keys[i]; }
    [[nodiscard]] bool creates(std::uint32_t i) const { return !batch_.values[i].is_zero(); }
    [[nodiscard]] Value create(std::uint32_t i) const { return {batch_.values[i]}; }
    bool revise(Value& value, std::uint32_t i) const {
        value.value = batch_.values[i];
        return creates(i);
    }
    void prefetch(PrefetchQueue&, std::uint32_t) const {}

  private:
    const SlotBatch& batch_;
};

/// Changed accounts in the order of their hashed addresses.
class AccountChanges {
  public:
    using Value = AccountValue;
    /// `keys`: the hashed addresses in this order; `order`: the places of their `updates`; `storage`: the storage tries
    /// that change, in this order, too; empty if none does.
    AccountChanges(std::span<const AccountUpdate> updates, std::span<const Hash> keys,
                   std::span<const std::uint32_t> order, std::span<TrieBranch* const> storage,
                   const StorageTries& all_storage)
        : updates_(updates), keys_(keys), order_(order), storage_(storage), all_storage_(all_storage) {}
    [[nodiscard]] const Hash& key(std::uint32_t i) const { return keys_[i]; }
    [[nodiscard]] bool creates(std::uint32_t i) const { return created(i).exists(); }
    [[nodiscard]] Value create(std::uint32_t i) const {
        const auto found = all_storage_.find(keys_[i]);
        return {created(i), found == all_storage_.end() ? nullptr : found->second};
    }
    bool revise(Value& value, std::uint32_t i) const {
        updates_[order_[i]].apply_to(value.account);
        if (!storage_.empty() && storage_[i] != nullptr) value.storage = storage_[i];
        if (value.storage != nullptr) __builtin_prefetch(&root_of(*value.storage));
        if (value.account.code != nullptr) __builtin_prefetch(&value.account.code->hash());
        return value.account.exists();
    }
    void prefetch(PrefetchQueue& queue, std::uint32_t i) const { queue.add<1>(&updates_[order_[i]], 1); }

  private:
    [[nodiscard]] Account created(std::uint32_t i) const {
        Account account;
        updates_[order_[i]].apply_to(account);
        return account;
    }

    std::span<const AccountUpdate> updates_;
    std::span<const Hash> keys_;
    std::span<const std::uint32_t> order_;
    std::span<TrieBranch* const> storage_;
    const StorageTries& all_storage_;
};

template <class Message>
void hash_all(const HugeVector<Message>& messages, HugeVector<Hash>& hashes, std::size_t workers, TrieWork& work) {
    hashes.resize(messages.size());
    workers = std::clamp<std::size_t>(messages.size() / kKeysPerThread, 1, std::max<std::size_t>(1, workers));
    run_on_threads(workers, [&](std::size_t worker) {
        const std::size_t begin = messages.size() * worker / workers;
        const std::size_t count = messages.size() * (worker + 1) / workers - begin;
        keccak256_each(std::span(messages).subspan(begin, count), std::span(hashes).subspan(begin, count));
    });
    work.keys_hashed += messages.size();
    work.keccak_permutations += messages.size();  // Shorter than a block, all of them.
}

}  // namespace

struct StateTrie::Tries {
    TrieWorkers crew;
    TrieBranch* accounts = make_anchor(crew.of(0).arena);
    StorageTries storage;
    /// Kept from one diff to the next: memory new from the system costs as much as half the hashing in it.
    struct Batch {
        ChangeList changes;
        HugeVector<Hash> keys;         ///< Of the addresses, in the order of the source.
        HugeVector<Hash> sorted_keys;  ///< The same in their own.
        HugeVector<Hash> slot_keys;    ///< In the order of the source.
        SlotBatch slots;
        KeySorter sorter;
    } batch;

    TrieBranch* storage_of(const Hash& account_key) {
        TrieBranch*& anchor = storage[account_key];
        if (anchor == nullptr) anchor = make_anchor(crew.of(0).arena);
        return anchor;
    }

    /// Puts the slots [begin, end) of one account in the order of their keys.
    void sort_slots(std::size_t begin, std::size_t end) {
        const std::span<const Hash> keys = std::span(batch.slot_keys).subspan(begin, end - begin);
        const U256* values = &batch.changes.values[begin];
        if (keys.size() == 1) {
            batch.slots.keys[begin] = keys[0];
            batch.slots.values[begin] = values[0];
            return;
        }
        for (const std::uint32_t i : batch.sorter.order_of(keys)) {
            batch.slots.keys[begin] = keys[i];
            batch.slots.values[begin++] = values[i];
        }
    }

    /// Changes the storage tries; returns those that changed, nullptr where none did, or nothing if none did at all.
    std::vector<TrieBranch*> change_slots(std::size_t workers, TrieWork& work) {
        const std::vector<std::size_t>& ends = batch.changes.slot_ends;
        const std::size_t count = batch.changes.slots.size();
        if (count == 0) return {};
        hash_all(batch.changes.slots, batch.slot_keys, workers, work);
        batch.slots.keys.resize(count);
        batch.slots.values.resize(count);
        batch.slots.tries.clear();
        std::vector<TrieBranch*> touched(ends.size(), nullptr);
        std::size_t begin = 0;
        for (std::size_t i = 0; i < ends.size(); begin = ends[i++]) {
            if (ends[i] == begin) continue;
            sort_slots(begin, ends[i]);
            touched[i] = storage_of(batch.keys[i]);
            batch.slots.tries.push_back(visit_of(touched[i], begin, ends[i]));
        }
        work += update_tries(SlotChanges(batch.slots), batch.slots.tries, crew, workers);
        return touched;
    }

    /// Applies batch.changes.
    TrieWork apply(std::size_t workers) {
        TrieWork work;
        const HugeVector<Hash>& keys = batch.keys;
        hash_all(batch.changes.addresses, batch.keys, workers, work);
        const std::vector<TrieBranch*> touched = change_slots(workers, work);
        const auto order = batch.sorter.order_of(keys);
        batch.sorted_keys.resize(keys.size());
        for (std::size_t i = 0; i < order.size(); ++i) batch.sorted_keys[i] = keys[order[i]];
        std::vector<TrieBranch*> sorted_touched(touched.size());
        for (std::size_t i = 0; i < touched.size(); ++i) sorted_touched[i] = touched[order[i]];
        const AccountChanges changes(batch.changes.updates, batch.sorted_keys, order, sorted_touched, storage);
        const TrieVisit whole = visit_of(accounts, 0, keys.size());
        work += update_tries(changes, std::span(&whole, 1), crew, workers);
        return work;
    }
};

StateTrie::StateTrie(const State& state, std::size_t workers) : tries_(std::make_unique<Tries>()) {
    auto accounts = state.accounts();
    const auto all_slots = state.slots();
    // Accounts that do not exist may have storage: they come in as empty ones, which make no leaf.
    const std::size_t existing = accounts.size();
    for (std::size_t i = 0; i < all_slots.size(); ++i) {
        const Address& address = all_slots[i].first.address;
        if ((i == 0 || address != all_slots[i - 1].first.address) && state.find(address) == nullptr)
            accounts.emplace_back(address, Account{});
    }
    if (accounts.size() > existing)
        std::sort(accounts.begin(), accounts.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    ChangeList& changes = tries_->batch.changes;
    auto next = all_slots.begin();
    for (const auto& [address, account] : accounts) {
        for (; next != all_slots.end() && next->first.address == address; ++next)
            changes.add_slot(next->first.slot, next->second);
        changes.add_account(address, account);
    }
    tries_->apply(workers);
    tries_->batch = {};  // No diff is as large as a state.
}

StateTrie::StateTrie(StateTrie&&) noexcept = default;
StateTrie& StateTrie::operator=(StateTrie&&) noexcept = default;
StateTrie::~StateTrie() = default;

const Hash& StateTrie::root() const {
    return root_of(*tries_->accounts);
}

std::optional<Hash> StateTrie::storage_root(const Address& address) const {
    const auto* leaf = find_leaf<AccountValue>(*tries_->accounts, keccak256(address.bytes));
    if (leaf == nullptr) return std::nullopt;
    return leaf->value.storage == nullptr ? kEmptyTrieRoot : root_of(*leaf->value.storage);
}

TrieWork StateTrie::apply(const StateDiff& diff, std::size_t workers) {
    ChangeList& changes = tries_->batch.changes;
    changes.clear();
    for (const StateDiff::AccountChange& change : diff.accounts) {
        for (const auto& [slot, value] : change.slots) changes.add_slot(slot, value);
        changes.add_account(change.address, change);
    }
    return tries_->apply(workers);
}

std::vector<ByteString> StateTrie::prove(const Address& address) const {
    return collect_proof<AccountValue>(*tries_->accounts, keccak256(address.bytes));
}

std::vector<ByteString> StateTrie::prove(const Address& address, const U256& slot) const {
    const auto* leaf = find_leaf<AccountValue>(*tries_->accounts, keccak256(address.bytes));
    if (leaf == nullptr || leaf->value.storage == nullptr) return {};
    return collect_proof<SlotValue>(*leaf->value.storage, keccak256(slot.to_big_endian()));
}

std::size_t StateTrie::bytes() const {
    return tries_->crew.bytes();
}

}  // namespace models
