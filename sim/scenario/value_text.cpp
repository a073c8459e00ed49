// SPDX-License-Identifier: MIT
#include "sim/scenario/value_text.h"

namespace sim {

std::string join(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

}  // namespace sim
