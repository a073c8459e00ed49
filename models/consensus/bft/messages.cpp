// SPDX-License-Identifier: MIT
#include "models/consensus/bft/messages.h"

#include <utility>

namespace models::bft {
namespace {

// assumption: a generic BFT chain signs and encodes as Monad does (monad-bft: BLS signatures of 96 bytes under votes, a
// secp256k1 signature of 65 of the author around every message), and its headers are about as long as Ethereum's.
constexpr std::int64_t kEnvelope = 65 + 24;  // Author's signature; version, epoch, lengths.
constexpr std::int64_t kBlsSignature = 96;
constexpr std::int64_t kHash = 32;
constexpr std::int64_t kNumber = 8;
constexpr std::int64_t kHeader = 600;

constexpr std::int64_t kVote = kHash + kNumber + 1 + kBlsSignature;

std::int64_t bits(const VoterSet& voters) {
    return static_cast<std::int64_t>((voters.width() + 7) / 8);
}
std::int64_t size(const Certificate& certificate) {
    return kVote + bits(certificate.voters);
}
std::int64_t size(const RoundEntry& entry) {
    return 1 + kBlsSignature + bits(entry.voters);
}
std::int64_t size(const Vote&) {
    return kVote;
}
std::int64_t size(const ConsensusBlock& block) {
    return kHeader + block.content.body_size.count();
}
template <class T>
std::int64_t size(const std::optional<T>& part) {
    return part ? size(*part) : 0;
}
std::int64_t size(const Proposal& p) {
    return kNumber + size(*p.block) + size(p.polka) + size(p.parent_commit);
}
std::int64_t size(const Stalled& s) {
    return kNumber + size(s.entry) + size(s.prevote) + size(s.precommit) + size(s.polka);
}
std::int64_t size(const DecisionRequest&) {
    return kNumber;
}
std::int64_t size(const Decision& d) {
    return size(*d.block) + size(d.commit) + kNumber;
}
std::int64_t size(const BlockRequest&) {
    return kNumber + kHash;
}
std::int64_t size(const BlockReply& reply) {
    return size(*reply.block);
}

/// FNV-1a over words: no protection, it only tells runs apart.
class Digest {
  public:
    void add(std::uint64_t word) { value_ = (value_ ^ word) * 0x100000001b3U; }
    void add(const Hash& hash) {
        for (unsigned i = 0; i < 4; ++i) {
            std::uint64_t word = 0;
            for (unsigned k = 0; k < 8; ++k) word |= std::uint64_t{hash.bytes[8 * i + k]} << (8 * k);
            add(word);
        }
    }
    void add(const VoterSet& voters) {
        std::uint64_t word = 1;
        for (std::uint32_t v = 0; v < voters.width(); ++v) {
            word = word << 1 | (voters.contains(ValidatorIndex{v}) ? 1U : 0U);
            if (v % 32 == 31) add(std::exchange(word, 1));
        }
        add(word);
    }
    template <class T>
    void add(const std::optional<T>& part) {
        add(std::uint64_t{part ? 1U : 0U});
        if (part) add(*part);
    }
    void add(const SharedConsensusBlock& block) { add(block->id); }
    void add(const Certificate& c) {
        add(static_cast<std::uint64_t>(c.kind)), add(c.round), add(c.block), add(c.voters);
    }
    void add(const RoundEntry& e) { add(static_cast<std::uint64_t>(e.reason)), add(e.voters); }
    void add(const Vote& v) { add(static_cast<std::uint64_t>(v.kind)), add(v.round), add(v.choice); }
    void add(const Proposal& p) { add(p.round), add(p.block), add(p.polka), add(p.parent_commit); }
    void add(const Stalled& s) { add(s.round), add(s.entry), add(s.prevote), add(s.precommit), add(s.polka); }
    void add(const DecisionRequest& r) { add(r.height); }
    void add(const Decision& d) { add(d.block), add(d.commit), add(d.head); }
    void add(const BlockRequest& r) { add(r.height), add(r.block); }
    void add(const BlockReply& r) { add(r.block); }
    [[nodiscard]] std::uint64_t value() const { return value_; }

  private:
    std::uint64_t value_ = 0xcbf29ce484222325U;
};

}  // namespace

sim::Bytes wire_size(const Message& message) {
    return sim::Bytes::from_count(kEnvelope + std::visit([](const auto& m) { return size(m); }, message));
}

std::uint64_t digest(const Message& message) {
    Digest digest;
    digest.add(std::uint64_t{message.index()});
    std::visit([&](const auto& m) { digest.add(m); }, message);
    return digest.value();
}

}  // namespace models::bft
