// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/actors/chain_observer.h"
#include "models/actors/validator/block_executor.h"
#include "models/actors/validator/consensus_node.h"
#include "models/actors/validator/proposal_pool.h"
#include "models/actors/validator/validator_params.h"
#include "models/workload/workload_params.h"
#include "sim/metrics/metrics.h"
#include "sim/network/port.h"

namespace models {

/// RPC node to proposers: the transactions of one interval, as an RLP list.
struct TransactionBatch {
    std::vector<SharedTransaction> transactions;
    sim::Bytes size;
    std::uint64_t mark = 0;  ///< Folded from the transactions' hashes.
};
[[nodiscard]] sim::Bytes wire_size(const TransactionBatch& message);
[[nodiscard]] std::uint64_t digest(const TransactionBatch& message);

struct ValidatorMetrics {
    sim::Counter blocks_built;
    sim::Distribution build_wait;
    sim::Counter blocks_checked;
    sim::Counter blocks_refused;
    sim::Distribution check_time;
    sim::Counter blocks_executed;
    sim::Distribution execution_time;
    sim::Distribution root_time;
    sim::Distribution execution_lag;
    sim::Counter submitted_transactions;
    sim::Counter resent_transactions;

    static constexpr auto schema() {
        using M = ValidatorMetrics;
        using sim::Better;
        using sim::Unit;
        return std::tuple{
            sim::MetricField{"blocks_built", &M::blocks_built, Unit::Count, Better::None,
                             "Times that it put content for a block together."},
            sim::MetricField{
                "build_wait", &M::build_wait, Unit::Nanoseconds, Better::Lower,
                "What a proposer waited for execution before it had a block's content: of the state that it "
                "stands on, and interleaved of the block itself."},
            sim::MetricField{"blocks_checked", &M::blocks_checked, Unit::Count, Better::None,
                             "Blocks whose content it checked to the end, its own too."},
            sim::MetricField{"blocks_refused", &M::blocks_refused, Unit::Count, Better::Lower,
                             "Of these, how many did not hold."},
            sim::MetricField{"check_time", &M::check_time, Unit::Nanoseconds, Better::Lower,
                             "From a block of another validator asking to be checked until it may be voted for."},
            sim::MetricField{"blocks_executed", &M::blocks_executed, Unit::Count, Better::None, "Blocks executed."},
            sim::MetricField{"execution_time", &M::execution_time, Unit::Nanoseconds, Better::Lower,
                             "Time to execute a block's transactions on its cores."},
            sim::MetricField{"root_time", &M::root_time, Unit::Nanoseconds, Better::Lower,
                             "Time to work out a block's roots."},
            sim::MetricField{"execution_lag", &M::execution_lag, Unit::Nanoseconds, Better::Lower,
                             "From a block's arrival until it is executed."},
            sim::MetricField{"submitted_transactions", &M::submitted_transactions, Unit::Count, Better::None,
                             "Transactions that clients submitted here."},
            sim::MetricField{"resent_transactions", &M::resent_transactions, Unit::Count, Better::Lower,
                             "Transactions passed on again, since no block took them."},
        };
    }
};

/// A validator: consensus machine, pool, executor, and the RPC node beside it. What execution must be done before a
/// block is proposed or voted for is the execution mode's, whatever the protocol.
class Validator final : public ConsensusHost {
  public:
    struct Environment {
        sim::Simulation& simulation;
        sim::ActorId actor;
        sim::NodeId node;
        ChainExecution& execution;
        ChainObserver& observer;
        ValidatorIndex index;
        std::uint32_t shared_hardware;  ///< Number of its hardware in ChainExecution.
    };
    struct Params {
        HardwareProfile hardware;
        ExecutionParams execution;
        BlockParams block;
        SubmissionParams submission;
        Signatures signatures = Signatures::Modelled;
    };

    Validator(const Environment& environment, const Params& params, BlockExecutor::TimeFactor factor);

    /// Before the run starts.
    void set_consensus(std::unique_ptr<ConsensusNode> consensus) { consensus_ = std::move(consensus); }
    /// From this height on its state is not what the rules say.
    void corrupt_from(std::uint64_t height) { executor_.corrupt_from(height); }
    /// Takes no part: neither sends nor answers.
    void set_offline() { online_ = false; }
    void start();

