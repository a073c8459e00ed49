// SPDX-License-Identifier: MIT
#include "sim/store/study.h"

#include <fmt/format.h>

#include <map>
#include <system_error>
#include <utility>

#include "sim/store/database.h"
#include "sim/store/study_schema.h"
#include "sim/store/untrusted_file.h"

namespace sim {
namespace {

namespace fs = std::filesystem;

constexpr FileFormat kFormat{.application_id = kStudyApplicationId, .version = kStudySchemaVersion, .what = "study"};

/// A point's row has its index plus one as its id.
std::int64_t point_id(std::size_t point) {
    return static_cast<std::int64_t>(point) + 1;
}

void insert_point(const Database& database, std::size_t index, const StudyPoint& point) {
    Statement row(database, "INSERT INTO point(id, name, variant, scenario, title, config) VALUES(?,?,?,?,?,?)");
    row.bind(1, point_id(index)).bind(2, point.name).bind(3, point.variant).bind(4, point.scenario);
    row.bind(5, point.title).bind(6, point.config).step();
    Statement value(database, "INSERT INTO point_axis VALUES(?,?,?,?,?)");
    for (const AxisValue& axis : point.values) {
        value.bind(1, point_id(index)).bind(2, axis.axis).bind(3, axis.text).bind(5, axis.unit);
        if (axis.number)
            value.bind(4, *axis.number);
        else
            value.bind_null(4);
        value.step();
    }
}

void insert_header(const Database& database, const StudyHeader& header) {
    Statement study(database, "INSERT INTO study(id, kind, title, version, command_line, until) VALUES(1,?,?,?,?,?)");
    study.bind(1, header.kind).bind(2, header.title).bind(3, header.version).bind(4, header.command_line);
    study.bind(5, header.until).step();
    Statement axis(database, "INSERT INTO axis(position, key) VALUES(?,?)");
    for (std::size_t i = 0; i < header.axes.size(); ++i)
        axis.bind(1, static_cast<std::int64_t>(i)).bind(2, header.axes[i]).step();
    for (std::size_t i = 0; i < header.points.size(); ++i) insert_point(database, i, header.points[i]);
}

/// Commits at commit(), otherwise takes everything back.
class Transaction {
  public:
    explicit Transaction(Database& database) : database_(database) { database_.execute("BEGIN IMMEDIATE"); }
    ~Transaction() {
        if (!done_) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit() {
        database_.execute("COMMIT");
        done_ = true;
    }

  private:
    Database& database_;
    bool done_ = false;
};

}  // namespace

class StudyDatabase::File : public Database {
  public:
    using Database::Database;

    std::int64_t insert_run(const StudyRun& run, const RunInfo& info);
    std::int64_t metric_id(const Measurement& measurement);
    std::int64_t stage_id(const StageLatency& stage, std::size_t position);

