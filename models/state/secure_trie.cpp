// SPDX-License-Identifier: MIT
#include "models/state/secure_trie.h"

#include "models/state/trie_proof.h"

namespace models {
namespace {

/// A string that SecureTrie owns.
struct StringValue {
    const ByteString* bytes;
    [[nodiscard]] std::size_t room() const { return bytes->size(); }
    std::size_t encode(std::uint8_t* out) const {
        std::memcpy(out, bytes->data(), bytes->size());
        return bytes->size();
    }
};

/// Sorted, one change a key; a null string removes.
class StringChanges {
  public:
    using Value = StringValue;
    explicit StringChanges(std::span<const std::pair<Hash, const ByteString*>> changes) : changes_(changes) {}
    [[nodiscard]] const Hash& key(std::uint32_t i) const { return changes_[i].first; }
    [[nodiscard]] bool creates(std::uint32_t i) const { return changes_[i].second != nullptr; }
    [[nodiscard]] Value create(std::uint32_t i) const { return {changes_[i].second}; }
    bool revise(Value& value, std::uint32_t i) const {
        value.bytes = changes_[i].second;
        return value.bytes != nullptr;
    }
    void prefetch(PrefetchQueue&, std::uint32_t) const {}

  private:
    std::span<const std::pair<Hash, const ByteString*>> changes_;
};

}  // namespace

SecureTrie::SecureTrie() : anchor_(make_anchor(workers_.of(0).arena)) {}

TrieWork SecureTrie::apply(std::span<const Change> changes, std::size_t workers) {
    std::map<Hash, const ByteString*> last;
    for (const Change& change : changes) {
        if (change.value && !change.value->empty()) {
            last[change.key] = &(values_[change.key] = *change.value);
        } else {
            last[change.key] = nullptr;
        }
    }
    const std::vector<std::pair<Hash, const ByteString*>> sorted(last.begin(), last.end());
    const TrieVisit whole = visit_of(anchor_, 0, sorted.size());
    const TrieWork work = update_tries(StringChanges(sorted), std::span(&whole, 1), workers_, workers);
    for (const auto& [key, value] : sorted)
        if (value == nullptr) values_.erase(key);
    return work;
}

std::vector<ByteString> SecureTrie::prove(const Hash& key) const {
    return collect_proof<StringValue>(*anchor_, key);
}

}  // namespace models