    void on(const std::shared_ptr<const SubmitTransaction>& message);
    void on(const std::shared_ptr<const TransactionBatch>& message);

    void on_check(Twin twin, const SharedConsensusBlock& block) override;
    void on_build(Twin twin, const BuildBlock& request) override;
    void on_progress(Twin twin, const Progress& progress) override;
    void on_evidence(const Evidence& evidence) override;
    void on_violation(const SafetyViolation& violation) override;

    /// One connection a validator, in their order; the one to itself is left out.
    void connect(sim::Network& network, sim::NodeId there, ValidatorIndex validator, Validator& receiver);

    [[nodiscard]] const ValidatorMetrics& metrics() const { return metrics_; }
    [[nodiscard]] const BlockExecutor& executor() const { return executor_; }
    [[nodiscard]] const sim::Resource& verifier() const { return verifier_; }
    [[nodiscard]] std::uint64_t finalized_height() const { return finalized_height_; }

  private:
    struct Build {
        Twin twin;
        BuildBlock request;
        sim::SimTime asked;
        SharedConsensusBlock base;  ///< The block whose state it stands on.
    };
    struct Known {
        SharedConsensusBlock block;
        sim::SimTime received;
        bool verified = false;  ///< Its transactions' senders are known.
        std::vector<std::function<void()>> when_verified = {};
    };
    /// A transaction of its own clients that no finalized block holds yet.
    struct Outstanding {
        SharedTransaction transaction;
        std::uint64_t sent_at = 0;  ///< Finalized height.
        std::uint32_t resends = 0;
    };

    [[nodiscard]] SharedConsensusBlock ancestor(SharedConsensusBlock block, std::uint64_t height) const;
    [[nodiscard]] InclusionRule rule_for(const SharedConsensusBlock& parent, const SharedConsensusBlock& base,
                                         const State& executed) const;
    /// False for what stands on a branch that left the final one so long ago that it is forgotten: it is not looked at.
    [[nodiscard]] bool is_remembered(const ConsensusBlock& block) const;
    Known& take_in(const SharedConsensusBlock& block);
    void on_verified(const Hash& id);
    void on_executed(const ConsensusBlock& block, const SharedOutcome& outcome, ExecutionSpan span);
    [[nodiscard]] bool holds(const ConsensusBlock& block, const SharedConsensusBlock& base,
                             const ChainOutcome& outcome);
    void compose(const Build& build);
    void hand_over(const Build& build, const SharedBlockBody& body, const StateClaim& claim);
    void check_content(Twin twin, const SharedConsensusBlock& block, sim::SimTime asked);
    void answer(Twin twin, const SharedConsensusBlock& block, bool valid, sim::SimTime asked);
    void on_finalized(const SharedConsensusBlock& block);
    void forward(const SharedTransaction& transaction);
    void send_batch();
    void resend();

    Environment environment_;
    const Params params_;
    const std::optional<U256> reserve_;
    std::unique_ptr<ConsensusNode> consensus_;
    BlockExecutor executor_;
    sim::Resource verifier_;   ///< Recovers senders of blocks, on all cores at once.
    sim::Resource admission_;  ///< Recovers senders of its clients' transactions.
    ProposalPool pool_;
    std::map<Hash, Known> blocks_;  ///< Not far below the last finalized.
    std::deque<std::pair<std::uint64_t, Hash>> by_age_;
    bool online_ = true;
    bool has_twin_ = false;  ///< Equivocates: forgets nothing.
    std::uint64_t finalized_height_ = 0;
    std::size_t prune_at_ = 4096;  ///< Pool size at which transactions in final blocks are looked for.
    std::map<Hash, Outstanding> outstanding_;
    std::deque<std::pair<std::uint64_t, Hash>> resend_queue_;
    std::vector<SharedTransaction> batch_;
    sim::Out<TransactionBatch> out_;
    std::vector<std::size_t> connection_of_;
    ValidatorMetrics metrics_;
};

}  // namespace models
