// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/error.h"
#include "sim/scenario/document.h"

namespace sim {

/// The part of bind() that does not depend on the type being filled: where we are in the document, and what is wrong.
class Binder {
  public:
    /// Problems are added to `problems`.
    explicit Binder(std::vector<InputProblem>& problems) : problems_(problems) {}

    /// Adds `key` to the dotted path for as long as it lives.
    class Scope {
      public:
        Scope(Binder& binder, std::string key) : binder_(binder) { binder_.path_.push_back(std::move(key)); }
        ~Scope() { binder_.path_.pop_back(); }
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;

      private:
        Binder& binder_;
    };

    /// The dotted path of the value being bound; "the top level" if there is none.
    [[nodiscard]] std::string place() const;
    [[nodiscard]] std::size_t problem_count() const { return problems_.size(); }

    /// The mapping that `node` is or whose file it names (read into `storage`); null after reporting what is wrong.
    const Node* mapping(const Node& node, const std::vector<std::string>& keys, Node& storage);
    /// The same for a map from names, which is not kept in files.
    const Node* names(const Node& node);
    const Node* list(const Node& node);
    /// True if `node` is a scalar that may be read as a value; `bare` asks for one without quotes.
    bool scalar(const Node& node, bool bare, const std::string& expected);

    /// Reports each key of `map` that is not in `keys`; `x-...` is allowed where a file begins.
    void reject_unknown_keys(const Node& map, const std::vector<std::string>& keys);
    /// Reports a scalar that is not a value of its type. `accepts` says if a text would be, for finding a suggestion
    /// among `candidates` and simple corrections of the text.
    void reject_value(const Node& node, const std::string& expected, const std::vector<std::string>& candidates,
                      const std::function<bool(std::string_view)>& accepts);
    enum class Side { Below, Above };
    void reject_bound(const Node& node, Side side, const std::string& bounds);

  private:
    void report(const SourcePosition& where, std::string message, std::string expected = {},
                std::string suggestion = {});
    void reject_kind(const Node& node, const std::string& expected);

    std::vector<InputProblem>& problems_;
    std::vector<std::string> path_;
};

}  // namespace sim
