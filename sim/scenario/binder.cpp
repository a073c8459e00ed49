// SPDX-License-Identifier: MIT
#include "sim/scenario/binder.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "sim/scenario/value_text.h"

namespace sim {
namespace {

std::string name_of(const Node& node) {
    switch (node.kind) {
        case Node::Kind::Null:
            return "without a value";
        case Node::Kind::List:
            return "a list";
        case Node::Kind::Map:
            return "a mapping";
        case Node::Kind::Scalar:
            break;
    }
    return "'" + node.text + "'";
}

/// What the author may have meant by a word that YAML 1.1 reads as a boolean.
std::string boolean_meant(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (text == "yes" || text == "on" || text == "y" || text == "true" || text == "1") return "true";
    if (text == "no" || text == "off" || text == "n" || text == "false" || text == "0") return "false";
    return {};
}

/// `text` without blanks and digit separators, then also in lower case: `10 ms`, `1_000`, `10MS`.
std::vector<std::string> corrections(const std::string& text) {
    std::string tight;
    std::copy_if(text.begin(), text.end(), std::back_inserter(tight),
                 [](char c) { return c != ' ' && c != '_' && c != '\''; });
    std::string lower = tight;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return {tight, lower};
}

}  // namespace

std::string Binder::place() const {
    std::string text;
    for (const std::string& part : path_) text += (text.empty() ? "" : ".") + part;
    return text.empty() ? "the top level" : text;
}

void Binder::report(const SourcePosition& where, std::string message, std::string expected, std::string suggestion) {
    problems_.push_back({where, path_.empty() ? std::string{} : place(), std::move(message), std::move(expected),
                         std::move(suggestion)});
}

void Binder::reject_kind(const Node& node, const std::string& expected) {
    report(node.where, place() + " is " + name_of(node), expected);
}

const Node* Binder::mapping(const Node& node, const std::vector<std::string>& keys, Node& storage) {
    if (node.kind == Node::Kind::Map) return &node;
    if (node.kind != Node::Kind::Scalar) {
        reject_kind(node, "a mapping with keys of " + join(keys) + ", or the path of a YAML file that holds one");
        return nullptr;
    }
    try {
        storage = load_included(node, problems_);
        return &storage;
    } catch (const InputError& error) {
        problems_.insert(problems_.end(), error.problems().begin(), error.problems().end());
        return nullptr;
    }
}

const Node* Binder::names(const Node& node) {
    if (node.kind == Node::Kind::Map) return &node;
    reject_kind(node, "a mapping from names, such as {a: ..., b: ...}");
    return nullptr;
}

const Node* Binder::list(const Node& node) {
    if (node.kind == Node::Kind::List) return &node;
    reject_kind(node, "a list, such as [a, b]");
    return nullptr;
}

bool Binder::scalar(const Node& node, bool bare, const std::string& expected) {
    if (node.kind != Node::Kind::Scalar) {
        reject_kind(node, expected);
        return false;
    }
    if (bare && node.quoted) {
        report(node.where, place() + " is text in quotes", expected, node.text);
        return false;
    }
    return true;
}

void Binder::reject_unknown_keys(const Node& map, const std::vector<std::string>& keys) {
    for (const Node::Entry& entry : map.entries) {
        if (std::find(keys.begin(), keys.end(), entry.key) != keys.end()) continue;
        if (map.file_begins && entry.key.starts_with("x-")) continue;
        report(entry.where, "unknown key '" + entry.key + "' " + (path_.empty() ? "at " : "under ") + place(),
               "one of " + join(keys), nearest_name(entry.key, keys));
    }
}

void Binder::reject_value(const Node& node, const std::string& expected, const std::vector<std::string>& candidates,
                          const std::function<bool(std::string_view)>& accepts) {
    std::string suggestion = nearest_name(node.text, candidates);
    if (const std::string meant = boolean_meant(node.text);
        std::find(candidates.begin(), candidates.end(), meant) != candidates.end())
        suggestion = meant;
    for (const std::string& correction : corrections(node.text))
        if (suggestion.empty() && accepts(correction)) suggestion = correction;
    report(node.where, "'" + node.text + "' is no value for " + place(), expected, suggestion);
}

void Binder::reject_bound(const Node& node, Side side, const std::string& bounds) {
    report(node.where,
           name_of(node) + " is " + (side == Side::Below ? "below the lowest" : "above the highest") +
               " value allowed for " + place(),
           bounds);
}

}  // namespace sim
