// SPDX-License-Identifier: MIT
#include "models/replay/block_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "models/replay/chain_forks.h"
#include "sim/base/error.h"
#include "tests/models/replay/small_block.h"

namespace models {
namespace {

using testing::HasSubstr;

ReplayBlock read(const std::string& file, ChainChoice choice = {}) {
    CodeStore codes;
    return BlockReader(codes, choice).read(file);
}

/// What reading the files that `break_it` has changed says.
std::string error_of(const std::function<void(SmallBlock&)>& break_it) {
    const sim::TemporaryFolder folder;
    SmallBlock small;
    break_it(small);
    const std::string file = small.write(folder);
    try {
        static_cast<void>(read(file));
    } catch (const sim::InputError& error) {
        const std::string text = error.what();
        EXPECT_THAT(text, testing::StartsWith(folder.path().string()));
        return text.substr(folder.path().string().size() + 1);
    }
    return "read without error";
}

/// The same with the text of one file.
std::string error_of_text(const std::string& name, const std::string& text) {
    const sim::TemporaryFolder folder;
    const std::string file = SmallBlock().write(folder);
    static_cast<void>(folder.write(name, text));
    try {
        static_cast<void>(read(file));
    } catch (const sim::InputError& error) {
        return std::string(error.what()).substr(folder.path().string().size() + 1);
    }
    return "read without error";
}

TEST(BlockReader, reads_block_state_and_code) {
    const sim::TemporaryFolder folder;
    CodeStore codes;
    const ReplayBlock block = BlockReader(codes).read(SmallBlock().write(folder));
    EXPECT_EQ(block.name, "19531250");
    EXPECT_EQ(block.context.revision, Revision::Cancun);
    EXPECT_EQ(block.context.base_fee, U256{10});
    ASSERT_EQ(block.transactions.size(), 4U);
    EXPECT_FALSE(block.transactions[3].to.has_value());
    EXPECT_EQ(block.pre.account_count(), 4U);
    EXPECT_EQ(block.pre.slot_count(), 1U);
    EXPECT_EQ(block.context.recent_block_hashes.front(), *hash_from_hex("0x" + std::string(64, '1')));
}

TEST(BlockReader, takes_a_whole_answer_of_a_node) {
    const sim::TemporaryFolder folder;
    SmallBlock small;
    small.block = {{"jsonrpc", "2.0"}, {"id", 1}, {"result", small.block}};
    EXPECT_EQ(read(small.write(folder)).transactions.size(), 4U);
}

TEST(BlockReader, says_where_json_is_broken) {
    EXPECT_THAT(error_of_text("block/block.json", "{\"number\": \"0x1\",\n  oops}"),
                HasSubstr("block/block.json:2:3: error: no JSON: "));
    EXPECT_THAT(error_of_text("block/pre_state.json", ""), HasSubstr("block/pre_state.json:1:1: error: no JSON: "));
    EXPECT_THAT(error_of_text("bytecodes.json", "[1]"),
                HasSubstr("bytecodes.json: error: 'the file': expected an obj"));
    EXPECT_THAT(error_of_text("block/receipts.json", "[]"), HasSubstr("a receipt for each of the block's 4"));
    EXPECT_THAT(error_of_text("block_hashes.json", R"({"x": "0x1"})"),
                HasSubstr("expected numbers of blocks, got 'x'"));
}

TEST(BlockReader, names_the_member_that_is_missing_or_wrong) {
    EXPECT_EQ(error_of([](SmallBlock& small) { small.block.erase("gasUsed"); }),
              "block/block.json: error: 'gasUsed' is missing");
    EXPECT_EQ(error_of([](SmallBlock& small) { small.block["transactions"][2].erase("gas"); }),
              "block/block.json: error: 'transactions.2.gas' is missing");
    EXPECT_EQ(
        error_of([](SmallBlock& small) { small.block["transactions"][1]["value"] = "0xg"; }),
        "block/block.json: error: 'transactions.1.value': expected a number in hexadecimal such as \"0x5208\", got "
        "'0xg'");
    EXPECT_EQ(
        error_of([](SmallBlock& small) { small.block["transactions"][1]["nonce"] = 12; }),
        "block/block.json: error: 'transactions.1.nonce': expected a number in hexadecimal such as \"0x5208\", got "
        "12");
    EXPECT_THAT(error_of([](SmallBlock& small) { small.block["transactions"][0]["type"] = "0x7e"; }),
                HasSubstr("expected a transaction type of Ethereum, 0x0 to 0x4"));
    EXPECT_THAT(error_of([](SmallBlock& small) { small.block["transactions"][0] = SmallBlock::kZeroHash; }),
                HasSubstr("ask for the block with full transactions"));
    EXPECT_THAT(error_of([](SmallBlock& small) { small.block["logsBloom"] = "0x00"; }), HasSubstr("256 bytes, got 1"));
    EXPECT_THAT(error_of([](SmallBlock& small) { small.pre_state[SmallBlock::kBob]["balance"] = "12"; }),
                HasSubstr("pre_state.json: error: '" + SmallBlock::kBob + ".balance': expected a number in hexa"));
    EXPECT_THAT(error_of([](SmallBlock& small) { small.pre_state["0x12"] = Json::object(); }),
                HasSubstr("'0x12': expected the address of an account"));
}

TEST(BlockReader, tells_missing_code_and_code_of_another_hash) {
    EXPECT_THAT(error_of([](SmallBlock& small) { small.bytecodes = Json::object(); }),
                HasSubstr(".code_hash': there is no code 0x"));
    EXPECT_THAT(error_of([](SmallBlock& small) { small.bytecodes.begin().value() = "0x00"; }),
                HasSubstr("is code of another hash"));
}

TEST(BlockReader, passes_on_what_a_node_refused) {
    EXPECT_THAT(error_of([](SmallBlock& small) {
                    small.block = {{"jsonrpc", "2.0"}, {"error", {{"code", -32000}, {"message", "no such block"}}}};
                }),
                HasSubstr("'error': the node answered 'no such block'"));
}

TEST(BlockReader, takes_forks_from_choice_file_or_mainnet) {
    const sim::TemporaryFolder folder;
    SmallBlock small;
    EXPECT_EQ(read(small.write(folder), {.fork = "Prague"}).context.revision, Revision::Prague);
    EXPECT_EQ(read(small.write(folder), {.fork = "BPO2"}).context.max_blobs, 21U);
    small.block["fork"] = "BPO1";
    EXPECT_EQ(read(small.write(folder)).context.max_blobs, 15U);
    small.block["fork"] = "Shanghai";
    EXPECT_EQ(read(small.write(folder)).context.revision, Revision::Shanghai);
    EXPECT_THAT(error_of([](SmallBlock& broken) { broken.block["fork"] = "Cancn"; }), HasSubstr("got 'Cancn'"));
    EXPECT_THAT(error_of([](SmallBlock& broken) { broken.block["fork"] = "BPO3"; }), HasSubstr("got 'BPO3'"));
    EXPECT_THAT(error_of([](SmallBlock& broken) { broken.block["chainId"] = "0xa"; }),
                HasSubstr("the forks of chain 10 are not known here"));
}

TEST(BlockReader, finds_blocks_by_file_folder_and_folder_of_folders) {
    const sim::TemporaryFolder folder;
    const SmallBlock small;
    const std::string ten = small.write(folder, "data/blocks/10");
    const std::string nine = small.write(folder, "data/blocks/9");
    const std::vector<std::filesystem::path> both = {nine, ten};
    EXPECT_EQ(find_blocks(ten), std::vector<std::filesystem::path>{ten});
    EXPECT_EQ(find_blocks(folder.path() / "data/blocks/9"), std::vector<std::filesystem::path>{nine});
    EXPECT_EQ(find_blocks(folder.path() / "data/blocks"), both);
    EXPECT_EQ(find_blocks(folder.path() / "data"), both);
    EXPECT_THROW(static_cast<void>(find_blocks(folder.path())), sim::InputError);
    EXPECT_THROW(static_cast<void>(find_blocks(folder.path() / "nowhere")), sim::InputError);
}

TEST(MainnetRules, change_at_each_upgrade) {
    EXPECT_EQ(mainnet_rules(1'149'999, 0).revision, Revision::Frontier);
    EXPECT_EQ(mainnet_rules(1'150'000, 0).revision, Revision::Homestead);
    EXPECT_EQ(mainnet_rules(15'537'393, 1'663'224'162).revision, Revision::London);
    EXPECT_EQ(mainnet_rules(15'537'394, 1'663'224'179).revision, Revision::Paris);
    EXPECT_EQ(mainnet_rules(19'426'586, 1'710'338'123).revision, Revision::Shanghai);
    EXPECT_EQ(mainnet_rules(19'426'587, 1'710'338'135).revision, Revision::Cancun);
    EXPECT_EQ(mainnet_rules(22'431'084, 1'746'612'311).revision, Revision::Prague);
    const BlockRules bpo1 = mainnet_rules(23'975'778, 1'765'290'071);
    EXPECT_EQ(bpo1.revision, Revision::Osaka);
    EXPECT_EQ(bpo1.max_blobs, 15U);
}

}  // namespace
}  // namespace models
