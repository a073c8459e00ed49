// SPDX-License-Identifier: MIT
#include "models/state/code.h"

#include <algorithm>
#include <array>

#include "models/chain/keccak.h"

namespace models {
namespace {

constexpr std::size_t kPadding = 33;  // PUSH32 as the last byte reads 32 further, and then comes the STOP.
constexpr std::uint8_t kJumpDest = 0x5b;
constexpr std::uint8_t kPush1 = 0x60;
constexpr std::uint8_t kPush32 = 0x7f;

constexpr std::array<std::uint8_t, 3> kDelegation = {0xef, 0x01, 0x00};  // EIP-7702

std::optional<Address> read_delegation(ByteView bytes) {
    Address address;
    if (bytes.size() != kDelegation.size() + address.bytes.size()) return std::nullopt;
    if (!std::equal(kDelegation.begin(), kDelegation.end(), bytes.begin())) return std::nullopt;
    std::copy(bytes.begin() + kDelegation.size(), bytes.end(), address.bytes.begin());
    return address;
}

}  // namespace

Code::Code(ByteView bytes) : Code(bytes, keccak256(bytes)) {}

Code::Code(ByteView bytes, const Hash& hash)
    : padded_(bytes.size() + kPadding),
      size_(bytes.size()),
      hash_(hash),
      jump_destinations_((bytes.size() + 63) / 64),
      delegate_(read_delegation(bytes)) {
    std::copy(bytes.begin(), bytes.end(), padded_.begin());
    for (std::size_t offset = 0; offset < size_; ++offset) {
        const std::uint8_t opcode = padded_[offset];
        if (opcode == kJumpDest) jump_destinations_[offset / 64] |= std::uint64_t{1} << (offset % 64);
        if (opcode >= kPush1 && opcode <= kPush32) offset += static_cast<std::size_t>(opcode - kPush1) + 1;
    }
}

ByteString delegation_to(const Address& address) {
    ByteString bytes(kDelegation.size() + address.bytes.size());
    std::copy(address.bytes.begin(), address.bytes.end(),
              std::copy(kDelegation.begin(), kDelegation.end(), bytes.begin()));
    return bytes;
}

Code::~Code() {
    delete attachments_.load();
}

Code::Attachment* Code::attach(std::uint32_t key, std::unique_ptr<Attachment> made) const {
    const std::lock_guard lock(mutex_);
    if (Attachment* existing = attachment(key)) return existing;
    made->key_ = key;
    made->next_.reset(attachments_.load());
    attachments_.store(made.get(), std::memory_order_release);
    return made.release();
}

const Code* CodeStore::insert(ByteView bytes) {
    if (bytes.empty()) return nullptr;
    const Hash hash = keccak256(bytes);  // Outside the lock: it is what takes the time.
    const std::lock_guard lock(mutex_);
    std::unique_ptr<const Code>& stored = by_hash_[hash];
    if (!stored) stored = std::make_unique<const Code>(bytes, hash);
    return stored.get();
}

std::size_t CodeStore::size() const {
    const std::lock_guard lock(mutex_);
    return by_hash_.size();
}

}  // namespace models
