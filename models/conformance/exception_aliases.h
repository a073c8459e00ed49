// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace models {

/// Whether `older` is a name that official tests of earlier years have for what execution-spec-tests call `current`.
[[nodiscard]] bool is_alias(std::string_view older, std::string_view current);

}  // namespace models
