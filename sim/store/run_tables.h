// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/store/bulk_insert.h"
#include "sim/store/database.h"
#include "sim/store/result_writer.h"

namespace sim {

/// What stands behind a ResultWriter: the open file, the tables that are being loaded, and names already numbered.
class ResultWriter::Tables {
  public:
    Tables(const std::filesystem::path& path, const RunHeader& header);

    /// Begins a row of `table`: its first cell, the run's id, is there already.
    BulkInsert& row_of(const std::string& table);
    /// The same without the run's id.
    BulkInsert& plain_row_of(const std::string& table);
    /// The id of the metric, which is written when it is seen first. CHECKs that it is declared the same each time.
    std::int64_t metric_id(const MetricDoc& doc);
    void execute(const std::string& sql);
    /// Last step: indexes, digests and the row of `run`, in this order, and then one single file.
    void finish(const std::string& status, const RunEnd& end, const std::string& error = {});
    void mark_failed(const std::string& reason);

    std::vector<std::string> entity_kinds;

  private:
    void write_parameters();
    void write_digests();
    void write_environment();

    std::unique_ptr<Database> file_;  ///< Closed once the run is finished.
    Database& database_;
    ChunkedTransaction transaction_;
    std::map<std::string, BulkInsert> inserts_;
    std::map<std::string, std::pair<std::int64_t, MetricDoc>> metrics_;
    std::chrono::steady_clock::time_point started_;
    bool is_finished_ = false;
};

}  // namespace sim
