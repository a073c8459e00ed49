// SPDX-License-Identifier: MIT
#include "models/replay/import_verb.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/json/json_file.h"
#include "models/replay/trace_import.h"
#include "tests/fixtures.h"
#include "tests/models/replay/prestate_tracer.h"
#include "tests/models/replay/small_block.h"
#include "tests/models/replay/verb_call.h"

namespace models {
namespace {

using sim::ExitCode;
using testing::HasSubstr;

Json answer(const Json& result) {
    return {{"jsonrpc", "2.0"}, {"id", 1}, {"result", result}};
}

/// A block of the reader's, its trace, and both as a node's answers in files.
class ImportVerb : public testing::Test {
  protected:
    void SetUp() override {
        const ReplayBlock block = BlockReader(codes_).read(small_.write(folder_, "origin"));
        trace_ = prestate_trace(block, codes_);
    }
    VerbCall import(std::vector<std::string> more = {}) {
        const std::string block = folder_.write("b.json", answer(small_.block).dump());
        const std::string trace = folder_.write("t.json", answer(trace_).dump());
        more.insert(more.begin(), {"import", block, trace, "-o", imported()});
        return call_verb(more);
    }
    [[nodiscard]] std::string imported() const { return (folder_.path() / "imported").string(); }

    sim::TemporaryFolder folder_;
    SmallBlock small_;
    CodeStore codes_;
    Json trace_;
};

TEST_F(ImportVerb, makes_a_block_that_replays) {
    const VerbCall result = import();
    EXPECT_EQ(result.code, ExitCode::Ok) << result.out << result.err;
    EXPECT_THAT(result.out,
                HasSubstr("block 19531250 (Cancun): 4 transactions, 4 accounts, 1 of them contracts, 1 slots"));
    const VerbCall replay = call_verb({"replay", imported(), "-o", (folder_.path() / "r.sqlite").string()});
    EXPECT_EQ(replay.code, ExitCode::Ok) << replay.out << replay.err;
    CodeStore codes;
    BlockReader reader(codes);
    const ReplayBlock origin = reader.read(folder_.path() / "origin/block.json");
    const ReplayBlock again = reader.read(folder_.path() / "imported/blocks/19531250/block.json");
    EXPECT_EQ(again.pre.id(), origin.pre.id());
}

TEST_F(ImportVerb, adds_to_a_folder_that_holds_other_blocks) {
    static_cast<void>(folder_.write("imported/bytecodes.json", R"({"0x12": "0x34"})"));
    static_cast<void>(folder_.write("imported/block_hashes.json", R"({"7": ")" + SmallBlock::kZeroHash + R"("})"));
    EXPECT_EQ(import().code, ExitCode::Ok);
    const Json codes = read_json_file(folder_.path() / "imported/bytecodes.json");
    EXPECT_EQ(codes.size(), 2U);
    const Json hashes = read_json_file(folder_.path() / "imported/block_hashes.json");
    EXPECT_EQ(hashes.size(), 3U);
    EXPECT_EQ(hashes["19531249"], "0x" + std::string(64, '1'));
}

TEST_F(ImportVerb, leaves_nothing_of_an_earlier_import_of_the_block) {
    for (const char* const name : {"block", "receipts", "post_state"})
        static_cast<void>(folder_.write(std::string("imported/blocks/19531250/") + name + ".json", "old"));
    EXPECT_EQ(import().code, ExitCode::Ok);
    const std::filesystem::path place = folder_.path() / "imported/blocks/19531250";
    EXPECT_FALSE(std::filesystem::exists(place / "receipts.json"));
    EXPECT_FALSE(std::filesystem::exists(place / "post_state.json"));
    EXPECT_EQ(read_json_file(place / "block.json"), small_.block);
}

TEST_F(ImportVerb, names_the_file_that_holds_no_block) {
    const std::string block = folder_.write("b.json", answer(small_.block).dump());
    const std::string trace = folder_.write("t.json", answer(trace_).dump());
    const VerbCall result = call_verb({"import", trace, block, "--fork", "Cancun", "-o", imported()});
    EXPECT_EQ(result.code, ExitCode::InvalidScenario);
    EXPECT_THAT(result.err, HasSubstr("t.json: error: 'block': expected an object"));
}

TEST_F(ImportVerb, keeps_receipts_and_what_was_said_of_the_chain) {
    Json receipts = Json::array();
    for (int i = 0; i < 4; ++i)
        receipts.push_back({{"status", "0x1"}, {"cumulativeGasUsed", "0x1"}, {"logs", Json::array()}});
    const std::string file = folder_.write("receipts.json", answer(receipts).dump());
    const VerbCall result = import({"--receipts", file, "--fork", "Cancun", "--chain-id", "1"});
    EXPECT_EQ(result.code, ExitCode::RunFailed);  // Gas is not what they say.
    EXPECT_THAT(result.out, testing::ContainsRegex("transaction 0 gas used +1 +[0-9]+"));
    CodeStore codes;
    const ReplayBlock block = BlockReader(codes).read(folder_.path() / "imported/blocks/19531250/block.json");
    EXPECT_TRUE(block.receipts.has_value());
    const Json written = read_json_file(block.file);
    EXPECT_EQ(written["fork"], "Cancun");
}

TEST_F(ImportVerb, counts_only_the_first_sight_of_an_account_and_slot) {
    // What the counter holds before the second transaction is the first one's work.
    const Json& second = trace_[1]["result"][SmallBlock::kCounter]["storage"];
    EXPECT_EQ(second[padded(0)], padded(0x2a));
    EXPECT_EQ(import().code, ExitCode::Ok);
    const Json pre = read_json_file(folder_.path() / "imported/blocks/19531250/pre_state.json");
    EXPECT_EQ(pre[SmallBlock::kCounter]["storage"], (Json{{"0x0", "0x29"}}));
    EXPECT_FALSE(pre.contains(SmallBlock::kMiner));  // Did not exist.
}

TEST_F(ImportVerb, takes_fees_back_out_of_a_beneficiary_that_is_seen_late) {
    for (std::size_t i = 0; i < 2; ++i) trace_[i]["result"].erase(SmallBlock::kMiner);
    small_.pre_state[SmallBlock::kMiner] = {{"balance", "0x64"}, {"nonce", 0}, {"storage", Json::object()}};
    for (std::size_t i = 2; i < 4; ++i) {
        Json& balance = trace_[i]["result"][SmallBlock::kMiner]["balance"];
        balance = to_hex(*u256_from_hex(balance.get<std::string>()) + 0x64);
    }
    EXPECT_EQ(import().code, ExitCode::Ok);
    const Json pre = read_json_file(folder_.path() / "imported/blocks/19531250/pre_state.json");
    EXPECT_EQ(pre[SmallBlock::kMiner]["balance"], "0x64");
}

TEST_F(ImportVerb, rejects_a_beneficiary_with_less_than_the_fees_so_far) {
    for (std::size_t i = 0; i < 2; ++i) trace_[i]["result"].erase(SmallBlock::kMiner);
    trace_[2]["result"][SmallBlock::kMiner]["balance"] = "0x1";
    const VerbCall result = import();
    EXPECT_EQ(result.code, ExitCode::InvalidScenario) << result.out;
    EXPECT_THAT(result.err, HasSubstr("'2.result." + SmallBlock::kMiner + ".balance': expected at least the fees"));
}

TEST_F(ImportVerb, says_what_is_wrong_with_a_trace) {
    const Json whole = trace_;
    const auto error_of = [&](const Json& trace) {
        trace_ = trace;
        const VerbCall result = import();
        EXPECT_EQ(result.code, ExitCode::InvalidScenario) << result.out;
        return result.err;
    };
    EXPECT_THAT(error_of(Json::array()), HasSubstr("the trace of each of the block's 4 transactions, got 0"));
    Json broken = whole;
    broken[2] = {{"error", "out of memory"}};
    EXPECT_THAT(error_of(broken), HasSubstr("'2.error': the node could not trace this transaction: 'out of memory'"));
    broken = whole;
    broken[1]["result"] = {{"pre", Json::object()}, {"post", Json::object()}};
    EXPECT_THAT(error_of(broken), HasSubstr("'1.result': was traced with diffMode"));
    broken = whole;
    broken[1]["result"] = {{"structLogs", Json::array()}};
    EXPECT_THAT(error_of(broken), HasSubstr("prestateTracer"));
    broken = whole;
    broken[0]["txHash"] = SmallBlock::kZeroHash;
    EXPECT_THAT(error_of(broken), HasSubstr("'0.txHash': expected 0x"));
    broken = whole;
    broken[0]["result"][SmallBlock::kBob] = {{"balance", "1000"}};
    EXPECT_THAT(error_of(broken), HasSubstr("'0.result." + SmallBlock::kBob + ".balance': expected a number in hexa"));
}

TEST_F(ImportVerb, says_what_a_block_gives_that_its_trace_does_not_hold) {
    trace_[2]["result"].erase(SmallBlock::kCarol);
    const VerbCall result = import();
    EXPECT_EQ(result.code, ExitCode::RunFailed);
    EXPECT_THAT(result.out, testing::ContainsRegex("transaction 2 +valid +"));
}

/// Blocks with creations, with a contract that is destroyed and made again, and of several upgrades.
TEST(ImportBlock, of_real_blocks_gives_what_their_headers_say) {
    const auto folder = fixtures_folder() / "mainnet";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "skipped: no fixtures, set HEADWAY_FIXTURES";
    CodeStore codes;
    BlockReader reader(codes);
    for (const char* const number : {"116525", "2641321", "7280000", "11114732", "19426587", "19934116"}) {
        SCOPED_TRACE(number);
        const ReplayBlock block = reader.read(folder / "blocks" / number / "block.json");
        const ImportedBlock imported = import_block(block, prestate_trace(block, codes), codes);
        for (const FieldDifference& difference : imported.differences)
            ADD_FAILURE() << difference.field << ": expected " << difference.expected << ", got " << difference.got;
        EXPECT_FALSE(imported.block.pre_entries.empty());
    }
}

}  // namespace
}  // namespace models
