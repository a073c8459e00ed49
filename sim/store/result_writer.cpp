// SPDX-License-Identifier: MIT
#include "sim/store/result_writer.h"

#include "sim/base/check.h"
#include "sim/store/run_tables.h"
#include "sim/store/schema.h"

namespace sim {

ResultWriter::ResultWriter(const std::filesystem::path& path, const RunHeader& header)
    : tables_(std::make_unique<Tables>(path, header)) {
    const EntityId whole_run = add_entity(Entity{.kind = "run", .name = header.scenario});
    CHECK(whole_run == kWholeRun);
}

ResultWriter::~ResultWriter() = default;

EntityId ResultWriter::add_entity(const Entity& entity) {
    const EntityId id{static_cast<std::uint32_t>(tables_->entity_kinds.size())};
    tables_->entity_kinds.push_back(entity.kind);
    BulkInsert& row = tables_->row_of("entity").integer(id.value).text(entity.kind).text(entity.name);
    entity.region.empty() ? row.null() : row.text(entity.region);
    entity.parent ? row.integer(entity.parent->value) : row.null();
    row.end_row();
    return id;
}

const std::string& ResultWriter::kind_of(EntityId entity) const {
    CHECK(entity.index() < tables_->entity_kinds.size());
    return tables_->entity_kinds[entity.index()];
}

void ResultWriter::write_scalar(const MetricDoc& doc, EntityId entity, std::int64_t value) {
    const std::int64_t metric = tables_->metric_id(doc);
    tables_->row_of("scalar").integer(metric).integer(entity.value).integer(value).end_row();
}

void ResultWriter::write_scalar(const MetricDoc& doc, EntityId entity, double value) {
    const std::int64_t metric = tables_->metric_id(doc);
    tables_->row_of("scalar").integer(metric).integer(entity.value).real(value).end_row();
}

void ResultWriter::write_distribution(const MetricDoc& doc, EntityId entity, const Distribution& distribution) {
    const std::int64_t metric = tables_->metric_id(doc);
    BulkInsert& row = tables_->row_of("distribution").integer(metric).integer(entity.value);
    row.count(distribution.count()).real(distribution.sum());
    if (distribution.empty()) {
        for (int column = 0; column < 7; ++column) row.null();
    } else {
        row.integer(distribution.mean()).integer(distribution.min());
        for (const Share q : {kP50, kP90, kP99, kP999}) row.integer(distribution.quantile(q));
        row.integer(distribution.max());
    }
    row.end_row();
    for (const Distribution::Bin& bin : distribution.bins()) {
        BulkInsert& bins = tables_->row_of("hist_bin").integer(metric).integer(entity.value);
        bins.integer(bin.low).integer(bin.high).count(bin.count).end_row();
    }
}

void ResultWriter::write_series(const MetricDoc& doc, EntityId entity, const Series& series) {
    const std::int64_t metric = tables_->metric_id(doc);
    for (const Series::Sample& sample : series.samples()) {
        BulkInsert& row = tables_->row_of("sample").integer(metric).integer(entity.value);
        row.integer(sample.begin.ns()).count(sample.count).integer(sample.sum);
        row.integer(sample.min).integer(sample.max).integer(sample.last).end_row();
    }
}

void ResultWriter::write(const MetricDoc& doc, EntityId entity, const Counter& counter) {
    write_scalar(doc, entity, static_cast<std::int64_t>(counter.total()));
}

void ResultWriter::write(const MetricDoc& doc, EntityId entity, const Gauge& gauge) {
    const std::int64_t metric = tables_->metric_id(doc);
    BulkInsert& row = tables_->row_of("scalar").integer(metric).integer(entity.value);
    gauge.value() ? row.integer(*gauge.value()) : row.null();
    row.end_row();
}

void ResultWriter::write(const MetricDoc& doc, EntityId entity, const Distribution& distribution) {
    write_distribution(doc, entity, distribution);
}

void ResultWriter::write(const MetricDoc& doc, EntityId entity, const Series& series) {
    write_series(doc, entity, series);
}

void ResultWriter::write_span(EntityId entity, const Span& span) {
    tables_->row_of("span")
        .integer(entity.value)
        .text(span.track)
        .text(span.name)
        .integer(span.begin.ns())
        .integer(span.duration.ns())
        .end_row();
}

void ResultWriter::write_checkpoints(std::span<const FingerprintCheckpoint> checkpoints) {
    for (const FingerprintCheckpoint& checkpoint : checkpoints) {
        BulkInsert& row = tables_->row_of("checkpoint").count(checkpoint.event).integer(checkpoint.time.ns());
        row.text(checkpoint.fingerprint).end_row();
    }
}

void ResultWriter::write_recording(std::string_view name, std::span<const std::int64_t> values) {
    for (std::size_t i = 0; i < values.size(); ++i)
        tables_->row_of("recording").text(name).count(i).integer(values[i]).end_row();
}

void ResultWriter::complete(const RunEnd& end) {
    tables_->finish("ok", end);
}

void ResultWriter::cancel(const RunEnd& end) {
    tables_->finish("cancelled", end);
}

void ResultWriter::stop(const RunEnd& end, const std::string& reason) {
    tables_->finish("failed", end, reason);
}

void ResultWriter::fail(const std::string& reason) noexcept {
    try {
        tables_->mark_failed(reason);
    } catch (const std::exception&) {
        // The file cannot be written (disk full?): the run stays marked `running`, which says as much.
    }
}

}  // namespace sim
