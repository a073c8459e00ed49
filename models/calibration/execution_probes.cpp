// SPDX-License-Identifier: MIT
#include "models/calibration/execution_probes.h"

#include <algorithm>
#include <functional>
#include <map>

#include "models/calibration/precompile_inputs.h"
#include "models/calibration/probe_program.h"
#include "models/workload/genesis.h"
#include "models/workload/workload.h"

namespace models {
namespace {

constexpr std::uint64_t kGasLimit = 25'000'000;
const U256 kEther{1'000'000'000'000'000'000};

enum class Space : std::uint64_t { Sender = 1, Recipient, Contract, Other };

/// Addresses that look random and are always the same.
Address address_of(Space space, std::uint64_t i) {
    const sim::RandomStream stream(1, sim::Purpose::named("calibration.address"), static_cast<std::uint64_t>(space));
    const auto words = stream.words(i);
    return U256{0, words[0] & 0xffffffff, words[1], words[2]}.to_address();
}

void append(ByteString& out, const U256& word) {
    const auto bytes = word.to_big_endian();
    out.insert(out.end(), bytes.begin(), bytes.end());
}
ByteString words(std::initializer_list<U256> values) {
    ByteString out;
    for (const U256& value : values) append(out, value);
    return out;
}
U256 mixed(const std::array<std::uint64_t, 4>& bits) {
    return {bits[0], bits[1], bits[2], bits[3]};
}

class ProbeWriter {
  public:
    ProbeWriter(CodeStore& codes, std::string name) : codes_(codes) {
        probe_.name = std::move(name);
        probe_.block.gas_limit = 1'000'000'000'000_gas;
        probe_.block.beneficiary = address_of(Space::Other, 0);
        accounts_[probe_.block.beneficiary] = {.nonce = 1};
    }

    void fund(const Address& address) { accounts_[address] = {.balance = kEther * U256{1000}}; }
    Address contract(std::uint64_t index, const ByteString& code) {
        const Address address = address_of(Space::Contract, index);
        accounts_[address] = {.nonce = 1, .balance = kEther, .code = codes_.insert(code)};
        return address;
    }
    void store(const Address& address, const U256& slot, const U256& value) { slots_[{address, slot}] = value; }
    /// A transaction of sender number `sender`, who is funded by this.
    Transaction& send(std::uint64_t sender, const Address& to, std::uint64_t nonce = 0) {
        const Address from = address_of(Space::Sender, sender);
        if (nonce == 0) fund(from);
        Transaction& tx = probe_.transactions.emplace_back();
        tx.chain_id = probe_.block.chain_id;
        tx.nonce = nonce;
        tx.max_fee_per_gas = 1;
        tx.max_priority_fee_per_gas = 1;
        tx.gas_limit = kGasLimit;
        tx.to = to;
        tx.sender = from;
        return tx;
    }
    ExecutionProbe take() {
        for (const auto& [address, account] : accounts_) probe_.pre.set_account(address, account);
        for (const auto& [key, value] : slots_) probe_.pre.set_storage(key, value);
        return std::move(probe_);
    }

  private:
    CodeStore& codes_;
    // Put into the state in the order of their keys: not in that of their use, which would favour the caches.
    std::map<Address, Account> accounts_;
    std::map<SlotKey, U256> slots_;
    ExecutionProbe probe_;
};

/// Makes all probes of one size.
class ProbeSet {
  public:
    ProbeSet(CodeStore& codes, std::size_t size) : codes_(codes), size_(size) {}

    std::vector<ExecutionProbe> make() {
        add_transfers();
        add_calls();
        add_storage();
        add_accounts();
        add_hashes_and_logs();
        add_code();
        add_precompiles();
        add_workload();
        return std::move(probes_);
    }

  private:
    ProbeWriter writer(const std::string& name) { return {codes_, name}; }
    void add(ProbeWriter& writer) { probes_.push_back(writer.take()); }

    /// `count` transactions from different senders to one contract that runs `code`.
    void add_one_contract(const std::string& name, std::size_t count, const ByteString& code) {
        ProbeWriter probe = writer(name);
        const Address target = probe.contract(next_contract_++, code);
        for (std::size_t i = 0; i < count; ++i) probe.send(i, target).data = words({U256{i}});
        add(probe);
    }

