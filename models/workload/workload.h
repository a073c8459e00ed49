// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/workload/genesis.h"
#include "models/workload/workload_params.h"
#include "sim/base/distribution.h"
#include "sim/base/random.h"

namespace models {

enum class TransactionKind : std::uint8_t {
    NativeTransfer,
    TokenTransfer,
    Swap,
    HotCounter,
    Replayed,  ///< Of a real block: no part of a mix.
};
inline constexpr std::size_t kTransactionKinds = 4;  ///< That a mix has.

/// Names of the kinds in order: native_transfer, token_transfer, swap, hot_counter, replayed.
[[nodiscard]] std::vector<std::string> transaction_kind_names();

/// Gas limit of a transaction of a mix's `kind`: a quarter above the most that one was measured to use.
[[nodiscard]] Gas gas_limit_of(TransactionKind kind);

/// A transaction as its client makes it.
struct SourcedTransaction {
    TransactionKind kind = TransactionKind::NativeTransfer;
    std::uint64_t sender_account = 0;  ///< Number of its user: its region plus a multiple of the number of regions.
    Transaction transaction;
    ByteString encoded;  ///< Its EIP-2718 bytes.
};

/// Where the clients of all regions get their transactions from.
class TransactionFeed {
  public:
    virtual ~TransactionFeed() = default;
    /// Transaction `number` of region `region`, or nothing if there are no more. A region's numbers come in order from
    /// 0 on; regions may interleave in any way.
    [[nodiscard]] virtual std::optional<SourcedTransaction> next(std::uint32_t region, std::uint64_t number) = 0;
};

/// Makes the transactions of all regions. Account a is at home in region a mod `regions`, and only there it sends.
///
/// Transaction number i of region r is drawn with keys (seed, r, i) alone: kind, amount, token, pair and recipient stay
/// the same when other regions submit more or less, or when a region is added. What the number of regions does change
/// is who is at home where: the sender is draw number k of r's own accounts, and that account is k * regions + r.
class TransactionSource final : public TransactionFeed {
  public:
    /// CHECKs that there is an account for every region. `genesis` must be that of the same parameters.
    TransactionSource(const WorkloadParams& params, const Genesis& genesis, const BlockContext& block,
                      std::uint64_t seed, std::uint32_t regions);

    /// Transaction `number` of region `region`. CHECKs that a region's numbers come in order from 0 on, because each
    /// takes its sender's next nonce; regions may interleave in any way.
    [[nodiscard]] SourcedTransaction make(std::uint32_t region, std::uint64_t number);
    [[nodiscard]] std::optional<SourcedTransaction> next(std::uint32_t region, std::uint64_t number) override {
        return make(region, number);
    }

  private:
    /// Uniform bits for each choice that a transaction makes.
    struct Draws {
        std::uint64_t kind = 0;
        std::uint64_t sender = 0;
        std::uint64_t recipient = 0;
        std::uint64_t amount = 0;
        std::uint64_t contract = 0;  ///< Which token or pair.
        std::uint64_t direction = 0;
    };
    [[nodiscard]] Draws draw(std::uint32_t region, std::uint64_t number) const;
    [[nodiscard]] TransactionKind kind_of(std::uint64_t bits) const;
    [[nodiscard]] std::uint64_t recipient_of(std::uint64_t bits, std::uint64_t sender) const;
    void fill_call(Transaction& transaction, TransactionKind kind, const Draws& draws, std::uint64_t sender) const;
    void fill_signature(Transaction& transaction, std::uint32_t region, std::uint64_t number,
                        std::uint64_t sender) const;

    const WorkloadParams params_;
    const Genesis& genesis_;
    std::uint64_t chain_id_;
    std::uint64_t seed_;
    std::uint32_t regions_;
    std::optional<sim::ZipfDistribution> zipf_;
    std::vector<std::uint64_t> next_nonces_;
    std::vector<std::uint64_t> next_numbers_;  ///< Of each region.
};

}  // namespace models
