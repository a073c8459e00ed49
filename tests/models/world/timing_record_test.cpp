// SPDX-License-Identifier: MIT
#include "models/world/timing_record.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <limits>

#include "tests/sim/scenario/temporary_folder.h"

namespace models {
namespace {

const std::vector<MeasuredExecution> kRecord = {
    {5_ms, {.executions = 7, .blocked = 1, .validations = 8, .aborts = 2}, {.transactions = 5, .post_state = 99}},
    {1_ns, {}, {.transactions = 0, .post_state = std::numeric_limits<std::int64_t>::max()}}};

/// A results database that `write` puts recordings into.
class Recorded {
  public:
    explicit Recorded(const std::function<void(sim::ResultWriter&)>& write) {
        sim::ResultWriter writer(file_, {.model = "megaeth",
                                         .scenario = "s",
                                         .title = "t",
                                         .config = "{}",
                                         .seed = 1,
                                         .version = "1",
                                         .git_revision = "",
                                         .command_line = ""});
        write(writer);
        writer.complete({.fingerprint = "00", .end = sim::SimTime(), .events = 0});
    }
    [[nodiscard]] sim::ResultReader reader() const { return sim::ResultReader(file_); }

  private:
    sim::TemporaryFolder folder_;
    std::filesystem::path file_ = folder_.path() / "run.sqlite";
};

TEST(TimingRecord, reads_back_what_was_written) {
    const Recorded whole([](sim::ResultWriter& writer) { write_timing(writer, kRecord, std::nullopt); });
    EXPECT_EQ(read_timing(whole.reader()), kRecord);
    EXPECT_EQ(read_until(whole.reader()), std::nullopt);
    const Recorded stopped([](sim::ResultWriter& writer) { write_timing(writer, kRecord, sim::SimTime() + 3_s); });
    EXPECT_EQ(read_timing(stopped.reader()), kRecord);
    EXPECT_EQ(read_until(stopped.reader()), sim::SimTime() + 3_s);
}

TEST(TimingRecord, refuses_a_record_that_is_not_whole) {
    const Recorded none([](sim::ResultWriter&) {});
    EXPECT_THROW((void)read_timing(none.reader()), sim::StoreError);
    const Recorded half([](sim::ResultWriter& writer) {
        writer.write_recording("execution.wall_time_ns", std::vector<std::int64_t>{5, 6});
        writer.write_recording("execution.executions", std::vector<std::int64_t>{1});
    });
    EXPECT_THROW((void)read_timing(half.reader()), sim::StoreError);
}

TEST(TimingRecord, refuses_times_and_counts_that_cannot_be) {
    const auto reads = [](const MeasuredExecution& execution) {
        const Recorded file([&](sim::ResultWriter& writer) { write_timing(writer, {execution}, std::nullopt); });
        try {
            return read_timing(file.reader()) == std::vector{execution};
        } catch (const sim::StoreError&) {
            return false;
        }
    };
    EXPECT_TRUE(reads({3600_s, {}, {}}));
    EXPECT_FALSE(reads({3600_s + 1_ns, {}, {}}));
    EXPECT_FALSE(reads({sim::Duration::from_ns(std::numeric_limits<std::int64_t>::max()), {}, {}}));
    EXPECT_FALSE(reads({sim::Duration::from_ns(-1), {}, {}}));
    EXPECT_FALSE(reads({1_ns, {.aborts = std::uint64_t{1} << 62}, {}}));
}

}  // namespace
}  // namespace models
