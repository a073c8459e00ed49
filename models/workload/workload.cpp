// SPDX-License-Identifier: MIT
#include "models/workload/workload.h"

#include <utility>

#include "models/workload/contract.h"
#include "sim/base/check.h"

namespace models {
namespace {

constexpr auto kParties = sim::Purpose::named("workload.parties");
constexpr auto kAction = sim::Purpose::named("workload.action");
constexpr auto kSignature = sim::Purpose::named("workload.signature");

// assumption: amounts are uniform up to one token (0.01 ether); a swap has at least a thousandth, so that some comes
// out.
constexpr std::uint64_t kToken = 1'000'000'000'000'000'000;
constexpr std::uint64_t kLargestTransfer = kToken / 100;
constexpr std::uint64_t kSmallestSwap = kToken / 1000;

}  // namespace

std::vector<std::string> transaction_kind_names() {
    return {"native_transfer", "token_transfer", "swap", "hot_counter", "replayed"};
}

Gas gas_limit_of(TransactionKind kind) {
    // Measured on the genesis state (test Workload.every_kind_succeeds_within_its_gas_limit): token transfer 34,341,
    // swap 66,515, counter 43,431 the first time and 26,331 from then on.
    switch (kind) {
        case TransactionKind::NativeTransfer:
            return 21'000_gas;
        case TransactionKind::TokenTransfer:
            return 65'000_gas;
        case TransactionKind::Swap:
            return 85'000_gas;
        case TransactionKind::HotCounter:
            return 55'000_gas;
        case TransactionKind::Replayed:  // Brings its own.
            break;
    }
    return {};
}

TransactionSource::TransactionSource(const WorkloadParams& params, const Genesis& genesis, const BlockContext& block,
                                     std::uint64_t seed, std::uint32_t regions)
    : params_(params),
      genesis_(genesis),
      chain_id_(block.chain_id),
      seed_(seed),
      regions_(regions),
      next_nonces_(genesis.next_nonces),
      next_numbers_(regions, 0) {
    CHECK(regions > 0 && genesis.accounts.size() >= regions);
    CHECK(genesis.accounts.size() == params.accounts);
    if (params.account_draw == AccountDraw::Zipf) zipf_.emplace(params.accounts, params.zipf_exponent.thousandths);
}

TransactionSource::Draws TransactionSource::draw(std::uint32_t region, std::uint64_t number) const {
    const auto parties = sim::RandomStream(seed_, kParties, region).words(number);
    const auto action = sim::RandomStream(seed_, kAction, region).words(number);
    return {.kind = action[0],
            .sender = parties[0],
            .recipient = parties[1],
            .amount = action[1],
            .contract = action[2],
            .direction = action[3]};
}

TransactionKind TransactionSource::kind_of(std::uint64_t bits) const {
    const TransactionMix& mix = params_.mix;
    auto rest = static_cast<std::int64_t>(sim::uniform_below(bits, 1'000'000));
    if ((rest -= mix.native_transfer.ppm()) < 0) return TransactionKind::NativeTransfer;
    if ((rest -= mix.token_transfer.ppm()) < 0) return TransactionKind::TokenTransfer;
    if ((rest -= mix.swap.ppm()) < 0) return TransactionKind::Swap;
    return TransactionKind::HotCounter;
}

std::uint64_t TransactionSource::recipient_of(std::uint64_t bits, std::uint64_t sender) const {
    const std::uint64_t drawn = zipf_ ? zipf_->rank(bits) : sim::uniform_below(bits, params_.accounts);
    // Nobody sends to himself: the next account stands in.
    return drawn == sender ? (drawn + 1) % params_.accounts : drawn;
}

SourcedTransaction TransactionSource::make(std::uint32_t region, std::uint64_t number) {
    CHECK(region < regions_ && number == next_numbers_[region]);
    ++next_numbers_[region];
    const Draws draws = draw(region, number);
    const std::uint64_t at_home = (params_.accounts - region + regions_ - 1) / regions_;
    SourcedTransaction out;
    out.kind = kind_of(draws.kind);
    out.sender_account = sim::uniform_below(draws.sender, at_home) * regions_ + region;

    Transaction& transaction = out.transaction;
    transaction.chain_id = chain_id_;
    transaction.nonce = next_nonces_[out.sender_account]++;
    transaction.max_fee_per_gas = params_.max_fee_per_gas_wei;
    transaction.max_priority_fee_per_gas = params_.max_priority_fee_per_gas_wei;
    transaction.gas_limit = static_cast<std::uint64_t>(gas_limit_of(out.kind).units());
    fill_call(transaction, out.kind, draws, out.sender_account);
    fill_signature(transaction, region, number, out.sender_account);
    out.encoded = encode(transaction);
    return out;
}

void TransactionSource::fill_call(Transaction& transaction, TransactionKind kind, const Draws& draws,
                                  std::uint64_t sender) const {
    const Address& recipient = genesis_.accounts[recipient_of(draws.recipient, sender)].address;
    switch (kind) {
        case TransactionKind::NativeTransfer:
            transaction.to = recipient;
            transaction.value = 1 + sim::uniform_below(draws.amount, kLargestTransfer);
            return;
        case TransactionKind::TokenTransfer: {
            transaction.to = genesis_.tokens[sim::uniform_below(draws.contract, genesis_.tokens.size())];
            const U256 amount = 1 + sim::uniform_below(draws.amount, kToken);
            transaction.data = encode_call(kTransfer, {U256::from_address(recipient), amount});
            return;
        }
        case TransactionKind::Swap: {
            const Genesis::Pair& pair = genesis_.pairs[sim::uniform_below(draws.contract, genesis_.pairs.size())];
            const std::uint32_t token_in = (draws.direction >> 63) == 0 ? pair.first_token : pair.second_token;
            const U256 amount = kSmallestSwap + sim::uniform_below(draws.amount, kToken - kSmallestSwap);
            transaction.to = pair.address;
            transaction.data = encode_call(kSwap, {U256::from_address(genesis_.tokens[token_in]), amount, U256{1}});
            return;
        }
        case TransactionKind::HotCounter:
            transaction.to = genesis_.counter;
            transaction.data = encode_call(kIncrement, {});
            return;
        case TransactionKind::Replayed:  // Not drawn.
            return;
    }
}

void TransactionSource::fill_signature(Transaction& transaction, std::uint32_t region, std::uint64_t number,
                                       std::uint64_t sender) const {
    const KeyPair& account = genesis_.accounts[sender];
    if (params_.signatures == Signatures::Real) {
        sign(transaction, account);
        return;
    }
    const sim::RandomStream stream(seed_, kSignature, region);
    const auto r = stream.words(2 * number);
    const auto s = stream.words(2 * number + 1);
    transaction.r = U256{r[0], r[1], r[2], r[3]};
    transaction.s = U256{s[0] >> 1, s[1], s[2], s[3]};  // In the lower half, as EIP-2 wants it.
    transaction.y_parity = (s[0] & 1) != 0;
    transaction.sender = account.address;
}

}  // namespace models
