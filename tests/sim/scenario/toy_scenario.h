// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/base/quantity.h"
#include "sim/base/schema.h"
#include "sim/base/time.h"
#include "sim/scenario/bind.h"

namespace sim {

enum class ToyMode { Serial, BlockStm };
template <>
struct EnumNames<ToyMode> {
    static constexpr std::pair<ToyMode, const char*> names[] = {{ToyMode::Serial, "serial"},
                                                                {ToyMode::BlockStm, "block_stm"}};
};

struct ToyLink {
    Duration latency = 10_ms;
    BitRate bandwidth = 100_Mbps;
    Share loss;
    bool operator==(const ToyLink&) const = default;

    static constexpr auto schema() {
        return std::tuple{
            Field{"latency", &ToyLink::latency, "One way.", Bounds<Duration>{1_us, 10_s}},
            Field{"bandwidth", &ToyLink::bandwidth, "Of the slower side."},
            Field{"loss", &ToyLink::loss, "Share of lost messages."},
        };
    }
};

struct ToySequencer {
    Duration mini_block_interval = 10_ms;
    std::uint64_t workers = 4;
    bool parallel = true;
    ToyMode mode = ToyMode::BlockStm;
    ToyLink link = {2_ms, 100_Mbps, {}};
    bool operator==(const ToySequencer&) const = default;

    static constexpr auto schema() {
        return std::tuple{
            Field{"mini_block_interval", &ToySequencer::mini_block_interval, "Time between two mini-blocks.",
                  Bounds<Duration>{1_ms, 10_s}},
            Field{"workers", &ToySequencer::workers, "Virtual cores.", Bounds<std::uint64_t>{1, 1024}},
            Field{"parallel", &ToySequencer::parallel, "Execute in parallel.\nOff: one core."},
            Field{"mode", &ToySequencer::mode, "Which executor."},
            Field{"link", &ToySequencer::link, "To the network."},
        };
    }
};

/// Has a member of every kind that a scenario may have.
struct ToyScenario {
    std::string model = "toy";
    std::string title = "A toy: for tests";
    ToySequencer sequencer;
    std::vector<ToyLink> links;
    std::map<std::string, Share> mix = {{"swap", Share::percent(20)}, {"transfer", Share::percent(80)}};
    std::map<std::string, ToyLink> regions;
    std::optional<Duration> until;
    std::vector<std::uint64_t> counts = {1, 2};
    std::vector<std::vector<Duration>> matrix;
    std::optional<ToyLink> backup;
    bool operator==(const ToyScenario&) const = default;

    static constexpr auto schema() {
        return std::tuple{
            Field{"model", &ToyScenario::model, "Which model."},
            Field{"title", &ToyScenario::title, "What the scenario shows."},
            Field{"sequencer", &ToyScenario::sequencer, "Orders and seals."},
            Field{"links", &ToyScenario::links, "All links."},
            Field{"mix", &ToyScenario::mix, "Shares of transaction kinds."},
            Field{"regions", &ToyScenario::regions, "Links by region."},
            Field{"until", &ToyScenario::until, "End of the run."},
            Field{"counts", &ToyScenario::counts, "Some numbers."},
            Field{"matrix", &ToyScenario::matrix, "Round trips."},
            Field{"backup", &ToyScenario::backup, "A second link."},
        };
    }
};
static_assert(schema_is_complete<ToyLink>());
static_assert(schema_is_complete<ToySequencer>());

/// What is wrong with `text`, whether it is thrown at once or collected.
inline std::vector<InputProblem> problems_of(const std::string& text,
                                             const std::vector<std::string>& assignments = {}) {
    std::vector<InputProblem> problems;
    try {
        Document document = Document::parse(text, "toy.yaml");
        for (const std::string& assignment : assignments) document.set(assignment);
        static_cast<void>(bind<ToyScenario>(document, problems));
    } catch (const InputError& error) {
        problems = error.problems();
    }
    return problems;
}

}  // namespace sim
