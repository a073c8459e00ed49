// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string>

#include "models/chain/keccak.h"
#include "models/evm/instructions_call.h"
#include "models/evm/revision.h"

namespace models {

/// The hand-written contracts of a RandomWorld, in instructions that its revision has. Where one takes an argument, it
/// is the first word of the data.
class RandomContracts {
  public:
    explicit RandomContracts(Revision revision) : revision_(revision) {}

    static constexpr std::uint64_t kCount = 13;
    static constexpr std::uint64_t kReverting = 4;
    static constexpr std::uint64_t kFactory = 9;
    static constexpr std::uint64_t kBriefFactory = 10;
    static constexpr std::uint64_t kToggle = 11;
    static constexpr std::uint64_t kToucher = 12;

    static Address address(std::uint64_t number) { return U256(0xc0de00 + number).to_address(); }

    /// Where a factory puts its child; before CREATE2 some address.
    static Address child(std::uint64_t factory) {
        return created_address(address(factory), U256(salt(factory)), keccak256(from_hex(child_init_code()).value()));
    }
    /// Without data: slot 0 = (slot 0 + 1) mod 3, so that it comes back to what it was. With data:
    /// SELFDESTRUCT(CALLER).
    static ByteString child_code() { return from_hex(child_code_hex()).value(); }

    [[nodiscard]] ByteString code(std::uint64_t number) const { return from_hex(hex(number)).value(); }

  private:
    static std::string child_code_hex() {
        return "3660115760036001600054010660005500"
               "5b33ff";
    }
    /// Slot 7 = 7, and the code. It is one word.
    static std::string child_init_code() {
        return "60078055"
               "73" +
               child_code_hex() +
               "5952"
               "6014600cf3";
    }
    static std::uint64_t salt(std::uint64_t factory) { return factory; }

    /// Leaves the child's address on the stack.
    [[nodiscard]] std::string create_child(std::uint64_t factory) const {
        const std::string store = "7f" + child_init_code() + "600052";
        if (revision_ < Revision::Constantinople) return store + "602060006000f0";
        return store + (factory == kFactory ? "6009" : "600a") + "602060006000f5";
    }

    // Opcodes by their bytes: 54 SLOAD, 55 SSTORE, 01 ADD, 03 SUB, 33 CALLER, 41 COINBASE, 31 BALANCE, 35 CALLDATALOAD.
    [[nodiscard]] std::string hex(std::uint64_t number) const {
        switch (number) {
            case 0:  // Counter: slot 0 += 1; log of 32 bytes.
                return "6001600054018060005560005260206000a000";
            case 1:  // Token: slot[caller] -= 1, slot[argument] += 1; log with two topics.
                return "600133540333556001600035540160003555600035336000"
                       "6000a200";
            case 2:  // slot[caller] = BALANCE(COINBASE).
                return "4131335500";
            case 3:  // slot 0 += BALANCE(COINBASE): hot.
                return "41316000540160005500";
            case kReverting:  // Writes slot 0, then reverts with 32 bytes.
                return "600760005560206000fd";
            case 5:  // Loops until it is out of gas.
                return "5b600056";
            case 6:  // CREATE of an empty contract with 1 wei; slot 1 = its address.
                return "600060006001f060015500";
            case 7:  // CALL(50,000 gas, COINBASE, 1 wei); slot[caller] = success + what else the COINBASE has.
                return std::string(
                           "60006000600060006001"
                           "4161c350f1"
                           "41") +
                       (revision_ < Revision::Constantinople ? "3b" : "3f") + "01335500";
            case 8:  // Writes slot (slot 0 mod 2) + 2 and counts slot 0 up: where it writes depends on what it reads.
                return "60005480600101600055600281066002015500";
            case kFactory:  // slot[caller] = the child's address, zero if it is there already.
                return create_child(kFactory) + "335500";
            case kBriefFactory:  // Creates a child and has it destroy itself at once; slot[caller] = success.
                return create_child(kBriefFactory) +
                       "60006000600160006000"
                       "8561c350f1"
                       "335500";
            case kToggle:  // slot 0 = 11 - slot 0: every other time it is as before the block.
                return "600054600b0360005500";
            default:  // kToucher: slot[caller] = CALL(10 gas, argument), too little for the precompile RIPEMD-160.
                return "60006000600060006000"
                       "600035600af1"
                       "335500";
        }
    }

    Revision revision_;
};

}  // namespace models