    void add_transfers() {
        ProbeWriter empty = writer("empty block");
        add(empty);
        // Few at a time, too: what a block costs by itself.
        for (const std::size_t count : {std::size_t{1}, std::size_t{6}, size_ / 4, size_ * 4}) {
            ProbeWriter spread = writer("transfers between " + std::to_string(2 * count) + " accounts");
            for (std::size_t i = 0; i < count; ++i) {
                const Address to = address_of(Space::Recipient, i);
                spread.fund(to);
                spread.send(i, to).value = 1;
            }
            add(spread);
        }
        ProbeWriter payouts = writer("payments of 1 account to " + std::to_string(8 * size_));
        for (std::size_t i = 0; i < 8 * size_; ++i) {
            const Address to = address_of(Space::Recipient, i);
            if (i % 2 == 0) payouts.fund(to);
            payouts.send(0, to, i).value = 1;
        }
        add(payouts);
        ProbeWriter few = writer("transfers between 2 accounts");
        few.fund(address_of(Space::Recipient, 0));
        for (std::size_t i = 0; i < 2 * size_; ++i) few.send(0, address_of(Space::Recipient, 0), i).value = 1;
        add(few);
    }

    void add_calls() {
        add_one_contract("calls of a contract that stops", 2 * size_, ProbeProgram().op(OP_STOP).code());
        const auto call = [](ProbeProgram& p, Opcode kind) {
            // [.., address]; a call without value, input or output.
            p.push(0).push(0).push(0).push(0);
            p.dup(5).op(OP_GAS).op(kind).op(OP_POP);
        };
        ProbeWriter inner = writer("calls of one contract by another");
        const Address leaf = inner.contract(next_contract_++, ProbeProgram().op(OP_STOP).code());
        ProbeProgram caller;
        caller.push(U256::from_address(leaf));
        for (int i = 0; i < 60; ++i) call(caller, OP_STATICCALL);
        const Address target = inner.contract(next_contract_++, caller.op(OP_STOP).code());
        for (std::size_t i = 0; i < size_ / 2; ++i) inner.send(i, target);
        add(inner);

        ProbeWriter many = writer("calls of many contracts by one");
        ProbeProgram fan;
        for (int i = 0; i < 40; ++i) {
            fan.push(U256::from_address(many.contract(next_contract_++, ProbeProgram().push(1).op(OP_STOP).code())));
            call(fan, OP_STATICCALL);
            fan.op(OP_POP);
        }
        const Address root = many.contract(next_contract_++, fan.op(OP_STOP).code());
        for (std::size_t i = 0; i < size_ / 2; ++i) many.send(i, root);
        add(many);
    }

    void add_storage() {
        constexpr std::uint64_t kSlots = 60;
        constexpr std::uint64_t kSets = 20;
        const U256 first{0x9e3779b97f4a7c15, 0, 7, 1};
        const auto run = [&](const std::string& name, const std::function<void(ProbeProgram&, std::uint64_t)>& body,
                             std::uint64_t spread, std::size_t count) {
            ProbeWriter probe = writer(name);
            ProbeProgram p;
            p.push(0).op(OP_CALLDATALOAD);  // [first slot]
            for (std::uint64_t i = 0; i < kSlots; ++i) body(p, i);
            const Address target = probe.contract(next_contract_++, p.op(OP_STOP).code());
            for (std::uint64_t slot = 0; slot < spread * kSets + kSlots; ++slot)
                probe.store(target, first + U256{slot}, U256{slot + 5});
            for (std::size_t i = 0; i < count; ++i)
                probe.send(i, target).data = words({first + U256{i * 7 % kSets * spread}});
            add(probe);
        };
        const auto read = [](auto& p, auto i) { p.dup(1).push(i).op(OP_ADD).op(OP_SLOAD).op(OP_POP); };
        run("reads of slots", read, kSlots, size_);
        run("reads of slots, each once", read, kSlots, kSets);
        run("reads of slots that others read too", read, 0, size_);
        run("reads of one slot again", [](auto& p, auto) { p.dup(1).op(OP_SLOAD).op(OP_POP); }, 1, size_);
        const auto write = [](auto& p, auto i) { p.op(OP_GAS).dup(2).push(i).op(OP_ADD).op(OP_SSTORE); };
        run("writes of slots", write, kSlots, size_);
        run("writes of slots, each once", write, kSlots, kSets);
        run("writes of slots that others write too", write, 0, size_);
        run("writes of one slot again", [](auto& p, auto) { p.op(OP_GAS).dup(2).op(OP_SSTORE); }, 1, size_);
    }

    void add_accounts() {
        constexpr std::uint64_t kAccounts = 30;
        const auto run = [&](const std::string& name, bool pays, std::size_t count) {
            ProbeWriter probe = writer(name);
            for (std::uint64_t set = 0; set < 20; ++set) {
                ProbeProgram p;
                for (std::uint64_t i = 0; i < kAccounts; ++i) {
                    const Address other = address_of(Space::Other, 100 + set * kAccounts + i);
                    probe.fund(other);
                    if (pays) p.push(0).push(0).push(0).push(0).push(1);
                    p.push(U256::from_address(other));
                    if (pays)
                        p.push(0).op(OP_CALL).op(OP_POP);
                    else
                        p.op(OP_BALANCE).op(OP_POP);
                }
                const Address target = probe.contract(next_contract_++, p.op(OP_STOP).code());
                for (std::size_t i = 0; i < count; ++i) probe.send(set * size_ + i, target);
            }
            add(probe);
        };
        run("reads of balances", false, size_ / 20);
        run("reads of balances, each once", false, 1);
        run("payments by a contract", true, size_ / 20);
        run("payments by a contract, each once", true, 1);
    }

