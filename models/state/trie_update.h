// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <concepts>
#include <span>
#include <vector>

#include "models/chain/block.h"
#include "models/chain/keccak_lanes.h"
#include "models/state/trie_worker.h"

namespace models {

/// A sorted batch of changes of one or several tries: where a change goes and what it does there.
template <class Changes>
concept TrieChanges = requires(const Changes changes, typename Changes::Value& value, std::uint32_t i) {
    /// The hashed keys; ascending and without duplicates within a trie.
    { changes.key(i) } -> std::same_as<const Hash&>;
    /// Whether change i puts a leaf where there is none.
    { changes.creates(i) } -> std::same_as<bool>;
    /// The value of that leaf.
    { changes.create(i) } -> std::same_as<typename Changes::Value>;
    /// Changes the value of the leaf that is there; false: the leaf goes.
    { changes.revise(value, i) } -> std::same_as<bool>;
    /// Says that change i will be asked for soon.
    { changes.prefetch(i) };
};

/// Applies batches of changes to tries and hashes what became dirty.
///
/// The changes walk down side by side, level by level, so that the misses of a level overlap; on the way back up each
/// level's dirty nodes are hashed in one batch. A large batch is cut at subtrees of about kChunk changes, whose nodes
/// stay in the cache from the way down to the way up; they are independent of each other, and threads share them out.
template <TrieChanges Changes>
class TrieUpdate {
  public:
    using Leaf = TrieLeaf<typename Changes::Value>;

    TrieUpdate(const Changes& changes, TrieWorker& worker, VisitLevels& levels)
        : changes_(changes),
          arena_(worker.arena),
          hasher_(worker.hasher),
          leaf_hasher_(worker.leaf_hasher),
          levels_(levels) {}

    /// Down and up again from these visits.
    void run(std::span<const TrieVisit> visits) {
        any_lost_ = false;
        descend(visits);
        ascend();
    }
    /// Down only, to visits of at most `limit` changes; what is left there to be done goes to `deferred`.
    void descend_to(std::span<const TrieVisit> visits, std::uint32_t limit, std::vector<TrieVisit>& deferred) {
        limit_ = limit;
        deferred_ = &deferred;
        std::vector<TrieVisit> large;
        for (const TrieVisit& visit : visits) (visit.last - visit.first <= limit ? deferred : large).push_back(visit);
        any_lost_ = true;  // Subtrees may vanish.
        descend(large);
        deferred_ = nullptr;
    }
    /// All the way up again.
    void ascend() {
        leaf_hasher_.flush();
        for (std::size_t level = depth_; level-- > 0;) {
            for (const TrieVisit& visit : levels_[level]) settle(visit);
            hasher_.flush();
            for (const TrieVisit& visit : levels_[level])
                if (has_extension(visit)) hasher_.add_extension(visit);
            hasher_.flush();
            levels_[level].clear();
        }
    }

  private:
    struct Run {
        unsigned nibble;
        std::uint32_t first;
        std::uint32_t last;
    };
    static constexpr unsigned kNoNibble = 16;

    const Hash& key(std::uint32_t i) const { return changes_.key(i); }

    // --- Down ------------------------------------------------------------------------------------------------------

    void descend(std::span<const TrieVisit> visits) {
        levels_[0].make_room(visits.size());
        for (const TrieVisit& visit : visits) {
            visit.link().prefetch();
            levels_[0].push(visit);
        }
        for (depth_ = 0; levels_[depth_].size() != 0; ++depth_) {
            VisitList& level = levels_[depth_];
            std::size_t kept = 0;
            for (std::size_t i = 0; i < level.size(); ++i)
                if (!step(level[i])) level.move_to(kept++, i);
            level.shorten_to(kept);
        }
    }

    /// True if that was all: the visit need not be made on the way up.
    bool step(const TrieVisit& visit) {
        if (visit.first == visit.last) return false;  // Only to be hashed again.
        TrieLink& link = visit.link();
        if (link.empty()) {
            create(visit, link);
        } else if (link.is_leaf()) {
            step_at_leaf(visit, link);
        } else {
            step_at_branch(visit, link);
            return false;
        }
        if (link.empty() || !link.is_leaf()) return false;
        leaf_hasher_.add_leaf(visit, *static_cast<const Leaf*>(link.node()));  // While it is in the cache.
        return true;
    }

    /// There must be room on the level below.
    void push(const TrieVisit& visit) {
        visit.link().prefetch();
        if (deferred_ != nullptr && visit.first != visit.last && visit.last - visit.first <= limit_) {
            deferred_->push_back(visit);
        } else {
            if (visit.last - visit.first == 1) changes_.prefetch(visit.first);
            levels_[depth_ + 1].push(visit);
        }
    }

    /// The changes of [first, last) that would make leaves: the first and the last of them; equal if there is none.
    std::pair<std::uint32_t, std::uint32_t> creating(std::uint32_t first, std::uint32_t last) const {
        while (first != last && !changes_.creates(first)) ++first;
        while (first != last && !changes_.creates(last - 1)) --last;
        return {first, last};
    }

