// SPDX-License-Identifier: MIT
#include "models/executor/block_sharing.h"

#include <algorithm>
#include <utility>

#include "models/evm/rules.h"
#include "sim/base/check.h"

namespace models {

namespace {

/// A quarter of a millisecond at the 4 Ggas/s of contract calls on mainnet.
constexpr std::uint64_t kGasWorthSharing = 1'000'000;
/// What two workers need besides, in nanoseconds, over what it costs to hand transactions over: they save half of it at
/// most, gas says little of time where it pays for storage, and to wake a thread takes tens of microseconds.
constexpr std::uint64_t kTimeWorthTwo = 250'000;
/// What it costs to hand over a transaction, in nanoseconds: that of cache lines on their way from core to core. Both
/// were settled on 46 mainnet blocks, Zen 4: calls of less than 3.5 us were no faster on two threads.
constexpr std::uint64_t kHandOver = 3'000;
/// What more workers need, in nanoseconds: the gas of a block may be that of a few transactions that do little. Settled
/// by the cost model on the same blocks, of which two of 93 and 203 us were slower than serially.
constexpr std::uint64_t kTimeWorthMany = 100'000;
/// To share a chain costs a quarter on top. As long as that part of what is left is executed so in vain, it is less
/// than 2 % of its time.
constexpr std::uint64_t kShareInVain = 16;
/// No transaction counts for more, whatever limit it names.
constexpr std::uint64_t kMostGas = std::uint64_t{1} << 31;
/// With fewer workers, payments are cheap: by the cost model, a block of them takes longer than serially on four.
constexpr WorkerIndex kWorkersForPayments = 6;
/// What a payment counts for: it takes an eighth of the time that its gas takes in a contract.
constexpr std::uint64_t kPaymentGas = 21'000 / 8;

bool is_payment(const Transaction& transaction) {
    return transaction.to && transaction.data.empty() && transaction.authorization_list.empty();
}

/// Nanoseconds that `work` takes, within a fifth, on any machine of these years: the terms of
/// models/hardware/hardware_profile.h that matter. Not what is new to the block: that says little of what is to come.
std::uint64_t rough_time(const Work& work) {
    return (work.compute_gas - work.loop_gas) * 4 / 5 + work.loop_gas / 2 +
           (work.entered_code_bytes + work.log_bytes) / 3 + 40 * (work.account_reads + work.slot_reads) +
           110 * work.account_writes + 60 * work.slot_writes + 260 * work.keccak_permutations +
           15 * work.ecrecover_gas + 7 * work.curve_gas + 20 * work.point_evaluation_gas + 4 * work.modexp_gas +
           work.hash_gas;
}

}  // namespace

BlockSharing::BlockSharing(std::span<const Transaction> transactions, WorkerIndex workers, Sharing sharing)
    : workers_(workers), sharing_(sharing) {
    if (workers == 1 || sharing == Sharing::Always) return;
    for (const Transaction& transaction : transactions) {
        const std::uint64_t limit = weight(transaction);
        limit_ahead_ += limit;
        ahead_ += limit == 0 ? 0 : 1;
    }
}

bool BlockSharing::is_cheap(const Transaction& transaction) const {
    return sharing_ == Sharing::WhenWorthIt && workers_ < kWorkersForPayments && is_payment(transaction);
}

std::uint64_t BlockSharing::weight(const Transaction& transaction) const {
    if (is_cheap(transaction)) return 0;
    return is_payment(transaction) ? kPaymentGas : std::min(transaction.gas_limit, kMostGas);
}

bool BlockSharing::may_come() const {
    return sharing_ == Sharing::Always || limit_ahead_ >= kGasWorthSharing;  // Nothing uses more than its limit.
}

bool BlockSharing::executed(const Transaction& transaction, const TxResult& result) {
    const std::uint64_t limit = weight(transaction);
    if (workers_ == 1 || limit == 0) return false;
    --ahead_;
    limit_ahead_ -= limit;
    limit_ += limit;
    used_ += std::min(limit, static_cast<std::uint64_t>(result.gas_used.units()));
    time_ += rough_time(result.work);
    const std::uint64_t time_needed = workers_ == 2 ? kTimeWorthTwo + kHandOver * ahead_ : kTimeWorthMany;
    return DoubleLimb{limit_ahead_} * used_ >= DoubleLimb{kGasWorthSharing} * limit_ &&
           DoubleLimb{limit_ahead_} * time_ >= DoubleLimb{time_needed} * limit_;
}

std::optional<std::uint64_t> BlockSharing::patience() const {
    if (sharing_ != Sharing::WhenWorthIt) return std::nullopt;
    CHECK(limit_ != 0);  // Of a block not looked at yet nobody knows.
    return static_cast<std::uint64_t>(DoubleLimb{limit_ahead_} * used_ / limit_ / kShareInVain);
}

bool share_alike(WorkerIndex a, WorkerIndex b) {
    return std::min(a, kWorkersForPayments) == std::min(b, kWorkersForPayments);
}

BlockStm::Block stm_block(StateView& base, const BlockContext& block, std::span<const Transaction> transactions,
                          const BlockSharing& sharing, WorkerIndex workers, RunTransaction run) {
    return {.base = base,
            .beneficiary = block.beneficiary,
            .count = static_cast<TxIndex>(transactions.size()),
            .workers = workers,
            .run = std::move(run),
            .storage_may_be_wiped = storage_may_be_wiped(block.revision),
            .sender = [transactions](TxIndex tx) { return Sender{transactions[tx].sender, transactions[tx].nonce}; },
            .weight = [transactions, &sharing](TxIndex tx) { return sharing.weight(transactions[tx]); },
            .patience = sharing.patience()};
}

void append(BlockStm& stm, std::span<const Transaction> transactions, BlockAssembly& assembly) {
    for (TxIndex tx = 0; tx < stm.settled(); ++tx) assembly.append(transactions[tx].type, std::move(stm.result(tx)));
    assembly.overlay().commit(stm.writes());
}

}  // namespace models
