// SPDX-License-Identifier: MIT
#include "models/consensus/consensus_block.h"

#include "models/chain/keccak.h"
#include "models/chain/rlp.h"

namespace models {

Hash block_id(const ConsensusBlock& block) {
    RlpWriter writer;
    const std::size_t list = writer.open_list();
    writer.add(block.parent);
    writer.add(block.height);
    writer.add(block.round);
    writer.add(std::uint64_t{block.proposer.value});
    writer.add(block.content.body_hash);
    writer.add(static_cast<std::uint64_t>(block.content.body_size.count()));
    const std::size_t claim = writer.open_list();
    if (block.content.claim) {
        writer.add(block.content.claim->height);
        writer.add(block.content.claim->root);
    }
    writer.close_list(claim);
    writer.add(block.attached);
    writer.close_list(list);
    return keccak256(writer.bytes());
}

SharedConsensusBlock seal(ConsensusBlock block) {
    block.id = block_id(block);
    return std::make_shared<const ConsensusBlock>(std::move(block));
}

SharedConsensusBlock genesis_block() {
    static const SharedConsensusBlock genesis = seal({});
    return genesis;
}

}  // namespace models
