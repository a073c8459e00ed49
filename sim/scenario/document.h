// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/error.h"

namespace sim {

/// A file that YAML was read from, and the file that names it: the chain by which include loops are found.
struct Source {
    std::string name;              ///< As the user wrote it; what positions show.
    std::filesystem::path folder;  ///< Paths inside the file are relative to this.
    std::filesystem::path canonical;
    std::shared_ptr<const Source> includer;
};

/// One value of a YAML file with its position. Aliases and merge keys are already resolved.
struct Node {
    enum class Kind { Null, Scalar, List, Map };
    struct Entry;

    Kind kind = Kind::Null;
    std::string text;     ///< Of a scalar, without quotes.
    bool quoted = false;  ///< A scalar in quotes or a block scalar: always text, never a number.
    /// A map made by `--set` for a path that the file does not mention: its keys are laid over the defaults.
    bool overlay = false;
    bool file_begins = false;    ///< The top of a file, where `x-...` keys may hold anchors.
    std::vector<Node> items;     ///< Of a list.
    std::vector<Entry> entries;  ///< Of a map, in file order, keys unique.
    SourcePosition where;
    std::shared_ptr<const Source> source;

    /// The entry named `key` of a map, or null.
    [[nodiscard]] const Entry* find(std::string_view key) const;
    [[nodiscard]] Entry* find(std::string_view key);
};

struct Node::Entry {
    std::string key;
    SourcePosition where;  ///< Of the key.
    Node value;
};

/// A scenario: a YAML file with positions, after `--set` overrides.
///
/// What makes a file unusable (unreadable, not UTF-8, a syntax error) is thrown as InputError at once; what leaves it
/// readable (a duplicate key, a bad merge, a `--set` that fits nowhere) is kept in problems() and comes out of bind()
/// together with what bind() finds.
class Document {
  public:
    /// Limits that keep hostile files cheap.
    static constexpr std::size_t kMaxBytes = 1 << 20;
    static constexpr std::size_t kMaxNodes = 100'000;  ///< After alias expansion.
    static constexpr std::size_t kMaxDepth = 64;

    /// Reads `file`; throws InputError.
    static Document load(const std::filesystem::path& file);
    /// Reads `text`; `name` stands for the file name in positions, and its folder is where included files are looked
    /// for.
    static Document parse(std::string_view text, const std::string& name);

    /// Applies `--set a.b.c=value`. The value is YAML; the path may lead into a file that the scenario names and, by
    /// number, into a list (`regions.0.clients`). Replaces what stands there or adds it.
    /// `position` is what errors point at, and its file's folder is where files that the value names are looked for.
    void set(std::string_view assignment, const std::optional<SourcePosition>& position = {});

    [[nodiscard]] const Node& root() const { return root_; }
    [[nodiscard]] const std::vector<InputProblem>& problems() const { return problems_; }
    /// The name given to load() or parse().
    [[nodiscard]] const std::string& name() const { return root_.where.file; }

    /// The text of the scalar at a dotted key such as "model", or nothing.
    [[nodiscard]] std::optional<std::string> text(std::string_view key) const;
    /// Where the value at a dotted key stands, for errors found after binding (a name that refers to nothing, shares
    /// that do not add up). If the key is left to its default: where the nearest enclosing mapping stands.
    [[nodiscard]] SourcePosition where(std::string_view key) const;

  private:
    Node root_;
    std::vector<InputProblem> problems_;
};

/// The mapping in the file that the scalar `path` names, relative to the file in which `path` stands.
/// Problems that leave it readable are added to `problems`; throws InputError if it cannot be read or includes itself.
[[nodiscard]] Node load_included(const Node& path, std::vector<InputProblem>& problems);

/// `problem.to_string()` followed by the source line it is about and a caret, if that line can be read.
[[nodiscard]] std::string describe(const InputProblem& problem);

/// Puts problems into file order (the main file, then included files, then the command line) and drops repetitions.
void sort_problems(std::vector<InputProblem>& problems, const std::string& main_file);

}  // namespace sim
