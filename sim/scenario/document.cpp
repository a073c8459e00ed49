// SPDX-License-Identifier: MIT
#include "sim/scenario/document.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <span>
#include <system_error>
#include <utility>

#include "sim/scenario/yaml_reader.h"

namespace sim {
namespace {

namespace fs = std::filesystem;

/// All bytes of `file`, but no more than one above the limit; throws InputError reported at `where`.
std::string read_file(const fs::path& file, const SourcePosition& where) {
    const auto fail = [&](const std::string& reason) {
        reject(where, "cannot read '" + file.string() + "': " + reason, "a YAML file");
    };
    std::error_code ignored;
    if (fs::is_directory(file, ignored)) fail("it is a directory");
    errno = 0;
    std::ifstream stream(file, std::ios::binary);
    if (!stream) fail(std::generic_category().message(errno));
    std::string text(Document::kMaxBytes + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (stream.bad()) fail(std::generic_category().message(errno != 0 ? errno : EIO));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    return text;
}

std::shared_ptr<const Source> make_source(const fs::path& file, std::shared_ptr<const Source> includer) {
    std::error_code ignored;
    auto source = std::make_shared<Source>();
    source->name = file.string();
    source->folder = file.parent_path();
    source->canonical = fs::weakly_canonical(file, ignored);
    source->includer = std::move(includer);
    return source;
}

/// `text` as the top of a file, which must be a mapping.
Node read_top(std::string_view text, std::shared_ptr<const Source> source, std::vector<InputProblem>& problems) {
    const std::string name = source->name;
    Node node = read_yaml(text, std::move(source), problems);
    if (node.kind != Node::Kind::Map) reject(node.where, "no mapping at the top of the file", "'key: value' lines");
    node.where = {name, 1, 1};
    node.file_begins = true;
    return node;
}

/// The name nearest to the missing `file` among its neighbours.
std::string nearest_file(const fs::path& file, const std::string& written) {
    std::error_code error;
    std::vector<std::string> names;
    for (fs::directory_iterator i(file.parent_path().empty() ? "." : file.parent_path(), error), end;
         !error && i != end; i.increment(error))
        names.push_back((fs::path(written).parent_path() / i->path().filename()).string());
    std::sort(names.begin(), names.end());
    return nearest_name(written, names);
}

std::vector<std::string> split_key(std::string_view key) {
    std::vector<std::string> parts;
    while (true) {
        const std::size_t dot = key.find('.');
        parts.emplace_back(key.substr(0, dot));
        if (dot == std::string_view::npos) return parts;
        key.remove_prefix(dot + 1);
    }
}

/// The item of `list` that `number` names, or null.
template <class List>
auto item_at(List& list, const std::string& number) -> decltype(list.data()) {
    std::size_t index = 0;
    const char* const end = number.data() + number.size();
    const auto [stop, error] = std::from_chars(number.data(), end, index);
    return error == std::errc{} && stop == end && index < list.size() ? &list[index] : nullptr;
}

/// Gives every value inside `node` the position `where`.
void move_to(Node& node, const SourcePosition& where) {
    node.where = where;
    for (Node& item : node.items) move_to(item, where);
    for (Node::Entry& entry : node.entries) {
        entry.where = where;
        move_to(entry.value, where);
    }
}

/// Walks to the value that `--set` replaces and makes the mappings on the way that are missing.
class Setter {
  public:
    Setter(const SourcePosition& where, std::shared_ptr<const Source> source, std::vector<InputProblem>& problems)
        : where_(where), source_(std::move(source)), problems_(problems) {}

    void assign(Node& root, std::span<const std::string> path, Node value) {
        Node* node = &root;
        for (const std::string& part : path) {
            node = child(*node, part);
            if (node == nullptr) return;
        }
        *node = std::move(value);
    }

  private:
    Node* child(Node& node, const std::string& part) {
        if (node.kind == Node::Kind::Scalar && !enter_file(node, part)) return nullptr;
        if (node.kind == Node::Kind::List) {
            Node* const item = item_at(node.items, part);
            if (item == nullptr)
                report("'" + part + "' is not in the list, which has " + std::to_string(node.items.size()) + " items",
                       "the number of an item, counting from 0");
            return item;
        }
        if (node.kind == Node::Kind::Null) {
            node = Node{};
            node.kind = Node::Kind::Map;
            node.overlay = true;
            node.where = where_;
            node.source = source_;
        }
        if (Node::Entry* const entry = node.find(part)) return &entry->value;
        Node missing;
        missing.where = where_;
        missing.source = source_;
        return &node.entries.emplace_back(Node::Entry{part, where_, std::move(missing)}).value;
    }

    /// Puts the mapping of the file that `node` names into its place.
    bool enter_file(Node& node, const std::string& part) {
        try {
            node = load_included(node, problems_);
            return true;
        } catch (const InputError&) {
            report("'" + node.text + "' is a value and has no '" + part + "' inside", "the key of a mapping");
            return false;
        }
    }

    void report(std::string message, std::string expected) {
        problems_.push_back({where_, {}, std::move(message), std::move(expected), {}});
    }

    SourcePosition where_;
    std::shared_ptr<const Source> source_;
    std::vector<InputProblem>& problems_;
};

/// A value found by its dotted key, or the nearest thing to it.
struct Found {
    std::optional<Node> value;
    SourcePosition where;
};

Found find_value(const Node& node, std::span<const std::string> path, const SourcePosition& key) {
    if (path.empty()) return {node, node.kind == Node::Kind::Scalar ? node.where : key};
    if (const Node::Entry* const entry = node.find(path.front()))
        return find_value(entry->value, path.subspan(1), entry->where);
    if (const Node* const item = node.kind == Node::Kind::List ? item_at(node.items, path.front()) : nullptr)
        return find_value(*item, path.subspan(1), item->where);
    if (node.kind == Node::Kind::Scalar) {
        try {
            std::vector<InputProblem> ignored;
            return find_value(load_included(node, ignored), path, key);
        } catch (const InputError&) {
            return {std::nullopt, node.where};
        }
    }
    return {std::nullopt, key};
}

}  // namespace

const Node::Entry* Node::find(std::string_view key) const {
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return e.key == key; });
    return found == entries.end() ? nullptr : &*found;
}

