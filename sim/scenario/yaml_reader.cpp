// SPDX-License-Identifier: MIT
#include "sim/scenario/yaml_reader.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <utility>

namespace sim {
namespace {

std::size_t count_nodes(const Node& node) {
    std::size_t count = 1;
    for (const Node& item : node.items) count += count_nodes(item);
    for (const Node::Entry& entry : node.entries) count += count_nodes(entry.value);
    return count;
}

/// Builds the tree from yaml-cpp's events. Events and not YAML::Node: they carry the position of keys and aliases, tell
/// quoted from plain scalars and show duplicate keys, and nothing is expanded behind our back.
class TreeBuilder final : public YAML::EventHandler {
  public:
    TreeBuilder(std::string_view text, std::shared_ptr<const Source> source, std::vector<InputProblem>& problems)
        : lines_(split_lines(text)), source_(std::move(source)), problems_(problems) {}

    Node take() { return std::move(root_); }
    [[nodiscard]] SourcePosition position(const YAML::Mark& mark) const {
        const auto line = static_cast<std::size_t>(mark.line);
        const std::string_view text = line < lines_.size() ? lines_[line] : std::string_view{};
        return {source_->name, mark.line + 1, character_column(text, static_cast<std::size_t>(mark.column))};
    }
    /// Where the innermost open list or mapping begins.
    [[nodiscard]] std::optional<SourcePosition> innermost() const {
        if (open_.empty()) return std::nullopt;
        return open_.back().node.where;
    }

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (!std::exchange(started_, true)) return;
        const auto line = static_cast<std::size_t>(mark.line);
        const bool marked = line < lines_.size() && lines_[line].starts_with("---");
        reject(position(mark),
               marked ? "a second document begins here" : "text that does not belong to what stands above",
               "one YAML document a file");
    }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { add(make(Node::Kind::Null, mark), anchor); }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override;
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(make(Node::Kind::List, mark), tag, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(make(Node::Kind::Map, mark), tag, anchor);
    }
    void OnMapEnd() override { close(); }

  private:
    /// A list or mapping that has begun and not ended.
    struct Open {
        Node node;
        YAML::anchor_t anchor = 0;
        std::optional<Node> key = {};           ///< Of a mapping: waits for its value.
        std::map<std::string, int> lines = {};  ///< Where each key stands: finds duplicates.
        std::vector<Node> merges = {};          ///< Values of `<<`.
    };

    void report(const SourcePosition& where, std::string message, std::string expected) {
        problems_.push_back({where, {}, std::move(message), std::move(expected), {}});
    }
    Node make(Node::Kind kind, const YAML::Mark& mark) {
        charge(1, position(mark));
        Node node;
        node.kind = kind;
        node.where = position(mark);
        node.source = source_;
        return node;
    }
    void charge(std::size_t nodes, const SourcePosition& where) {
        nodes_ += nodes;
        if (nodes_ > Document::kMaxNodes)
            reject(where, "more than " + std::to_string(Document::kMaxNodes) + " values, counting what aliases repeat",
                   "fewer values or aliases");
    }
    void check_tag(const std::string& tag, const SourcePosition& where);
    void check_closing_quote(const YAML::Mark& mark) const;
    void open(Node node, const std::string& tag, YAML::anchor_t anchor);
    void close();
    void add(Node node, YAML::anchor_t anchor);
    void add_to_map(Open& map, Node node);
    void merge(Open& map);

    std::vector<std::string_view> lines_;
    std::shared_ptr<const Source> source_;
    std::vector<InputProblem>& problems_;
    Node root_;
    std::vector<Open> open_;
    std::map<YAML::anchor_t, Node> anchors_;
    std::size_t nodes_ = 0;
    bool started_ = false;
};

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end())
        reject(position(mark), "this alias stands inside the value that it refers to", "an alias of a complete value");
    charge(count_nodes(found->second), position(mark));
    add(found->second, 0);
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
    Node node = make(Node::Kind::Scalar, mark);
    check_tag(tag, node.where);
    node.text = value;
    check_closing_quote(mark);
    node.quoted = tag != "?" && !tag.empty();  // "!" is yaml-cpp's tag of a scalar in quotes
    add(std::move(node), anchor);
}

/// yaml-cpp 0.7 takes a text in quotes that the end of the file cuts off for complete, with all that follows in it.
void TreeBuilder::check_closing_quote(const YAML::Mark& mark) const {
    const auto first = static_cast<std::size_t>(mark.line);
    if (first >= lines_.size()) return;
    auto i = static_cast<std::size_t>(mark.column);
    char quote = 0;
    for (std::size_t line = first; line < lines_.size(); ++line, i = 0) {
        const std::string_view text = lines_[line];
        if (quote == 0) {
            // A tag or an anchor may stand before the quote.
            while (i < text.size() && (text[i] == '&' || text[i] == '!')) {
                i = std::min(text.find(' ', i), text.size());
                i = std::min(text.find_first_not_of(' ', i), text.size());
            }
            if (i >= text.size() || (text[i] != '"' && text[i] != '\'')) return;
            quote = text[i++];
        }
        for (; i < text.size(); ++i) {
            if (text[i] == '\\' && quote == '"')
                ++i;
            else if (text[i] == quote && quote == '\'' && text.substr(i + 1).starts_with(quote))
                ++i;
            else if (text[i] == quote)
                return;
        }
    }
    reject(position(mark), "this text in quotes is not closed", "a closing quote");
}

