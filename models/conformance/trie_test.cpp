// SPDX-License-Identifier: MIT
#include "models/conformance/trie_test.h"

#include <algorithm>
#include <cctype>

#include "models/chain/keccak.h"
#include "models/state/byte_trie.h"

namespace models {
namespace {

struct Entry {
    ByteString key;
    ByteString value;  ///< Empty: remove the key.
};

/// Text that begins with 0x is hexadecimal in all trie tests, and stands for itself otherwise.
ByteString trie_bytes(const std::string& text) {
    if (!text.starts_with("0x")) return {text.begin(), text.end()};
    auto bytes = from_hex(text);
    if (!bytes) throw JsonError("in", ": expected hexadecimal bytes behind 0x, got " + brief(text));
    return std::move(*bytes);
}

Entry entry_of(const std::string& key, const Json& value) {
    return {trie_bytes(key), value.is_null() ? ByteString{} : trie_bytes(text_of(value, "in"))};
}

std::vector<Entry> read_entries(const Json& in) {
    std::vector<Entry> entries;
    if (in.is_object()) {
        for (const auto& [key, value] : in.items()) entries.push_back(entry_of(key, value));
        return entries;
    }
    for (const Json& pair : list_of(in, "in")) {
        if (!pair.is_array() || pair.size() != 2) throw JsonError("in", ": expected pairs of a key and a value");
        entries.push_back(entry_of(text_of(pair[0], "in"), pair[1]));
    }
    return entries;
}

/// Whether the file's own name, whatever the folders above it, contains the part.
bool is_named(const std::string& file, const char* part) {
    std::string text = file.substr(file.rfind('/') + 1);
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text.find(part) != std::string::npos;
}

std::string difference(const std::vector<Entry>& entries, const Hash& expected, const char* order) {
    ByteTrie trie;
    for (const Entry& entry : entries) trie.set(entry.key, entry.value);
    const Hash root = trie.root();
    if (root == expected) return "";
    return std::string("root") + order + ": expected " + to_hex(expected.bytes) + ", got " + to_hex(root.bytes) + "\n";
}

}  // namespace

void run_trie_test(const Json& test, CaseLog& log) {
    if (!log.wants("")) return;
    const Json& in = member(test, "in");
    const Hash root = hash_of(member(test, "root"), "root");
    std::vector<Entry> entries = read_entries(in);
    if (is_named(log.file(), "secure")) {
        for (Entry& entry : entries) {
            const Hash hash = keccak256(entry.key);
            entry.key.assign(hash.bytes.begin(), hash.bytes.end());
        }
    }
    std::string lines = difference(entries, root, "");
    if (in.is_object()) {
        std::reverse(entries.begin(), entries.end());
        lines += difference(entries, root, " in reverse order");
    }
    log.judge("", lines);
}

void run_trie_neighbours_test(const Json& test, CaseLog& log) {
    if (!log.wants("")) return;
    ByteTrie trie;
    for (const Json& key : list_of(member(test, "in"), "in")) trie.set(trie_bytes(text_of(key, "in")), ByteString{1});
    std::string lines;
    for (const Json& triple : list_of(member(test, "tests"), "tests")) {
        if (!triple.is_array() || triple.size() != 3)
            throw JsonError("tests", ": expected a key, the one before and the one after it");
        const auto check = [&](const ByteString* got, const Json& expected, const char* what) {
            const std::string text = got == nullptr ? "" : std::string(got->begin(), got->end());
            const std::string& wanted = text_of(expected, "tests");
            if (text != wanted)
                lines += std::string(what) + " '" + triple[0].get<std::string>() + "': expected '" + wanted +
                         "', got '" + text + "'\n";
        };
        const ByteString key = trie_bytes(text_of(triple[0], "tests"));
        check(trie.previous(key), triple[1], "before");
        check(trie.next(key), triple[2], "after");
    }
    log.judge("", lines);
}

}  // namespace models
