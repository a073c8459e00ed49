// SPDX-License-Identifier: MIT
#include "models/chain/block.h"

#include "models/chain/keccak.h"
#include "models/chain/rlp.h"

namespace models {
namespace {

void add(RlpWriter& writer, Gas gas) {
    writer.add(static_cast<std::uint64_t>(gas.units()));
}

/// The fields that came with later revisions, up to the first that is absent.
void add_optional_fields(RlpWriter& writer, const BlockHeader& header) {
    if (!header.base_fee) return;
    writer.add(*header.base_fee);
    if (!header.withdrawals_root) return;
    writer.add(*header.withdrawals_root);
    if (!header.blob_gas_used) return;
    add(writer, *header.blob_gas_used);
    if (!header.excess_blob_gas) return;
    add(writer, *header.excess_blob_gas);
    if (!header.parent_beacon_root) return;
    writer.add(*header.parent_beacon_root);
}

}  // namespace

// Written out, so that static initialisers elsewhere may use them.
constinit const Hash kEmptyOmmersHash =
    U256{0x1dcc4de8dec75d7a, 0xab85b567b6ccd41a, 0xd312451b948a7413, 0xf0a142fd40d49347}.to_hash();
constinit const Hash kEmptyTrieRoot =
    U256{0x56e81f171bcc55a6, 0xff8345e692c0f86e, 0x5b48e01b996cadc0, 0x01622fb5e363b421}.to_hash();

ByteString encode(const BlockHeader& header) {
    RlpWriter writer;
    const auto fields = writer.open_list();
    writer.add(header.parent_hash);
    writer.add(header.ommers_hash);
    writer.add(header.beneficiary);
    writer.add(header.state_root);
    writer.add(header.transactions_root);
    writer.add(header.receipts_root);
    writer.add(ByteView(header.logs_bloom));
    writer.add(header.difficulty);
    writer.add(header.number);
    add(writer, header.gas_limit);
    add(writer, header.gas_used);
    writer.add(header.timestamp);
    writer.add(ByteView(header.extra));
    writer.add(header.prev_randao);
    writer.add(ByteView(header.nonce));
    add_optional_fields(writer, header);
    writer.close_list(fields);
    return writer.take();
}

Hash block_hash(const BlockHeader& header) {
    return keccak256(encode(header));
}

}  // namespace models
