// SPDX-License-Identifier: MIT
#include "sim/store/bulk_insert.h"

#include <cmath>

#include "sim/base/check.h"

namespace sim {

namespace {

std::string insert_statement(const std::string& table, std::size_t columns, std::size_t rows) {
    std::string row = "(?";
    for (std::size_t i = 1; i < columns; ++i) row += ",?";
    row += ")";
    // OR FAIL, because a statement that must be able to undo its first rows would save each page that it touches.
    std::string sql = "INSERT OR FAIL INTO " + sql_identifier(table) + " VALUES" + row;
    for (std::size_t i = 1; i < rows; ++i) sql += "," + row;
    return sql;
}

}  // namespace

void ChunkedTransaction::before_rows(std::size_t rows) {
    if (is_open_ && rows_ + rows > kChunkRows) commit();
    if (!is_open_) database_.execute("BEGIN");
    is_open_ = true;
    rows_ += rows;
}

void ChunkedTransaction::commit() {
    if (!is_open_) return;
    is_open_ = false;
    rows_ = 0;
    database_.execute("COMMIT");
}

BulkInsert::BulkInsert(Database& database, ChunkedTransaction& transaction, std::string table, std::size_t columns)
    : transaction_(transaction),
      table_(std::move(table)),
      columns_(columns),
      one_row_(database, insert_statement(table_, columns, 1)),
      many_rows_(database, insert_statement(table_, columns, kRows)),
      hasher_(table_) {
    cells_.reserve(kRows * columns);
}

BulkInsert& BulkInsert::integer(std::int64_t value) {
    hasher_.integer(value);
    cells_.push_back(Cell{.type = Cell::Type::Integer, .integer = value});
    return *this;
}

BulkInsert& BulkInsert::real(double value) {
    if (std::isnan(value)) return null();
    hasher_.real(value);
    cells_.push_back(Cell{.type = Cell::Type::Real, .real = value});
    return *this;
}

BulkInsert& BulkInsert::text(std::string_view value) {
    hasher_.text(value);
    cells_.push_back(
        Cell{.type = Cell::Type::Text, .integer = static_cast<std::int64_t>(texts_.size()), .length = value.size()});
    texts_ += value;
    return *this;
}

BulkInsert& BulkInsert::null() {
    hasher_.null();
    cells_.push_back(Cell{});
    return *this;
}

void BulkInsert::end_row() {
    pending_rows_ += 1;
    CHECK(cells_.size() == pending_rows_ * columns_, table_);
    digest_ += hasher_.end_row();
    if (pending_rows_ < kRows) return;
    transaction_.before_rows(kRows);
    bind(many_rows_, 0, cells_.size());
    many_rows_.step();
    clear();
}

void BulkInsert::flush() {
    if (pending_rows_ == 0) return;
    transaction_.before_rows(pending_rows_);
    for (std::size_t first = 0; first < cells_.size(); first += columns_) {
        bind(one_row_, first, columns_);
        one_row_.step();
    }
    clear();
}

void BulkInsert::clear() {
    cells_.clear();
    texts_.clear();
    pending_rows_ = 0;
}

void BulkInsert::bind(Statement& statement, std::size_t first_cell, std::size_t cells) {
    for (std::size_t i = 0; i < cells; ++i) {
        const Cell& cell = cells_[first_cell + i];
        const int parameter = static_cast<int>(i) + 1;
        switch (cell.type) {
            case Cell::Type::Integer:
                statement.bind(parameter, cell.integer);
                break;
            case Cell::Type::Real:
                statement.bind(parameter, cell.real);
                break;
            case Cell::Type::Text:
                statement.bind(parameter,
                               std::string_view(texts_).substr(static_cast<std::size_t>(cell.integer), cell.length));
                break;
            case Cell::Type::Null:
                statement.bind_null(parameter);
                break;
        }
    }
}

}  // namespace sim
