// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "models/chain/bytes.h"
#include "models/chain/gas.h"
#include "models/chain/receipt.h"
#include "models/chain/transaction.h"
#include "models/chain/uint256.h"

namespace models {

/// keccak256(rlp([])): the ommers hash of every block since proof of stake.
extern const Hash kEmptyOmmersHash;
/// keccak256(rlp("")): the root of an empty trie.
extern const Hash kEmptyTrieRoot;

/// The header of an Ethereum block (Yellow Paper, 4.3). The optional fields came one after the other, so an absent one
/// ends the encoding: all of them are absent before London, all present from Cancun on.
struct BlockHeader {
    Hash parent_hash;
    Hash ommers_hash = kEmptyOmmersHash;
    Address beneficiary;
    Hash state_root = kEmptyTrieRoot;
    Hash transactions_root = kEmptyTrieRoot;
    Hash receipts_root = kEmptyTrieRoot;
    Bloom logs_bloom{};
    U256 difficulty;  ///< Zero since proof of stake.
    std::uint64_t number = 0;
    Gas gas_limit;
    Gas gas_used;
    std::uint64_t timestamp = 0;  ///< Unix seconds.
    ByteString extra;
    Hash prev_randao;                        ///< The mix hash of proof of work.
    std::array<std::uint8_t, 8> nonce{};     ///< Zero since proof of stake.
    std::optional<U256> base_fee;            ///< EIP-1559, London.
    std::optional<Hash> withdrawals_root;    ///< EIP-4895, Shanghai.
    std::optional<Gas> blob_gas_used;        ///< EIP-4844, Cancun.
    std::optional<Gas> excess_blob_gas;      ///< EIP-4844, Cancun.
    std::optional<Hash> parent_beacon_root;  ///< EIP-4788, Cancun.
    bool operator==(const BlockHeader&) const = default;
};

struct Block {
    BlockHeader header;
    std::vector<Transaction> transactions;
    bool operator==(const Block&) const = default;
};

/// The RLP encoding of a header.
[[nodiscard]] ByteString encode(const BlockHeader& header);
/// The hash that names the block.
[[nodiscard]] Hash block_hash(const BlockHeader& header);

}  // namespace models
