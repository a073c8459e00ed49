// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <concepts>
#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "models/chain/block.h"
#include "models/chain/keccak_lanes.h"
#include "models/state/trie_worker.h"

namespace models {

/// A sorted batch of changes of one or several tries: where a change goes and what it does there.
template <class Changes>
concept TrieChanges =
    requires(const Changes changes, typename Changes::Value& value, PrefetchQueue& queue, std::uint32_t i) {
        /// The hashed keys; ascending and without duplicates within a trie.
        { changes.key(i) } -> std::same_as<const Hash&>;
        /// Whether change i puts a leaf where there is none.
        { changes.creates(i) } -> std::same_as<bool>;
        /// The value of that leaf.
        { changes.create(i) } -> std::same_as<typename Changes::Value>;
        /// Changes the value of the leaf that is there; false: the leaf goes.
        { changes.revise(value, i) } -> std::same_as<bool>;
        /// Says that change i will be asked for soon.
        { changes.prefetch(queue, i) };
    };

/// Applies batches of changes to tries and hashes what became dirty.
///
/// The changes walk down side by side, level by level, so that the misses of a level overlap; on the way back up each
/// level's dirty nodes are hashed side by side. A large batch is cut at subtrees of about kTrieChunk changes, whose
/// nodes stay in the cache from the way down to the way up; they are independent of each other, and threads share them
/// out.
template <TrieChanges Changes>
class TrieUpdate {
  public:
    using Leaf = TrieLeaf<typename Changes::Value>;

    /// `lines`: what is to be prefetched, by whoever hashes meanwhile.
    TrieUpdate(const Changes& changes, TrieArena& arena, TrieLane& lane, PrefetchQueue& lines)
        : changes_(changes),
          arena_(arena),
          lines_(lines),
          hasher_(lane.hasher),
          leaf_hasher_(lane.leaf_hasher),
          levels_(lane.levels) {
        leaf_hasher_.do_beside({{}, &lines_});
    }

    /// Begins the way down from these visits.
    void start(std::span<const TrieVisit> visits) {
        any_lost_ = false;
        start_at(visits);
    }
    /// Goes on with the way down for `visits` visits at most; false: that was all. Leaves in the queue of lines what it
    /// will need next.
    bool descend(std::size_t visits) {
        for (; visits != 0; --visits) {
            if (next_ == levels_[depth_].size() && !to_next_level()) return false;
            const VisitList& level = levels_[depth_];
            if (next_ + kAhead < level.size()) level[next_ + kAhead].child.fetch_near();
            step(level[next_++]);
        }
        return true;
    }
    /// The rest of the way down, while nobody hashes.
    void descend() {
        do lines_.drain();
        while (descend(1));
    }
    /// Down only, to visits of at most `limit` changes; what is left there to be done goes to `deferred`.
    void descend_to(std::span<const TrieVisit> visits, std::uint32_t limit, std::vector<TrieVisit>& deferred) {
        limit_ = limit;
        deferred_ = &deferred;
        std::vector<TrieVisit> large;
        for (const TrieVisit& visit : visits) (visit.count() <= limit ? deferred : large).push_back(visit);
        any_lost_ = true;  // Subtrees may vanish.
        start_at(large);
        descend();
        deferred_ = nullptr;
    }
    /// All the way up again, with something `beside` hashing.
    void ascend(BesideHashing beside = {}) {
        hasher_.do_beside(std::move(beside));
        leaf_hasher_.flush();
        for (std::size_t level = depth_ + 1; level-- > 0;) {
            bool extended = false;
            for (const TrieVisit& visit : levels_[level]) extended |= settle(visit);
            hasher_.flush();
            for (const TrieVisit& visit : levels_[level])
                if (extended && has_extension(visit)) hasher_.add_extension(visit);
            hasher_.flush();
            levels_[level].clear();
        }
        hasher_.do_beside({});
    }

  private:
    struct Run {
        unsigned nibble;
        std::uint32_t first;
        std::uint32_t last;
    };
    static constexpr unsigned kNoNibble = 16;
    /// Visits from one whose node comes from the second-level cache into the first one to its turn.
    static constexpr std::size_t kAhead = 3;

    const Hash& key(std::uint32_t i) const { return changes_.key(i); }

    // --- Down ------------------------------------------------------------------------------------------------------

