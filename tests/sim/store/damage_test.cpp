// SPDX-License-Identifier: MIT
// What happens to results when the process is killed, the disk is full, or bytes change.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <functional>
#include <string>
#include <thread>

#include "sim/base/random.h"
#include "sim/store/result_reader.h"
#include "sim/store/result_writer.h"
#include "tests/sim/store/database_dump.h"
#include "tests/sim/store/sample_run.h"

namespace sim {
namespace {

namespace fs = std::filesystem;
using sample_run::TemporaryFolder;

/// A child process that runs `work` and then ends with code 0, or 1 if something is thrown.
pid_t start(const std::function<void()>& work) {
    const pid_t child = fork();
    if (child != 0) return child;
    int code = 1;
    try {
        work();
        code = 0;
    } catch (const std::exception&) {
    }
    _exit(code);
}

int wait_for(pid_t child) {
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    return status;
}

/// Kills `work` a random time (below `longest`) after it wrote its first byte to the pipe that it is given.
void kill_in_between(const std::function<void(int)>& work, std::chrono::microseconds longest, std::uint64_t round) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t child = start([&] { work(ends[1]); });
    close(ends[1]);
    char byte = 0;
    EXPECT_EQ(read(ends[0], &byte, 1), 1);
    close(ends[0]);
    const std::uint64_t bits = RandomStream(1, Purpose::named("test.kill"), 0).bits(round);
    const auto delay = uniform_below(bits, static_cast<std::uint64_t>(longest.count()) + 1);
    std::this_thread::sleep_for(std::chrono::microseconds(static_cast<std::int64_t>(delay)));
    kill(child, SIGKILL);
    wait_for(child);
}

void tell(int pipe_end) {
    EXPECT_EQ(write(pipe_end, "x", 1), 1);
}

TEST(KilledWriter, leaves_a_file_that_opens_and_says_running) {
    const TemporaryFolder folder;
    std::uint64_t rows_left = 0;
    for (std::uint64_t round = 0; round < 20; ++round) {
        const fs::path file = folder.file("run" + std::to_string(round) + ".sqlite");
        kill_in_between(
            [&](int pipe_end) {
                ResultWriter writer(file, sample_run::header());
                tell(pipe_end);
                sample_run::write_content(writer, 500);
                Series series(1_ns);
                for (int i = 0; i < 30'000; ++i) series.record(SimTime::from_ns(i), i);
                const MetricDoc doc{"run.depth", "count", "series", "none", ""};
                for (;;) writer.write_series(doc, kWholeRun, series);
            },
            std::chrono::milliseconds(100), round);
        const ResultReader reader(file);
        EXPECT_EQ(reader.run().status, RunStatus::Running) << round;
        EXPECT_EQ(reader.verify(), std::vector<std::string>{"the run did not complete"}) << round;
        const Database database(file, Database::Mode::Read);
        Statement rows(database, "SELECT count(*) FROM sample");
        rows_left += rows.step() ? rows.count(0) : 0;
    }
    // Some were killed late enough for chunks to have arrived, or nothing was tried here.
    EXPECT_GT(rows_left, 0U);
}

TEST(KilledWriter, is_whole_or_says_running_when_killed_around_the_end) {
    const TemporaryFolder folder;
    const auto before = std::chrono::steady_clock::now();
    sample_run::write_complete(folder.file("whole.sqlite"), 2'000);
    const auto needed =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - before);
    const std::string whole = database_dump::dump(folder.file("whole.sqlite"));
    for (std::uint64_t round = 0; round < 30; ++round) {
        const fs::path file = folder.file("run" + std::to_string(round) + ".sqlite");
        kill_in_between(
            [&](int pipe_end) {
                tell(pipe_end);
                sample_run::write_complete(file, 2'000);
            },
            needed + needed / 4, 1000 + round);
        if (!fs::exists(file)) continue;  // killed before there was a run
        const ResultReader reader(file);
        if (reader.run().status == RunStatus::Running) {
            EXPECT_EQ(reader.verify(), std::vector<std::string>{"the run did not complete"}) << round;
        } else {
            EXPECT_EQ(reader.run().status, RunStatus::Ok) << round;
            EXPECT_EQ(reader.verify(), std::vector<std::string>{}) << round;
            EXPECT_TRUE(database_dump::dump(file) == whole) << round;
        }
    }
}

TEST(KilledWriter, can_be_replaced_by_a_new_run) {
    const TemporaryFolder folder;
    const fs::path file = folder.file("run.sqlite");
    kill_in_between(
        [&](int pipe_end) {
            ResultWriter writer(file, sample_run::header());
            sample_run::write_content(writer, 70'000);  // more than a chunk: the log has committed rows
            tell(pipe_end);
            pause();
        },
        std::chrono::microseconds(0), 0);
    ASSERT_TRUE(fs::exists(file.string() + "-wal"));
    sample_run::write_complete(file, 300, 8);
    sample_run::write_complete(folder.file("other.sqlite"), 300, 8);
    EXPECT_EQ(ResultReader(file).verify(), std::vector<std::string>{});
    EXPECT_TRUE(database_dump::dump(file) == database_dump::dump(folder.file("other.sqlite")));
}

TEST(FullDisk, is_reported_and_leaves_the_run_unfinished) {
    const TemporaryFolder folder;
    const fs::path file = folder.file("run.sqlite");
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t child = start([&] {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{.rlim_cur = 400'000, .rlim_max = 400'000};
        setrlimit(RLIMIT_FSIZE, &limit);
        try {
            sample_run::write_complete(file, 20'000);
        } catch (const StoreError& error) {
            const std::string message = error.what();
            EXPECT_EQ(write(ends[1], message.data(), message.size()), static_cast<ssize_t>(message.size()));
        }
    });
    close(ends[1]);
    std::string message(1000, '\0');
    const ssize_t length = read(ends[0], message.data(), message.size());
    message.resize(length < 0 ? 0 : static_cast<std::size_t>(length));
    close(ends[0]);
    EXPECT_EQ(wait_for(child), 0);
    EXPECT_NE(message.find("cannot write results to '" + file.string() + "'"), std::string::npos) << message;
    EXPECT_NE(message.find("is the disk full, or a quota or file size limit reached?"), std::string::npos) << message;
    EXPECT_EQ(ResultReader(file).run().status, RunStatus::Running);
}

/// Changes one value of each table of content, as damage would, in a way that SQLite itself takes for right.
TEST(ChangedValue, is_found_in_every_table) {
    const TemporaryFolder folder;
    const fs::path whole = folder.file("whole.sqlite");
    sample_run::write_complete(whole, 1'000);
    const std::pair<const char*, const char*> changes[] = {
        {"tx", "posted_ns=posted_ns+1 WHERE id=500"},
        {"tx", "dropped=NULL WHERE id=999"},
        {"hist_bin", "count=count+1 WHERE metric_id=3 AND low=(SELECT min(low) FROM hist_bin WHERE metric_id=3)"},
        {"distribution", "p99=p99-1 WHERE metric_id=3 AND entity_id=1"},
        {"scalar", "value=value+1 WHERE metric_id=1 AND entity_id=2"},
        {"sample", "last=last+1 WHERE rowid=7"},
        {"entity", "region='eu-west-2' WHERE id=1"},
        {"metric", "unit='s' WHERE id=3"},
        {"stage", "position=9 WHERE position=4"},
        {"lifecycle_label", "name='other' WHERE id=0 AND column_name='kind'"},
        {"lifecycle_attribute", "documentation='other'"},
        {"lifecycle", "pending=1, dropped=dropped-1"},
        {"run_param", "value='11ms' WHERE key='sequencer.mini_block_interval'"},
        {"span", "duration_ns=6"},
        {"checkpoint", "fingerprint='ab' WHERE event=4096"},
        {"recording", "value=11 WHERE position=1"},
        {"meta", "value='x' WHERE key='time'"},
        {"run", "seed=8"},
        {"run", "events=1"},
        {"content_digest", "digest='0' WHERE table_name='tx'"},
        {"run_environment", "wall_s=0.001"}};
    std::set<std::string> tried;
    for (const auto& [table, change] : changes) {
        const fs::path file = folder.file("changed.sqlite");
        fs::copy_file(whole, file, fs::copy_options::overwrite_existing);
        Database(file, Database::Mode::Write).execute(std::string("UPDATE ") + table + " SET " + change);
        EXPECT_FALSE(ResultReader(file).verify().empty()) << table << ": " << change;
        tried.insert(table);
    }
    const Database database(whole, Database::Mode::Read);
    Statement tables(database, "SELECT name FROM sqlite_master WHERE type='table'");
    while (tables.step()) EXPECT_TRUE(tried.contains(std::string(tables.text(0)))) << tables.text(0);
}

TEST(ChangedValue, is_found_if_rows_or_tables_come_or_go) {
    const TemporaryFolder folder;
    const fs::path whole = folder.file("whole.sqlite");
    sample_run::write_complete(whole, 100);
    const auto problems_after = [&](const std::string& sql) {
        const fs::path file = folder.file("changed.sqlite");
        fs::copy_file(whole, file, fs::copy_options::overwrite_existing);
        Database(file, Database::Mode::Write).execute(sql);
        const std::vector<std::string> problems = ResultReader(file).verify();
        return problems.empty() ? std::string() : problems.front();
    };
    EXPECT_EQ(problems_after("DELETE FROM tx WHERE id=7"), "table tx has 99 rows, but 100 were written");
    EXPECT_EQ(problems_after("UPDATE tx SET id=8 WHERE id=7"), "table tx holds other values than were written");
    EXPECT_EQ(problems_after("DROP VIEW v_tx; DROP TABLE tx"), "table tx is missing");
    EXPECT_EQ(problems_after("CREATE TABLE extra(a)"), "table extra was not written by the run");
    EXPECT_EQ(problems_after("DROP VIEW v_sample"), "the run's own row, a table definition or a digest was changed");
    EXPECT_EQ(problems_after("UPDATE run SET status='running'"), "the run did not complete");
}

/// SQLite's integrity check alone lets about a tenth of such flips through with changed numbers.
TEST(FlippedBit, is_found_or_changes_nothing) {
    const TemporaryFolder folder;
    const fs::path whole = folder.file("whole.sqlite");
    sample_run::write_complete(whole, 3'000);
    const std::string content = database_dump::dump(whole, "");
    std::ifstream input(whole, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(input)), std::istreambuf_iterator<char>());
    const RandomStream random(1, Purpose::named("test.flip"), 0);
    const fs::path file = folder.file("flipped.sqlite");
    int found = 0;
    for (std::uint64_t round = 0; round < 60; ++round) {
        const auto words = random.words(round);
        std::string flipped = bytes;
        char& victim = flipped[uniform_below(words[0], flipped.size())];
        victim = static_cast<char>(victim ^ (1 << (words[1] % 8)));
        std::ofstream(file, std::ios::binary | std::ios::trunc) << flipped;
        try {
            const ResultReader reader(file);
            if (reader.verify().empty())
                EXPECT_TRUE(database_dump::dump(file, "") == content) << "silently changed, round " << round;
            else
                found += 1;
        } catch (const StoreError&) {
            found += 1;
        }
    }
    EXPECT_GT(found, 15);
}

}  // namespace
}  // namespace sim
