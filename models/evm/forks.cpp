// SPDX-License-Identifier: MIT
#include "models/evm/forks.h"

#include <array>

namespace models {
namespace {

struct Fork {
    std::string_view name;
    Revision revision;
};

constexpr std::array kForks = {
    Fork{"Frontier", Revision::Frontier},
    Fork{"Homestead", Revision::Homestead},
    Fork{"EIP150", Revision::TangerineWhistle},
    Fork{"TangerineWhistle", Revision::TangerineWhistle},
    Fork{"EIP158", Revision::SpuriousDragon},
    Fork{"SpuriousDragon", Revision::SpuriousDragon},
    Fork{"Byzantium", Revision::Byzantium},
    Fork{"Constantinople", Revision::Constantinople},
    Fork{"ConstantinopleFix", Revision::Petersburg},
    Fork{"Petersburg", Revision::Petersburg},
    Fork{"Istanbul", Revision::Istanbul},
    Fork{"MuirGlacier", Revision::Istanbul},  // Only the difficulty bomb differs.
    Fork{"Berlin", Revision::Berlin},
    Fork{"London", Revision::London},
    Fork{"ArrowGlacier", Revision::London},
    Fork{"GrayGlacier", Revision::London},
    Fork{"Merge", Revision::Paris},
    Fork{"Paris", Revision::Paris},
    Fork{"Shanghai", Revision::Shanghai},
    Fork{"Cancun", Revision::Cancun},
    Fork{"Prague", Revision::Prague},
    Fork{"Osaka", Revision::Osaka},
    Fork{"BPO1", Revision::Osaka},
    Fork{"BPO2", Revision::Osaka},
    Fork{"BPO3", Revision::Osaka},
    Fork{"BPO4", Revision::Osaka},
    Fork{"BPO5", Revision::Osaka},
};

}  // namespace

std::optional<Revision> revision_of_fork(std::string_view fork) {
    for (const Fork& known : kForks)
        if (known.name == fork) return known.revision;
    return std::nullopt;
}

const char* name_of(Revision revision) {
    static constexpr const char* kNames[] = {
        "Frontier",       "Homestead",  "TangerineWhistle", "SpuriousDragon", "Byzantium",
        "Constantinople", "Petersburg", "Istanbul",         "Berlin",         "London",
        "Paris",          "Shanghai",   "Cancun",           "Prague",         "Osaka"};
    return kNames[static_cast<std::size_t>(revision)];
}

bool is_blob_schedule_fork(std::string_view fork) {
    return fork.starts_with("BPO") && revision_of_fork(fork).has_value();
}

}  // namespace models
