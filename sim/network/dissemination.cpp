// SPDX-License-Identifier: MIT
#include "sim/network/dissemination.h"

#include <utility>

#include "sim/base/check.h"
#include "sim/network/direct.h"
#include "sim/network/erasure_coded.h"
#include "sim/network/gossip.h"

namespace sim {

std::unique_ptr<Dissemination> make_dissemination(Network& network, const DisseminationParams& params,
                                                  const std::string& name, std::vector<Member> members) {
    switch (params.kind) {
        case DisseminationParams::Kind::Direct:
            return std::make_unique<Direct>(network, name, std::move(members));
        case DisseminationParams::Kind::Gossip:
            return std::make_unique<Gossip>(network, params.gossip, name, std::move(members));
        case DisseminationParams::Kind::ErasureCoded:
            return std::make_unique<ErasureCoded>(network, params.erasure_coded, name, std::move(members));
    }
    CHECK(false, "unknown kind of dissemination");
    return nullptr;
}

}  // namespace sim
