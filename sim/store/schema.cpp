// SPDX-License-Identifier: MIT
#include "sim/store/schema.h"

#include "sim/store/database.h"

namespace sim {

namespace {

/// STRICT costs nothing and refuses text where a number belongs. Columns that end in _ns are simulated nanoseconds.
constexpr const char* kTables = R"sql(
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES
  ('about', 'Results of one run of headway, a network simulator of blockchain execution pipelines.'),
  ('time', 'Columns ending in _ns are nanoseconds of simulated time since the start of the run.'),
  ('entity 0', 'Rows with entity_id 0 are about the whole run, or about all entities of the kind that the metric names.'),
  ('status', 'Only a run whose status is ok is whole; one that was killed stays running.');
CREATE TABLE run(
  id INTEGER PRIMARY KEY,
  run_key TEXT NOT NULL UNIQUE,  -- hash of configuration, seed and version
  model TEXT NOT NULL, scenario TEXT NOT NULL, title TEXT NOT NULL,
  config TEXT NOT NULL CHECK(json_valid(config)), config_hash TEXT NOT NULL,
  seed INTEGER NOT NULL,
  status TEXT NOT NULL CHECK(status IN('running','ok','failed','cancelled')), error TEXT,
  fingerprint TEXT,              -- chained hash over all events
  version TEXT NOT NULL, sim_end_ns INTEGER, events INTEGER,
  content_digest TEXT            -- over this row, all of content_digest and all definitions
) STRICT;
-- The one table that differs between two runs of the same scenario and seed.
CREATE TABLE run_environment(
  run_id INTEGER PRIMARY KEY REFERENCES run(id), started_utc TEXT NOT NULL, host TEXT, git_revision TEXT,
  compiler TEXT, command_line TEXT, wall_s REAL, cpu_s REAL, max_rss_kib INTEGER, digest TEXT) STRICT;
CREATE TABLE run_param(run_id INTEGER NOT NULL REFERENCES run(id), key TEXT NOT NULL, value TEXT NOT NULL,
  num REAL,                      -- the value, if it is a plain number
  PRIMARY KEY(run_id, key)) STRICT, WITHOUT ROWID;
CREATE TABLE entity(run_id INTEGER NOT NULL REFERENCES run(id), id INTEGER NOT NULL, kind TEXT NOT NULL,
  name TEXT NOT NULL, region TEXT, parent_id INTEGER, PRIMARY KEY(run_id, id), UNIQUE(run_id, kind, name)) STRICT;
CREATE TABLE metric(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, unit TEXT NOT NULL,
  kind TEXT NOT NULL CHECK(kind IN('counter','gauge','distribution','series')),
  better TEXT NOT NULL CHECK(better IN('lower','higher','none')), documentation TEXT NOT NULL) STRICT;
CREATE TABLE scalar(run_id INTEGER NOT NULL REFERENCES run(id), metric_id INTEGER NOT NULL REFERENCES metric(id),
  entity_id INTEGER NOT NULL, value ANY CHECK(typeof(value) IN('integer','real','null')),
  PRIMARY KEY(run_id, metric_id, entity_id)) STRICT, WITHOUT ROWID;
-- Quantiles are within 0.4 %; count, sum, min and max are exact.
CREATE TABLE distribution(run_id INTEGER NOT NULL REFERENCES run(id), metric_id INTEGER NOT NULL REFERENCES metric(id),
  entity_id INTEGER NOT NULL, count INTEGER NOT NULL, sum REAL NOT NULL, mean INTEGER, min INTEGER, p50 INTEGER,
  p90 INTEGER, p99 INTEGER, p999 INTEGER, max INTEGER, PRIMARY KEY(run_id, metric_id, entity_id)) STRICT, WITHOUT ROWID;
-- Values v with low <= v < high.
CREATE TABLE hist_bin(run_id INTEGER NOT NULL, metric_id INTEGER NOT NULL, entity_id INTEGER NOT NULL,
  low INTEGER NOT NULL, high INTEGER NOT NULL, count INTEGER NOT NULL,
  PRIMARY KEY(run_id, metric_id, entity_id, low)) STRICT, WITHOUT ROWID;
-- One row an interval that begins at t_ns and in which the value was recorded `count` times.
CREATE TABLE sample(run_id INTEGER NOT NULL, metric_id INTEGER NOT NULL, entity_id INTEGER NOT NULL,
  t_ns INTEGER NOT NULL, count INTEGER NOT NULL, sum INTEGER NOT NULL, min INTEGER NOT NULL, max INTEGER NOT NULL,
  last INTEGER NOT NULL) STRICT;
CREATE TABLE lifecycle(run_id INTEGER NOT NULL REFERENCES run(id), item TEXT NOT NULL, documentation TEXT NOT NULL,
  submitted INTEGER NOT NULL, final INTEGER NOT NULL, pending INTEGER NOT NULL, dropped INTEGER NOT NULL,
  PRIMARY KEY(run_id, item), CHECK(submitted = final + pending + dropped)) STRICT, WITHOUT ROWID;
-- The columns of the table named `item`; latency from submission is the distribution metric_id of entity 0.
CREATE TABLE stage(run_id INTEGER NOT NULL REFERENCES run(id), item TEXT NOT NULL, position INTEGER NOT NULL,
  name TEXT NOT NULL, label TEXT NOT NULL, column_name TEXT NOT NULL, metric_id INTEGER NOT NULL REFERENCES metric(id),
  documentation TEXT NOT NULL, PRIMARY KEY(run_id, item, position)) STRICT, WITHOUT ROWID;
CREATE TABLE lifecycle_attribute(run_id INTEGER NOT NULL REFERENCES run(id), item TEXT NOT NULL, name TEXT NOT NULL,
  documentation TEXT NOT NULL, PRIMARY KEY(run_id, item, name)) STRICT, WITHOUT ROWID;
-- What the numbers in the columns `kind` and `dropped` of the table named `item` mean, and how many items have them.
CREATE TABLE lifecycle_label(run_id INTEGER NOT NULL REFERENCES run(id), item TEXT NOT NULL,
  column_name TEXT NOT NULL CHECK(column_name IN('kind','dropped')), id INTEGER NOT NULL, name TEXT NOT NULL,
  count INTEGER NOT NULL, PRIMARY KEY(run_id, item, column_name, id)) STRICT, WITHOUT ROWID;
CREATE TABLE span(run_id INTEGER NOT NULL, entity_id INTEGER NOT NULL, track TEXT NOT NULL, name TEXT NOT NULL,
  begin_ns INTEGER NOT NULL, duration_ns INTEGER NOT NULL) STRICT;
CREATE TABLE checkpoint(run_id INTEGER NOT NULL, event INTEGER NOT NULL, t_ns INTEGER NOT NULL,
  fingerprint TEXT NOT NULL, PRIMARY KEY(run_id, event)) STRICT, WITHOUT ROWID;
-- Sequences of numbers that the run took from outside, such as measured times: what it takes to repeat it.
CREATE TABLE recording(run_id INTEGER NOT NULL, name TEXT NOT NULL, position INTEGER NOT NULL, value INTEGER NOT NULL,
  PRIMARY KEY(run_id, name, position)) STRICT, WITHOUT ROWID;
CREATE TABLE content_digest(run_id INTEGER NOT NULL REFERENCES run(id), table_name TEXT NOT NULL, rows INTEGER NOT NULL,
  digest TEXT NOT NULL, PRIMARY KEY(run_id, table_name)) STRICT, WITHOUT ROWID;
)sql";

constexpr const char* kViews = R"sql(
CREATE VIEW v_scalar AS SELECT r.scenario, r.seed, m.name metric, m.unit, e.kind || '/' || e.name entity, e.region,
  s.value FROM scalar s JOIN run r ON r.id=s.run_id JOIN metric m ON m.id=s.metric_id
  JOIN entity e ON e.run_id=s.run_id AND e.id=s.entity_id;
CREATE VIEW v_distribution AS SELECT r.scenario, r.seed, m.name metric, m.unit, e.kind || '/' || e.name entity,
  e.region, d.count, d.mean, d.min, d.p50, d.p90, d.p99, d.p999, d.max
  FROM distribution d JOIN run r ON r.id=d.run_id JOIN metric m ON m.id=d.metric_id
  JOIN entity e ON e.run_id=d.run_id AND e.id=d.entity_id;
CREATE VIEW v_sample AS SELECT r.scenario, r.seed, m.name metric, m.unit, e.kind || '/' || e.name entity,
  s.t_ns*1e-9 t_s, s.count, s.sum*1.0/s.count mean, s.min, s.max, s.last
  FROM sample s JOIN run r ON r.id=s.run_id JOIN metric m ON m.id=s.metric_id
  JOIN entity e ON e.run_id=s.run_id AND e.id=s.entity_id;
)sql";

}  // namespace

