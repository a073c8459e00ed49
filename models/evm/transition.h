// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "models/chain/receipt.h"
#include "models/chain/transaction.h"
#include "models/evm/block_context.h"
#include "models/evm/work.h"
#include "models/state/state_view.h"

namespace models {

/// Why a transaction may not be part of a block (it changes nothing then). There is one for each that Ethereum's
/// official tests tell apart.
enum class InvalidReason : std::uint8_t {
    None,
    UnsupportedType,
    WrongChainId,
    NonceTooLow,
    NonceTooHigh,
    NonceAtMaximum,
    SenderNotExternallyOwned,
    InsufficientFunds,
    IntrinsicGasTooHigh,
    FloorGasTooHigh,  ///< EIP-7623
    GasLimitAboveBlock,
    GasLimitAboveMaximum,  ///< EIP-7825
    FeeBelowBaseFee,
    PriorityFeeAboveMaxFee,
    InitCodeTooLarge,
    NoBlobs,
    TooManyBlobs,       ///< More than a transaction may have.
    BlobGasAboveBlock,  ///< More than a block may have.
    UnknownBlobVersion,
    BlobFeeBelowBlobBaseFee,
    BlobsCreateContract,
    NoAuthorizations,
    AuthorizationsCreateContract,
};
[[nodiscard]] const char* to_string(InvalidReason reason);

enum class TransitionStatus : std::uint8_t {
    Success,   ///< Executed to the end.
    Reverted,  ///< REVERT: gas used, changes undone.
    Failed,    ///< Out of gas or another exceptional halt: all gas used, changes undone.
    Invalid,   ///< Not includable: see TxResult::invalid. Nothing changed.
    Blocked,   ///< A read met a value not known yet (StateView::blocked). Nothing below is meaningful.
};

/// What one transaction did. `writes` leaves out the beneficiary's `fee`, so that paying it is no conflict.
struct TxResult {
    TransitionStatus status = TransitionStatus::Invalid;
    InvalidReason invalid = InvalidReason::None;
    Gas gas_used;
    Gas gas_refund;
    U256 fee;  ///< gas_used x priority fee: to be added to the beneficiary's balance after the transaction.
    std::vector<Log> logs;
    ByteString output;  ///< Return data, or the revert reason.
    std::optional<Address> created;
    WriteSet writes;
    std::vector<const Code*> codes;  ///< The last few different ones that it entered.
    /// Hashes of the accounts and slots that it read (AddressHasher, SlotKeyHasher).
    std::vector<std::uint64_t> reads;
    Work work;
};

/// Executes transactions one by one; keeps its stacks, memory and journal between calls. One per thread.
class Transition {
  public:
    explicit Transition(CodeStore& codes);
    ~Transition();
    Transition(const Transition&) = delete;
    Transition& operator=(const Transition&) = delete;

    /// The state transition of `transaction` (its sender set, and the authorities of its authorizations) on `view`.
    /// Yellow Paper, section 6, with EIP-1559 fees: checks nonce, balance and intrinsic gas; buys gas; runs; refunds;
    /// burns the base fee. Throws nothing.
    [[nodiscard]] TxResult execute(StateView& view, const BlockContext& block, const Transaction& transaction);

    /// A call by the protocol itself at the beginning of a block (EIP-4788, EIP-2935): from the system address, with 30
    /// million gas that nobody pays. Without code at `to` nothing happens; one that fails changes nothing.
    [[nodiscard]] TxResult execute_system_call(StateView& view, const BlockContext& block, const Address& to,
                                               ByteView input);

  private:
    struct Machine;
    std::unique_ptr<Machine> machine_;
};

}  // namespace models