    void start_at(std::span<const TrieVisit> visits) {
        depth_ = next_ = kept_ = 0;
        levels_[0].make_room(visits.size());
        for (const TrieVisit& visit : visits) {
            visit.child.prefetch(lines_);
            levels_[0].push(visit);
        }
    }

    /// False if there is none: the way down has ended.
    bool to_next_level() {
        levels_[depth_].shorten_to(kept_);
        next_ = kept_;  // However often the end is asked for.
        if (levels_[depth_ + 1].size() == 0) return false;
        ++depth_;
        next_ = kept_ = 0;
        return true;
    }

    /// A leaf that has changed is hashed at once; what else there is now is visited again on the way up.
    void step(const TrieVisit& visit) {
        levels_[depth_ + 1].make_room(17);
        if (visit.count() != 0 && !visit.child.empty()) {  // What happens most.
            if (visit.child.is_leaf() ? revise_leaf(visit) : pass_branch(visit)) return;
        }
        TrieLink& link = visit.link();
        if (visit.count() != 0) {  // Else it is only to be hashed again.
            if (link.empty())
                create(visit, link);
            else if (link.is_leaf())
                step_at_leaf(visit, link);
            else
                step_at_branch(visit, link);
        }
        if (!link.empty() && link.is_leaf())
            leaf_hasher_.add_leaf(visit, *static_cast<const Leaf*>(link.node()));
        else
            keep(visit);
    }
    /// Notes that the visit at work is to be made on the way up, too.
    void keep(const TrieVisit& visit) {
        if (kept_ + 1 != next_) levels_[depth_][kept_] = visit;
        ++kept_;
    }

    /// The one change of a leaf; false: there are more, or it is not this leaf's.
    bool revise_leaf(const TrieVisit& visit) {
        auto* leaf = static_cast<Leaf*>(visit.child.node());
        if (visit.count() != 1 || !same_key(key(visit.first), leaf->key)) return false;
        if (changes_.revise(leaf->value, visit.first)) {
            leaf_hasher_.add_leaf(visit, *leaf);  // While it is in the cache.
        } else {
            remove(visit.link(), leaf);
            keep(visit);
        }
        return true;
    }
    /// Changes that go through a branch to children that are there; false: some do not, and nothing was done.
    bool pass_branch(const TrieVisit& visit) {
        TrieBranch* branch = visit.child.branch();
        branch->prefetch_rest(lines_);
        if (branch->start != branch->depth && leaves_path(*branch, visit.first, visit.last)) return false;
        const std::size_t below = levels_[depth_ + 1].size();
        const std::size_t deferred = deferred_ == nullptr ? 0 : deferred_->size();
        for (std::uint32_t i = visit.first; i != visit.last;) {
            const unsigned nibble = nibble_at(key(i), branch->depth);
            if (!branch->has(nibble)) {
                levels_[depth_ + 1].shorten_to(below);
                if (deferred_ != nullptr) deferred_->resize(deferred);
                return false;
            }
            const std::uint32_t end = end_of_run(i, visit.last, branch->depth);
            push(branch, nibble, i, end);
            i = end;
        }
        keep(visit);
        return true;
    }

    /// There must be room on the level below.
    void push(TrieBranch* branch, unsigned nibble, std::uint32_t first, std::uint32_t last) {
        VisitList& below = levels_[depth_ + 1];
        const TrieVisit& visit = below.push(*branch, nibble, first, last, branch->depth + 1U);
        visit.child.prefetch(lines_);
        if (deferred_ != nullptr && first != last && last - first <= limit_) {
            deferred_->push_back(visit);
            below.shorten_to(below.size() - 1);
        } else if (last - first == 1) {
            changes_.prefetch(lines_, first);
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
            link = TrieLink::to_leaf(new (arena_.allocate(sizeof(Leaf))) Leaf{key(first), changes_.create(first)});
            return;
        }
        TrieBranch* branch = put_branch(visit, link, key(first), divergence(key(first), key(last - 1)));
        visit_children(link, branch, first, last, kNoNibble);
    }

    /// A new branch without children at `link`.
    TrieBranch* put_branch(const TrieVisit& visit, TrieLink& link, const Hash& some_key, unsigned depth) {
        TrieBranch* branch = arena_.make_branch(2);
        branch->lay_out(0);
        branch->start = visit.start;
        branch->may_embed = visit.parent->may_embed;
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
        branch->lay_out(1U << nibble);
        branch->links()[0] = below;
        return nibble;
    }