    void add_hashes_and_logs() {
        const auto repeat = [&](const std::string& name, std::uint64_t times, const auto& body) {
            ProbeProgram p;
            p.push(0).op(OP_CALLDATALOAD).push(0).op(OP_MSTORE);
            p.loop(times, body);
            add_one_contract(name, size_ / 2, p.op(OP_STOP).code());
        };
        repeat("hashes of 64 bytes", 50,
               [](auto& p) { p.dup(1).push(32).op(OP_MSTORE).push(64).push(0).op(OP_KECCAK256).op(OP_POP); });
        repeat("hashes of 4 kB", 10,
               [](auto& p) { p.dup(1).push(32).op(OP_MSTORE).push(4096).push(0).op(OP_KECCAK256).op(OP_POP); });
        repeat("small logs", 60, [](auto& p) { p.push(1).push(96).push(0).op(static_cast<Opcode>(OP_LOG0 + 1)); });
        repeat("large logs", 3, [](auto& p) { p.push(1).push(1024).push(0).op(static_cast<Opcode>(OP_LOG0 + 1)); });
    }

    /// Code as compilers write it: much of it that runs once, which tells what its bytes cost, and little that runs
    /// again and again, which tells what its gas costs.
    void add_code() {
        struct Shape {
            const char* name;
            std::uint64_t contracts;
            unsigned functions;
            std::uint64_t rounds;
            std::size_t transactions = 0;  ///< 0: twice the probes' size.
        };
        constexpr Shape kShapes[] = {
            {"much code, once", 160, 16, 1},    {"more code, once", 100, 30, 1},
            {"some code, once", 30, 16, 1},     {"some code, eight times", 30, 16, 8},
            {"little code, often", 8, 10, 12},  {"one contract, often", 1, 16, 12},
            {"two calls of code", 2, 16, 1, 2}, {"eight calls of code", 4, 16, 1, 8},
        };
        for (const Shape& shape : kShapes) {
            ProbeWriter probe = writer(shape.name);
            std::vector<Address> targets;
            for (std::uint64_t i = 0; i < shape.contracts; ++i, ++next_contract_)
                targets.push_back(probe.contract(next_contract_, compiled_like_code(next_contract_, shape.functions)));
            const sim::RandomStream draws(2, sim::Purpose::named("calibration.input"), next_contract_);
            for (std::size_t i = 0; i < (shape.transactions == 0 ? 2 * size_ : shape.transactions); ++i) {
                const auto bits = draws.words(i);
                probe.send(i, targets[sim::uniform_below(bits[0], targets.size())]).data =
                    words({mixed(bits), U256{shape.rounds}});
            }
            add(probe);
        }
        add_loops();
        add_calls_between_code();
        ProbeWriter creates = writer("contracts created");
        const ByteString runtime = compiled_like_code(1, 16);
        ByteString init = ProbeProgram()
                              .push(runtime.size())
                              .push(14)
                              .push(0)
                              .op(OP_CODECOPY)
                              .push(runtime.size())
                              .push(0)
                              .op(OP_RETURN)
                              .code();
        while (init.size() < 14) init.push_back(OP_STOP);
        for (std::size_t i = 0; i < size_ / 8; ++i) {
            Transaction& tx = creates.send(i, {});
            tx.to.reset();
            tx.data = init;
            tx.data.insert(tx.data.end(), runtime.begin(), runtime.end());
            tx.data.back() = static_cast<std::uint8_t>(i);
        }
        add(creates);
    }

    /// Code of which little is run so often that processors know it by heart.
    void add_loops() {
        for (const unsigned functions : {2U, 6U}) {
            ProbeWriter probe = writer("loops over " + std::to_string(functions) + " functions");
            std::vector<Address> targets;
            for (std::uint64_t i = 0; i < 10; ++i, ++next_contract_)
                targets.push_back(probe.contract(next_contract_, compiled_like_code(next_contract_, functions)));
            const sim::RandomStream draws(3, sim::Purpose::named("calibration.input"), next_contract_);
            for (std::size_t i = 0; i < size_ / 2; ++i) {
                const auto bits = draws.words(i);
                probe.send(i, targets[i % targets.size()]).data = words({mixed(bits), U256{600 / functions}});
            }
            add(probe);
        }
        ProbeProgram sums;  // [sum], then words of memory that are mixed into each other.
        sums.push(1).loop(500, [](auto& p) {
            p.dup(1).push(5).op(OP_SHL).push(0x1fe0).op(OP_AND).dup(1).op(OP_MLOAD).dup(4).op(OP_ADD);
            p.push(0xffffff).op(OP_MUL).dup(1).push(7).op(OP_SHR).op(OP_XOR).swap(1).op(OP_MSTORE);
        });
        add_one_contract("loops over memory", size_ / 2, sums.op(OP_STOP).code());
    }

