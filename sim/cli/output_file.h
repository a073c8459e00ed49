// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace sim {

/// `results/<scenario>-<seed>-<first 8 hex digits of a hash of the configuration>.sqlite`.
[[nodiscard]] std::filesystem::path default_output(const std::string& scenario, std::uint64_t seed,
                                                   std::string_view configuration);

/// `results/<name>-<kind>-<hash>.sqlite`, for many runs; the hash as above.
[[nodiscard]] std::filesystem::path default_study_output(const std::string& name, const std::string& kind,
                                                         std::string_view configuration);

/// Where a run writes, so that an existing results database stays until the new one is complete.
class OutputFile {
  public:
    /// Makes sure that `path` may be written: its folder exists (the default `results/` is made), and what stands
    /// there, if anything, is a results database. Throws std::runtime_error.
    explicit OutputFile(std::filesystem::path path);

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    /// Where to write: path() if nothing stands there, otherwise a file beside it.
    [[nodiscard]] const std::filesystem::path& write_to() const { return write_to_; }
    /// Puts the complete database into its place. Throws std::runtime_error.
    void commit() const;

  private:
    std::filesystem::path path_;
    std::filesystem::path write_to_;
};

}  // namespace sim
