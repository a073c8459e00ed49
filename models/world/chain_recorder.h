// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "models/actors/chain_observer.h"
#include "models/actors/pipeline_observer.h"
#include "sim/kernel/simulation.h"
#include "sim/metrics/lifecycle.h"
#include "sim/metrics/metrics.h"

namespace models {

/// The stages of a transaction, as the RPC node that it was submitted to sees them.
[[nodiscard]] sim::LifecycleSpec chain_transaction_lifecycle();
/// The stages of a block.
[[nodiscard]] sim::LifecycleSpec chain_block_lifecycle();

/// What a run of a chain gave as a whole.
struct ChainMetrics {
    sim::Counter blocks_proposed;
    sim::Counter blocks_finalized;
    sim::Counter transactions_finalized;
    sim::Counter gas_finalized;
    sim::Counter unexecutable_transactions;
    sim::Counter late_blocks;
    sim::Counter lost_rounds;
    sim::Distribution block_arrival;
    sim::Distribution block_interval;
    sim::Distribution block_gas;
    sim::Distribution block_execution;
    sim::Counter offenders;
    sim::Counter safety_violations;

    static constexpr auto schema() {
        using M = ChainMetrics;
        using sim::Better;
        using sim::Unit;
        return std::tuple{
            sim::MetricField{"blocks_proposed", &M::blocks_proposed, Unit::Count, Better::None, "Blocks proposed."},
            sim::MetricField{"blocks_finalized", &M::blocks_finalized, Unit::Count, Better::Higher,
                             "Blocks that are final at an honest validator."},
            sim::MetricField{"transactions_finalized", &M::transactions_finalized, Unit::Count, Better::Higher,
                             "Transactions in these."},
            sim::MetricField{"gas_finalized", &M::gas_finalized, Unit::Gas, Better::Higher, "Gas used by them."},
            sim::MetricField{"unexecutable_transactions", &M::unexecutable_transactions, Unit::Count, Better::Lower,
                             "Transactions in finalized blocks that execution found invalid: their senders could not "
                             "pay."},
            sim::MetricField{
                "late_blocks", &M::late_blocks, Unit::Count, Better::Lower,
                "Finalized blocks, proposed while clients submit, before which a round or slot was given up "
                "or left empty."},
            sim::MetricField{"lost_rounds", &M::lost_rounds, Unit::Count, Better::Lower,
                             "Rounds or slots that were given up or left empty before these."},
            sim::MetricField{"block_arrival", &M::block_arrival, Unit::Nanoseconds, Better::Lower,
                             "From a block being proposed until another validator has it."},
            sim::MetricField{"block_interval", &M::block_interval, Unit::Nanoseconds, Better::Lower,
                             "Between the proposals of a finalized block and of its parent, while clients submit."},
            sim::MetricField{"block_gas", &M::block_gas, Unit::Gas, Better::None,
                             "Gas used by a finalized block that was proposed while clients submit."},
            sim::MetricField{
                "block_execution", &M::block_execution, Unit::Nanoseconds, Better::Lower,
                "Executing a finalized block that was proposed while clients submit and working out its roots, as "
                "its first executor took it."},
            sim::MetricField{"offenders", &M::offenders, Unit::Count, Better::None,
                             "Validators that an honest one has proof or suspicion against."},
            sim::MetricField{"safety_violations", &M::safety_violations, Unit::Count, Better::Lower,
                             "Heights at which two honest validators finalized different blocks, or one a wrong state "
                             "root."},
        };
    }
};

/// Watches a chain from outside: when each transaction and block reached each stage, and, independently of the actors,
/// what must hold whatever they do. A violation stops the run, unless so much stake is byzantine that nothing is
/// promised: then it is counted.
class ChainRecorder final : public ChainObserver, public SubmissionObserver {
  public:
    enum TransactionStage : std::size_t { Included, Executed, Certified, Finalized, Verified };
    enum BlockStageColumn : std::size_t { Proposed, BlockCertified, BlockExecuted, BlockFinalized };
    enum BlockAttribute : std::size_t {
        Height,
        Round,
        Proposer,
        Transactions,
        GasUsed,
        ExecutionNs,
        RootNs,
        ExecutionBegin
    };

    /// `honest[v]`: whether validator v keeps to the rules; `promised`: whether safety is promised.
    ChainRecorder(sim::Simulation& simulation, std::vector<bool> honest, bool promised, std::vector<sim::NodeId> nodes,
                  std::vector<sim::EntityId> entities);

