// SPDX-License-Identifier: MIT
#include "models/replay/import_verb.h"

#include "models/evm/forks.h"
#include "models/json/json_file.h"
#include "models/replay/block_folder.h"
#include "models/replay/replay_options.h"
#include "models/replay/replay_report.h"
#include "models/replay/trace_import.h"
#include "sim/cli/options.h"
#include "sim/report/table.h"

namespace models {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;
using sim::ExitCode;
using sim::format_count;

void add_options(po::options_description& options) {
    auto add = options.add_options();
    add("receipts", po::value<std::string>()->value_name("FILE"),
        "the answer to eth_getBlockReceipts: replay then checks each receipt");
    add("block-hashes", po::value<std::string>()->value_name("FILE"),
        "hashes for BLOCKHASH, as {\"19933611\": \"0x...\", ...}; that of the parent is known from the block");
    add_chain_options(options);
    add("output,o", po::value<std::string>()->default_value("imported")->value_name("DIR"),
        "folder to add the block to; it may hold others");
}

Json result_in(const fs::path& file) {
    Json result;
    reading_file(file, [&] { result = result_of(read_json_file(file)); });
    return result;
}

std::map<std::uint64_t, Hash> given_hashes(const sim::Invocation& call) {
    std::map<std::uint64_t, Hash> hashes;
    if (call.options.count("block-hashes") == 0) return hashes;
    const fs::path file = call.options["block-hashes"].as<std::string>();
    reading_file(file, [&] { hashes = block_hashes_of(read_json_file(file)); });
    return hashes;
}

/// The node's block with what the command line says of its chain, so that replay need not be told again.
Json annotated(Json block, const ChainChoice& choice) {
    static_cast<void>(object_of(block, "block"));
    if (choice.fork) block["fork"] = *choice.fork;
    if (choice.chain_id) block["chainId"] = to_hex(U256{*choice.chain_id});
    return block;
}

std::string summary_of(const ImportedBlock& imported, const fs::path& place) {
    std::size_t slots = 0;
    std::size_t codes = 0;
    for (const AccountEntry& entry : imported.block.pre_entries) {
        slots += entry.slots.size();
        codes += entry.account.code != nullptr ? 1 : 0;
    }
    return "block " + imported.block.name + " (" + name_of(imported.block.context.revision) +
           "): " + format_count(imported.block.transactions.size()) + " transactions, " +
           format_count(imported.block.pre_entries.size()) + " accounts, " + format_count(codes) +
           " of them contracts, " + format_count(slots) + " slots in " + place.string() + "\n";
}

ExitCode run(const sim::Invocation& call) {
    sim::expect_positional(call, 2, 2, "the files of a block and of its trace");
    const fs::path block_file = call.positional.front();
    const fs::path trace_file = call.positional.back();
    const ChainChoice choice = chain_choice_of(call);
    std::map<std::uint64_t, Hash> hashes = given_hashes(call);

    CodeStore codes;
    Json block_json = result_in(block_file);
    ReplayBlock block;
    reading_file(block_file, [&] {
        block_json = annotated(std::move(block_json), choice);
        block = BlockReader(codes, choice).block_of(block_json, hashes);
    });
    Json receipts;
    if (call.options.count("receipts") != 0) {
        const fs::path file = call.options["receipts"].as<std::string>();
        receipts = result_in(file);
        reading_file(file, [&] { block.receipts = receipts_of(receipts, block.transactions.size()); });
    }
    const Json trace = result_in(trace_file);
    ImportedBlock imported;
    reading_file(trace_file, [&] { imported = import_block(std::move(block), trace, codes); });

    BlockFolder folder(call.options["output"].as<std::string>());
    hashes[imported.block.context.number] = imported.block.hash;
    if (!imported.block.context.recent_block_hashes.empty())
        hashes[imported.block.context.number - 1] = imported.block.context.recent_block_hashes.front();
    folder.add_hashes(hashes);
    folder.add(imported.block.name, block_json, imported.block.pre_entries, receipts);
    const fs::path place = folder.place_of(imported.block.name);
    call.console.out << summary_of(imported, place);
    if (!imported.differences.empty()) {
        call.console.out << differences_text(imported.block.name, imported.differences);
        return ExitCode::RunFailed;
    }
    call.console.out << "executes to what its header says    replay: headway replay " << place.string() << "\n";
    return ExitCode::Ok;
}

}  // namespace

sim::Verb import_verb() {
    return {
        "import",
        "BLOCK TRACE [options]",
        "make a block of your own node one that can be replayed",
        "Puts a block's pre-state together from what a node saw each transaction touch, executes the block to check\n"
        "that it gives what its header says, and adds it to a folder for `headway replay` and for scenarios\n"
        "(workload.replay). The files are a node's answers, whole or only their `result`. To get them for block\n"
        "19933612 (0x13029ac) from a node that serves the debug interface (Geth: --http.api eth,debug; the block must\n"
        "be within its kept states, or the node an archive):\n\n"
        "  rpc() { curl -s -H 'Content-Type: application/json' http://localhost:8545 --data \\\n"
        "    \"{\\\"jsonrpc\\\":\\\"2.0\\\",\\\"id\\\":1,\\\"method\\\":\\\"$1\\\",\\\"params\\\":[$2]}\"; }\n"
        "  rpc eth_getBlockByNumber '\"0x13029ac\",true' > block.json\n"
        "  rpc debug_traceBlockByNumber '\"0x13029ac\",{\"tracer\":\"prestateTracer\"}' > trace.json\n"
        "  rpc eth_getBlockReceipts '\"0x13029ac\"' > receipts.json      # if you like\n\n"
        "Not known from these: hashes that BLOCKHASH asks for beyond the parent's (--block-hashes), and, before\n"
        "block 2,675,000 of mainnet, whether an account without anything existed.",
        "headway import block.json trace.json -o mainnet\n"
        "headway import block.json trace.json --receipts receipts.json -o mainnet\n"
        "headway import block.json trace.json --fork Cancun -o devnet     # another chain",
        "0 done   1 the block executes to something else, or cannot be written   2 wrong usage\n"
        "3 a file is not what it should be",
        add_options,
        run};
}

}  // namespace models
