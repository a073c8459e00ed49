// SPDX-License-Identifier: MIT
#include "models/world/megaeth_experiment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/base/error.h"
#include "sim/scenario/bind.h"
#include "tests/models/replay/small_block.h"
#include "tests/models/world/small_scenario.h"

namespace models {
namespace {

/// What binding the small scenario with this workload.replay keeps, as a file of `folder`.
std::string bound(const std::string& replay, const std::filesystem::path& folder) {
    MegaEthScenario scenario = small_scenario();
    scenario.workload.replay = replay;
    const auto document = sim::Document::parse(sim::to_yaml(scenario, false), (folder / "scenario.yaml").string());
    return megaeth_model().bind(document)->to_json();
}

TEST(MegaEthExperiment, keeps_where_replayed_blocks_are_whatever_the_current_folder) {
    const sim::TemporaryFolder folder;
    static_cast<void>(SmallBlock().write(folder));
    EXPECT_THAT(bound(".", folder.path()), testing::HasSubstr("\"" + folder.path().string()));
    EXPECT_EQ(bound(folder.path().string() + "/", folder.path()), bound("./", folder.path()));
}

TEST(MegaEthExperiment, refuses_a_replay_without_blocks_at_its_key) {
    const sim::TemporaryFolder folder;
    try {
        static_cast<void>(bound("nowhere", folder.path()));
        FAIL() << "was accepted";
    } catch (const sim::InputError& error) {
        ASSERT_EQ(error.problems().size(), 1U);
        EXPECT_EQ(error.problems()[0].key, "workload.replay");
        EXPECT_GT(error.problems()[0].where.line, 0U);
        EXPECT_THAT(error.problems()[0].message, testing::HasSubstr("nowhere"));
    }
}

}  // namespace
}  // namespace models
