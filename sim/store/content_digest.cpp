// SPDX-License-Identifier: MIT
#include "sim/store/content_digest.h"

#define XXH_INLINE_ALL
#include <fmt/format.h>
#include <xxhash.h>

#include <bit>
#include <cmath>
#include <cstring>

#include "sim/base/check.h"

namespace sim {

ContentDigest& ContentDigest::operator+=(const ContentDigest& other) {
    low += other.low;
    high += other.high + (low < other.low ? 1U : 0U);
    rows += other.rows;
    return *this;
}

std::string ContentDigest::to_hex() const {
    return fmt::format("{:016x}{:016x}", high, low);
}

RowHasher::RowHasher(std::string_view table) : table_(XXH3_64bits(table.data(), table.size())) {}

void RowHasher::add(std::uint64_t word, std::uint8_t type) {
    CHECK(columns_ < kMaxColumns);
    words_[columns_] = word;
    types_[columns_] = type;
    columns_ += 1;
}

void RowHasher::real(double value) {
    if (std::isnan(value)) return null();                          // SQLite keeps no NaN
    add(std::bit_cast<std::uint64_t>(value == 0 ? 0 : value), 2);  // nor the sign of zero
}

void RowHasher::text(std::string_view value) {
    add(XXH3_64bits(value.data(), value.size()), 3);
}

ContentDigest RowHasher::end_row() {
    std::array<char, kMaxColumns * 9> bytes;
    std::memcpy(bytes.data(), words_.data(), columns_ * 8);
    std::memcpy(bytes.data() + columns_ * 8, types_.data(), columns_);
    const XXH128_hash_t hash = XXH3_128bits_withSeed(bytes.data(), columns_ * 9, table_);
    columns_ = 0;
    return ContentDigest{.low = hash.low64, .high = hash.high64, .rows = 1};
}

ContentDigest digest_of(const Database& database, std::string_view table, std::string_view query) {
    Statement statement(database, query);
    RowHasher hasher(table);
    ContentDigest digest;
    while (statement.step()) {
        for (int column = 0; column < statement.columns(); ++column) {
            switch (statement.type(column)) {
                case SQLITE_INTEGER:
                    hasher.integer(statement.integer(column));
                    break;
                case SQLITE_FLOAT:
                    hasher.real(statement.real(column));
                    break;
                case SQLITE_NULL:
                    hasher.null();
                    break;
                default:
                    hasher.text(statement.text(column));
            }
        }
        digest += hasher.end_row();
    }
    return digest;
}

ContentDigest digest_of_table(const Database& database, std::string_view table) {
    return digest_of(database, table, "SELECT * FROM main." + sql_identifier(table));
}

std::vector<std::string> content_tables(const Database& database) {
    Statement statement(database,
                        "SELECT name FROM main.sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite\\_%' ESCAPE "
                        "'\\' AND name NOT IN ('run','run_environment','content_digest') ORDER BY name");
    std::vector<std::string> names;
    while (statement.step()) names.emplace_back(statement.text(0));
    return names;
}

std::string seal(const Database& database) {
    ContentDigest digest = digest_of(database, "run",
                                     "SELECT id, run_key, model, scenario, title, config, config_hash, seed, status, "
                                     "error, fingerprint, version, sim_end_ns, events FROM run");
    digest += digest_of_table(database, "content_digest");
    digest += digest_of(database, "sqlite_master", "SELECT type, name, tbl_name, sql FROM main.sqlite_master");
    return digest.to_hex();
}

std::string environment_digest(const Database& database) {
    return digest_of(database, "run_environment",
                     "SELECT run_id, started_utc, host, git_revision, compiler, command_line, wall_s, cpu_s, "
                     "max_rss_kib FROM run_environment")
        .to_hex();
}

}  // namespace sim
