// SPDX-License-Identifier: MIT
#include "models/evm/instructions_memory.h"

#include <algorithm>

#include "models/chain/keccak.h"
#include "models/evm/instructions_state.h"

namespace models {
namespace {

/// Copies `size` bytes of `source` from `from` on into memory, zeros where the source has ended.
void copy_padded(Frame& frame, const U256& to, const U256& from, const U256& size, ByteView source) {
    if (size.is_zero()) return;
    std::uint8_t* out = frame.memory.data + to.low_u64();
    const std::uint64_t begin =
        from.fits_u64() ? std::min<std::uint64_t>(from.low_u64(), source.size()) : source.size();
    const std::uint64_t present = std::min<std::uint64_t>(size.low_u64(), source.size() - begin);
    if (present != 0) std::memcpy(out, source.data() + begin, present);
    std::memset(out + present, 0, size.low_u64() - present);
}

/// Charges a copy of `size` bytes into memory at `to`; the gas left.
std::int64_t charge_copy(Frame& frame, const U256& to, const U256& size, std::int64_t gas) {
    gas = reach_memory(frame, to, size, gas);
    return gas < 0 ? gas : gas - per_word(kCopyWord, size.low_u64());
}

}  // namespace

std::int64_t grow_memory(Frame& frame, std::uint64_t end, std::int64_t gas) {
    gas -= memory_cost(end) - memory_cost(frame.memory.size);
    if (gas >= 0) frame.engine->memory.grow(frame.memory, word_count(end) * 32);
    return gas;
}

std::int64_t op_mcopy(Frame& frame, U256* top, std::int64_t gas) {
    const U256& to = top[0];
    const U256& from = top[-1];
    const U256& size = top[-2];
    gas = reach_memory(frame, to < from ? from : to, size, gas);
    if (gas < 0 || size.is_zero()) return gas;
    gas -= per_word(kCopyWord, size.low_u64());
    if (gas < 0) return gas;
    std::memmove(frame.memory.data + to.low_u64(), frame.memory.data + from.low_u64(), size.low_u64());
    return gas;
}

std::int64_t op_keccak256(Frame& frame, U256* top, std::int64_t gas) {
    gas = reach_memory(frame, top[0], top[-1], gas);
    if (gas < 0) return gas;
    gas -= per_word(kKeccakWord, top[-1].low_u64());
    if (gas < 0) return gas;
    const ByteView input = memory_view(frame, top[0], top[-1]);
    Engine& engine = *frame.engine;
    if (input.size() == KeccakMemo::kSize) {
        const KeccakMemo::Answer answer = engine.keccak_memo(input.data());
        engine.work.keccak_permutations += answer.is_new ? 1 : 0;
        set_big_endian(top[-1], answer.hash.bytes.data());
    } else {
        engine.work.keccak_permutations += keccak_permutations(input.size());
        set_big_endian(top[-1], keccak256(input).bytes.data());
    }
    return gas;
}

std::int64_t op_calldatacopy(Frame& frame, U256* top, std::int64_t gas) {
    gas = charge_copy(frame, top[0], top[-2], gas);
    if (gas >= 0) copy_padded(frame, top[0], top[-1], top[-2], frame.input);
    return gas;
}

std::int64_t op_codecopy(Frame& frame, U256* top, std::int64_t gas) {
    gas = charge_copy(frame, top[0], top[-2], gas);
    if (gas >= 0) copy_padded(frame, top[0], top[-1], top[-2], frame.code->bytes());
    return gas;
}

std::int64_t op_returndatacopy(Frame& frame, U256* top, std::int64_t gas) {
    const ByteString& data = frame.engine->return_data;
    const U256& from = top[-1];
    const U256& size = top[-2];
    if (!from.fits_u64() || !size.fits_u64() || from.low_u64() > data.size() ||
        size.low_u64() > data.size() - from.low_u64())
        return failure(Halt::ReturnDataOutOfBounds);
    gas = charge_copy(frame, top[0], size, gas);
    if (gas >= 0) copy_padded(frame, top[0], from, size, data);
    return gas;
}

std::int64_t op_extcodecopy(Frame& frame, U256* top, std::int64_t gas) {
    gas = charge_copy(frame, top[-1], top[-3], gas);
    if (gas < 0) return gas;
    Journal& journal = frame.engine->journal;
    const AccountRef account = journal.account(top[0].to_address());
    gas = charge_account_access(*frame.engine, account, gas);
    if (gas < 0) return gas;
    const Code* code = journal.code(account);
    if (journal.blocked()) return failure(Halt::Blocked);
    copy_padded(frame, top[-1], top[-2], top[-3], code == nullptr ? ByteView{} : code->bytes());
    return gas;
}

}  // namespace models
