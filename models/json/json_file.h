// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

#include "models/json/json_fields.h"

namespace models {

/// The bytes of a file. Throws JsonError (": cannot be read").
[[nodiscard]] std::string read_text(const std::filesystem::path& path);

/// A text is not JSON. The message goes behind the file's name: ":3:7: no JSON: ...".
class NotJsonError : public JsonError {
  public:
    /// What nlohmann's parser threw when it gave up on `text`.
    NotJsonError(const std::string& text, const Json::exception& error);
    /// Where it gave up, from 1; 0 if that is not known.
    [[nodiscard]] int line() const { return line_; }
    [[nodiscard]] int column() const { return column_; }
    /// Without the place: "no JSON: ...".
    [[nodiscard]] const std::string& reason() const { return reason_; }

  private:
    struct Parts;
    explicit NotJsonError(Parts parts);

    int line_;
    int column_;
    std::string reason_;
};

/// The JSON in a file. Throws NotJsonError; JsonError if there is nothing to read.
[[nodiscard]] Json read_json_file(const std::filesystem::path& path);

}  // namespace models
