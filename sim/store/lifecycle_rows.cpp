// SPDX-License-Identifier: MIT
#include "sim/store/result_writer.h"
#include "sim/store/run_tables.h"
#include "sim/store/schema.h"

namespace sim {

namespace {

/// One row an item: run, id, kind, entity, submission, stages, attributes, drop reason.
void write_items(BulkInsert& rows, const Lifecycle& lifecycle) {
    const std::size_t width = lifecycle.row_width();
    for (std::uint64_t item = 0; item < lifecycle.submitted(); ++item) {
        const std::int64_t* const cells = lifecycle.row(item);
        rows.integer(1).count(item).integer(lifecycle.kind(item)).integer(lifecycle.where(item).value);
        for (std::size_t i = 0; i < width; ++i) {
            if (cells[i] == Lifecycle::kNotReached)
                rows.null();
            else
                rows.integer(cells[i]);
        }
        const auto reason = lifecycle.drop_reason(item);
        if (reason)
            rows.integer(*reason);
        else
            rows.null();
        rows.end_row();
    }
}

}  // namespace

void ResultWriter::write_lifecycle(const Lifecycle& lifecycle) {
    const LifecycleSpec& spec = lifecycle.spec();
    tables_->execute(lifecycle_schema(spec));
    BulkInsert& accounts = tables_->row_of("lifecycle").text(spec.item).text(spec.documentation);
    accounts.count(lifecycle.submitted()).count(lifecycle.final()).count(lifecycle.pending());
    accounts.count(lifecycle.dropped()).end_row();

    const std::vector<MetricDoc> docs = latency_docs(spec);
    for (std::size_t i = 0; i < spec.stages.size(); ++i) {
        const Stage& stage = spec.stages[i];
        write_distribution(docs[i], kWholeRun, lifecycle.latency(i));
        const std::int64_t metric = tables_->metric_id(docs[i]);
        BulkInsert& row = tables_->row_of("stage").text(spec.item).count(i).text(stage.name).text(stage_label(stage));
        row.text(stage.name + "_ns").integer(metric).text(stage.documentation).end_row();
    }
    for (const Attribute& attribute : spec.attributes) {
        BulkInsert& row = tables_->row_of("lifecycle_attribute").text(spec.item).text(attribute.name);
        row.text(attribute.documentation).end_row();
    }
    const auto write_label = [&](const char* column, std::size_t id, const std::string& name, std::uint64_t count) {
        tables_->row_of("lifecycle_label").text(spec.item).text(column).count(id).text(name).count(count).end_row();
    };
    for (std::uint32_t i = 0; i < spec.kinds.size(); ++i) write_label("kind", i, spec.kinds[i], lifecycle.of_kind(i));
    for (std::uint32_t i = 0; i < spec.drop_reasons.size(); ++i)
        write_label("dropped", i, spec.drop_reasons[i], lifecycle.dropped(i));
    write_items(tables_->plain_row_of(spec.item), lifecycle);
}

}  // namespace sim
