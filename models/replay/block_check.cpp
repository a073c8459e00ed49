// SPDX-License-Identifier: MIT
#include "models/replay/block_check.h"

#include <bit>
#include <utility>

#include "models/executor/difference.h"
#include "models/replay/whole_state.h"
#include "models/state/ordered_trie.h"

namespace models {
namespace {

constexpr std::size_t kShownTransactions = 10;

/// Collects what differs.
class Comparison {
  public:
    void expect(const std::string& field, const std::string& expected, const std::string& got) {
        if (expected != got) found_.push_back({field, expected, got});
    }
    void expect(const std::string& field, Gas expected, Gas got) {
        expect(field, std::to_string(expected.units()), std::to_string(got.units()));
    }
    void expect(const std::string& field, const Hash& expected, const Hash& got) {
        expect(field, to_hex(expected.bytes), to_hex(got.bytes));
    }
    [[nodiscard]] std::size_t size() const { return found_.size(); }
    [[nodiscard]] std::vector<FieldDifference> take() { return std::move(found_); }

  private:
    std::vector<FieldDifference> found_;
};

void compare_validity(const ExecutedBlock& executed, Comparison& comparison) {
    for (std::size_t i = 0; i < executed.outcomes.size() && comparison.size() < kShownTransactions; ++i)
        if (executed.outcomes[i].status == TransitionStatus::Invalid)
            comparison.expect("transaction " + std::to_string(i), "valid", to_string(executed.outcomes[i].invalid));
}

std::string log_text(const Log& log) {
    std::string text = to_hex(log.address.bytes) + " topics";
    for (const Hash& topic : log.topics) text += " " + to_hex(topic.bytes);
    return text + " data " + to_hex(log.data);
}

void compare_logs(const std::string& name, const std::vector<Log>& expected, const std::vector<Log>& got,
                  Comparison& comparison) {
    comparison.expect(name + " logs", std::to_string(expected.size()), std::to_string(got.size()));
    if (expected.size() != got.size()) return;
    for (std::size_t i = 0; i < expected.size(); ++i)
        comparison.expect(name + " log " + std::to_string(i), log_text(expected[i]), log_text(got[i]));
}

/// Receipts stand in the order of the transactions; after one that is not valid they would be compared with others'.
void compare_receipts(const std::vector<ReceiptClaim>& claims, const std::vector<Receipt>& receipts,
                      Comparison& comparison) {
    if (claims.size() != receipts.size()) return;
    Gas claimed_before;
    Gas before;
    for (std::size_t i = 0; i < claims.size() && comparison.size() < kShownTransactions; ++i) {
        const std::string name = "transaction " + std::to_string(i);
        if (claims[i].success)
            comparison.expect(name + " status", *claims[i].success ? "success" : "failure",
                              receipts[i].success ? "success" : "failure");
        comparison.expect(name + " gas used", claims[i].cumulative_gas_used - claimed_before,
                          receipts[i].cumulative_gas_used - before);
        compare_logs(name, claims[i].logs, receipts[i].logs, comparison);
        claimed_before = claims[i].cumulative_gas_used;
        before = receipts[i].cumulative_gas_used;
    }
}

/// Blooms are 512 digits long: what shows is in how many bits they differ.
void compare_blooms(const Bloom& expected, const Bloom& got, Comparison& comparison) {
    int wanted = 0;
    int found = 0;
    int differing = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        wanted += std::popcount(expected[i]);
        found += std::popcount(got[i]);
        differing += std::popcount(static_cast<std::uint8_t>(expected[i] ^ got[i]));
    }
    if (differing == 0) return;
    comparison.expect("logs bloom", std::to_string(wanted) + " bits set",
                      std::to_string(found) + " bits set, of all bits " + std::to_string(differing) + " differ");
}

void compare_state(const std::vector<AccountEntry>& claims, const State& post, Comparison& comparison) {
    for (const AccountEntry& claim : claims) {
        const std::string name = to_hex(claim.address.bytes);
        const Account* const found = post.find(claim.address);
        const Account got = found == nullptr ? Account{} : *found;
        comparison.expect(name + " nonce", std::to_string(claim.account.nonce), std::to_string(got.nonce));
        comparison.expect(name + " balance", to_decimal(claim.account.balance), to_decimal(got.balance));
        comparison.expect(name + " code", code_text(claim.account.code), code_text(got.code));
        for (const auto& [slot, value] : claim.slots)
            comparison.expect(name + " storage[" + to_hex(slot) + "]", to_hex(value),
                              to_hex(post.storage({claim.address, slot})));
    }
}

}  // namespace

BlockChecks checks_of(const ReplayBlock& block, bool whole_state) {
    return {.receipts_root = block.context.revision >= Revision::Byzantium,
            .receipts = block.receipts.has_value(),
            .post_state = block.post.has_value(),
            .state_root = whole_state && !block.has_uncles};
}

std::vector<FieldDifference> differences(const ReplayBlock& block, const ExecutedBlock& executed, bool whole_state) {
    const BlockChecks checks = checks_of(block, whole_state);
    Comparison comparison;
    compare_validity(executed, comparison);
    if (block.receipts) compare_receipts(*block.receipts, executed.receipts, comparison);
    comparison.expect("transactions root", block.transactions_root, transactions_root(block.transactions));
    comparison.expect("gas used", block.gas_used, executed.gas_used);
    const EncodedReceipts receipts = encode_all(executed.receipts);
    compare_blooms(block.logs_bloom, receipts.bloom, comparison);
    if (checks.receipts_root)
        comparison.expect("receipts root", block.receipts_root, ordered_trie_root(receipts.items));
    if (block.post) compare_state(*block.post, executed.post, comparison);
    if (checks.state_root) comparison.expect("state root", block.state_root, state_root_after(block, executed.post));
    return comparison.take();
}

}  // namespace models
