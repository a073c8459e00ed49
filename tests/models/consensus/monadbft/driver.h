// SPDX-License-Identifier: MIT
#pragma once

#include <initializer_list>
#include <utility>

#include <gtest/gtest.h>

#include "models/consensus/monadbft/protocol.h"

namespace models::monadbft {

/// One machine among four validators of equal stake, whose messages a test writes by hand. Three make a supermajority,
/// two are more than a third. Validators 0 1 2 1 2 1 3 3 0 2 lead rounds 1 to 10, so that 3 only follows at first.
struct Driver {
    explicit Driver(std::uint32_t self) : machine(validators, leaders, ValidatorIndex{self}) {}

    ValidatorSet validators{{1, 1, 1, 1}};
    LeaderSchedule leaders{validators, 1};
    Protocol machine;
    Effects effects;  ///< Of the last call.

    void start() {
        call([&] { machine.start(effects); });
    }
    void receive(ValidatorIndex from, Message message) {
        call([&] { machine.on_message(from, std::make_shared<const Message>(std::move(message)), effects); });
    }
    void receive(std::uint32_t from, Message message) { receive(ValidatorIndex{from}, std::move(message)); }
    void run_out(TimerName name, std::uint64_t round) {
        call([&] { machine.on_timer({.name = name, .round = round}, effects); });
    }
    void check(const SharedConsensusBlock& block, bool valid = true) {
        call([&] { machine.on_checked(block->id, valid, effects); });
    }
    void build(const BuildBlock& question, const BlockContent& content = {}) {
        call([&] { machine.on_built(question, content, effects); });
    }

    /// Effects of one kind, in order.
    template <class T>
    [[nodiscard]] std::vector<T> all() const {
        std::vector<T> found;
        for (const auto& effect : effects)
            if (const auto* match = std::get_if<T>(&effect)) found.push_back(*match);
        return found;
    }
    /// Messages of one kind in effects of one kind, in order.
    template <class M, template <class> class How>
    [[nodiscard]] std::vector<M> sent() const {
        std::vector<M> found;
        for (const How<Message>& effect : all<How<Message>>())
            if (const auto* match = std::get_if<M>(effect.message.get())) found.push_back(*match);
        return found;
    }
    /// To whom messages of one kind were sent.
    template <class M>
    [[nodiscard]] std::vector<ValidatorIndex> receivers() const {
        std::vector<ValidatorIndex> found;
        for (const auto& send : all<Send<Message>>())
            if (std::holds_alternative<M>(*send.message)) found.push_back(send.to);
        return found;
    }
    [[nodiscard]] std::vector<SharedConsensusBlock> reached(BlockStage stage) const {
        std::vector<SharedConsensusBlock> found;
        for (const Progress& progress : all<Progress>())
            if (progress.stage == stage) found.push_back(progress.block);
        return found;
    }
    [[nodiscard]] bool sets(TimerName name, std::uint64_t round) const {
        int times = 0;
        for (const SetTimer& set : all<SetTimer>()) times += set.timer == Timer{.name = name, .round = round};
        return times == 1;
    }

    [[nodiscard]] ValidatorIndex leader(std::uint64_t round) const { return leaders.leader(round); }

    [[nodiscard]] VoterSet voters(std::initializer_list<std::uint32_t> members) const {
        VoterSet set(validators.size());
        for (const std::uint32_t v : members) set.insert(ValidatorIndex{v});
        return set;
    }
    [[nodiscard]] SharedConsensusBlock block(const SharedConsensusBlock& parent, std::uint64_t round,
                                             std::uint8_t content = 0) const {
        ConsensusBlock block{.id = {},
                             .parent = parent->id,
                             .height = parent->height + 1,
                             .round = round,
                             .proposer = leader(round),
                             .content = {}};
        block.content.body_hash.bytes[0] = content;
        return seal(block);
    }
    [[nodiscard]] SharedQc qc(const SharedConsensusBlock& block, std::uint64_t round, std::uint64_t parent_round,
                              std::initializer_list<std::uint32_t> members = {0, 1, 2}) const {
        return std::make_shared<const QuorumCertificate>(QuorumCertificate{
            .round = round, .block = block->id, .parent_round = parent_round, .voters = voters(members)});
    }
    [[nodiscard]] SharedTip tip(const SharedConsensusBlock& block, const SharedQc& qc, const SharedTc& no_tip = nullptr,
                                const SharedNec& nec = nullptr) const {
        return std::make_shared<const Tip>(Tip{.header = block, .qc = qc, .no_tip = no_tip, .nec = nec});
    }
    /// Of validators that all bring along the same.
    [[nodiscard]] SharedTc tc(std::uint64_t round, const High& high,
                              std::initializer_list<std::uint32_t> members = {0, 1, 2}) const {
        return std::make_shared<const TimeoutCertificate>(TimeoutCertificate{
            .round = round, .groups = {{.rank = rank_of(high), .voters = voters(members)}}, .high = high});
    }
    /// Fresh, of the round after its parent's certificate.
    [[nodiscard]] Proposal proposal(const SharedConsensusBlock& block, const SharedQc& qc) const {
        return {.round = block->round, .block = block, .tip = tip(block, qc), .tc = nullptr};
    }
    [[nodiscard]] SharedQc genesis() const { return genesis_qc(validators); }

    /// Blocks of rounds 1 to `length`, each on the one before, as if all had gone well; block 0 is genesis.
    [[nodiscard]] std::vector<SharedConsensusBlock> chain(std::uint64_t length) const {
        std::vector<SharedConsensusBlock> blocks{genesis_block()};
        for (std::uint64_t round = 1; round <= length; ++round) blocks.push_back(block(blocks.back(), round));
        return blocks;
    }
    /// Of block `round` of that chain.
    [[nodiscard]] SharedQc chain_qc(const std::vector<SharedConsensusBlock>& chain, std::uint64_t round) const {
        return round == 0 ? genesis() : qc(chain[round], round, round - 1);
    }
    /// The machine gets the chain's proposals up to `round`, in order, and holds all that it is asked about valid.
    void follow(const std::vector<SharedConsensusBlock>& chain, std::uint64_t round) {
        for (std::uint64_t r = 1; r <= round; ++r) {
            receive(leader(r), proposal(chain[r], chain_qc(chain, r - 1)));
            check(chain[r]);
        }
    }

  private:
    template <class Call>
    void call(Call call) {
        effects.clear();
        call();
    }
};

}  // namespace models::monadbft