std::string base_schema() {
    return std::string(kTables) + kViews;
}

std::string lifecycle_schema(const LifecycleSpec& spec) {
    std::string columns =
        "run_id INTEGER NOT NULL, id INTEGER NOT NULL, kind INTEGER NOT NULL, "
        "entity_id INTEGER NOT NULL, submitted_ns INTEGER NOT NULL";
    std::string shown;
    for (const Stage& stage : spec.stages) {
        const std::string column = sql_identifier(stage.name + "_ns");
        columns += ", " + column + " INTEGER";
        shown += ", (t." + column + " - t.submitted_ns)*1e-6 " + sql_identifier(stage.name + "_ms");
    }
    for (const Attribute& attribute : spec.attributes) {
        columns += ", " + sql_identifier(attribute.name) + " INTEGER";
        shown += ", t." + sql_identifier(attribute.name);
    }
    const auto label = [&](const std::string& column, const std::string& alias) {
        return " LEFT JOIN lifecycle_label " + alias + " ON " + alias + ".run_id=t.run_id AND " + alias + ".item='" +
               spec.item + "' AND " + alias + ".column_name='" + column + "' AND " + alias + ".id=t." + column;
    };
    return "CREATE TABLE " + sql_identifier(spec.item) + "(" + columns + ", dropped INTEGER) STRICT;\nCREATE VIEW " +
           sql_identifier("v_" + spec.item) +
           " AS SELECT t.id, k.name kind, e.region, e.kind || '/' || e.name entity, " +
           "t.submitted_ns*1e-9 submitted_s" + shown + ", d.name dropped FROM " + sql_identifier(spec.item) +
           " t LEFT JOIN entity e ON e.run_id=t.run_id AND e.id=t.entity_id" + label("kind", "k") +
           label("dropped", "d") + ";";
}

}  // namespace sim
