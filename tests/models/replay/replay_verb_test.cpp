// SPDX-License-Identifier: MIT
#include "models/replay/replay_verb.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/hardware/cost_model.h"
#include "models/state/state_trie.h"
#include "sim/report/speedup_figure.h"
#include "sim/store/result_reader.h"
#include "tests/models/replay/small_block.h"
#include "tests/models/replay/verb_call.h"

namespace models {
namespace {

using sim::ExitCode;
using testing::HasSubstr;
using testing::Not;

/// The small block in a folder of its own, with a place for results.
class ReplayVerb : public testing::Test {
  protected:
    VerbCall replay(std::vector<std::string> more = {}) {
        more.insert(more.begin(), {"replay", (folder_.path() / "block").string(), "-o", results().string()});
        return call_verb(more);
    }
    [[nodiscard]] std::filesystem::path results() const { return folder_.path() / "r.sqlite"; }

    sim::TemporaryFolder folder_;
    SmallBlock small_;
};

TEST_F(ReplayVerb, prints_a_line_a_block_and_what_was_checked) {
    static_cast<void>(small_.write(folder_));
    const VerbCall result = replay({"--workers", "1,4"});
    EXPECT_EQ(result.code, ExitCode::Ok) << result.err;
    EXPECT_THAT(result.out, HasSubstr("times: simulated, costs of the default profile\n"
                                      "   block  fork    tx      gas   serial       1 worker      4 workers  conflicts"
                                      "  re-executed  critical path   best     lazy path   best\n"));
    EXPECT_THAT(result.out, HasSubstr("19531250  Cancun   4  ")) << result.out;
    EXPECT_THAT(result.out, HasSubstr("checked      gas used, logs bloom, transactions root and parallel = serial "
                                      "state: 1;  receipts root: 1\n"));
    EXPECT_THAT(result.out, Not(HasSubstr("DIFFERS")));
}

TEST_F(ReplayVerb, prints_the_same_each_time_on_virtual_cores) {
    static_cast<void>(small_.write(folder_));
    const VerbCall first = replay();
    EXPECT_EQ(replay().out, first.out);
}

TEST_F(ReplayVerb, counts_putting_the_block_together_in_serial_and_parallel_times) {
    const std::string file = small_.write(folder_);
    ASSERT_EQ(replay({"--workers", "1"}).code, ExitCode::Ok);
    CodeStore codes;
    const ReplayBlock block = BlockReader(codes).read(file);
    const ExecutedBlock serial = execute_serial(block.pre, block.context, block.transactions, codes);
    const sim::Duration assembly = assembly_time(serial.diff, HardwareProfile{});
    EXPECT_GT(assembly, sim::Duration{});
    const auto expected = static_cast<double>((cost(serial.work, HardwareProfile{}) + assembly).ns());
    const sim::ResultReader reader(results());
    EXPECT_EQ(reader.scalar("block.serial_time", reader.entities("block").at(0).id), expected);
    const double one_core = reader.scalar("execution.time", reader.entities("execution").at(0).id).value();
    EXPECT_GE(one_core, expected);
    EXPECT_LE(one_core, expected + 4);  // Each transaction is rounded up to a whole nanosecond.
}

TEST_F(ReplayVerb, measures_threads_that_give_the_same) {
    static_cast<void>(small_.write(folder_));
    const VerbCall result = replay({"--driver", "threads", "--workers", "1,2", "--repeat", "3"});
    EXPECT_EQ(result.code, ExitCode::Ok) << result.err;
    EXPECT_THAT(result.out, HasSubstr("median of 3 rounds after 2 to warm up"));
}

TEST_F(ReplayVerb, shows_field_by_field_what_a_header_does_not_say) {
    small_.block["gasUsed"] = "0x1";
    small_.block["receiptsRoot"] = SmallBlock::kZeroHash;
    static_cast<void>(small_.write(folder_));
    const VerbCall result = replay();
    EXPECT_EQ(result.code, ExitCode::RunFailed);
    EXPECT_THAT(result.out, HasSubstr("DIFFERS"));
    EXPECT_THAT(result.out, testing::ContainsRegex("block 19531250 does not give what is claimed.*\n"
                                                   "  field +expected +got\n"
                                                   "  gas used +1 +[0-9]+\n"
                                                   "  receipts root +0x00"));
}

TEST_F(ReplayVerb, names_a_transaction_that_is_not_valid) {
    small_.pre_state[SmallBlock::kBob]["nonce"] = 8;
    static_cast<void>(small_.write(folder_));
    const VerbCall result = replay();
    EXPECT_EQ(result.code, ExitCode::RunFailed);
    EXPECT_THAT(result.out, testing::ContainsRegex("transaction 1 +valid +nonce too low")) << result.out;
}

TEST_F(ReplayVerb, holds_receipts_and_the_given_post_state_against_execution) {
    static_cast<void>(small_.write(folder_));
    const Json receipt = {{"status", "0x0"}, {"cumulativeGasUsed", "0x0"}, {"logs", Json::array()}};
    static_cast<void>(folder_.write("block/receipts.json", Json{receipt, receipt, receipt, receipt}.dump()));
    const Json post = {{SmallBlock::kCounter, {{"balance", "0x0"}, {"nonce", 1}, {"storage", {{"0x0", "0x2a"}}}}}};
    static_cast<void>(folder_.write("block/post_state.json", post.dump()));
    const VerbCall result = replay();
    EXPECT_EQ(result.code, ExitCode::RunFailed);
    EXPECT_THAT(result.out, testing::ContainsRegex("transaction 0 status +failure +success"));
    EXPECT_THAT(result.out, testing::ContainsRegex("code +none +10 bytes with hash"));
    EXPECT_THAT(result.out, testing::ContainsRegex("storage.0x0. +0x2a +0x2b"));
}

TEST_F(ReplayVerb, checks_the_state_root_if_the_state_is_whole) {
    small_.block["withdrawals"] = Json::array({{{"address", SmallBlock::kCarol}, {"amount", "0x2"}}});
    static_cast<void>(small_.write(folder_));
    CodeStore codes;
    const ReplayBlock block = BlockReader(codes).read(folder_.path() / "block/block.json");
    State end = execute_serial(block.pre, block.context, block.transactions, codes).post;
    const Address carol = *address_from_hex(SmallBlock::kCarol);
    Account account = *end.find(carol);
    account.balance = account.balance + U256{2'000'000'000};
    end.set_account(carol, account);
    EXPECT_EQ(replay({"--whole-state"}).code, ExitCode::RunFailed);
    small_.block["stateRoot"] = to_hex(StateTrie(end).root().bytes);
    static_cast<void>(small_.write(folder_));
    const VerbCall result = replay({"--whole-state"});
    EXPECT_EQ(result.code, ExitCode::Ok) << result.out;
    EXPECT_THAT(result.out, HasSubstr(";  state root: 1\nresults"));
}

TEST_F(ReplayVerb, writes_results_that_can_be_drawn) {
    static_cast<void>(small_.write(folder_));
    ASSERT_EQ(replay({"--workers", "1,2"}).code, ExitCode::Ok);
    const sim::ResultReader reader(results());
    EXPECT_EQ(reader.run().status, sim::RunStatus::Ok);
    EXPECT_TRUE(reader.verify().empty());
    const auto blocks = reader.entities("block");
    ASSERT_EQ(blocks.size(), 1U);
    EXPECT_EQ(reader.scalar("block.transactions", blocks[0].id), 4);
    EXPECT_EQ(reader.scalar("block.plain_transfers", blocks[0].id), 1);
    EXPECT_EQ(reader.scalar("block.conflicts", blocks[0].id), 2);  // Bob reads Alice's count; Alice her own balance.
    EXPECT_EQ(reader.scalar("block.differences", blocks[0].id), 0);
    const sim::SpeedUpFigure figure = sim::speed_up_figure(reader);
    EXPECT_EQ(figure.item, "block");
    ASSERT_EQ(figure.items.size(), 1U);
    ASSERT_EQ(figure.items[0].size(), 2U);
    EXPECT_EQ(figure.items[0][1].workers, 2);
}

TEST_F(ReplayVerb, marks_an_interrupted_run_as_cancelled) {
    static_cast<void>(small_.write(folder_));
    const VerbCall result =
        call_verb({"replay", folder_.path().string(), "-o", results().string()}, /*interrupt=*/true);
    EXPECT_EQ(result.code, ExitCode::Interrupted);
    EXPECT_THAT(result.err, HasSubstr("0 of 1 blocks"));
    EXPECT_EQ(sim::ResultReader(results()).run().status, sim::RunStatus::Cancelled);
}

TEST_F(ReplayVerb, says_in_the_results_what_was_run) {
    const std::string file = small_.write(folder_);
    ASSERT_EQ(replay({"--fork", "Cancun", "--chain-id", "1"}).code, ExitCode::Ok);
    const Json config = Json::parse(sim::ResultReader(results()).run().config);
    EXPECT_EQ(config["files"], Json::array({file}));
    EXPECT_EQ(config["fork"], "Cancun");
    EXPECT_EQ(config["chain_id"], 1);
}

TEST_F(ReplayVerb, keeps_what_was_replayed_before_a_file_that_cannot_be_read) {
    static_cast<void>(small_.write(folder_, "block/1"));
    static_cast<void>(small_.write(folder_, "block/2"));
    static_cast<void>(folder_.write("block/2/block.json", "{"));
    for (const char* driver : {"threads", "virtual"}) {
        const VerbCall result = replay({"--driver", driver});
        EXPECT_EQ(result.code, ExitCode::InvalidScenario);
        EXPECT_THAT(result.out, HasSubstr("19531250  Cancun"));
    }
    const VerbCall result = replay();
    EXPECT_THAT(result.err, HasSubstr("stopped: 1 of 2 blocks were replayed; the run is marked as failed in '"));
    EXPECT_THAT(result.err, HasSubstr("block/2/block.json:1:2: error: no JSON: "));
    const sim::ResultReader reader(results());
    EXPECT_EQ(reader.run().status, sim::RunStatus::Failed);
    EXPECT_THAT(reader.run().error, HasSubstr("block/2/block.json:1:2"));
    EXPECT_EQ(reader.entities("block").size(), 1U);
}

TEST_F(ReplayVerb, rejects_wrong_usage) {
    static_cast<void>(small_.write(folder_));
    for (const std::vector<std::string>& wrong : std::vector<std::vector<std::string>>{{"--workers", "0"},
                                                                                       {"--workers", "1,,2"},
                                                                                       {"--workers", "2,2"},
                                                                                       {"--driver", "thread"},
                                                                                       {"--repeat", "0"},
                                                                                       {"--fork", "Cancn"}}) {
        const VerbCall result = replay(wrong);
        EXPECT_EQ(result.code, ExitCode::Usage) << wrong[1];
        EXPECT_THAT(result.err, HasSubstr("expected")) << result.err;
    }
    EXPECT_EQ(call_verb({"replay"}).code, ExitCode::Usage);
}

}  // namespace
}  // namespace models
