// SPDX-License-Identifier: MIT
#include "sim/scenario/config_value.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace sim {
namespace {

using Kind = ConfigValue::Kind;

/// True if YAML reads `text` back as it is without quotes, also inside `[...]`. Errs towards quotes.
bool plain_is_safe(std::string_view text) {
    const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
    if (text.empty() || (!is_word(text.front()) && text.front() != '/' && text.front() != '.')) return false;
    if (text.back() == ' ' || text.starts_with("...")) return false;
    constexpr std::array<std::string_view, 3> null_words = {"null", "Null", "NULL"};
    if (std::find(null_words.begin(), null_words.end(), text) != null_words.end()) return false;
    return std::all_of(text.begin(), text.end(),
                       [&](char c) { return is_word(c) || std::string_view(" _./+%()-").find(c) != text.npos; });
}

std::string quoted(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string result = "\"";
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            result += {'\\', c};
        else if (c == '\n')
            result += "\\n";
        else if (c == '\t')
            result += "\\t";
        else if (code < 0x20 || code == 0x7F)
            result += {'\\', 'u', '0', '0', digits[code >> 4U], digits[code & 15U]};
        else
            result += c;
    }
    return result + '"';
}

std::string word(std::string_view text) {
    return plain_is_safe(text) ? std::string(text) : quoted(text);
}

bool is_nested(const ConfigValue& config) {
    return (config.kind == Kind::Map && !config.entries.empty()) ||
           (config.kind == Kind::List &&
            std::any_of(config.items.begin(), config.items.end(),
                        [](const ConfigValue& i) { return i.kind == Kind::Map || i.kind == Kind::List; }));
}

/// Writes block style; lists of plain values stand on one line.
class YamlWriter {
  public:
    explicit YamlWriter(bool comments) : comments_(comments) {}

    std::string inline_text(const ConfigValue& config) const {
        switch (config.kind) {
            case Kind::Null:
                return "null";
            case Kind::Bare:
                return config.text;
            case Kind::Text:
                return word(config.text);
            case Kind::Map:
                return "{}";
            case Kind::List:
                break;
        }
        std::string text;
        for (const ConfigValue& item : config.items) text += (text.empty() ? "" : ", ") + inline_text(item);
        return "[" + text + "]";
    }

    /// Writes the lines of a nested value; the first line begins where the writer stands (`continues`) or is indented.
    void block(const ConfigValue& config, std::size_t indent, bool continues) {
        if (config.kind == Kind::Map)
            map(config, indent, continues);
        else
            list(config, indent, continues);
    }

    std::string text;

  private:
    void map(const ConfigValue& config, std::size_t indent, bool continues) {
        for (const ConfigValue::Entry& entry : config.entries) {
            if (comments_ && !entry.comment.empty() && !continues) comment(entry.comment, indent);
            begin_line(indent, continues);
            text += word(entry.key) + ":";
            if (is_nested(entry.value)) {
                text += '\n';
                block(entry.value, indent + 2, false);
            } else {
                text += " " + inline_text(entry.value) + "\n";
            }
        }
    }

    void list(const ConfigValue& config, std::size_t indent, bool continues) {
        for (const ConfigValue& item : config.items) {
            begin_line(indent, continues);
            text += "- ";
            if (is_nested(item))
                block(item, indent + 2, true);
            else
                text += inline_text(item) + "\n";
        }
    }

    void begin_line(std::size_t indent, bool& continues) {
        if (!continues) text.append(indent, ' ');
        continues = false;
    }

    void comment(std::string_view words, std::size_t indent) {
        while (true) {
            const std::size_t end = words.find('\n');
            text.append(indent, ' ').append("# ").append(words.substr(0, end)).append("\n");
            if (end == std::string_view::npos) return;
            words.remove_prefix(end + 1);
        }
    }

    bool comments_;
};

void append_json(const ConfigValue& config, std::string& text) {
    const char* separator = "";
    switch (config.kind) {
        case Kind::Null:
            text += "null";
            break;
        case Kind::Bare:
            text += config.text;
            break;
        case Kind::Text:
            text += quoted(config.text);
            break;
        case Kind::List:
            text += '[';
            for (const ConfigValue& item : config.items) {
                text += std::exchange(separator, ",");
                append_json(item, text);
            }
            text += ']';
            break;
        case Kind::Map:
            text += '{';
            for (const ConfigValue::Entry& entry : config.entries) {
                text += std::exchange(separator, ",") + quoted(entry.key) + ":";
                append_json(entry.value, text);
            }
            text += '}';
            break;
    }
}

}  // namespace

std::string write_yaml(const ConfigValue& config, bool comments) {
    YamlWriter writer(comments);
    if (!is_nested(config)) return writer.inline_text(config);
    writer.block(config, 0, false);
    return writer.text;
}

std::string write_json(const ConfigValue& config) {
    std::string text;
    append_json(config, text);
    return text;
}

}  // namespace sim
