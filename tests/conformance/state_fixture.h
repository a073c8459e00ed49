// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "models/evm/block_context.h"
#include "tests/conformance/test_state.h"

namespace models {

/// One official state test for Cancun: a state, a block, a transaction, and what must come of them.
struct StateCase {
    std::string name;
    BlockContext block;
    TestState pre;
    ByteString transaction;  ///< Encoded and signed.
    Hash root;
    Hash logs;
    std::string exception;  ///< Not empty: the transaction must be refused, for this reason.
};

/// The folder of the fixtures: environment variable HEADWAY_FIXTURES, else ../shared/data beside the source folder.
[[nodiscard]] std::filesystem::path fixtures_folder();

/// All Cancun cases of one file of ethereum/tests (GeneralStateTests format).
[[nodiscard]] std::vector<StateCase> load_state_cases(const std::filesystem::path& file, CodeStore& codes);

}  // namespace models
