// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "models/chain/keccak.h"
#include "models/chain/rlp.h"
#include "models/chain/signature.h"
#include "models/conformance/runner.h"
#include "models/json/json_fields.h"
#include "models/state/state_trie.h"
#include "tests/sim/scenario/temporary_folder.h"

namespace models {

/// A folder of fixtures that goes away.
class FixtureFolder {
  public:
    void write(const std::string& name, const std::string& text) const {
        const auto path = folder_.path() / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path) << text;
    }
    void write(const std::string& name, const Json& json) const { write(name, json.dump(1)); }
    [[nodiscard]] std::filesystem::path path() const { return folder_.path(); }
    [[nodiscard]] ConformanceReport run(const std::string& filter = {}, unsigned workers = 1) const {
        return run_conformance({.folder = path(), .filter = CaseFilter(filter), .workers = workers});
    }

  private:
    sim::TemporaryFolder folder_;
};

inline KeyPair sender_key() {
    return key_from_secret(U256{0x45}.to_big_endian()).value();
}
inline const Address kRecipient{{0xaa}};
inline const Address kBeneficiary{{0xbb}};
constexpr std::uint64_t kGasPrice = 10;
constexpr std::uint64_t kTransferGas = 21'000;

inline std::string hex_of(const Address& address) {
    return to_hex(address.bytes);
}

/// Both sides of a transfer of 7 wei from a sender who has a million, under rules without a base fee.
inline State state_after_transfer() {
    State state;
    state.set_account(sender_key().address, {.nonce = 1, .balance = 1'000'000 - 7 - kTransferGas * kGasPrice});
    state.set_account(kRecipient, {.balance = 7});
    state.set_account(kBeneficiary, {.balance = kTransferGas * kGasPrice});
    return state;
}

inline std::string root_of(const State& state) {
    return to_hex(StateTrie(state).root().bytes);
}
inline std::string no_logs() {
    RlpWriter writer;
    writer.close_list(writer.open_list());
    return to_hex(keccak256(writer.bytes()).bytes);
}

/// A state test of that transfer, right under `fork`, which knows no base fee.
inline Json transfer_test(const std::string& fork = "Berlin") {
    const Json account{{"nonce", "0x00"}, {"balance", "0x0f4240"}, {"code", "0x"}, {"storage", Json::object()}};
    Json test;
    test["env"] = {{"currentCoinbase", hex_of(kBeneficiary)},
                   {"currentNumber", "0x01"},
                   {"currentTimestamp", "0x03e8"},
                   {"currentGasLimit", "0x0f4240"},
                   {"currentDifficulty", "0x020000"}};
    test["pre"][hex_of(sender_key().address)] = account;
    test["transaction"] = {{"nonce", "0x00"},
                           {"gasPrice", "0x0a"},
                           {"gasLimit", {"0x5208"}},
                           {"to", hex_of(kRecipient)},
                           {"value", {"0x07"}},
                           {"data", {"0x"}},
                           {"secretKey", to_hex(sender_key().secret)}};
    test["post"][fork] = Json::array({{{"hash", root_of(state_after_transfer())},
                                       {"logs", no_logs()},
                                       {"indexes", {{"data", 0}, {"gas", 0}, {"value", 0}}}}});
    return test;
}

}  // namespace models
