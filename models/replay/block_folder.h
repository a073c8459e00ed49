// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <vector>

#include "models/replay/block_file.h"

namespace models {

/// A folder of blocks (models/replay/README.md) that is added to. Each file is replaced when the new one is complete.
/// All throw std::runtime_error if a file cannot be written, and sim::InputError if one that is there cannot be read.
class BlockFolder {
  public:
    explicit BlockFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

    /// Adds a block with its state and code in the place of what is known of it. `receipts`: a node's answer, or null.
    void add(const std::string& number, const Json& block, const std::vector<AccountEntry>& pre, const Json& receipts);
    /// Adds hashes of blocks for BLOCKHASH.
    void add_hashes(const std::map<std::uint64_t, Hash>& hashes);

    /// Where a block's files are.
    [[nodiscard]] std::filesystem::path place_of(const std::string& number) const {
        return folder_ / "blocks" / number;
    }

  private:
    void add_codes(const std::vector<AccountEntry>& accounts);

    std::filesystem::path folder_;
};

}  // namespace models
