// SPDX-License-Identifier: MIT
// Proofs of tries: any bytes may be given as one, and a true one that is changed proves nothing else.
#include "models/state/trie_proof.h"

#include <algorithm>
#include <array>
#include <map>

#include "models/chain/block.h"
#include "models/state/byte_trie.h"
#include "models/state/secure_trie.h"
#include "sim/base/check.h"
#include "tests/fuzz/byte_source.h"

namespace models {
namespace {

using Proof = std::vector<ByteString>;
using Proved = std::variant<std::optional<ByteView>, ProofError>;

bool lies_within(ByteView value, const Proof& proof) {
    return std::ranges::any_of(proof, [&](const ByteString& node) {
        return value.data() >= node.data() && value.data() + value.size() <= node.data() + node.size();
    });
}

Proved verify(const Hash& root, ByteView key, const Proof& proof) {
    const Proved result = verify_proof(root, key, proof);
    if (const auto* error = std::get_if<ProofError>(&result)) {
        CHECK(to_string(*error) != std::string("?"));
        return result;
    }
    const auto& value = std::get<std::optional<ByteView>>(result);
    CHECK(!value || (!value->empty() && lies_within(*value, proof)));
    return result;
}

/// Nodes straight from the input. Where one names its child by a hash that begins with 0xee, that becomes the hash of
/// the node that follows, so that made-up nodes are read beyond the first.
void check_any_nodes(ByteSource source) {
    const ByteView key = source.bytes(source.byte() % 40U);
    Proof proof;
    while (!source.at_end() && proof.size() < 8) {
        const ByteView node = source.bytes(source.byte() * 3U);
        proof.emplace_back(node.begin(), node.end());
    }
    for (std::size_t i = proof.size(); i-- > 1;) {
        const Hash hash = keccak256(proof[i]);
        ByteString& parent = proof[i - 1];
        for (std::size_t at = 0; at + 33 <= parent.size(); ++at)
            if (parent[at] == 0xa0 && parent[at + 1] == 0xee)
                std::ranges::copy(hash.bytes, parent.begin() + static_cast<std::ptrdiff_t>(at) + 1);
    }
    const Hash root = proof.empty() ? kEmptyTrieRoot : keccak256(proof.front());
    const Proved result = verify(root, key, proof);
    if (proof.empty()) CHECK(!std::get<std::optional<ByteView>>(result));
}

/// A key that shares much or little with others: keys meet, and leaves become short enough to be embedded.
Hash read_key(ByteSource& source) {
    const std::uint8_t shape = source.byte();
    Hash key;
    key.bytes.fill(static_cast<std::uint8_t>(shape & 0x80));
    const std::size_t at = std::array<std::size_t, 8>{31, 30, 0, 16, 31, 29, 15, 1}[shape & 7U];
    key.bytes[at] = source.byte();
    if ((shape & 0x40) != 0) key.bytes[31] = static_cast<std::uint8_t>(key.bytes[31] ^ (shape >> 3));
    return key;
}

/// A trie with the entries that it ought to have.
struct KnownTrie {
    SecureTrie trie;
    std::map<Hash, ByteString> entries;

    explicit KnownTrie(ByteSource& source) {
        const unsigned batches = 1 + source.byte() % 3U;
        for (unsigned batch = 0; batch < batches; ++batch) {
            std::vector<SecureTrie::Change> changes(source.byte() % 24U);
            for (SecureTrie::Change& change : changes) change = read_change(source);
            trie.apply(changes);
        }
        ByteTrie plain;
        for (const auto& [key, value] : entries) plain.set(key.bytes, value);
        CHECK(trie.root() == plain.root());
    }
    SecureTrie::Change read_change(ByteSource& source) {
        SecureTrie::Change change{read_key(source), ByteString()};
        const std::uint8_t size = source.byte();
        change.value->assign(size < 0xc0 ? size % 8U : size % 80U, source.byte());
        if (change.value->empty())
            entries.erase(change.key);
        else
            entries[change.key] = *change.value;
        if (size == 8) change.value.reset();
        return change;
    }
};

void mutate(Proof& proof, ByteSource& source) {
    const std::uint8_t how = source.byte();
    if (proof.empty()) return proof.push_back({how});
    ByteString& node = proof[source.byte() % proof.size()];
    const std::size_t at = node.empty() ? 0 : (source.byte() * 4U + how / 64U) % node.size();
    switch (how % 8) {
        case 0:
            return proof.pop_back();
        case 1:
            return proof.push_back(node);
        case 2:
            return void(std::ranges::reverse(proof));
        case 3:
            return node.resize(at);
        case 4:
            return node.push_back(source.byte());
        case 5:
            return void(proof.insert(proof.begin(), ByteString(node)));
        default:
            if (!node.empty()) node[at] = static_cast<std::uint8_t>(node[at] ^ source.byte());
    }
}

void check_known_trie(ByteSource source) {
    const KnownTrie known(source);
    const Hash key = read_key(source);
    const auto entry = known.entries.find(key);
    const auto is_true = [&](const Proved& result) {
        const auto& value = std::get<std::optional<ByteView>>(result);
        if (entry == known.entries.end()) return !value.has_value();
        return value && std::ranges::equal(*value, entry->second);
    };
    const Proof proof = known.trie.prove(key);
    const Proved proved = verify(known.trie.root(), key.bytes, proof);
    CHECK(!std::holds_alternative<ProofError>(proved), to_string(std::get<ProofError>(proved)));
    CHECK(is_true(proved));
    while (!source.at_end()) {
        Proof changed = proof;
        mutate(changed, source);
        const Proved result = verify(known.trie.root(), key.bytes, changed);
        CHECK(changed == proof || std::holds_alternative<ProofError>(result));
        CHECK(std::holds_alternative<ProofError>(result) || is_true(result));
    }
}

}  // namespace
}  // namespace models

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    models::ByteSource source({data, size});
    if (source.byte() % 2 == 0)
        models::check_any_nodes(source);
    else
        models::check_known_trie(source);
    return 0;
}
