// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string_view>

namespace models {

/// The text of models/workload/contracts/<name>.json by name, as it was when the program was built.
[[nodiscard]] const std::map<std::string_view, std::string_view>& embedded_contracts();

}  // namespace models
