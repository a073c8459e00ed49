// SPDX-License-Identifier: MIT
#include "sim/store/run_tables.h"

#include <sys/resource.h>

#include "sim/base/check.h"
#include "sim/store/content_digest.h"
#include "sim/store/run_header.h"

namespace sim {

namespace {

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

}  // namespace

ResultWriter::Tables::Tables(const std::filesystem::path& path, const RunHeader& header)
    : file_((create_results_file(path, header), std::make_unique<Database>(path, Database::Mode::Write))),
      database_(*file_),
      transaction_(database_),
      started_(std::chrono::steady_clock::now()) {
    // WAL with NORMAL is consistent whenever the process is killed. Exclusive: one writer, and no shared-memory file.
    database_.execute(
        "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; "
        "PRAGMA wal_autocheckpoint=4000; PRAGMA temp_store=MEMORY");
    write_parameters();
}

BulkInsert& ResultWriter::Tables::plain_row_of(const std::string& table) {
    CHECK(!is_finished_, "the run is finished, but a row for " + table + " came");
    const auto found = inserts_.find(table);
    if (found != inserts_.end()) return found->second;
    const Statement all(database_, "SELECT * FROM main." + sql_identifier(table));
    const auto columns = static_cast<std::size_t>(all.columns());
    return inserts_.try_emplace(table, database_, transaction_, table, columns).first->second;
}

BulkInsert& ResultWriter::Tables::row_of(const std::string& table) {
    return plain_row_of(table).integer(1);
}

std::int64_t ResultWriter::Tables::metric_id(const MetricDoc& doc) {
    const auto found = metrics_.find(doc.name);
    if (found != metrics_.end()) {
        const MetricDoc& known = found->second.second;
        CHECK(known.unit == doc.unit, doc.name);
        CHECK(known.kind == doc.kind, doc.name);
        return found->second.first;
    }
    const auto id = static_cast<std::int64_t>(metrics_.size()) + 1;
    metrics_.emplace(doc.name, std::pair(id, doc));
    plain_row_of("metric")
        .integer(id)
        .text(doc.name)
        .text(doc.unit)
        .text(doc.kind)
        .text(doc.better)
        .text(doc.documentation)
        .end_row();
    return id;
}

void ResultWriter::Tables::execute(const std::string& sql) {
    CHECK(!is_finished_);
    transaction_.commit();
    database_.execute(sql);
}

/// The configuration as one row a value, with dotted keys, so that SQL can select and join by parameter.
void ResultWriter::Tables::write_parameters() {
    Statement values(
        database_,
        "SELECT replace(substr(fullkey, 3), '\"', ''), CASE type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' "
        "ELSE CAST(atom AS TEXT) END, type IN('integer','real'), CAST(atom AS REAL) "
        "FROM run, json_tree(run.config) WHERE atom IS NOT NULL");
    while (values.step()) {
        BulkInsert& row = row_of("run_param").text(values.text(0)).text(values.text(1));
        values.integer(2) != 0 ? row.real(values.real(3)) : row.null();
        row.end_row();
    }
}

void ResultWriter::Tables::write_digests() {
    for (auto& [table, insert] : inserts_) insert.flush();
    transaction_.commit();
    database_.execute("BEGIN");
    Statement row(database_, "INSERT INTO content_digest VALUES(1, ?, ?, ?)");
    for (const std::string& table : content_tables(database_)) {
        const auto insert = inserts_.find(table);
        // The digest of what was meant to be written, not of what is read back: it also covers the way into the file.
        const ContentDigest digest =
            insert == inserts_.end() ? digest_of_table(database_, table) : insert->second.digest();
        row.bind(1, table).bind(2, static_cast<std::int64_t>(digest.rows)).bind(3, digest.to_hex()).step();
    }
    database_.execute("COMMIT");
}

void ResultWriter::Tables::write_environment() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - started_;
    Statement row(database_, "UPDATE run_environment SET wall_s=?, cpu_s=?, max_rss_kib=?");
    row.bind(1, wall.count()).bind(2, seconds(usage.ru_utime) + seconds(usage.ru_stime));
    row.bind(3, static_cast<std::int64_t>(usage.ru_maxrss)).step();
    Statement(database_, "UPDATE run_environment SET digest=?").bind(1, environment_digest(database_)).step();
}

void ResultWriter::Tables::finish(const std::string& status, const RunEnd& end, const std::string& error) {
    CHECK(!is_finished_);
    for (auto& [table, insert] : inserts_) insert.flush();
    transaction_.commit();
    write_digests();
    is_finished_ = true;
    inserts_.clear();  // open statements would keep the log from being removed
    database_.execute("PRAGMA synchronous=FULL; BEGIN");
    write_environment();
    Statement(database_, "UPDATE run SET status=?, fingerprint=?, sim_end_ns=?, events=?, error=NULLIF(?,'')")
        .bind(1, status)
        .bind(2, end.fingerprint)
        .bind(3, end.end.ns())
        .bind(4, static_cast<std::int64_t>(end.events))
        .bind(5, error)
        .step();
    Statement(database_, "UPDATE run SET content_digest=?").bind(1, seal(database_)).step();
    database_.execute("COMMIT; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode=DELETE");
    file_.reset();  // gives up the lock
}

void ResultWriter::Tables::mark_failed(const std::string& reason) {
    if (is_finished_) return;
    is_finished_ = true;
    inserts_.clear();
    if (sqlite3_get_autocommit(database_.handle()) == 0) database_.execute("ROLLBACK");
    Statement(database_, "UPDATE run SET status='failed', error=?").bind(1, reason).step();
    database_.execute("PRAGMA journal_mode=DELETE");
    file_.reset();
}

}  // namespace sim
