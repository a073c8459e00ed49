// SPDX-License-Identifier: MIT
#include "models/calibration/calibrate_verb.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <sstream>

#include "models/hardware/hardware_profile.h"
#include "sim/cli/cli.h"
#include "sim/scenario/bind.h"

namespace models {
namespace {

/// What the program says to `arguments`.
struct Answer {
    sim::ExitCode code;
    std::string out;
    std::string err;
};
Answer headway(const std::vector<std::string>& arguments) {
    std::ostringstream out;
    std::ostringstream err;
    sim::Console console{.out = out, .err = err};
    const sim::ExitCode code = sim::run_cli({.models = {}, .verbs = {calibrate_verb()}}, arguments, console);
    return {code, out.str(), err.str()};
}

TEST(CalibrateVerb, writes_a_profile_that_binds_to_what_it_printed) {
    const auto file = std::filesystem::temp_directory_path() / ("headway-" + std::to_string(::getpid()) + ".yaml");
    const Answer answer = headway({"calibrate", "--quick", "-o", file.string()});
    ASSERT_EQ(answer.code, sim::ExitCode::Ok) << answer.err;
    EXPECT_NE(answer.out.find("costs.compute_gas"), std::string::npos);
    const auto profile = sim::bind<HardwareProfile>(sim::Document::load(file));
    std::filesystem::remove(file);
    EXPECT_FALSE(profile.description.empty());
    EXPECT_NE(profile.source.find("headway calibrate"), std::string::npos);
    EXPECT_GT(profile.costs.compute_gas.ps(), 0);
    EXPECT_LT(profile.costs.compute_gas.ps(), 1'000'000);
    EXPECT_GT(profile.costs.signature.ps(), 1'000'000);
    EXPECT_GT(profile.costs.schedule.ps(), 0);
    EXPECT_NE(profile.costs, WorkCosts{});
}

TEST(CalibrateVerb, refuses_a_file_that_cannot_be_written_before_it_measures) {
    const Answer answer = headway({"calibrate", "-o", "/nonexistent/folder/profile.yaml"});
    EXPECT_EQ(answer.code, sim::ExitCode::Usage);
    EXPECT_NE(answer.err.find("cannot be written"), std::string::npos) << answer.err;
}

}  // namespace
}  // namespace models
