// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "models/conformance/case_result.h"
#include "models/json/json_fields.h"

namespace models {

/// A file of JSON that holds no object.
class NoObjectError : public JsonError {
  public:
    using JsonError::JsonError;
};

/// The members of the object that a file holds, in their order; two of the same name are two. Throws JsonError,
/// whose message goes behind the file's name (":3:7: no JSON: ..."), and NoObjectError.
[[nodiscard]] std::vector<std::pair<std::string, Json>> read_fixture_file(const std::filesystem::path& path);

/// What a test is, told by what it holds.
enum class FixtureKind : std::uint8_t { StateTest, TransactionTest, TrieTest, TrieNeighboursTest, RlpTest, Unknown };

[[nodiscard]] FixtureKind kind_of(const Json& test);
/// "state test"; of an unknown kind the name that the official suites have for it, or what it holds.
[[nodiscard]] std::string kind_name(const Json& test);

/// Runs all cases of a file that the filter wants. What is wrong with the file itself is a failed case.
[[nodiscard]] std::vector<CaseResult> run_fixture_file(const std::filesystem::path& path, const std::string& name,
                                                       const CaseFilter& filter);

}  // namespace models
