// SPDX-License-Identifier: MIT
// Files that cannot be written or are no results.
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <string>

#include "sim/store/database.h"
#include "sim/store/result_reader.h"
#include "sim/store/result_writer.h"
#include "tests/sim/store/sample_run.h"

namespace sim {
namespace {

namespace fs = std::filesystem;
using sample_run::TemporaryFolder;

void expect_store_error(const std::function<void()>& action, const std::string& part) {
    try {
        action();
        ADD_FAILURE() << "nothing thrown, expected: " << part;
    } catch (const StoreError& error) {
        EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    }
}

void write_text(const fs::path& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
}

std::string read_text(const fs::path& file) {
    std::ifstream input(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(input), std::istreambuf_iterator<char>()};
}

TEST(ResultPath, never_destroys_a_file_that_is_no_result) {
    const TemporaryFolder folder;
    const auto write_to = [&](const fs::path& file) {
        return [file] { const ResultWriter writer(file, sample_run::header()); };
    };
    const fs::path thesis = folder.file("thesis.txt");
    write_text(thesis, "Three years of work.");
    expect_store_error(write_to(thesis), "a file that is no results database of headway stands there");
    EXPECT_EQ(read_text(thesis), "Three years of work.");
    const fs::path foreign = folder.file("foreign.sqlite");
    Database(foreign, Database::Mode::Create).execute("CREATE TABLE mine(a); INSERT INTO mine VALUES(1)");
    const std::string before = read_text(foreign);
    expect_store_error(write_to(foreign), "no results database of headway");
    EXPECT_EQ(read_text(foreign), before);
    fs::create_directory(folder.file("folder"));
    expect_store_error(write_to(folder.file("folder")), "it is a folder");
    expect_store_error(write_to(thesis / "run.sqlite"), "its folder cannot be made");
    expect_store_error(write_to("/dev/null/run.sqlite"), "its folder cannot be made");
    expect_store_error(write_to("/proc/headway.sqlite"), "cannot write results to '/proc/headway.sqlite");
}

TEST(ResultPath, replaces_earlier_results_and_empty_files) {
    const TemporaryFolder folder;
    const fs::path file = folder.file("run.sqlite");
    write_text(file, "");
    sample_run::write_complete(file, 100, 1);
    sample_run::write_complete(file, 100, 2);
    EXPECT_EQ(ResultReader(file).run().seed, 2U);
}

TEST(ResultPath, refuses_a_file_that_another_run_is_writing) {
    const TemporaryFolder folder;
    const fs::path file = folder.file("run.sqlite");
    ResultWriter first(file, sample_run::header());
    sample_run::write_content(first, 100);
    expect_store_error([&] { const ResultWriter second(file, sample_run::header()); }, "another process is writing it");
    expect_store_error([&] { const ResultReader reader(file); }, "another process is writing it");
    first.complete(sample_run::end());
    EXPECT_EQ(ResultReader(file).verify(), std::vector<std::string>{});
}

TEST(ResultPath, refuses_a_seed_that_sqlite_cannot_hold) {
    const TemporaryFolder folder;
    expect_store_error(
        [&] { const ResultWriter writer(folder.file("run.sqlite"), sample_run::header(std::uint64_t{1} << 63)); },
        "the seed must be below 2^63");
}

TEST(ResultReader, says_what_a_file_is_instead) {
    const TemporaryFolder folder;
    const auto open = [](const fs::path& file) { return [file] { const ResultReader reader(file); }; };
    expect_store_error(open(folder.file("none.sqlite")), "there is no such file");
    expect_store_error(open(folder.file("")), "it is a folder");
    expect_store_error(open("/dev/null"), "it is no regular file");
    write_text(folder.file("empty.sqlite"), "");
    expect_store_error(open(folder.file("empty.sqlite")), "the file is empty");
    write_text(folder.file("text.sqlite"), std::string(5000, 'x'));
    expect_store_error(open(folder.file("text.sqlite")), "it is no SQLite database");
    Database(folder.file("foreign.sqlite"), Database::Mode::Create).execute("CREATE TABLE mine(a)");
    expect_store_error(open(folder.file("foreign.sqlite")), "not one of headway");
}

TEST(ResultReader, refuses_another_format_and_a_truncated_file) {
    const TemporaryFolder folder;
    const fs::path file = folder.file("run.sqlite");
    sample_run::write_complete(file, 1'000);
    fs::copy_file(file, folder.file("short.sqlite"));
    fs::resize_file(folder.file("short.sqlite"), fs::file_size(file) / 2);
    expect_store_error([&] { const ResultReader reader(folder.file("short.sqlite")); }, "the file is damaged");
    Database(file, Database::Mode::Write).execute("PRAGMA user_version=3");
    expect_store_error([&] { const ResultReader reader(file); }, "results format 3, this program reads format 2");
}

TEST(ResultReader, does_not_write) {
    const TemporaryFolder folder;
    const fs::path file = folder.file("run.sqlite");
    sample_run::write_complete(file, 100);
    const std::string before = read_text(file);
    const ResultReader reader(file);
    EXPECT_TRUE(reader.verify().empty());
    EXPECT_TRUE(read_text(file) == before);
}

}  // namespace
}  // namespace sim
