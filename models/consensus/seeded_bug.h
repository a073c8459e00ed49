// SPDX-License-Identifier: MIT
#pragma once

namespace models {

/// Deliberate mistakes, numbered within a protocol, those of validators from 101 on, by which the tests show that their
/// oracles see what they are there for. Only what is compiled with HEADWAY_SEEDED_BUGS has them (programs of
/// tests/models/consensus/campaigns and tests/models/actors/validator); elsewhere is_seeded is false for the compiler,
/// and nothing of them is left.
#ifdef HEADWAY_SEEDED_BUGS
inline int seeded_bug = 0;  ///< The one that is there; 0: none.
[[nodiscard]] inline bool is_seeded(int bug) {
    return seeded_bug == bug;
}
#else
[[nodiscard]] constexpr bool is_seeded(int) {
    return false;
}
#endif

}  // namespace models
