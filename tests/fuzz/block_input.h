// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <vector>

#include "models/evm/block_context.h"
#include "models/evm/instructions_call.h"
#include "models/evm/rules.h"
#include "models/hardware/hardware_profile.h"
#include "models/state/state.h"
#include "tests/fuzz/program_input.h"

namespace models {

/// Makes a small world and a block of transactions on it out of an input: few accounts and few slots, so that
/// transactions meet; gas for some hundred instructions each.
class BlockInput {
  public:
    explicit BlockInput(ByteView bytes) : source_(bytes) {
        read_block();
        for (std::size_t i = 0; i < kActors; ++i) read_account(i);
        for (std::size_t i = 0; i < count_; ++i) read_transaction();
    }

    CodeStore codes;
    State state;
    BlockContext block;
    std::vector<Transaction> transactions;
    HardwareProfile hardware;  ///< Costs that make tasks end in this order or that.

  private:
    static constexpr std::size_t kUsers = 3;
    static constexpr std::size_t kActors = 7;  ///< Users, and accounts that mostly have code.
    static constexpr std::size_t kBeneficiary = 7;

    void read_block() {
        block.revision = static_cast<Revision>(source_.byte() % (static_cast<unsigned>(Revision::Osaka) + 1));
        const std::uint8_t flags = source_.byte();
        count_ = 2 + (flags & 3U) + (flags >> 7);
        const std::uint8_t costs = source_.byte();
        // One block in two has a beneficiary that takes part in it, the others a precompile of choice.
        const bool apart = (flags & 4) != 0;
        const unsigned choice = (flags >> 3) & 15U;
        fill_pool(apart ? 1 + choice : 5);
        block.beneficiary = pool_[apart ? kBeneficiary : choice];
        block.number = 300;
        block.timestamp = 1'700'000'000;
        block.base_fee = U256{costs & 7U};
        block.recent_block_hashes.resize(3, U256{0xb10c}.to_hash());
        hardware.costs.transaction = sim::UnitCost::from_ps(std::int64_t{1000} * (costs & 0x30));
        hardware.costs.compute_gas = sim::UnitCost::from_ps((costs & 0x40) != 0 ? 750 : 100'000);
        hardware.costs.schedule = sim::UnitCost::from_ps((costs & 0x80) != 0 ? 80'000 : 1'000);
    }
    void fill_pool(std::uint64_t precompile) {
        for (std::size_t i = 0; i < 8; ++i) pool_[i].bytes = {static_cast<std::uint8_t>(0xa0 + i), 0xcc};
        pool_[8] = U256{0xdead}.to_address();  // Does not exist.
        pool_[9] = created_address(pool_[0], 0);
        pool_[10] = created_address(pool_[3], 1);
        pool_[11] = created_address(pool_[4], 0);
        pool_[12] = U256{2}.to_address();
        pool_[13] = U256{3}.to_address();
        pool_[14] = U256{4}.to_address();
        pool_[15] = U256{precompile}.to_address();
    }

    void read_account(std::size_t number) {
        static const std::uint64_t kNonces[] = {0, 1, 0, 1, 0, 2, 0, UINT64_MAX - 1};
        static const U256 kBalances[] = {U256{1} << 60, 0, 1, 10'000'000, U256{1} << 100, 1'000'000, 0, U256{1} << 60};
        const std::uint8_t what = source_.byte();
        const std::uint8_t slots = source_.byte();
        // A user has code rarely, others mostly.
        const bool has_code = (number < kUsers) == ((slots & 0x30) == 0x30);
        Account account{.nonce = choose(kNonces, what & 7), .balance = choose(kBalances, (what >> 3) & 7)};
        if (what >= 0xc0) {
            account.code = codes.insert(delegation_to(pool_[slots >> 4]));
        } else if (has_code) {
            account.code = codes.insert(ProgramInput(source_, pool_, block.revision).read());
        }
        account.exists_empty = (slots & 0x80) != 0 && account.empty() && rules_of(block.revision).empty_accounts_exist;
        // One that is named by who creates it stands where a contract would come into being.
        const Address& address = pool_[(slots & 0x40) != 0 && number == kActors - 1 ? 9 + (slots >> 4) % 3 : number];
        state.set_account(address, account);
        if (!has_code) return;
        for (unsigned slot = 0; slot < 4; ++slot)
            if (((slots >> slot) & 1) != 0) state.set_storage({address, slot}, slot + 1);
    }

    void read_transaction() {
        static const std::uint64_t kPrices[] = {10, 7, 100, 4, 10, 8, 0, 1'000'000};
        static const U256 kValues[] = {0, 1, 0, 1000, U256{1} << 59, 0, 2, U256{1} << 110};
        Transaction tx;
        const std::uint8_t kind = source_.byte();
        const std::uint8_t sender = source_.byte();
        const std::uint8_t to = source_.byte();
        const std::uint8_t gas = source_.byte();
        const std::uint8_t money = source_.byte();
        tx.type = static_cast<TransactionType>(kind % 5);
        if (kind < 0xf0) tx.type = std::min(tx.type, rules_of(block.revision).latest_type);
        if (tx.type != TransactionType::Legacy || (kind & 0x80) != 0) tx.chain_id = kind < 0xf8 ? 1 : 2;
        tx.sender = pool_[sender % 32 < 30 ? sender % 32 % kUsers : sender % 8];
        tx.nonce = next_nonce(tx.sender, sender >> 5);
        // Types that may not create a contract mostly do not try to.
        if (to % 32 < 24 || (tx.type >= TransactionType::Blob && to < 0xe0))
            tx.to = pool_[to % 32 < 16 ? to % 16 : kUsers + to % 4];
        tx.gas_limit = 21'000 + std::uint64_t{4} * gas * gas;
        tx.max_fee_per_gas = choose(kPrices, money & 7);
        tx.max_priority_fee_per_gas =
            tx.type < TransactionType::DynamicFee ? tx.max_fee_per_gas : U256{(money >> 3) & 3U};
        tx.value = choose(kValues, money >> 5);
        read_lists(tx);
        if (tx.to) {
            const ByteView data = source_.bytes(source_.byte() & 0x3fU);
            tx.data.assign(data.begin(), data.end());
        } else {
            tx.data = ProgramInput(source_, pool_, block.revision).read();
        }
        transactions.push_back(std::move(tx));
    }

    void read_lists(Transaction& tx) {
        if (tx.type == TransactionType::Legacy) return;
        const std::uint8_t sizes = source_.byte();
        for (unsigned i = sizes & 3U; i > 0; --i) {
            const std::uint8_t entry = source_.byte();
            tx.access_list.push_back(
                {pool_[entry % 16],
                 std::vector<U256>((entry >> 4) & 3U, U256{static_cast<std::uint64_t>(entry >> 6)})});
        }
        if (tx.type == TransactionType::Blob) {
            tx.max_fee_per_blob_gas = U256{(sizes >> 4) & 1U ? 5U : 1U};
            tx.blob_hashes.resize(3U - ((sizes >> 2) & 3U), Hash{{static_cast<std::uint8_t>(sizes < 0xf0 ? 1 : 2)}});
        }
        if (tx.type != TransactionType::SetCode) return;
        for (unsigned i = 3U - ((sizes >> 2) & 3U); i > 0; --i) {
            const std::uint8_t entry = source_.byte();
            const std::uint8_t nonce = source_.byte();
            Authorization& authorization = tx.authorization_list.emplace_back();
            authorization.chain_id = U256{(nonce >> 5) % 3U};
            authorization.address = (nonce & 0x10) != 0 ? Address{} : pool_[entry >> 4];
            if ((nonce & 8) == 0) authorization.authority = pool_[entry & 15U];
            authorization.nonce = nonce_of(pool_[entry & 15U]) + (nonce & 3U);
        }
    }

    [[nodiscard]] std::uint64_t nonce_of(const Address& address) const {
        const Account* account = state.find(address);
        return account == nullptr ? 0 : account->nonce;
    }
    /// Mostly the right one, if the transactions before are valid and count no further.
    [[nodiscard]] std::uint64_t next_nonce(const Address& sender, unsigned deviation) const {
        const auto before = std::ranges::count(transactions, sender, &Transaction::sender);
        const std::uint64_t nonce = nonce_of(sender) + static_cast<std::uint64_t>(before);
        return deviation == 7 ? nonce + 1 : deviation == 6 ? nonce - 1 : nonce;
    }

    ByteSource source_;
    std::array<Address, 16> pool_;
    std::size_t count_ = 0;
};

}  // namespace models