    /// A contract that calls one after the other those that its input names, with two words for each.
    void add_calls_between_code() {
        constexpr std::uint64_t kCalls = 5;
        for (const bool much : {false, true}) {
            ProbeWriter probe = writer(much ? "calls between much code" : "calls between little code");
            ProbeProgram router;
            router.push(1).push(32).op(OP_MSTORE);
            for (std::uint64_t i = 0; i < kCalls; ++i) {
                router.push(32 * i).op(OP_CALLDATALOAD).push(0).op(OP_MSTORE);
                router.push(32).push(64).push(64).push(0).push(0).push(32 * (kCalls + i)).op(OP_CALLDATALOAD);
                router.dup(1).op(OP_EXTCODESIZE).op(OP_POP).op(OP_GAS).op(OP_CALL).op(OP_POP);
                router.op(OP_RETURNDATASIZE).push(0).push(128).op(OP_RETURNDATACOPY);
            }
            const Address start = probe.contract(next_contract_++, router.op(OP_STOP).code());
            std::vector<U256> targets;
            for (std::uint64_t i = 0; i < 80; ++i, ++next_contract_)
                targets.push_back(U256::from_address(
                    probe.contract(next_contract_, compiled_like_code(next_contract_, much ? 16 : 3))));
            const sim::RandomStream draws(6, sim::Purpose::named("calibration.input"), next_contract_);
            for (std::size_t i = 0; i < size_; ++i) {
                ByteString& data = probe.send(i, start).data;
                for (std::uint64_t call = 0; call < kCalls; ++call) append(data, mixed(draws.words(i * kCalls + call)));
                for (std::uint64_t call = 0; call < kCalls; ++call)
                    append(data, targets[draws.words(i * kCalls + call)[3] % targets.size()]);
            }
            add(probe);
        }
    }

    /// Each call stands between others that run code, as it does in a block.
    void add_precompiles() {
        for (const PrecompileInput& input : precompile_inputs()) {
            ProbeWriter probe = writer(input.name);
            std::vector<Address> others;
            for (std::uint64_t i = 0; i < 20; ++i, ++next_contract_)
                others.push_back(probe.contract(next_contract_, compiled_like_code(i, 16)));
            const sim::RandomStream draws(7, sim::Purpose::named("calibration.input"), input.number);
            for (std::size_t i = 0; i < std::max<std::size_t>(1, size_ * input.calls_per_1000 / 1000); ++i) {
                const auto bits = draws.words(i);
                probe.send(2 * i, others[bits[3] % others.size()]).data = words({mixed(bits), U256{1}});
                probe.send(2 * i + 1, U256{input.number}.to_address()).data = input.input;
            }
            add(probe);
        }
    }

    /// Real contracts: those of the workload.
    void add_workload() {
        for (std::size_t kind = 1; kind < kTransactionKinds; ++kind) {
            WorkloadParams params;
            params.accounts = size_;
            params.tokens = params.pairs = 4;
            const auto share = [&](std::size_t k) { return sim::Share::percent(k == kind ? 100 : 0); };
            params.mix = {
                .native_transfer = share(0), .token_transfer = share(1), .swap = share(2), .hot_counter = share(3)};
            ExecutionProbe probe{transaction_kind_names()[kind], {}, {}, {}};
            probe.block.gas_limit = 1'000'000'000'000_gas;
            probe.block.base_fee = 1'000'000;
            probe.block.beneficiary = address_of(Space::Other, 0);
            const Genesis genesis = build_genesis(params, probe.block, 1, codes_);
            TransactionSource source(params, genesis, probe.block, 1, 1);
            for (std::size_t i = 0; i < size_; ++i) probe.transactions.push_back(source.make(0, i).transaction);
            probe.pre = genesis.state;
            probes_.push_back(std::move(probe));
        }
    }

    CodeStore& codes_;
    std::size_t size_;
    std::uint64_t next_contract_ = 0;
    std::vector<ExecutionProbe> probes_;
};

}  // namespace

std::vector<ExecutionProbe> execution_probes(CodeStore& codes, std::size_t size) {
    return ProbeSet(codes, size).make();
}

}  // namespace models
