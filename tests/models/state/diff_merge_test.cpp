// SPDX-License-Identifier: MIT
#include "generators.h"

namespace models {
namespace {

RC_GTEST_PROP(MergedDiff, changes_what_its_diffs_change_one_after_the_other, ()) {
    CodeStore codes;
    const State before = state_of(*any_changes(), codes);
    State after = before;
    std::vector<StateDiff> diffs;
    for (const auto& changes : *rc::gen::container<std::vector<std::vector<RawChange>>>(4, any_changes())) {
        diffs.push_back(effective(diff_of(changes, codes), after));
        RC_ASSERT(!after.apply(diffs.back()));
    }
    std::vector<const StateDiff*> pointers;
    for (const StateDiff& diff : diffs) pointers.push_back(&diff);
    const StateDiff whole = merged(pointers);
    RC_ASSERT(!canonical_error(whole));
    State at_once = before;
    RC_ASSERT(!at_once.apply(effective(whole, before)));
    RC_ASSERT(at_once.accounts() == after.accounts());
    RC_ASSERT(at_once.slots() == after.slots());
}

TEST(MergedDiff, of_nothing_is_empty) {
    EXPECT_TRUE(merged({}).empty());
}

}  // namespace
}  // namespace models
