// SPDX-License-Identifier: MIT
#include "tests/models/consensus/campaigns/campaign_program.h"
#include "tests/models/consensus/ethereum/gasper_cluster.h"

namespace models::ethereum {
namespace {

/// What only a byzantine validator signs, and in its name only.
struct Forgery {
    std::uint64_t random;

    Message operator()(Proposal proposal) const {
        // Includes votes twice, which is no gain to anybody, or leaves them out.
        auto& votes = proposal.votes;
        if (!votes.empty() && random / 3 % 2 == 0)
            for (std::size_t i = 0; votes.size() < kMaxVotesPerBlock; ++i) votes.push_back(AggregatedVotes(votes[i]));
        else
            votes.clear();
        ConsensusBlock block = *proposal.block;
        block.attached = random % 3 == 0 ? Hash{} : commitment(votes);
        if (random % 3 == 1) ++block.height;
        proposal.block = seal(std::move(block));
        return proposal;
    }
    Message operator()(Attestation attestation) const {
        AttestationData& data = attestation.data;
        switch (random % 5) {
            case 0:
                data.head.bytes[0] ^= 1;
                break;
            case 1:
                data.source = {};
                break;
            case 2:
                data.target.root = data.source.root;
                break;
            case 3:
                data.slot += random / 5 % 64;
                break;
            default:
                data.head = data.source.root;
                break;
        }
        return attestation;
    }
    Message operator()(Aggregate aggregate) const {
        VoterSet fewer(aggregate.votes.voters.width());
        for (std::uint32_t v = 0; v < fewer.width(); ++v)
            if (aggregate.votes.voters.contains(ValidatorIndex{v}) && (random >> v & 1) != 0)
                fewer.insert(ValidatorIndex{v});
        aggregate.votes.voters = random % 3 == 0 ? VoterSet(fewer.width() + 1) : std::move(fewer);
        return aggregate;
    }
    Message operator()(BlockRequest request) const {
        request.block.bytes[0] ^= 1;
        return request;
    }
    Message operator()(BlockResponse response) const { return response; }
};

}  // namespace
}  // namespace models::ethereum

int main(int argc, char** argv) {
    using namespace models;
    using namespace models::ethereum;
    auto setup = setup_of({.duties_per_epoch = 32});
    setup.forge = [](const Message& message, std::uint64_t random) {
        return std::make_shared<const Message>(
            std::visit([&](const auto& content) { return Forgery{random}(content); }, message));
    };
    const Tick epoch = kSlotsPerEpoch * kSlotTicks;
    return campaign_main(argc, argv, "ethereum", setup, {.chaos = 6 * epoch, .bound = 8 * epoch});
}
