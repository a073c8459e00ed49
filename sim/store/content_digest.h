// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/store/database.h"

namespace sim {

/// Digest of a set of rows: the sum of their 128-bit hashes (XXH3), so that the order of rows does not matter.
/// It finds damage, which SQLite's own integrity check does not: that one looks at the structure of the file only.
/// It does not stop a forger.
struct ContentDigest {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    std::uint64_t rows = 0;

    bool operator==(const ContentDigest&) const = default;
    ContentDigest& operator+=(const ContentDigest& other);
    /// 32 hexadecimal digits (without the number of rows).
    [[nodiscard]] std::string to_hex() const;
};

/// Hashes rows of one table, cell by cell. 1 and 1.0 and '1' and NULL all differ; a cell keeps its column.
class RowHasher {
  public:
    static constexpr std::size_t kMaxColumns = 64;

    explicit RowHasher(std::string_view table);
    void integer(std::int64_t value) { add(static_cast<std::uint64_t>(value), 1); }
    void real(double value);
    void text(std::string_view value);
    void null() { add(0, 0); }
    /// The digest of this one row; begins the next.
    ContentDigest end_row();

  private:
    void add(std::uint64_t word, std::uint8_t type);

    std::uint64_t table_;
    std::size_t columns_ = 0;
    std::array<std::uint64_t, kMaxColumns> words_{};
    std::array<std::uint8_t, kMaxColumns> types_{};
};

/// Digest of all rows that `query` gives, as rows of `table`.
[[nodiscard]] ContentDigest digest_of(const Database& database, std::string_view table, std::string_view query);
/// Digest of all rows of `table` as they stand in the file.
[[nodiscard]] ContentDigest digest_of_table(const Database& database, std::string_view table);
/// Names of the tables whose rows are content: all but `run` (part of the seal), `content_digest` (too) and
/// `run_environment` (differs from run to run).
[[nodiscard]] std::vector<std::string> content_tables(const Database& database);
/// What makes the run whole: the digest of the row of `run`, of all table digests and of all table definitions.
/// Written into `run.content_digest`, which is left out here.
[[nodiscard]] std::string seal(const Database& database);

/// Digest of the row of `run_environment`, which stands in that row itself.
[[nodiscard]] std::string environment_digest(const Database& database);

}  // namespace sim