    void create(const TrieVisit& visit, TrieLink& link) {
        const auto [first, last] = creating(visit.first, visit.last);
        if (first == last) return;
        if (last - first == 1) {
            link = TrieLink::to_leaf(new (arena_.allocate(sizeof(Leaf))) Leaf{changes_.create(first), key(first)});
            return;
        }
        TrieBranch* branch = put_branch(visit, link, key(first), divergence(key(first), key(last - 1)));
        visit_children(link, branch, first, last, kNoNibble);
    }

    /// A new branch without children at `link`.
    TrieBranch* put_branch(const TrieVisit& visit, TrieLink& link, const Hash& some_key, unsigned depth) {
        TrieBranch* branch = arena_.make_branch(2);
        branch->start = visit.start;
        branch->depth = static_cast<std::uint8_t>(depth);
        branch->key() = some_key;
        link = TrieLink::to_branch(branch);
        return branch;
    }
    /// A new branch at `link` above what was there; returns the nibble of that.
    unsigned put_branch_above(const TrieVisit& visit, TrieLink& link, const Hash& key_below, unsigned depth) {
        const TrieLink below = link;
        TrieBranch* branch = put_branch(visit, link, key_below, depth);
        const unsigned nibble = nibble_at(key_below, depth);
        branch->mask = static_cast<std::uint16_t>(1U << nibble);
        branch->links()[0] = below;
        return nibble;
    }

    void step_at_leaf(const TrieVisit& visit, TrieLink& link) {
        auto* leaf = static_cast<Leaf*>(link.node());
        std::uint32_t own = visit.first;  // The change of this leaf itself, if there is one.
        while (own != visit.last && !same_key(key(own), leaf->key)) ++own;
        std::uint32_t first = visit.first;
        std::uint32_t last = visit.last;
        if (own == visit.last || visit.last - visit.first > 1) {
            while (first != last && (first == own || !changes_.creates(first))) ++first;
            while (first != last && (last - 1 == own || !changes_.creates(last - 1))) --last;
            if (first != last) {
                const unsigned depth =
                    std::min(divergence(leaf->key, key(first)), divergence(leaf->key, key(last - 1)));
                const Hash leaf_key = leaf->key;
                const unsigned nibble = put_branch_above(visit, link, leaf_key, depth);
                narrow(leaf_key, depth, first = visit.first, last = visit.last);
                visit_children(link, link.branch(), first, last, nibble);
                return;
            }
        }
        if (own == visit.last || changes_.revise(leaf->value, own)) return;
        arena_.release(leaf, sizeof(Leaf));
        link = TrieLink();
        any_lost_ = true;
    }

    void step_at_branch(const TrieVisit& visit, TrieLink& link) {
        TrieBranch* branch = link.branch();
        std::uint32_t first = visit.first;
        std::uint32_t last = visit.last;
        unsigned forced = kNoNibble;
        if (branch->start != branch->depth && leaves_path(*branch, first, last)) {
            unsigned depth = branch->depth;
            for (std::uint32_t i = first; i != last; ++i)
                if (changes_.creates(i)) depth = std::min(depth, divergence(key(i), branch->key()));
            if (depth < branch->depth) {
                forced = put_branch_above(visit, link, branch->key(), depth);
                branch->start = static_cast<std::uint8_t>(depth + 1);
                branch = link.branch();
            }
            narrow(branch->key(), branch->depth, first, last);
        }
        visit_children(link, branch, first, last, forced);
    }

    /// Whether some of these keys do not begin with the branch's extension.
    bool leaves_path(const TrieBranch& branch, std::uint32_t first, std::uint32_t last) const {
        return divergence(key(first), branch.key()) < branch.depth ||
               divergence(key(last - 1), branch.key()) < branch.depth;
    }
    /// Leaves out the changes whose keys do not share `depth` nibbles with `some_key`: they remove what is not there.
    void narrow(const Hash& some_key, unsigned depth, std::uint32_t& first, std::uint32_t& last) const {
        while (first != last && divergence(key(first), some_key) < depth) ++first;
        while (first != last && divergence(key(last - 1), some_key) < depth) --last;
    }

    /// Visits the children of `branch` (at `link`) by the next nibble of the changes, and the one at `forced` in any
    /// case.
    void visit_children(TrieLink& link, TrieBranch* branch, std::uint32_t first, std::uint32_t last, unsigned forced) {
        branch->prefetch_rest();
        levels_[depth_ + 1].make_room(17);
        if (last - first == 1 && forced == kNoNibble) {  // What happens most.
            const unsigned nibble = nibble_at(key(first), branch->depth);
            if (branch->has(nibble)) return push(visit_of(branch, nibble, first, last));
        }
        std::array<Run, 16> runs;
        std::size_t count = 0;
        unsigned missing = 0;
        for (std::uint32_t i = first; i != last;) {
            const unsigned nibble = nibble_at(key(i), branch->depth);
            const std::uint32_t end = end_of_run(i, last, branch->depth);
            const auto [made, made_end] = branch->has(nibble) ? std::pair{i, end} : creating(i, end);
            if (made != made_end) {
                runs[count++] = {nibble, i, end};
                missing |= 1U << nibble & ~unsigned{branch->mask};
            }
            if (nibble == forced) forced = kNoNibble;
            i = end;
        }
        if (missing != 0) {
            branch = with_room(branch, missing);
            link = TrieLink::to_branch(branch);
        }
        for (std::size_t i = 0; i < count; ++i) push(visit_of(branch, runs[i].nibble, runs[i].first, runs[i].last));
        if (forced != kNoNibble) push(visit_of(branch, forced, 0, 0));
    }

