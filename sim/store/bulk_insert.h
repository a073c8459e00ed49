// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/store/content_digest.h"
#include "sim/store/database.h"

namespace sim {

/// Groups inserts into transactions of some ten thousand rows: one row a transaction would be 30 times slower.
class ChunkedTransaction {
  public:
    explicit ChunkedTransaction(Database& database) : database_(database) {}
    /// To be called before `rows` rows go in.
    void before_rows(std::size_t rows);
    void commit();

  private:
    static constexpr std::size_t kChunkRows = 65'536;
    Database& database_;
    std::size_t rows_ = 0;
    bool is_open_ = false;
};

/// Appends rows to one table, 16 rows a statement (twice the rate of one by one), and keeps their digest.
class BulkInsert {
  public:
    BulkInsert(Database& database, ChunkedTransaction& transaction, std::string table, std::size_t columns);

    // The next cell of the row.
    BulkInsert& integer(std::int64_t value);
    BulkInsert& count(std::uint64_t value) { return integer(static_cast<std::int64_t>(value)); }
    BulkInsert& real(double value);  ///< NaN becomes NULL.
    BulkInsert& text(std::string_view value);
    BulkInsert& null();
    /// CHECKs that the row has as many cells as the table has columns.
    void end_row();
    /// Sends the rows that still wait for their sixteenth.
    void flush();

    [[nodiscard]] const std::string& table() const { return table_; }
    /// Of all rows so far.
    [[nodiscard]] const ContentDigest& digest() const { return digest_; }

  private:
    static constexpr std::size_t kRows = 16;
    struct Cell {
        enum class Type : std::uint8_t { Null, Integer, Real, Text };
        Type type = Type::Null;
        std::int64_t integer = 0;  ///< Or where the text begins in `texts_`.
        double real = 0;
        std::size_t length = 0;
    };
    void bind(Statement& statement, std::size_t first_cell, std::size_t cells);
    void clear();

    ChunkedTransaction& transaction_;
    std::string table_;
    std::size_t columns_;
    std::size_t pending_rows_ = 0;
    Statement one_row_;
    Statement many_rows_;
    std::vector<Cell> cells_;
    std::string texts_;
    RowHasher hasher_;
    ContentDigest digest_;
};

}  // namespace sim