void TreeBuilder::check_tag(const std::string& tag, const SourcePosition& where) {
    static const std::set<std::string> known = {
        "", "?", "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"};
    if (!known.contains(tag)) report(where, "the tag '" + tag + "' means nothing here", "a value without a tag");
}

void TreeBuilder::open(Node node, const std::string& tag, YAML::anchor_t anchor) {
    check_tag(tag, node.where);
    if (open_.size() >= Document::kMaxDepth)
        reject(node.where, "nested more than " + std::to_string(Document::kMaxDepth) + " deep", "a flatter file");
    open_.push_back({std::move(node), anchor});
}

void TreeBuilder::close() {
    Open closed = std::move(open_.back());
    open_.pop_back();
    merge(closed);
    add(std::move(closed.node), closed.anchor);
}

void TreeBuilder::add(Node node, YAML::anchor_t anchor) {
    if (anchor != 0) {
        charge(count_nodes(node), node.where);
        anchors_[anchor] = node;
    }
    if (open_.empty())
        root_ = std::move(node);
    else if (Open& parent = open_.back(); parent.node.kind == Node::Kind::List)
        parent.node.items.push_back(std::move(node));
    else
        add_to_map(parent, std::move(node));
}

void TreeBuilder::add_to_map(Open& map, Node node) {
    if (!map.key) {
        if (node.kind != Node::Kind::Scalar) report(node.where, "a key that is not a name", "a name before the ':'");
        map.key = std::move(node);
        return;
    }
    const Node key = *std::exchange(map.key, std::nullopt);
    if (key.kind != Node::Kind::Scalar) return;
    if (node.kind == Node::Kind::Null && node.where.line != key.where.line) node.where = key.where;
    const bool is_merge = key.text == "<<" && !key.quoted;
    const auto [first, is_new] = map.lines.emplace(key.text, key.where.line);
    if (!is_new)
        report(key.where, "duplicate key '" + key.text + "', first given in line " + std::to_string(first->second),
               "each key once");
    else if (is_merge)
        map.merges.push_back(std::move(node));
    else
        map.node.entries.push_back({key.text, key.where, std::move(node)});
}

/// Adds what `<<` brings: keys of the mapping itself win, then those of earlier merged mappings (yaml.org/type/merge).
void TreeBuilder::merge(Open& map) {
    for (Node& value : map.merges) {
        std::vector<Node> parts;
        if (value.kind == Node::Kind::List)
            parts = std::move(value.items);
        else
            parts.push_back(std::move(value));
        for (Node& part : parts) {
            if (part.kind != Node::Kind::Map)
                report(part.where, "'<<' cannot merge what is not a mapping",
                       "an alias of a mapping, or a list of them");
            for (Node::Entry& entry : part.entries)
                if (map.lines.emplace(entry.key, entry.where.line).second) map.node.entries.push_back(std::move(entry));
        }
    }
}

struct Explanation {
    std::string_view parser_says;
    const char* message;
    const char* expected;
    bool about_the_opening;  ///< The parser's own mark is of no use; what was opened last is.
};

/// The parser's messages that a scenario's author is likely to meet, in words about the file and not the grammar.
constexpr Explanation kExplanations[] = {
    {"end of sequence flow not found", "this list is not closed", "a ']'", true},
    {"end of map flow not found", "this mapping is not closed", "a '}'", true},
    {"end of map not found", "this does not fit the mapping above it", "'key: value', indented like the keys above",
     false},
    {"end of sequence not found", "this does not fit the list above it", "'- value', indented like the items above",
     false},
    {"illegal map value", "a ':' that cannot stand here",
     "one 'key: value' a line (a text with ': ' in it needs quotes)", false},
    {"illegal EOF in scalar", "the file ends inside a text in quotes", "a closing quote", false},
    {"the referenced anchor is not defined", "this alias refers to an anchor that does not exist",
     "an anchor '&name' further up", false},
    {"unknown token", "a character that cannot begin a value", "quotes around the value", false},
};

InputProblem explain(const YAML::Exception& exception, const TreeBuilder& builder) {
    InputProblem problem;
    problem.where = builder.position(exception.mark);
    problem.message = "not YAML: " + exception.msg;
    for (const Explanation& known : kExplanations) {
        if (exception.msg != known.parser_says) continue;
        problem.message = known.message;
        problem.expected = known.expected;
        if (known.about_the_opening) problem.where = builder.innermost().value_or(problem.where);
    }
    return problem;
}

}  // namespace

Node read_yaml(std::string_view text, std::shared_ptr<const Source> source, std::vector<InputProblem>& problems) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    check_text(text, source->name);
    const std::string name = source->name;
    TreeBuilder builder(text, std::move(source), problems);
    std::istringstream stream{std::string(text)};
    try {
        YAML::Parser parser(stream);
        if (!parser.HandleNextDocument(builder)) reject({name, 1, 1}, "there is nothing in it", "'key: value' lines");
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const YAML::Exception& exception) {
        throw InputError(explain(exception, builder));
    }
    return builder.take();
}

}  // namespace sim
