// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

#include "models/consensus/consensus_block.h"

namespace models {

/// A protocol is a state machine that knows no clock. Inputs are calls, outputs are effects, appended in order to a
/// list that the caller carries out; every effect names what the machine waits for next:
///
///     struct Protocol {
///         using Message = std::variant<...>;              // with wire_size(const Message&) and digest(const Message&)
///         using Effects = std::vector<Effect<Message>>;
///         void start(Effects&);
///         void on_message(ValidatorIndex from, const std::shared_ptr<const Message>&, Effects&);
///         void on_timer(const Timer&, Effects&);          // each SetTimer comes back once, stale ones are ignored
///         void on_checked(const Hash& block, bool valid, Effects&);   // answers CheckBlock, at any later time or
///         never void on_built(const BuildBlock&, const BlockContent&, Effects&);   // answers BuildBlock, likewise
///     };
///
/// A machine never trusts what it receives: it recounts certificates, checks leaders and ids, and drops what does not
/// hold. It handles its own votes itself: Send to itself, Broadcast and Disseminate never come back to the sender.
/// Nothing is sent for it: what gets lost on the way is recovered by the protocol's own means.

/// One message to one validator.
template <class Message>
struct Send {
    ValidatorIndex to;
    std::shared_ptr<const Message> message;
};
/// One message to every other validator, each directly.
template <class Message>
struct Broadcast {
    std::shared_ptr<const Message> message;
};
/// A block with its body to every other validator, by the scenario's way of spreading blocks.
template <class Message>
struct Disseminate {
    std::shared_ptr<const Message> message;
};

/// `name` is one of the protocol's own; how long it takes is the caller's to know.
struct Timer {
    std::uint8_t name = 0;
    std::uint64_t round = 0;
    bool operator==(const Timer&) const = default;
};
struct SetTimer {
    Timer timer;
};

/// Asks whether the block's content holds (in interleaved execution: execute it first; with delayed roots: does its
/// claim agree with ours?). All its ancestors are known. The answer is on_checked.
struct CheckBlock {
    SharedConsensusBlock block;
};
/// Asks for the content of a new block on `parent`, whose ancestors are known. The answer is on_built.
struct BuildBlock {
    std::uint64_t round = 0;
    SharedConsensusBlock parent;
};

/// What is now known of a block; by itself it changes nothing.
enum class BlockStage : std::uint8_t {
    Received,   ///< The block and all its ancestors are here: execution may begin. Comes once a block, ancestors first.
    Head,       ///< Now the head that this validator would build on.
    Certified,  ///< A supermajority voted for it: speculatively final in MonadBFT.
    Justified,  ///< Casper FFG: its checkpoint is justified.
    Finalized,  ///< It and all its ancestors stay. Comes once a block, ancestors first.
};
struct Progress {
    BlockStage stage = BlockStage::Received;
    SharedConsensusBlock block;
};

/// Proof that a validator broke the rules, whatever came of it.
enum class Offence : std::uint8_t {
    TwoProposals,  ///< Two blocks for one round.
    TwoVotes,      ///< Two votes that exclude each other.
    WrongState,    ///< A state claim that does not agree with ours.
};
struct Evidence {
    ValidatorIndex offender;
    Offence offence = Offence::TwoProposals;
    std::uint64_t round = 0;
};

/// Two blocks that exclude each other are final: more than a third of the stake is byzantine, or there is a bug. The
/// caller reports it; the machine keeps what it finalized first.
struct SafetyViolation {
    SharedConsensusBlock finalized;
    SharedConsensusBlock conflicting;
};

template <class Message>
using Effect = std::variant<Send<Message>, Broadcast<Message>, Disseminate<Message>, SetTimer, CheckBlock, BuildBlock,
                            Progress, Evidence, SafetyViolation>;

}  // namespace models
