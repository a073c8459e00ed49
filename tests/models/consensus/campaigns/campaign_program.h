// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <cstdio>
#include <cstring>

#include <unistd.h>

#include "models/consensus/seeded_bug.h"
#include "tests/models/consensus/campaign.h"

namespace models {

/// What a campaign program was asked: `PROGRAM FIRST_SEED COUNT [BUG]`.
struct CampaignRequest {
    std::uint64_t first = 1;
    std::uint64_t count = 1;
    int bug = 0;  ///< Seeded, and to be caught.
};

[[nodiscard]] inline bool parse(int argc, char** argv, CampaignRequest& request) {
    const auto number = [&](int place, auto& value) {
        const char* const end = argv[place] + std::strlen(argv[place]);
        const auto [last, error] = std::from_chars(argv[place], end, value);
        return error == std::errc{} && last == end;
    };
    if (argc < 3 || argc > 4 || !number(1, request.first) || !number(2, request.count)) return false;
    if (request.count == 0 || request.first + request.count < request.first) return false;
    return argc == 3 || (number(3, request.bug) && request.bug > 0);
}

/// A CHECK that fails is a violation like any other.
template <class Protocol>
[[nodiscard]] CampaignResult run_checked(const ClusterSetup<Protocol>& setup, std::uint64_t seed,
                                         const CampaignLimits& limits) {
    try {
        return run_campaign(setup, seed, limits);
    } catch (const sim::InvariantViolation& violation) {
        return {.violations = {violation.what()}};
    }
}

/// The `main` of a program that runs seeds one after another up to the first violation. Exit code 0: what was to be,
/// was (no violation, or with a seeded bug: a violation); 1: it was not; 2: not understood.
template <class Protocol>
int campaign_main(int argc, char** argv, const char* name, const ClusterSetup<Protocol>& setup,
                  const CampaignLimits& limits = {}) {
    CampaignRequest request;
    if (!parse(argc, argv, request)) {
        std::fprintf(stderr, "Usage: %s FIRST_SEED COUNT [BUG]\n", argv[0]);
        return 2;
    }
#ifdef HEADWAY_SEEDED_BUGS
    seeded_bug = request.bug;
#else
    if (request.bug != 0) {
        std::fprintf(stderr, "%s: built without seeded bugs\n", argv[0]);
        return 2;
    }
#endif
    const bool terminal = isatty(STDERR_FILENO) != 0;
    std::uint64_t blocks = 0, messages = 0, evidence = 0;
    for (std::uint64_t i = 0; i < request.count; ++i) {
        if (terminal) std::fprintf(stderr, "\r%s: %ju of %ju seeds ", name, i, request.count);
        const std::uint64_t seed = request.first + i;
        const CampaignResult result = run_checked(setup, seed, limits);
        blocks += result.height;
        messages += result.messages;
        evidence += result.evidence;
        if (result.violations.empty()) continue;
        if (terminal) std::fprintf(stderr, "\r\033[K");
        if (request.bug != 0) {
            std::printf("%s: bug %d is caught by seed %ju, the %ju. tried: %s\n", name, request.bug, seed, i + 1,
                        result.violations.front().c_str());
            return 0;
        }
        for (const std::string& violation : result.violations)
            std::printf("%s: seed %ju: %s\n", name, seed, violation.c_str());
        std::printf("%s: to see it again: %s %ju 1\n", name, argv[0], seed);
        return 1;
    }
    if (terminal) std::fprintf(stderr, "\r\033[K");
    if (request.bug != 0) {
        std::printf("%s: bug %d is not caught by %ju seeds\n", name, request.bug, request.count);
        return 1;
    }
    std::printf("%s: %ju seeds, no violation, %ju blocks final everywhere, %ju messages, %ju proofs of misbehaviour\n",
                name, request.count, blocks, messages, evidence);
    return 0;
}

}  // namespace models