    /// While clients submit: blocks proposed then are what distributions of blocks are of.
    void set_load(sim::SimTime begin, sim::SimTime end) {
        load_begin_ = begin;
        load_end_ = end;
    }
    [[nodiscard]] sim::SimTime load_begin() const { return load_begin_; }
    /// How many rounds lie unused between a parent's round and a block's.
    using LostRounds = std::function<std::uint64_t(std::uint64_t parent_round, std::uint64_t round)>;
    void set_lost_rounds(LostRounds lost_rounds) { lost_rounds_ = std::move(lost_rounds); }

    std::uint64_t on_submitted(std::uint32_t kind, sim::EntityId region) override;
    void on_dropped(const PendingTransaction& transaction, ChainDrop reason) override;
    void on_built(ValidatorIndex validator, const BlockContent& content, sim::SimTime asked) override;
    void on_progress(ValidatorIndex validator, const Progress& progress) override;
    void on_executed(ValidatorIndex validator, const ConsensusBlock& block, const SharedOutcome& outcome,
                     ExecutionSpan span) override;
    void on_evidence(ValidatorIndex validator, const Evidence& evidence) override;
    void on_violation(ValidatorIndex validator, const SafetyViolation& violation) override;

    [[nodiscard]] const sim::Lifecycle& transactions() const { return transactions_; }
    [[nodiscard]] const sim::Lifecycle& blocks() const { return blocks_; }
    [[nodiscard]] const ChainMetrics& metrics() const { return metrics_; }
    [[nodiscard]] std::uint64_t checks() const { return checks_; }
    /// Who was caught, at what, by how many others, and when first.
    struct Caught {
        std::set<ValidatorIndex> by;
        sim::SimTime first;
    };
    [[nodiscard]] const std::map<std::pair<ValidatorIndex, Offence>, Caught>& caught() const { return caught_; }
    /// When the last block with transactions became final anywhere honest.
    [[nodiscard]] sim::SimTime last_finalized() const { return last_finalized_; }
    [[nodiscard]] std::uint64_t finalized_height() const { return canonical_.size(); }

    /// A block's ways: agreement from proposal to finality, and execution by its proposer and by the first other.
    struct Span {
        const char* track;
        std::uint64_t height;
        sim::SimTime begin;
        sim::Duration duration;
    };
    [[nodiscard]] std::vector<Span> spans() const;

    /// At the end, of a run that was interrupted too: adds up what final blocks hold.
    void sum_up();
    /// What must hold at the end of a run.
    void check_end();

  private:
    struct BlockRecord {
        std::uint64_t item = 0;
        std::map<ValidatorIndex, std::vector<std::uint64_t>> of_node;  ///< Its transactions by their RPC node.
        SharedConsensusBlock block;
        sim::SimTime proposed;
        std::optional<Span> own_execution;    ///< Of its proposer.
        std::optional<Span> first_execution;  ///< Of another validator.
        std::optional<Hash> root;             ///< As honest validators have it; the rest comes with it.
        Gas gas_used;
        std::uint64_t unexecutable = 0;
        sim::Duration execution;
    };
    void expect(bool holds, const char* what);
    BlockRecord& record_of(const SharedConsensusBlock& block);
    void reach(const BlockRecord& record, ValidatorIndex validator, TransactionStage stage);
    void reach_block(const BlockRecord& record, BlockStageColumn stage);
    void on_finalized(ValidatorIndex validator, const SharedConsensusBlock& block);
    void check_claim(const ConsensusBlock& block);
    void verify_up_to(ValidatorIndex validator, std::uint64_t height);
    void count_final(const BlockRecord& record);
    [[nodiscard]] bool is_in_load(const BlockRecord& record) const {
        return load_begin_ <= record.proposed && record.proposed < load_end_;
    }

    sim::Simulation& simulation_;
    const std::vector<bool> honest_;
    const bool promised_;
    std::map<sim::NodeId, ValidatorIndex> validator_of_;
    const std::vector<sim::EntityId> entities_;
    sim::Lifecycle transactions_;
    sim::Lifecycle blocks_;
    ChainMetrics metrics_;
    std::map<Hash, BlockRecord> records_;
    std::map<std::pair<ValidatorIndex, Hash>, sim::SimTime> asked_;  ///< When content with that hash was asked for.
    std::vector<Hash> canonical_;                                    ///< Final blocks; height h at h - 1.
    std::vector<std::uint64_t> finalized_heights_;                   ///< Of each validator.
    std::vector<std::uint64_t> verified_heights_;
    std::set<std::uint64_t> violated_heights_;
    std::map<std::pair<ValidatorIndex, Offence>, Caught> caught_;
    std::set<ValidatorIndex> offenders_;
    sim::SimTime last_finalized_;
    LostRounds lost_rounds_;
    sim::SimTime load_begin_;
    sim::SimTime load_end_ = sim::SimTime::never();
    std::uint64_t checks_ = 0;
};

}  // namespace models
