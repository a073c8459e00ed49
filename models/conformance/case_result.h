// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <regex>
#include <string>
#include <variant>
#include <vector>

namespace models {

/// What became of one case of a fixture.
enum class Verdict : std::uint8_t {
    Passed,
    Failed,
    NotRun,  ///< Of a kind or for a fork that is not known here; never silent.
};

/// One case: a test under one fork and, where it has several, with one choice of its inputs.
struct CaseResult {
    std::string file;     ///< Relative to the folder that is run, with '/'.
    std::string name;     ///< The key in the file.
    std::string variant;  ///< Fork and choice: "Cancun", "Cancun d0 g1 v0"; may be empty.
    std::string kind;     ///< "state test", "trie test", ...
    Verdict verdict = Verdict::Failed;
    std::string reason = {};  ///< Why it failed (lines, the first difference first) or was not run (one line).

    /// `file::name[variant]`
    [[nodiscard]] std::string id() const;
};

/// Which cases to run, by their id.
class CaseFilter {
  public:
    /// Empty: all. `/.../`: a regular expression (ECMAScript) that the id must contain a match of; anything else: a
    /// part of the id. Throws std::regex_error.
    explicit CaseFilter(const std::string& text = {});
    [[nodiscard]] bool matches(const std::string& id) const;
    /// Whether it may match an id that begins with all of `head` (a file, or file::name) and goes on: what ends a whole
    /// file or test concerns cases whose ids nobody knows.
    [[nodiscard]] bool may_match_behind(const std::string& head) const;

  private:
    std::string text_;
    std::variant<std::string, std::regex> wanted_;
};

/// Where the cases of one test of a file go.
class CaseLog {
  public:
    CaseLog(std::string file, std::string name, const CaseFilter& filter, std::vector<CaseResult>& out)
        : file_(std::move(file)), name_(std::move(name)), filter_(filter), out_(out) {}

    [[nodiscard]] const std::string& file() const { return file_; }
    void set_kind(std::string kind) { kind_ = std::move(kind); }
    [[nodiscard]] bool wants(const std::string& variant);
    /// Whether any variant has been spoken of: a test without one must not vanish.
    [[nodiscard]] bool has_variants() const { return has_variants_; }
    /// Passed if `difference` is empty. Ignored if the filter does not want the variant, as are those below.
    void judge(const std::string& variant, const std::string& difference);
    void not_run(const std::string& variant, const std::string& reason);
    /// The test failed as a whole: kept if the filter may want any of its variants.
    void fail_all(const std::string& reason);

  private:
    void add(const std::string& variant, Verdict verdict, const std::string& reason);

    std::string file_;
    std::string name_;
    std::string kind_;
    const CaseFilter& filter_;
    std::vector<CaseResult>& out_;
    bool has_variants_ = false;
};

}  // namespace models
