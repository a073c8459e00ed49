// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "models/actors/pipeline_observer.h"
#include "sim/base/time.h"

namespace models {

/// The sequencer's pool: transactions in order of arrival, each sender's by nonce. One whose predecessor is missing is
/// parked until that comes or its time is up.
class TransactionPool {
  public:
    struct Limits {
        std::size_t transactions = 0;   ///< Most that may wait, ready and parked together.
        sim::Duration parked_lifetime;  ///< How long one waits for its predecessor.
    };
    struct Dropped {
        SharedTransaction transaction;
        DropReason reason;
    };

    explicit TransactionPool(Limits limits) : limits_(limits) {}

    /// Takes `transaction` in at `now`; returns why not, if not. `account_nonce` is the sender's nonce in the state:
    /// the pool counts on from it after the sender's first transaction.
    std::optional<DropReason> add(SharedTransaction transaction, std::uint64_t account_nonce, sim::SimTime now);

    /// `sender`'s next transaction is the one with `account_nonce`: one before it turned out not to be executable.
    void reset(const Address& sender, std::uint64_t account_nonce);

    /// Removes and returns the oldest ready transactions whose gas limits together fit into `gas`.
    [[nodiscard]] std::vector<SharedTransaction> take(Gas gas);

    /// Removes the parked transactions whose time was up at `now`, in order of sender and nonce.
    [[nodiscard]] std::vector<Dropped> expire(sim::SimTime now);

    [[nodiscard]] std::size_t ready() const { return ready_.size(); }
    [[nodiscard]] std::size_t parked() const { return parked_count_; }

  private:
    struct Parked {
        SharedTransaction transaction;
        sim::SimTime since;
    };
    struct Sender {
        std::uint64_t next_nonce = 0;
        std::map<std::uint64_t, Parked> parked;
    };
    void release(Sender& sender);

    Limits limits_;
    std::deque<SharedTransaction> ready_;
    std::map<Address, Sender> senders_;
    std::size_t parked_count_ = 0;
};

}  // namespace models
