// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "models/actors/pipeline_observer.h"
#include "models/actors/sequencer/evm_block_builder.h"
#include "models/actors/sequencer/transaction_pool.h"
#include "models/actors/shared_execution.h"
#include "models/messages/settlement.h"
#include "sim/base/schema.h"
#include "sim/kernel/resource.h"
#include "sim/kernel/simulation.h"
#include "sim/metrics/metrics.h"
#include "sim/network/port.h"

namespace models {

using namespace sim::literals;

/// How the sequencer admits, orders, executes and seals.
struct SequencerParams {
    std::string region = "us-east-1";
    HardwareProfile hardware;
    std::uint32_t admission_cores = 4;
    sim::Duration mini_block_interval = 10_ms;
    sim::Duration evm_block_interval = 1_s;
    Gas mini_block_gas_limit = 100_Mgas;
    Gas evm_block_gas_limit = 10'000_Mgas;
    std::uint64_t pool_limit = 1'000'000;
    sim::Duration parked_lifetime = 10_s;

    static constexpr auto schema() {
        using P = SequencerParams;
        return std::tuple{
            sim::Field{"region", &P::region, "Region of the network profile that the sequencer stands in."},
            sim::Field{"hardware", &P::hardware, "Its hardware: a profile of scenarios/hardware/ or a mapping."},
            sim::Field{"admission_cores", &P::admission_cores,
                       "Cores that recover senders of arriving transactions. One more seals EVM blocks, the others "
                       "execute.",
                       sim::Bounds<std::uint32_t>{.low = 1}},
            sim::Field{"mini_block_interval", &P::mini_block_interval,
                       "Mini-blocks start on multiples of this; none is made of no transactions.",
                       sim::Bounds<sim::Duration>{.low = 100_us, .high = 10_s}},
            sim::Field{"evm_block_interval", &P::evm_block_interval,
                       "EVM blocks close on multiples of this; none is made of no mini-blocks.",
                       sim::Bounds<sim::Duration>{.low = 10_ms, .high = 60_s}},
            sim::Field{"mini_block_gas_limit", &P::mini_block_gas_limit,
                       "Most gas, by the limits of its transactions, that one mini-block takes.",
                       sim::Bounds<Gas>{.low = 1_Mgas}},
            sim::Field{"evm_block_gas_limit", &P::evm_block_gas_limit, "What the GASLIMIT instruction returns.",
                       sim::Bounds<Gas>{.low = 1_Mgas}},
            sim::Field{"pool_limit", &P::pool_limit, "Transactions that may wait; more are dropped as pool_full.",
                       sim::Bounds<std::uint64_t>{.low = 1}},
            sim::Field{"parked_lifetime", &P::parked_lifetime,
                       "How long a transaction waits for the one before it (its sender's nonce) to come.",
                       sim::Bounds<sim::Duration>{.low = 0_s}},
        };
    }
};
static_assert(sim::schema_is_complete<SequencerParams>());

/// What the sequencer measures of itself.
struct SequencerMetrics {
    sim::Counter mini_blocks;
    sim::Counter evm_blocks;
    sim::Counter transactions;
    sim::Counter gas;
    sim::Counter state_diff_bytes;
    sim::Counter replica_stream_bytes;
    sim::Counter executions;
    sim::Counter aborts;
    sim::Counter validations;
    sim::Counter serial_time;
    sim::Counter execution_time;
    sim::Counter core_time;
    sim::Counter sealing_time;
    sim::Distribution execution_makespan;
    sim::Distribution mini_block_transactions;
    sim::Distribution mini_block_bytes;
    sim::Series pool_depth;

