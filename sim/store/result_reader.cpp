// SPDX-License-Identifier: MIT
#include "sim/store/result_reader.h"

#include <map>
#include <set>
#include <system_error>

#include "sim/store/content_digest.h"
#include "sim/store/database.h"
#include "sim/store/schema.h"
#include "sim/store/untrusted_file.h"

namespace sim {

namespace {

namespace fs = std::filesystem;

RunStatus status_of(const Database& database, std::string_view name) {
    static const std::map<std::string_view, RunStatus> kStatuses = {{"running", RunStatus::Running},
                                                                    {"ok", RunStatus::Ok},
                                                                    {"failed", RunStatus::Failed},
                                                                    {"cancelled", RunStatus::Cancelled}};
    const auto found = kStatuses.find(name);
    if (found == kStatuses.end()) refuse_file(database.path(), "its run has the unknown status " + std::string(name));
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
    : file_((recover_file(path), std::make_unique<File>(path, Database::Mode::Read))) {
    distrust(*file_);
    check_format(*file_, {.application_id = kApplicationId, .version = kSchemaVersion, .what = "results"});
}

ResultReader::~ResultReader() = default;

RunInfo ResultReader::run() const {
    Statement row(*file_,
                  "SELECT model, scenario, title, config, seed, version, status, error, fingerprint, sim_end_ns, "
                  "events FROM run");
    if (!row.step()) refuse_file(file_->path(), "it holds no run");
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

std::vector<SpanRecord> ResultReader::spans() const {
    Statement rows(*file_,
                   "SELECT track, name, begin_ns, duration_ns FROM span WHERE entity_id=? ORDER BY begin_ns, rowid");
    rows.bind(1, static_cast<std::int64_t>(kWholeRun.value));
    std::vector<SpanRecord> records;
    while (rows.step())
        records.push_back({.track = std::string(rows.text(0)),
                           .name = std::string(rows.text(1)),
                           .begin = SimTime::from_ns(rows.integer(2)),
                           .duration = Duration::from_ns(rows.integer(3))});
    return records;
}

std::vector<MetricDoc> ResultReader::metrics() const {
    Statement rows(*file_, "SELECT name, unit, kind, better, documentation FROM metric ORDER BY id");
    std::vector<MetricDoc> docs;
    while (rows.step())
        docs.push_back(MetricDoc{.name = std::string(rows.text(0)),
                                 .unit = std::string(rows.text(1)),
                                 .kind = std::string(rows.text(2)),
                                 .better = std::string(rows.text(3)),
                                 .documentation = std::string(rows.text(4))});
    return docs;
}

std::vector<std::pair<EntityId, double>> ResultReader::scalars(std::string_view metric) const {
    Statement rows(*file_,
                   "SELECT s.entity_id, s.value FROM scalar s JOIN metric m ON m.id=s.metric_id WHERE m.name=? AND "
                   "s.value IS NOT NULL ORDER BY s.entity_id");
    rows.bind(1, metric);
    std::vector<std::pair<EntityId, double>> values;
    while (rows.step()) values.emplace_back(EntityId(static_cast<std::uint32_t>(rows.integer(0))), rows.real(1));
    return values;
}

std::vector<EntityId> ResultReader::entities_with(std::string_view distribution) const {
    Statement rows(*file_,
                   "SELECT d.entity_id FROM distribution d JOIN metric m ON m.id=d.metric_id WHERE m.name=? "
                   "ORDER BY d.entity_id");
    rows.bind(1, distribution);
    std::vector<EntityId> entities;
    while (rows.step()) entities.push_back(EntityId(static_cast<std::uint32_t>(rows.integer(0))));
    return entities;
}

std::optional<DistributionRecord> ResultReader::distribution(std::string_view metric, EntityId entity) const {
    Statement row(*file_,
                  "SELECT m.unit, d.count, d.min, d.p50, d.p90, d.p99, d.p999, d.max, d.sum FROM distribution d "
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
                              .sum = row.real(8),
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
