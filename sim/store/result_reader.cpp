// SPDX-License-Identifier: MIT
#include "sim/store/result_reader.h"

#include <map>
#include <set>
#include <system_error>

#include "sim/store/content_digest.h"
#include "sim/store/database.h"
#include "sim/store/schema.h"

namespace sim {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& path, const std::string& why) {
    throw StoreError("cannot read results from '" + path.string() + "': " + why);
}

/// What SQLite would only call "unable to open database file".
const fs::path& check_readable(const fs::path& path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) refuse(path, "there is no such file");
    if (fs::is_directory(status)) refuse(path, "it is a folder");
    if (!fs::is_regular_file(status)) refuse(path, "it is no regular file");
    const auto size = fs::file_size(path, error);
    if (error) refuse(path, error.message());
    if (size == 0) refuse(path, "the file is empty");
    return path;
}

/// The file may come from anyone: no triggers or functions of its own, no writing through the schema, no memory map.
void distrust(Database& database) {
    sqlite3_db_config(database.handle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(database.handle(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(database.handle(), SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_limit(database.handle(), SQLITE_LIMIT_LENGTH, 64 << 20);
    database.execute("PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA query_only=ON");
}

std::int64_t pragma(const Database& database, const char* sql) {
    Statement statement(database, sql);
    return statement.step() ? statement.integer(0) : 0;
}

/// A run that was killed while SQLite switched its journal leaves one to roll back, which takes write access.
/// Nothing of the run is lost or changed by that: it restores the last committed state.
void recover_if_needed(const fs::path& path) {
    const Database database(path, Database::Mode::Read);
    try {
        Statement(database, "SELECT count(*) FROM sqlite_master").step();
    } catch (const StoreError&) {
        const int code = sqlite3_errcode(database.handle()) & 0xff;
        if (code != SQLITE_READONLY && code != SQLITE_CANTOPEN) throw;
        Statement(Database(path, Database::Mode::Write), "SELECT count(*) FROM sqlite_master").step();
    }
}

void check_version(const Database& database) {
    if (pragma(database, "PRAGMA application_id") != kApplicationId)
        refuse(database.path(), "it is a SQLite database, but not one of headway");
    const std::int64_t version = pragma(database, "PRAGMA user_version");
    if (version != kSchemaVersion)
        refuse(database.path(), "it has results format " + std::to_string(version) + ", this program reads format " +
                                    std::to_string(kSchemaVersion) + "; use the headway that wrote it");
}

RunStatus status_of(const Database& database, std::string_view name) {
    static const std::map<std::string_view, RunStatus> kStatuses = {{"running", RunStatus::Running},
                                                                    {"ok", RunStatus::Ok},
                                                                    {"failed", RunStatus::Failed},
                                                                    {"cancelled", RunStatus::Cancelled}};
    const auto found = kStatuses.find(name);
    if (found == kStatuses.end()) refuse(database.path(), "its run has the unknown status " + std::string(name));
    return found->second;
}

std::vector<StageRecord> stages_of(const Database& database, const std::string& item) {
    Statement rows(database,
                   "SELECT s.name, s.label, s.documentation, m.name FROM stage s JOIN metric m ON m.id=s.metric_id "
                   "WHERE s.item=? ORDER BY s.position");
    rows.bind(1, item);
    std::vector<StageRecord> stages;
    while (rows.step()) {
        stages.push_back(StageRecord{.name = std::string(rows.text(0)),
                                     .label = std::string(rows.text(1)),
                                     .documentation = std::string(rows.text(2)),
                                     .metric = std::string(rows.text(3))});
    }
    return stages;
}

void verify_tables(const Database& database, std::vector<std::string>& problems) {
    std::map<std::string, ContentDigest, std::less<>> found;
    for (const std::string& table : content_tables(database)) found[table] = digest_of_table(database, table);
    Statement rows(database, "SELECT table_name, rows, digest FROM content_digest ORDER BY table_name");
    std::set<std::string, std::less<>> declared;
    while (rows.step()) {
        const std::string table(declared.emplace(rows.text(0)).first->c_str());
        const auto digest = found.find(table);
        if (digest == found.end())
            problems.push_back("table " + table + " is missing");
        else if (digest->second.rows != rows.count(1))
            problems.push_back("table " + table + " has " + std::to_string(digest->second.rows) + " rows, but " +
                               std::to_string(rows.count(1)) + " were written");
        else if (digest->second.to_hex() != rows.text(2))
            problems.push_back("table " + table + " holds other values than were written");
    }
    for (const auto& [table, digest] : found)
        if (!declared.contains(table)) problems.push_back("table " + table + " was not written by the run");
}

}  // namespace

class ResultReader::File : public Database {
  public:
    using Database::Database;
};

ResultReader::ResultReader(const fs::path& path)
    : file_((recover_if_needed(check_readable(path)), std::make_unique<File>(path, Database::Mode::Read))) {
    distrust(*file_);
    check_version(*file_);
}

ResultReader::~ResultReader() = default;

RunInfo ResultReader::run() const {
    Statement row(*file_,
                  "SELECT model, scenario, title, config, seed, version, status, error, fingerprint, sim_end_ns, "
                  "events FROM run");
    if (!row.step()) refuse(file_->path(), "it holds no run");
    return RunInfo{.model = std::string(row.text(0)),
                   .scenario = std::string(row.text(1)),
                   .title = std::string(row.text(2)),
                   .config = std::string(row.text(3)),
                   .seed = row.count(4),
                   .version = std::string(row.text(5)),
                   .status = status_of(*file_, row.text(6)),
                   .error = std::string(row.text(7)),
                   .fingerprint = std::string(row.text(8)),
                   .end = SimTime::from_ns(row.integer(9)),
                   .events = row.count(10)};
}

std::vector<LifecycleRecord> ResultReader::lifecycles() const {
    Statement rows(*file_,
                   "SELECT item, documentation, submitted, final, pending, dropped FROM lifecycle ORDER BY item");
    std::vector<LifecycleRecord> records;
    while (rows.step()) {
        LifecycleRecord record{.item = std::string(rows.text(0)),
                               .documentation = std::string(rows.text(1)),
                               .submitted = rows.count(2),
                               .final = rows.count(3),
                               .pending = rows.count(4),
                               .dropped = rows.count(5),
                               .stages = {}};
        record.stages = stages_of(*file_, record.item);
        records.push_back(std::move(record));
    }
    return records;
}

std::vector<EntityRecord> ResultReader::entities(std::string_view kind) const {
    Statement rows(*file_,
                   "SELECT e.id, e.name, p.id, p.kind FROM entity e LEFT JOIN entity p ON p.run_id=e.run_id AND "
                   "p.id=e.parent_id WHERE e.kind=? ORDER BY e.id");
    rows.bind(1, kind);
    std::vector<EntityRecord> records;
    while (rows.step()) {
        EntityRecord record{.id = EntityId(static_cast<std::uint32_t>(rows.integer(0))),
                            .name = std::string(rows.text(1)),
                            .parent = std::nullopt,
                            .parent_kind = std::string(rows.text(3))};
        if (rows.type(2) != SQLITE_NULL) record.parent = EntityId(static_cast<std::uint32_t>(rows.integer(2)));
        records.push_back(std::move(record));
    }
    return records;
}

std::optional<DistributionRecord> ResultReader::distribution(std::string_view metric, EntityId entity) const {
    Statement row(*file_,
                  "SELECT m.unit, d.count, d.min, d.p50, d.p90, d.p99, d.p999, d.max FROM distribution d "
                  "JOIN metric m ON m.id=d.metric_id WHERE m.name=? AND d.entity_id=?");
    row.bind(1, metric).bind(2, std::int64_t{entity.value});
    if (!row.step()) return std::nullopt;
    DistributionRecord record{.unit = std::string(row.text(0)),
                              .count = row.count(1),
                              .min = row.integer(2),
                              .p50 = row.integer(3),
                              .p90 = row.integer(4),
                              .p99 = row.integer(5),
                              .p999 = row.integer(6),
                              .max = row.integer(7),
                              .bins = {}};
    Statement bins(*file_,
                   "SELECT b.low, b.high, b.count FROM hist_bin b JOIN metric m ON m.id=b.metric_id "
                   "WHERE m.name=? AND b.entity_id=? ORDER BY b.low");
    bins.bind(1, metric).bind(2, std::int64_t{entity.value});
    while (bins.step())
        record.bins.push_back(
            Distribution::Bin{.low = bins.integer(0), .high = bins.integer(1), .count = bins.count(2)});
    return record;
}

std::optional<double> ResultReader::scalar(std::string_view metric, EntityId entity) const {
    Statement row(*file_,
                  "SELECT s.value FROM scalar s JOIN metric m ON m.id=s.metric_id WHERE m.name=? AND s.entity_id=?");
    row.bind(1, metric).bind(2, std::int64_t{entity.value});
    if (!row.step() || row.type(0) == SQLITE_NULL) return std::nullopt;
    return row.real(0);
}

std::vector<std::int64_t> ResultReader::recording(std::string_view name) const {
    Statement rows(*file_, "SELECT value FROM recording WHERE run_id=1 AND name=? ORDER BY position");
    rows.bind(1, name);
    std::vector<std::int64_t> values;
    while (rows.step()) values.push_back(rows.integer(0));
    return values;
}

std::vector<std::string> ResultReader::verify() const {
    std::vector<std::string> problems;
    try {
        Statement check(*file_, "PRAGMA integrity_check(10)");
        while (check.step())
            if (check.text(0) != "ok") problems.push_back("SQLite: " + std::string(check.text(0)));
        if (run().status != RunStatus::Ok && run().status != RunStatus::Cancelled) {
            problems.push_back("the run did not complete");
            return problems;
        }
        verify_tables(*file_, problems);
        Statement digests(*file_,
                          "SELECT r.content_digest, e.digest FROM run r JOIN run_environment e ON e.run_id=r.id");
        if (!digests.step() || digests.text(0) != seal(*file_))
            problems.push_back("the run's own row, a table definition or a digest was changed");
        else if (digests.text(1) != environment_digest(*file_))
            problems.push_back("table run_environment holds other values than were written");
    } catch (const StoreError& error) {
        problems.emplace_back(error.what());
    }
    return problems;
}

}  // namespace sim
