// SPDX-License-Identifier: MIT
#include "models/workload/genesis.h"

#include <algorithm>
#include <utility>

#include "models/evm/transition.h"
#include "models/workload/contract.h"
#include "sim/base/check.h"
#include "sim/base/random.h"

namespace models {
namespace {

// assumption: all three are so large that no run comes near their end, and leave a reserve's 112 bits half empty.
constexpr U256 kEther = U256{1'000'000} * U256{1'000'000'000'000'000'000U};  ///< Of each account, in wei.
constexpr U256 kTokens = kEther * U256{1'000};                               ///< Of each account and token.
constexpr U256 kLiquidity = kTokens * U256{1'000};                           ///< Of each token in a pair.
constexpr U256 kUnlimited = ~U256{};                                         ///< An allowance never used up.
constexpr Gas kGasLimit = 10'000'000_gas;                                    ///< Of each genesis transaction.

std::array<std::uint8_t, 32> keyed_bytes(std::uint64_t seed, const char* purpose, std::uint64_t entity) {
    const auto words = sim::RandomStream(seed, sim::Purpose::named(purpose), entity).words(0);
    return U256{words[0], words[1], words[2], words[3]}.to_big_endian();
}

KeyPair make_account(std::uint64_t seed, std::uint64_t account, Signatures signatures) {
    const auto bytes = keyed_bytes(seed, "workload.account", account);
    if (signatures == Signatures::Modelled) return {{}, U256::from_big_endian(bytes).to_address()};
    const auto key = key_from_secret(bytes);
    CHECK(key.has_value());  // Fails for one seed in 2^128.
    return *key;
}

/// Executes the genesis transactions one after the other on top of the funded accounts.
class GenesisChain {
  public:
    GenesisChain(const State& funded, const BlockContext& block, CodeStore& codes)
        : block_(block), transition_(codes), overlay_(funded) {
        block_.base_fee = 0;
        block_.gas_limit = std::max(block_.gas_limit, kGasLimit);
    }

    TxResult call(const Address& sender, std::uint64_t nonce, std::optional<Address> to, ByteString input) {
        Transaction transaction;
        transaction.chain_id = block_.chain_id;
        transaction.nonce = nonce;
        transaction.gas_limit = static_cast<std::uint64_t>(kGasLimit.units());
        transaction.to = to;
        transaction.data = std::move(input);
        transaction.sender = sender;
        TxResult result = transition_.execute(overlay_, block_, transaction);
        CHECK(result.status == TransitionStatus::Success,
              std::string("genesis transaction: ") + to_string(result.invalid) + " " + to_hex(result.output));
        overlay_.commit(result.writes);
        ++transactions_;
        gas_used_ += result.gas_used;
        return result;
    }

    [[nodiscard]] StateDiff diff() const { return overlay_.diff(); }
    [[nodiscard]] std::uint64_t transactions() const { return transactions_; }
    [[nodiscard]] Gas gas_used() const { return gas_used_; }

  private:
    BlockContext block_;
    Transition transition_;
    BlockOverlay overlay_;
    std::uint64_t transactions_ = 0;
    Gas gas_used_;
};

/// The account that owns the tokens and gives the liquidity.
class Deployer {
  public:
    Deployer(GenesisChain& chain, const Address& address) : chain_(chain), address_(address) {}

    Address deploy(const Contract& contract, std::initializer_list<U256> arguments) {
        const TxResult result = chain_.call(address_, nonce_++, std::nullopt, encode_deployment(contract, arguments));
        CHECK(result.created.has_value());
        return *result.created;
    }
    void call(const Address& to, const Selector& selector, std::initializer_list<U256> arguments) {
        (void)chain_.call(address_, nonce_++, to, encode_call(selector, arguments));
    }
    [[nodiscard]] U256 word() const { return U256::from_address(address_); }

  private:
    GenesisChain& chain_;
    const Address address_;
    std::uint64_t nonce_ = 0;
};

void deploy_contracts(Deployer& deployer, const WorkloadParams& params, Genesis& genesis) {
    const Contract token = load_contract("token");
    const Contract pair = load_contract("pair");
    for (std::uint32_t t = 0; t < params.tokens; ++t) genesis.tokens.push_back(deployer.deploy(token, {}));
    for (std::uint32_t p = 0; p < params.pairs; ++p) {
        Genesis::Pair place{.address = {}, .first_token = p % params.tokens, .second_token = (p + 1) % params.tokens};
        place.address = deployer.deploy(pair, {U256::from_address(genesis.tokens[place.first_token]),
                                               U256::from_address(genesis.tokens[place.second_token])});
        genesis.pairs.push_back(place);
    }
    genesis.counter = deployer.deploy(load_contract("counter"), {});
}

void mint_tokens(Deployer& deployer, const Genesis& genesis) {
    for (const Address& token : genesis.tokens)
        for (const KeyPair& account : genesis.accounts)
            deployer.call(token, kMint, {U256::from_address(account.address), kTokens});
}

void add_liquidity(Deployer& deployer, const Genesis& genesis) {
    for (const Genesis::Pair& pair : genesis.pairs) {
        for (const std::uint32_t token : {pair.first_token, pair.second_token}) {
            deployer.call(genesis.tokens[token], kMint, {deployer.word(), kLiquidity});
            deployer.call(genesis.tokens[token], kApprove, {U256::from_address(pair.address), kUnlimited});
        }
        deployer.call(pair.address, kAddLiquidity, {kLiquidity, kLiquidity});
    }
}

void approve_pairs(GenesisChain& chain, Genesis& genesis) {
    for (std::size_t i = 0; i < genesis.accounts.size(); ++i)
        for (const Genesis::Pair& pair : genesis.pairs)
            for (const std::uint32_t token : {pair.first_token, pair.second_token})
                (void)chain.call(genesis.accounts[i].address, genesis.next_nonces[i]++, genesis.tokens[token],
                                 encode_call(kApprove, {U256::from_address(pair.address), kUnlimited}));
}

}  // namespace

Genesis build_genesis(const WorkloadParams& params, const BlockContext& block, std::uint64_t seed, CodeStore& codes) {
    CHECK(problems_of(params).empty());
    Genesis genesis;
    genesis.next_nonces.resize(params.accounts, 0);
    for (std::uint64_t a = 0; a < params.accounts; ++a) {
        genesis.accounts.push_back(make_account(seed, a, params.signatures));
        genesis.state.set_account(genesis.accounts.back().address, Account{.balance = kEther});
    }
    GenesisChain chain(genesis.state, block, codes);
    Deployer deployer(chain, U256::from_big_endian(keyed_bytes(seed, "workload.deployer", 0)).to_address());
    deploy_contracts(deployer, params, genesis);
    mint_tokens(deployer, genesis);
    add_liquidity(deployer, genesis);
    approve_pairs(chain, genesis);
    const auto error = genesis.state.apply(chain.diff());
    CHECK(!error.has_value());
    genesis.transactions = chain.transactions();
    genesis.gas_used = chain.gas_used();
    return genesis;
}

}  // namespace models