Node::Entry* Node::find(std::string_view key) {
    return const_cast<Entry*>(std::as_const(*this).find(key));
}

Document Document::load(const fs::path& file) {
    Document document;
    const std::string text = read_file(file, {file.string(), 0, 0});
    document.root_ = read_top(text, make_source(file, nullptr), document.problems_);
    return document;
}

Document Document::parse(std::string_view text, const std::string& name) {
    Document document;
    document.root_ = read_top(text, make_source(name, nullptr), document.problems_);
    return document;
}

void Document::set(std::string_view assignment, const std::optional<SourcePosition>& position) {
    const std::size_t equals = assignment.find('=');
    const std::string key(assignment.substr(0, equals));
    const SourcePosition where = position.value_or(SourcePosition{"--set " + key, 0, 0});
    const std::vector<std::string> path = split_key(key);
    if (equals == std::string_view::npos || std::find(path.begin(), path.end(), "") != path.end()) {
        problems_.push_back(
            {where, key, "'" + std::string(assignment) + "' sets nothing", "KEY=VALUE, such as a.b=10ms", {}});
        return;
    }
    auto source = std::make_shared<Source>();
    source->name = where.file;
    if (where.line > 0) source->folder = fs::path(where.file).parent_path();
    Node value;
    value.where = where;
    value.source = source;
    const std::string_view text = assignment.substr(equals + 1);
    try {
        if (!text.empty()) value = read_yaml(text, source, problems_);
    } catch (const InputError& error) {
        for (InputProblem problem : error.problems()) {
            problem.where = where;
            problems_.push_back(std::move(problem));
        }
        return;
    }
    move_to(value, where);
    Setter(where, source, problems_).assign(root_, path, std::move(value));
}

std::optional<std::string> Document::text(std::string_view key) const {
    const Found found = find_value(root_, split_key(key), root_.where);
    if (!found.value || found.value->kind != Node::Kind::Scalar) return std::nullopt;
    return found.value->text;
}

SourcePosition Document::where(std::string_view key) const {
    return find_value(root_, split_key(key), root_.where).where;
}

Node load_included(const Node& path, std::vector<InputProblem>& problems) {
    const fs::path file = (path.source->folder / path.text).lexically_normal();
    auto source = make_source(file, path.source);
    std::error_code ignored;
    if (!fs::exists(file, ignored))
        reject(path.where, "there is no file '" + file.string() + "'",
               "a mapping, or the path of a YAML file that holds one", nearest_file(file, path.text));
    for (const Source* s = path.source.get(); s != nullptr; s = s->includer.get())
        if (s->canonical == source->canonical)
            reject(path.where, "'" + file.string() + "' includes itself by way of this line", "another file");
    return read_top(read_file(file, path.where), std::move(source), problems);
}

}  // namespace sim
