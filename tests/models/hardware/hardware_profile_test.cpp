// SPDX-License-Identifier: MIT
#include "models/hardware/hardware_profile.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "sim/scenario/bind.h"

namespace models {
namespace {

using namespace sim::literals;

std::map<std::string, HardwareProfile> load_profiles() {
    std::map<std::string, HardwareProfile> profiles;
    const std::filesystem::path folder = std::filesystem::path(HEADWAY_SOURCE_DIR) / "scenarios/hardware";
    for (const auto& file : std::filesystem::directory_iterator(folder))
        if (file.path().extension() == ".yaml")
            profiles[file.path().stem().string()] = sim::bind<HardwareProfile>(sim::Document::load(file.path()));
    return profiles;
}

TEST(HardwareProfile, every_profile_says_what_it_is_and_where_its_numbers_come_from) {
    const auto profiles = load_profiles();
    EXPECT_GE(profiles.size(), 4U);
    for (const auto& [name, profile] : profiles) {
        EXPECT_FALSE(profile.description.empty()) << name;
        EXPECT_FALSE(profile.source.empty()) << name;
    }
}

TEST(HardwareProfile, node_classes_are_those_that_megaeth_published) {
    const auto profiles = load_profiles();
    EXPECT_EQ(profiles.at("megaeth-sequencer").cores, 16U);
    EXPECT_EQ(profiles.at("megaeth-sequencer-100").cores, 100U);
    EXPECT_EQ(profiles.at("megaeth-sequencer").nic_up, 10_Gbps);
    EXPECT_EQ(profiles.at("replica").nic_down, 100_Mbps);
    EXPECT_EQ(profiles.at("full-node").nic_down, 200_Mbps);
}

}  // namespace
}  // namespace models
