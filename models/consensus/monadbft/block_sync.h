// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "models/consensus/effects.h"
#include "models/consensus/monadbft/block_tree.h"
#include "models/consensus/monadbft/messages.h"

namespace models::monadbft {

using Effects = std::vector<Effect<Message>>;

/// The machine's timers. `round` of a kSyncTimer is a number of BlockSync's own.
enum TimerName : std::uint8_t {
    kRoundTimer,  ///< From entering a round to giving it up; then between two timeouts of the same round.
    kPaceTimer,   ///< Between two votes.
    kSyncTimer,   ///< From asking for a block to asking another validator for it.
};

/// Asks for blocks that a validator lacks, one validator after the other, until one answers.
///
/// assumption: a response holds up to ten blocks and the next is asked for when it is here. Monad asks for up to 800
/// headers, then for their bodies, ten at a time (monad-blocksync/src/messages/message.rs, blocksync.rs), of peers
/// drawn by stake; here every validator is as likely.
class BlockSync {
  public:
    static constexpr std::size_t kBlocksPerResponse = 10;
    static constexpr std::uint64_t kAlways = std::numeric_limits<std::uint64_t>::max();

    struct Want {
        Hash block;
        VoterSet holders;  ///< Who should have it: asked every other time. All, if made for no validators.
        std::uint64_t until_final = kAlways;  ///< Not needed when a block of this round or a later one is final.
    };

    BlockSync(ValidatorIndex self, std::size_t validators, const BlockTree& tree)
        : self_(self), validators_(validators), tree_(tree) {}

    void want(Want want, Effects& effects);
    [[nodiscard]] bool wants(const Hash& block) const;
    void got(const Hash& block);
    void on_timer(const Timer& timer, Effects& effects);
    void answer(ValidatorIndex from, const BlockRequest& request, Effects& effects) const;

  private:
    struct Pending {
        Want want;
        std::uint32_t attempt = 0;
        std::uint64_t timer = 0;
    };
    void ask(Pending& pending, Effects& effects);

    ValidatorIndex self_;
    std::size_t validators_;
    const BlockTree& tree_;
    std::vector<Pending> pending_;
    std::uint64_t timers_ = 0;
};

}  // namespace models::monadbft