    static constexpr auto schema() {
        using M = SequencerMetrics;
        using sim::Better;
        using sim::Unit;
        return std::tuple{
            sim::MetricField{"mini_blocks", &M::mini_blocks, Unit::Count, Better::None, "Mini-blocks sealed."},
            sim::MetricField{"evm_blocks", &M::evm_blocks, Unit::Count, Better::None, "EVM blocks sealed."},
            sim::MetricField{"transactions", &M::transactions, Unit::Count, Better::Higher, "Transactions included."},
            sim::MetricField{"gas", &M::gas, Unit::Gas, Better::Higher, "Gas used by included transactions."},
            sim::MetricField{"state_diff_bytes", &M::state_diff_bytes, Unit::Bytes, Better::Lower,
                             "Encoded state diffs, once (not times the receivers)."},
            sim::MetricField{"replica_stream_bytes", &M::replica_stream_bytes, Unit::Bytes, Better::Lower,
                             "What one replica is sent: headers, transactions, receipts and state diffs."},
            sim::MetricField{"executions", &M::executions, Unit::Count, Better::Lower,
                             "Block-STM incarnations run to the end."},
            sim::MetricField{"aborts", &M::aborts, Unit::Count, Better::Lower,
                             "Block-STM validations that failed, so that the transaction ran again."},
            sim::MetricField{"validations", &M::validations, Unit::Count, Better::Lower, "Block-STM validations."},
            sim::MetricField{"serial_time", &M::serial_time, Unit::Nanoseconds, Better::Lower,
                             "What one core would have taken for all mini-blocks, one transaction after the other."},
            sim::MetricField{"execution_time", &M::execution_time, Unit::Nanoseconds, Better::Lower,
                             "What executing all mini-blocks took on the virtual cores."},
            sim::MetricField{"core_time", &M::core_time, Unit::Nanoseconds, Better::Lower,
                             "Busy time of the executing cores, summed."},
            sim::MetricField{"sealing_time", &M::sealing_time, Unit::Nanoseconds, Better::Lower,
                             "What working out the roots of all EVM blocks took on the core that seals."},
            sim::MetricField{"execution_makespan", &M::execution_makespan, Unit::Nanoseconds, Better::Lower,
                             "Time to execute a mini-block."},
            sim::MetricField{"mini_block_transactions", &M::mini_block_transactions, Unit::Count, Better::None,
                             "Transactions in a mini-block."},
            sim::MetricField{"mini_block_bytes", &M::mini_block_bytes, Unit::Bytes, Better::Lower,
                             "A mini-block with receipts and diff, as a replica gets it."},
            sim::MetricField{"pool_depth", &M::pool_depth, Unit::Count, Better::Lower,
                             "Transactions waiting when a mini-block starts."},
        };
    }
};

/// The one node that orders: admits transactions, executes them on its virtual cores every mini-block interval, seals
/// the result and streams it to replicas and full nodes; closes EVM blocks and hands them to settlement.
class Sequencer {
  public:
    struct Environment {
        sim::Simulation& simulation;
        sim::ActorId actor;
        SharedExecution& execution;
        PipelineObserver& observer;
        sim::Duration sampling_interval;  ///< Of its time series.
    };

    Sequencer(const Environment& environment, const SequencerParams& params, const BlockContext& chain,
              const State& genesis);
    Sequencer(const Sequencer&) = delete;
    Sequencer& operator=(const Sequencer&) = delete;

    void on(const std::shared_ptr<const ForwardTransaction>& message);

    sim::Out<ReplicaUpdate> to_replicas;
    sim::Out<FullNodeUpdate> to_full_nodes;
    sim::Out<EvmBlockHeaderAnnouncement> announcements;
    sim::Out<EvmBlockForSettlement> to_settlement;

    [[nodiscard]] const SequencerMetrics& metrics() const { return metrics_; }
    [[nodiscard]] const sim::Resource& admission() const { return admission_; }
    [[nodiscard]] const sim::Resource& executor() const { return executor_; }
    [[nodiscard]] const sim::Resource& sealer() const { return sealer_; }
    [[nodiscard]] std::uint32_t execution_cores() const { return execution_cores_; }

  private:
    void admit(const SharedTransaction& transaction);
    void arm_mini_block();
    void start_mini_block(std::uint64_t);
    void seal_mini_block(const std::vector<SharedTransaction>& transactions, const SharedExecution::Result& executed);
    void open_evm_block();
    void arm_evm_block();
    void on_evm_block_due(std::uint64_t);
    void seal_evm_block();
    void announce(const SharedEvmBlock& block);
    [[nodiscard]] BlockContext next_context() const;
    [[nodiscard]] sim::SimTime next_multiple(sim::Duration interval) const;
    [[nodiscard]] std::vector<SharedTransaction> split_invalid(const std::vector<SharedTransaction>& transactions,
                                                               const ExecutedBlock& executed);
    void measure(const VirtualExecution& result, const MiniBlock& block);

    Environment environment_;
    const SequencerParams params_;
    BlockContext chain_;  ///< What all blocks share; number and time are set for each.
    std::uint32_t execution_cores_;
    std::uint32_t hardware_;  ///< In SharedExecution.
    State state_;
    TransactionPool pool_;
    sim::Resource admission_;
    sim::Resource executor_;  ///< One server: mini-blocks are executed one after the other.
    sim::Resource sealer_;    ///< Works out the roots of EVM blocks while mini-blocks go on.
    sim::HandlerId mini_block_handler_;
    sim::HandlerId evm_block_due_handler_;
    bool mini_block_armed_ = false;
    bool executing_ = false;
    bool evm_block_armed_ = false;
    bool evm_block_due_ = false;  ///< Its time has come, and a mini-block of it still executes.
    MiniBlockHeader last_header_;
    Hash last_mini_block_hash_;
    std::uint64_t evm_block_number_ = 1;  ///< Of the one that is open, or opens next.
    std::uint64_t evm_block_timestamp_ = 0;
    bool evm_block_open_ = false;  ///< A mini-block of it has started.
    EvmBlockBuilder evm_block_;    ///< The one that is open.
    SequencerMetrics metrics_;
};

}  // namespace models
