// SPDX-License-Identifier: MIT
#include "sim/store/study_schema.h"

#include "sim/store/database.h"

namespace sim {
namespace {

constexpr const char* kTables = R"sql(
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES
  ('about', 'Many runs of headway, a network simulator of blockchain execution pipelines: every point under every seed.'),
  ('v_value', 'One row a point, seed and metric, with a column for each axis. The figures of a distribution are metrics.'),
  ('v_band', 'One row a point and metric: mean, standard deviation, lowest and highest over the seeds.'),
  ('status', 'Only runs whose status is ok have values; the error column of the others says why.');
CREATE TABLE study(id INTEGER PRIMARY KEY CHECK(id=1), kind TEXT NOT NULL, title TEXT NOT NULL, version TEXT NOT NULL,
  command_line TEXT NOT NULL, until TEXT NOT NULL, started_utc TEXT NOT NULL DEFAULT (datetime('now'))) STRICT;
CREATE TABLE axis(position INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE) STRICT;
-- One configuration. Points of the same variant are one line in a figure.
CREATE TABLE point(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, variant TEXT NOT NULL, scenario TEXT NOT NULL,
  title TEXT NOT NULL, config TEXT NOT NULL CHECK(json_valid(config))) STRICT;
-- `number` is in `unit`; times are in seconds.
CREATE TABLE point_axis(point_id INTEGER NOT NULL REFERENCES point(id), axis TEXT NOT NULL, value TEXT NOT NULL,
  number REAL, unit TEXT NOT NULL, PRIMARY KEY(point_id, axis)) STRICT, WITHOUT ROWID;
CREATE TABLE run(id INTEGER PRIMARY KEY, point_id INTEGER NOT NULL REFERENCES point(id), seed INTEGER NOT NULL,
  status TEXT NOT NULL CHECK(status IN('ok','failed')), error TEXT NOT NULL, fingerprint TEXT NOT NULL,
  sim_end_ns INTEGER, events INTEGER, UNIQUE(point_id, seed)) STRICT;
CREATE TABLE metric(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
  figure TEXT NOT NULL,          -- of a distribution: p50, p90, p99, p999, mean, max or count; else empty
  unit TEXT NOT NULL, better TEXT NOT NULL CHECK(better IN('lower','higher','none')), documentation TEXT NOT NULL) STRICT;
CREATE TABLE value(run_id INTEGER NOT NULL REFERENCES run(id), metric_id INTEGER NOT NULL REFERENCES metric(id),
  value REAL NOT NULL, PRIMARY KEY(run_id, metric_id)) STRICT, WITHOUT ROWID;
CREATE INDEX value_by_metric ON value(metric_id);
-- The stages of each lifecycle; the percentiles of their latency are the metrics `<metric>.p50` and so on.
CREATE TABLE stage(id INTEGER PRIMARY KEY, item TEXT NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL,
  label TEXT NOT NULL, metric TEXT NOT NULL, UNIQUE(item, name)) STRICT;
-- Latencies of a stage in ns: values v with low <= v < high.
CREATE TABLE hist_bin(run_id INTEGER NOT NULL, stage_id INTEGER NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL,
  count INTEGER NOT NULL, PRIMARY KEY(run_id, stage_id, low)) STRICT, WITHOUT ROWID;
)sql";

/// ", (SELECT ...) "clients.rate"" for each axis.
std::string axis_columns(const std::vector<std::string>& axes) {
    std::string columns;
    for (const std::string& axis : axes) {
        std::string literal;
        for (const char c : axis) literal += c == '\'' ? "''" : std::string(1, c);
        columns += ", (SELECT coalesce(x.number, x.value) FROM point_axis x WHERE x.point_id=p.id AND x.axis='" +
                   literal + "') " + sql_identifier(axis);
    }
    return columns;
}

}  // namespace

std::string study_schema(const std::vector<std::string>& axes) {
    const std::string columns = "p.name point, p.variant" + axis_columns(axes);
    return std::string(kTables) + "CREATE VIEW v_run AS SELECT " + columns +
           ", r.seed, r.status, r.error, r.fingerprint, r.sim_end_ns*1e-9 sim_end_s, r.events FROM run r "
           "JOIN point p ON p.id=r.point_id;\n"
           "CREATE VIEW v_value AS SELECT " +
           columns +
           ", r.seed, m.name metric, v.value, m.unit, m.better FROM value v JOIN run r ON r.id=v.run_id "
           "JOIN point p ON p.id=r.point_id JOIN metric m ON m.id=v.metric_id;\n"
           "CREATE VIEW v_band AS SELECT " +
           columns +
           ", m.name metric, count(*) seeds, avg(v.value) mean, "
           "CASE WHEN count(*)>1 THEN sqrt(max(0, sum(v.value*v.value)-count(*)*avg(v.value)*avg(v.value))"
           "/(count(*)-1)) END sd, min(v.value) low, max(v.value) high, m.unit, m.better FROM value v "
           "JOIN run r ON r.id=v.run_id JOIN point p ON p.id=r.point_id JOIN metric m ON m.id=v.metric_id "
           "GROUP BY p.id, m.id;\n";
}

}  // namespace sim
