// SPDX-License-Identifier: MIT
#include "models/replay/replay_options.h"

#include "models/evm/forks.h"
#include "models/replay/chain_forks.h"
#include "sim/cli/options.h"

namespace models {

namespace po = boost::program_options;

void add_chain_options(po::options_description& options) {
    auto add = options.add_options();
    add("fork", po::value<std::string>()->value_name("NAME"),
        "rules of the blocks, such as Cancun; BPO1 and BPO2 with mainnet's blobs; if not given: what the block's file "
        "says, or mainnet's by number and time");
    add("chain-id", po::value<std::string>()->value_name("N"),
        "EIP-155 id of the chain; if not given: what the block's file or its transactions say, or 1");
}

ChainChoice chain_choice_of(const sim::Invocation& call) {
    ChainChoice choice;
    if (call.options.count("fork") != 0) {
        choice.fork = call.options["fork"].as<std::string>();
        if (!rules_of_fork(*choice.fork)) {
            std::vector<std::string> known = {"BPO1", "BPO2"};
            for (auto revision = Revision::Frontier; revision <= Revision::Osaka;
                 revision = static_cast<Revision>(static_cast<int>(revision) + 1))
                known.emplace_back(name_of(revision));
            sim::reject_name("fork", *choice.fork, known);
        }
    }
    if (call.options.count("chain-id") != 0) choice.chain_id = sim::option_value<std::uint64_t>(call, "chain-id");
    return choice;
}

}  // namespace models
