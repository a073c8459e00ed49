// SPDX-License-Identifier: MIT
#include "models/replay/chain_forks.h"

#include "models/evm/forks.h"

namespace models {
namespace {

// ethereum/execution-specs, README.md, "Ethereum Protocol Releases".

struct ByNumber {
    std::uint64_t first;
    Revision revision;
};
constexpr ByNumber kByNumber[] = {
    {15'537'394, Revision::Paris},         {12'965'000, Revision::London},          {12'244'000, Revision::Berlin},
    {9'069'000, Revision::Istanbul},       {7'280'000, Revision::Petersburg},       {4'370'000, Revision::Byzantium},
    {2'675'000, Revision::SpuriousDragon}, {2'463'000, Revision::TangerineWhistle}, {1'150'000, Revision::Homestead},
};

struct ByTime {
    std::uint64_t since;
    BlockRules rules;
};
// Blob parameters: EIP-7607, and EIP-7892 for the two that only change them.
constexpr BlockRules kBpo2{.revision = Revision::Osaka, .max_blobs = 21, .blob_fee_update_fraction = 11'684'671};
constexpr BlockRules kBpo1{.revision = Revision::Osaka, .max_blobs = 15, .blob_fee_update_fraction = 8'346'193};
constexpr ByTime kByTime[] = {
    {1'767'747'671, kBpo2},
    {1'765'290'071, kBpo1},
    {1'764'798'551, {.revision = Revision::Osaka}},
    {1'746'612'311, {.revision = Revision::Prague}},
    {1'710'338'135, {.revision = Revision::Cancun}},
    {1'681'338'455, {.revision = Revision::Shanghai}},
};

}  // namespace

std::optional<BlockRules> rules_of_fork(std::string_view fork) {
    if (fork == "BPO1") return kBpo1;
    if (fork == "BPO2") return kBpo2;
    const auto revision = revision_of_fork(fork);
    if (!revision || is_blob_schedule_fork(fork)) return std::nullopt;
    return BlockRules{.revision = *revision};
}

BlockRules mainnet_rules(std::uint64_t number, std::uint64_t timestamp) {
    for (const ByTime& upgrade : kByTime)
        if (timestamp >= upgrade.since) return upgrade.rules;
    for (const ByNumber& upgrade : kByNumber)
        if (number >= upgrade.first) return {.revision = upgrade.revision};
    return {.revision = Revision::Frontier};
}

}  // namespace models