    void step_at_leaf(const TrieVisit& visit, TrieLink& link) {
        auto* leaf = static_cast<Leaf*>(link.node());
        std::uint32_t own = visit.first;  // The change of this leaf itself, if there is one.
        while (own != visit.last && !same_key(key(own), leaf->key)) ++own;
        std::uint32_t first = visit.first;
        std::uint32_t last = visit.last;
        if (own == visit.last || visit.count() > 1) {
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
        if (own != visit.last && !changes_.revise(leaf->value, own)) remove(link, leaf);
    }
    void remove(TrieLink& link, Leaf* leaf) {
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
        branch->prefetch_rest(lines_);
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
        for (std::size_t i = 0; i < count; ++i) push(branch, runs[i].nibble, runs[i].first, runs[i].last);
        if (forced != kNoNibble) push(branch, forced, 0, 0);
    }

    /// The end of the changes from `first` on that agree with it in the nibble at `depth`.
    std::uint32_t end_of_run(std::uint32_t first, std::uint32_t last, unsigned depth) const {
        const unsigned nibble = nibble_at(key(first), depth);
        if (last - first == 1 || nibble_at(key(first + 1), depth) != nibble) return first + 1;
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
        const TrieChildren children(*branch);
        TrieBranch* const from = branch;
        if (static_cast<unsigned>(std::popcount(mask)) > from->capacity) {
            branch = arena_.make_branch(static_cast<unsigned>(std::popcount(mask)));
            branch->depth = from->depth;
            branch->start = from->start;
            branch->may_embed = from->may_embed;
            branch->key() = from->key();
            arena_.release(from);
        }
        children.put(*branch, mask);
        return branch;
    }

    // --- Up --------------------------------------------------------------------------------------------------------

    static bool has_extension(const TrieVisit& visit) {
        const TrieLink& link = visit.link();
        return !link.empty() && !link.is_leaf() && link.branch()->start != link.branch()->depth;
    }

    /// Takes leave of children that went, and gives what stands at the visit's place now to the hasher. True if that is
    /// a branch below an extension.
    bool settle(const TrieVisit& visit) {
        TrieLink& link = visit.link();
        if (any_lost_ && !link.empty() && !link.is_leaf()) drop_lost_children(visit, link);
        if (link.empty()) {
            if (visit.start == 0) visit.ref() = kEmptyTrieRoot;
        } else if (link.is_leaf()) {
            hasher_.add_leaf(visit, *static_cast<const Leaf*>(link.node()));
        } else {
            hasher_.add_branch(visit, link);
            return link.branch()->start != link.branch()->depth;
        }
        return false;
    }

    /// A branch with one child left gives its place to it, one without any leaves it empty.
    void drop_lost_children(const TrieVisit& visit, TrieLink& link) {
        TrieBranch* branch = link.branch();
        if (std::none_of(branch->links(), branch->links() + branch->count(), [](TrieLink l) { return l.empty(); }))
            return;
        const TrieChildren children(*branch);
        const unsigned mask = children.present();
        const auto kept = static_cast<unsigned>(std::popcount(mask));
        if (kept > 1) return children.put(*branch, mask);
        link = kept == 0 ? TrieLink() : children.link(static_cast<unsigned>(std::countr_zero(mask)));
        if (kept == 1 && !link.is_leaf()) link.branch()->start = branch->start;
        visit.parent->may_embed |= branch->may_embed;
        arena_.release(branch);
    }

    const Changes& changes_;
    TrieArena& arena_;
    PrefetchQueue& lines_;
    TrieHasher& hasher_;
    TrieHasher& leaf_hasher_;
    VisitLevels& levels_;
    std::size_t depth_ = 0;  ///< The level of the visits at work; after the way down, the last one that has any.
    std::size_t next_ = 0;   ///< The next visit of that level ...
    std::size_t kept_ = 0;   ///< ... and how many before it are to be made on the way up, too.
    bool any_lost_ = false;  ///< Some link may be empty now that was not.
    std::uint32_t limit_ = 0;
    std::vector<TrieVisit>* deferred_ = nullptr;
};

}  // namespace models
