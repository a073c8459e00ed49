// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include "models/chain/bytes.h"

namespace models {

/// Contract code with what the interpreter needs to know of it, worked out once when the code is stored.
/// `bytes` is followed by 33 zero bytes, so that a PUSH may read past the end and running off the end is a STOP.
class Code {
  public:
    /// What a layer above works out about code, shared by all who use it and gone with it.
    class Attachment {
      public:
        virtual ~Attachment() = default;

      private:
        friend class Code;
        std::uint32_t key_ = 0;
        std::unique_ptr<Attachment> next_;
    };

    explicit Code(ByteView bytes);
    /// For who knows keccak256(bytes) already.
    Code(ByteView bytes, const Hash& hash);
    ~Code();
    Code(const Code&) = delete;
    Code& operator=(const Code&) = delete;

    [[nodiscard]] ByteView bytes() const { return {padded_.data(), size_}; }
    [[nodiscard]] const std::uint8_t* begin() const { return padded_.data(); }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] const Hash& hash() const { return hash_; }
    /// EIP-7702: the address whose code acts for an account with this code; nothing if it is no delegation.
    [[nodiscard]] const std::optional<Address>& delegate() const { return delegate_; }
    /// True if `offset` is a JUMPDEST that is not inside PUSH data.
    [[nodiscard]] bool is_jump_destination(std::uint64_t offset) const {
        return offset < size_ && ((jump_destinations_[offset / 64] >> (offset % 64)) & 1U) != 0;
    }

    // All three may be called from several threads.

    /// What was attached under `key`, or nullptr.
    [[nodiscard]] Attachment* attachment(std::uint32_t key) const {
        Attachment* each = attachments_.load(std::memory_order_acquire);
        while (each != nullptr && each->key_ != key) each = each->next_.get();
        return each;
    }
    /// Attaches `made`, unless another thread was faster; what is attached then.
    Attachment* attach(std::uint32_t key, std::unique_ptr<Attachment> made) const;
    /// The code was run through so many times more; how often in all.
    std::uint64_t ran(std::uint64_t times = 1) const {
        return times_.fetch_add(times, std::memory_order_relaxed) + times;
    }

  private:
    std::vector<std::uint8_t> padded_;
    std::size_t size_;
    Hash hash_;
    std::vector<std::uint64_t> jump_destinations_;
    std::optional<Address> delegate_;
    mutable std::mutex mutex_;                               ///< Held to attach.
    mutable std::atomic<Attachment*> attachments_{nullptr};  ///< A list that owns; only its front ever changes.
    mutable std::atomic<std::uint64_t> times_{0};
};

/// EIP-7702: the code of an account that delegates to the code at `address`.
[[nodiscard]] ByteString delegation_to(const Address& address);

/// All code of one world by hash; append only, so that `const Code*` stays valid as long as the store lives and all
/// states and nodes share one copy. Safe to call from several threads.
class CodeStore {
  public:
    /// The stored code of these bytes; nullptr for empty code.
    const Code* insert(ByteView bytes);
    /// How many different codes it holds.
    [[nodiscard]] std::size_t size() const;

    /// Loops come to this soon, code of mainnet that is only called often hardly ever: it loses by translation, which
    /// makes it larger (bench_prediction: blocks take 1.04 of the time if 1,000 calls are enough).
    static constexpr std::uint32_t kHot = 20'000;

    /// How many times code is run through before it is translated; 0: it never is. A call counts as once, one that
    /// loops as often as its gas would pay for each of the code's bytes.
    [[nodiscard]] std::uint32_t hot() const { return hot_; }
    void set_hot(std::uint32_t times) { hot_ = times; }

  private:
    std::uint32_t hot_ = kHot;
    mutable std::mutex mutex_;
    std::unordered_map<Hash, std::unique_ptr<const Code>, HashHasher> by_hash_;
};

}  // namespace models
