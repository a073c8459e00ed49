// SPDX-License-Identifier: MIT
// Runs small chains with the validators' sources compiled with the mistakes that models/consensus/seeded_bug.h is
// about: `PROGRAM BUG`, 0 for none. Exit code 0: what was to be, was (with a mistake: something saw it); 1: it was not.
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>

#include "models/consensus/seeded_bug.h"
#include "sim/base/check.h"
#include "tests/models/world/chain_runs.h"

namespace models {
namespace {

/// What is wrong with how the run ended; nothing if it is as it should be.
std::optional<std::string> fault_of(const ChainWorld& world) {
    const ChainRecorder& recorder = world.recorder();
    if (recorder.metrics().unexecutable_transactions.total() > 0)
        return "a final block has a transaction that is invalid";
    if (recorder.metrics().safety_violations.total() > 0) return "safety is violated";
    if (recorder.transactions().pending() > 0) return "the chain stopped";
    for (std::uint32_t v = 0; v < world.roles().size(); ++v)
        if (world.roles()[v].wrong_state && !recorder.caught().contains({ValidatorIndex{v}, Offence::WrongState}))
            return "a validator with a wrong state is not named";
    return std::nullopt;
}

std::optional<std::string> fault_in(const ChainScenario& scenario) {
    try {
        return fault_of(*run(scenario));
    } catch (const sim::InvariantViolation& violation) {
        return violation.what();
    }
}

/// The first fault that a chain shows, whose accounts send many transactions each.
std::optional<std::string> first_fault() {
    for (const ExecutionMode mode : {ExecutionMode::Asynchronous, ExecutionMode::DelayedRoot}) {
        ChainScenario scenario = small_chain(ConsensusProtocol::MonadBft, mode);
        scenario.workload.accounts = 5;
        scenario.drain = 5_s;
        if (auto fault = fault_in(scenario)) return fault;
        scenario.faults.wrong_state = sim::Share::percent(25);
        scenario.faults.wrong_state_height = 3;
        if (auto fault = fault_in(scenario)) return fault;
    }
    return std::nullopt;
}

}  // namespace
}  // namespace models

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "Usage: %s BUG\n", argv[0]);
        return 2;
    }
    models::seeded_bug = std::atoi(argv[1]);
    const std::optional<std::string> fault = models::first_fault();
    std::printf("bug %d: %s\n", models::seeded_bug, fault ? fault->c_str() : "nothing is wrong");
    return fault.has_value() == (models::seeded_bug != 0) ? 0 : 1;
}
