// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>

#include "models/messages/block_body.h"
#include "models/state/state.h"

namespace models {

/// Whether a transaction may stand next in a block, by what is known before the block is executed.
enum class Inclusion : std::uint8_t {
    Ok,
    NonceTooLow,   ///< It is in the chain already.
    NonceGap,      ///< One of its sender before it is missing.
    Unaffordable,  ///< Its sender might not be able to pay.
};

/// The rule for including transactions before the blocks in front of them are executed. Each sender has the balance of
/// the executed state, less what its transactions in blocks not executed yet may take: gas limit times fee, and value.
/// With a `reserve`, as in Monad's asynchronous execution (facts: reserve balance, k blocks), the fees of a sender's
/// transactions in flight may also not exceed the reserve, but for the first one, which may empty the account.
/// assumption: value counts against the balance at inclusion, where Monad lets execution revert what dips into the
/// reserve; so what is included can always pay, whatever happens between.
class InclusionRule {
  public:
    InclusionRule(const State& executed, std::optional<U256> reserve) : executed_(executed), reserve_(reserve) {}

    /// All transactions of a block between the executed state and the block in question, oldest block first.
    void add_in_flight(const BlockBody& body);
    /// If Ok, the transaction counts as included.
    [[nodiscard]] Inclusion admit(const Transaction& transaction);

  private:
    struct Sender {
        std::uint64_t executed_nonce = 0;
        std::uint64_t next_nonce = 0;
        U256 left;            ///< Of its balance.
        U256 fees_in_flight;  ///< Of all but the first.
    };
    Sender& find(const Address& sender);
    void charge(Sender& sender, const Transaction& transaction);

    const State& executed_;
    std::optional<U256> reserve_;
    std::unordered_map<Address, Sender, AddressHasher> senders_;
};

/// True if all of `body` may stand in a block after what `rule` has seen.
[[nodiscard]] bool admits_all(InclusionRule& rule, const BlockBody& body);

}  // namespace models
