// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace models {

/// Something that is timed by itself, one round at a time.
struct ComponentProbe {
    std::string key;       ///< The profile's key, or a name beginning with '(' for what is no part of the profile.
    std::string measured;  ///< What and how.
    std::function<double()> round;  ///< Nanoseconds a unit.
};

/// Signature recovery, tries, diffs, reads of large states, copying. Building them takes a second or two.
[[nodiscard]] std::vector<ComponentProbe> component_probes(bool quick);

}  // namespace models