  private:
    std::map<std::string, std::int64_t, std::less<>> metrics_;
};

std::int64_t StudyDatabase::File::insert_run(const StudyRun& run, const RunInfo& info) {
    Statement old(*this, "DELETE FROM run WHERE point_id=? AND seed=? AND status<>'ok'");
    old.bind(1, point_id(run.point)).bind(2, static_cast<std::int64_t>(run.seed)).step();
    Statement row(*this,
                  "INSERT INTO run(point_id, seed, status, error, fingerprint, sim_end_ns, events) "
                  "VALUES(?,?,?,?,?,?,?)");
    row.bind(1, point_id(run.point)).bind(2, static_cast<std::int64_t>(run.seed));
    row.bind(3, std::string_view(run.status == RunStatus::Ok ? "ok" : "failed")).bind(4, run.error);
    row.bind(5, info.fingerprint).bind(6, info.end.ns()).bind(7, static_cast<std::int64_t>(info.events)).step();
    return sqlite3_last_insert_rowid(handle());
}

std::int64_t StudyDatabase::File::metric_id(const Measurement& measurement) {
    if (const auto found = metrics_.find(measurement.name); found != metrics_.end()) return found->second;
    Statement row(*this, "INSERT OR IGNORE INTO metric(name, figure, unit, better, documentation) VALUES(?,?,?,?,?)");
    row.bind(1, measurement.name).bind(2, measurement.figure).bind(3, measurement.unit).bind(4, measurement.better);
    row.bind(5, measurement.documentation).step();
    Statement id(*this, "SELECT id FROM metric WHERE name=?");
    id.bind(1, measurement.name).step();
    return metrics_[measurement.name] = id.integer(0);
}

std::int64_t StudyDatabase::File::stage_id(const StageLatency& stage, std::size_t position) {
    Statement row(*this, "INSERT OR IGNORE INTO stage(item, position, name, label, metric) VALUES(?,?,?,?,?)");
    row.bind(1, stage.item).bind(2, static_cast<std::int64_t>(position)).bind(3, stage.name).bind(4, stage.label);
    row.bind(5, stage.metric).step();
    Statement id(*this, "SELECT id FROM stage WHERE item=? AND name=?");
    id.bind(1, stage.item).bind(2, stage.name).step();
    return id.integer(0);
}

StudyDatabase::StudyDatabase(std::unique_ptr<File> file) : file_(std::move(file)) {}
StudyDatabase::~StudyDatabase() = default;
StudyDatabase::StudyDatabase(StudyDatabase&&) noexcept = default;
StudyDatabase& StudyDatabase::operator=(StudyDatabase&&) noexcept = default;

StudyDatabase StudyDatabase::create(const fs::path& path, const StudyHeader& header) {
    // Made beside its place and renamed: the file is there whole or not at all.
    const fs::path fresh = path.string() + ".new";
    std::error_code error;
    if (!path.parent_path().empty()) fs::create_directories(path.parent_path(), error);
    fs::remove(fresh, error);
    {
        Database database(fresh, Database::Mode::Create);
        database.execute(fmt::format("PRAGMA page_size=16384; PRAGMA application_id={}; PRAGMA user_version={}",
                                     kStudyApplicationId, kStudySchemaVersion));
        Transaction transaction(database);
        database.execute(study_schema(header.axes));
        insert_header(database, header);
        transaction.commit();
    }
    fs::rename(fresh, path, error);
    if (error) throw StoreError("cannot write results to '" + path.string() + "': " + error.message());
    return resume(path);
}

StudyDatabase StudyDatabase::resume(const fs::path& path) {
    recover_file(path);
    auto file = std::make_unique<File>(path, Database::Mode::Write);
    check_format(*file, kFormat);
    file->execute("PRAGMA foreign_keys=ON");
    return StudyDatabase(std::move(file));
}

StudyDatabase StudyDatabase::read(const fs::path& path) {
    recover_file(path);
    auto file = std::make_unique<File>(path, Database::Mode::Read);
    distrust(*file);
    check_format(*file, kFormat);
    return StudyDatabase(std::move(file));
}

bool StudyDatabase::is_study(const fs::path& path) {
    recover_file(path);
    const Database database(path, Database::Mode::Read);
    Statement id(database, "PRAGMA application_id");
    return id.step() && id.integer(0) == kStudyApplicationId;
}

void StudyDatabase::record(const StudyRun& run, const RunMeasurements& measured) {
    Transaction transaction(*file_);
    const std::int64_t id = file_->insert_run(run, measured.run);
    Statement value(*file_, "INSERT INTO value(run_id, metric_id, value) VALUES(?,?,?)");
    for (const Measurement& one : measured.values)
        value.bind(1, id).bind(2, file_->metric_id(one)).bind(3, one.value).step();
    Statement bin(*file_, "INSERT INTO hist_bin(run_id, stage_id, low, high, count) VALUES(?,?,?,?,?)");
    for (std::size_t i = 0; i < measured.stages.size(); ++i) {
        const std::int64_t stage = file_->stage_id(measured.stages[i], i);
        for (const Distribution::Bin& one : measured.stages[i].bins)
            bin.bind(1, id)
                .bind(2, stage)
                .bind(3, one.low)
                .bind(4, one.high)
                .bind(5, static_cast<std::int64_t>(one.count))
                .step();
    }
    transaction.commit();
}

void StudyDatabase::record_failure(const StudyRun& run) {
    Transaction transaction(*file_);
    file_->insert_run(run, {});
    transaction.commit();
}

StudyHeader StudyDatabase::header() const {
    Statement study(*file_, "SELECT kind, title, version, command_line, until FROM study");
    if (!study.step()) refuse_file(file_->path(), "it holds no study");
    StudyHeader header{.kind = std::string(study.text(0)),
                       .title = std::string(study.text(1)),
                       .version = std::string(study.text(2)),
                       .command_line = std::string(study.text(3)),
                       .until = std::string(study.text(4)),
                       .axes = {},
                       .points = {}};
    Statement axes(*file_, "SELECT key FROM axis ORDER BY position");
    while (axes.step()) header.axes.emplace_back(axes.text(0));
    Statement points(*file_, "SELECT name, variant, scenario, title, config FROM point ORDER BY id");
    while (points.step())
        header.points.push_back({.name = std::string(points.text(0)),
                                 .variant = std::string(points.text(1)),
                                 .scenario = std::string(points.text(2)),
                                 .title = std::string(points.text(3)),
                                 .config = std::string(points.text(4)),
                                 .values = {}});
    Statement values(*file_,
                     "SELECT x.point_id, x.axis, x.value, x.number, x.unit FROM point_axis x JOIN axis a ON "
                     "a.key=x.axis ORDER BY x.point_id, a.position");
    while (values.step()) {
        const std::uint64_t point = values.count(0) - 1;
        if (point >= header.points.size()) refuse_file(file_->path(), "a value belongs to no point");
        AxisValue value{std::string(values.text(1)), std::string(values.text(2)), {}, std::string(values.text(4))};
        if (values.type(3) != SQLITE_NULL) value.number = values.real(3);
        header.points[point].values.push_back(std::move(value));
    }
    return header;
}

std::vector<StudyRun> StudyDatabase::runs() const {
    Statement rows(*file_,
                   "SELECT id, point_id, seed, status, error, fingerprint FROM run WHERE point_id BETWEEN 1 AND "
                   "(SELECT count(*) FROM point) ORDER BY point_id, seed");
    std::vector<StudyRun> runs;
    while (rows.step())
        runs.push_back({.id = rows.integer(0),
                        .point = static_cast<std::size_t>(rows.integer(1) - 1),
                        .seed = rows.count(2),
                        .status = rows.text(3) == "ok" ? RunStatus::Ok : RunStatus::Failed,
                        .error = std::string(rows.text(4)),
                        .fingerprint = std::string(rows.text(5))});
    return runs;
}

std::vector<StudyMetric> StudyDatabase::metrics() const {
    Statement rows(*file_, "SELECT name, figure, unit, better, documentation FROM metric ORDER BY id");
    std::vector<StudyMetric> metrics;
    while (rows.step())
        metrics.push_back({std::string(rows.text(0)), std::string(rows.text(1)), std::string(rows.text(2)),
                           std::string(rows.text(3)), std::string(rows.text(4))});
    return metrics;
}

std::vector<StudyStage> StudyDatabase::stages() const {
    Statement rows(
        *file_,
        "SELECT id, item, name, label, metric FROM stage ORDER BY MIN(id) OVER (PARTITION BY item), position, id");
    std::vector<StudyStage> stages;
    while (rows.step())
        stages.push_back({rows.integer(0), std::string(rows.text(1)), std::string(rows.text(2)),
                          std::string(rows.text(3)), std::string(rows.text(4))});
    return stages;
}

std::vector<StudyValue> StudyDatabase::values(std::string_view metric) const {
    Statement rows(*file_,
                   "SELECT r.point_id, r.seed, v.value FROM value v JOIN run r ON r.id=v.run_id JOIN metric m ON "
                   "m.id=v.metric_id WHERE m.name=? AND r.status='ok' ORDER BY r.point_id, r.seed");
    rows.bind(1, metric);
    std::vector<StudyValue> values;
    while (rows.step()) values.push_back({static_cast<std::size_t>(rows.integer(0) - 1), rows.count(1), rows.real(2)});
    return values;
}

std::vector<Distribution::Bin> StudyDatabase::bins(const StudyRun& run, const StudyStage& stage) const {
    Statement rows(*file_, "SELECT low, high, count FROM hist_bin WHERE run_id=? AND stage_id=? ORDER BY low");
    rows.bind(1, run.id).bind(2, stage.id);
    std::vector<Distribution::Bin> bins;
    while (rows.step()) bins.push_back({.low = rows.integer(0), .high = rows.integer(1), .count = rows.count(2)});
    return bins;
}

}  // namespace sim