    static TrieVisit visit_of(TrieBranch* branch, unsigned nibble, std::uint32_t first, std::uint32_t last) {
        return {branch, first, last, static_cast<std::uint8_t>(branch->rank(nibble)),
                static_cast<std::uint8_t>(branch->depth + 1)};
    }

    /// The end of the changes from `first` on that agree with it in the nibble at `depth`.
    std::uint32_t end_of_run(std::uint32_t first, std::uint32_t last, unsigned depth) const {
        const unsigned nibble = nibble_at(key(first), depth);
        std::uint32_t step = 1;  // Gallop, then halve.
        while (last - first > step && nibble_at(key(first + step), depth) == nibble) {
            first += step;
            step *= 2;
        }
        std::uint32_t end = last - first > step ? first + step : last;
        while (end - first > 1) {
            const std::uint32_t middle = first + (end - first) / 2;
            (nibble_at(key(middle), depth) == nibble ? first : end) = middle;
        }
        return end;
    }

    /// `branch` with empty links at the `missing` nibbles; moves if it has no room for them.
    TrieBranch* with_room(TrieBranch* branch, unsigned missing) {
        const unsigned mask = branch->mask | missing;
        const auto count = static_cast<unsigned>(std::popcount(mask));
        TrieBranch* from = branch;
        if (count > branch->capacity) {
            branch = arena_.make_branch(TrieBranch::capacity_for(count));
            branch->depth = from->depth;
            branch->start = from->start;
            branch->key() = from->key();
        }
        unsigned source = from->count();
        unsigned target = count;
        for (unsigned nibble = 16; nibble-- > 0;) {  // From the back, as it may be the same branch.
            if ((mask >> nibble & 1U) == 0) continue;
            --target;
            if ((missing >> nibble & 1U) != 0) {
                branch->links()[target] = TrieLink();
                continue;
            }
            branch->links()[target] = from->links()[--source];
            branch->refs()[target] = from->refs()[source];
        }
        branch->mask = static_cast<std::uint16_t>(mask);
        if (from != branch) arena_.release(from);
        return branch;
    }

    // --- Up --------------------------------------------------------------------------------------------------------

    static bool has_extension(const TrieVisit& visit) {
        const TrieLink& link = visit.link();
        return !link.empty() && !link.is_leaf() && link.branch()->start != link.branch()->depth;
    }

    /// Takes leave of children that went, and gives what stands at the visit's place now to the hasher.
    void settle(const TrieVisit& visit) {
        TrieLink& link = visit.link();
        if (any_lost_ && !link.empty() && !link.is_leaf()) drop_lost_children(link);
        if (link.empty()) {
            if (visit.start == 0) visit.ref() = kEmptyTrieRoot;
        } else if (link.is_leaf()) {
            hasher_.add_leaf(visit, *static_cast<const Leaf*>(link.node()));
        } else {
            hasher_.add_branch(visit);
        }
    }

    /// A branch with one child left gives its place to it, one without any leaves it empty.
    void drop_lost_children(TrieLink& link) {
        TrieBranch* branch = link.branch();
        unsigned kept = 0;
        unsigned rank = 0;
        unsigned mask = branch->mask;
        for (unsigned bits = mask; bits != 0; bits &= bits - 1, ++rank) {
            if (branch->links()[rank].empty()) {
                mask &= ~(bits & (0U - bits));
            } else {
                if (kept != rank) {
                    branch->links()[kept] = branch->links()[rank];
                    branch->refs()[kept] = branch->refs()[rank];
                }
                ++kept;
            }
        }
        branch->mask = static_cast<std::uint16_t>(mask);
        if (kept > 1) return;
        link = kept == 0 ? TrieLink() : branch->links()[0];
        if (kept == 1 && !link.is_leaf()) link.branch()->start = branch->start;
        arena_.release(branch);
    }

    const Changes& changes_;
    TrieArena& arena_;
    TrieHasher& hasher_;
    TrieHasher& leaf_hasher_;
    VisitLevels& levels_;
    std::size_t depth_ = 0;  ///< The level of the visits at work; after the way down, the number of levels.
    bool any_lost_ = false;  ///< Some link may be empty now that was not.
    std::uint32_t limit_ = 0;
    std::vector<TrieVisit>* deferred_ = nullptr;
};

}  // namespace models
