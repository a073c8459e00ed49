// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include "models/evm/revision.h"

namespace models {

/// The revision that the official tests call so; nothing for a name that is unknown here, as those of a transition from
/// one fork to the next in the middle of a chain.
[[nodiscard]] std::optional<Revision> revision_of_fork(std::string_view fork);

/// Its name, by which revision_of_fork finds it.
[[nodiscard]] const char* name_of(Revision revision);

/// Whether the fork changes nothing but the schedule of blobs (EIP-7892), which a test must therefore give.
[[nodiscard]] bool is_blob_schedule_fork(std::string_view fork);

}  // namespace models
