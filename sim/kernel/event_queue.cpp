// SPDX-License-Identifier: MIT
#include "sim/kernel/event_queue.h"

#include <algorithm>
#include <utility>

#include "sim/base/check.h"

namespace sim {
namespace {

// A run is at most this part of what is pending, so that few events are pushed into a run's own stretch, and at most
// this long, so that it stays in the first-level cache together with its bins.
constexpr std::size_t kRunPart = 8;
constexpr std::size_t kShortRun = 16;
constexpr std::size_t kLongRun = 1024;
// Events whose bin is larger are sorted by comparison, as insertion would take quadratic time.
constexpr std::size_t kLargeBin = 16;

/// Sorts what is nearly sorted.
void insertion_sort(Event* first, Event* last) {
    for (Event* at = first + 1; at < last; ++at) {
        if (!(*at < at[-1])) continue;
        const Event event = *at;
        Event* hole = at;
        do {
            *hole = hole[-1];
            --hole;
        } while (hole != first && event < hole[-1]);
        *hole = event;
    }
}

}  // namespace

void EventChunkPool::grow() {
    // Not make_unique, which would touch all of it.
    blocks_.push_back(std::make_unique_for_overwrite<EventChunk[]>(kChunksInBlock));
    EventChunk* const block = blocks_.back().get();
    for (std::size_t i = kChunksInBlock; i-- > 0;) give_back(block + i);
}

EventQueue::Place EventQueue::first_bucket() const {
    CHECK(levels_in_use_ != 0, "the queue is empty");
    const auto level = static_cast<unsigned>(std::countr_zero(levels_in_use_));
    return {level, static_cast<unsigned>(std::countr_zero(digits_in_use_[level]))};
}

SimTime EventQueue::next_time() const {
    if (run_at_ != run_end_ || !soon_.empty()) return next_is_soon() ? soon_.next().time : run_[run_at_].time;
    if (empty()) return SimTime::never();
    SimTime first = SimTime::never();
    buckets_[first_bucket().index()].for_each([&](const Event& event) { first = std::min(first, event.time); });
    return first;
}

std::size_t EventQueue::longest_run() const {
    return std::clamp(size_ / kRunPart, kShortRun, kLongRun);
}

void EventQueue::refill() {
    while (true) {
        const Place place = first_bucket();
        EventBucket bucket = std::exchange(buckets_[place.index()], {});
        digits_in_use_[place.level] &= digits_in_use_[place.level] - 1;
        if (digits_in_use_[place.level] == 0) levels_in_use_ &= levels_in_use_ - 1;

        const unsigned window_bits = place.level * kDigitBits;
        // Digits above the level stay, this one becomes the bucket's, those below become 0.
        const std::uint64_t above = window_bits + kDigitBits < 64 ? base_ >> (window_bits + kDigitBits) : 0;
        base_ = (above << kDigitBits | place.digit) << window_bits;
        if (place.level == 0 || bucket.size() <= longest_run()) {
            window_end_ = base_ + (std::uint64_t{1} << window_bits);
            sort_into_run(bucket, window_bits);
            return;
        }
        window_end_ = base_;
        bucket.drain(pool_, [this](const Event& event) { file(event, static_cast<std::uint64_t>(event.time.ns())); });
    }
}

/// A pass that counts, a pass that puts each event into its bin of the stretch, and a fix-up within the bins.
void EventQueue::sort_into_run(EventBucket bucket, unsigned window_bits) {
    const std::size_t count = bucket.size();
    run_at_ = 0;
    run_end_ = count;
    if (run_.size() < count) run_.resize(std::max(count, 2 * run_.size()));

    const unsigned bin_bits = std::min({static_cast<unsigned>(std::bit_width(count)), window_bits, kMostBinBits});
    const std::size_t bins = std::size_t{1} << bin_bits;
    const auto bin_of = [this, shift = window_bits - bin_bits](const Event& event) {
        return static_cast<std::size_t>((static_cast<std::uint64_t>(event.time.ns()) - base_) >> shift);
    };
    std::fill_n(bin_ends_.begin(), bins, 0);
    bucket.for_each([&](const Event& event) { ++bin_ends_[bin_of(event)]; });
    std::uint32_t start = 0;
    for (std::size_t bin = 0; bin < bins; ++bin) start += std::exchange(bin_ends_[bin], start);
    bucket.drain(pool_, [&](const Event& event) { run_[bin_ends_[bin_of(event)]++] = event; });
    sort_bins(bins);
}

void EventQueue::sort_bins(std::size_t bins) {
    std::uint32_t start = 0;
    for (std::size_t bin = 0; bin < bins; ++bin) {
        const std::uint32_t end = bin_ends_[bin];
        if (end - start > kLargeBin) std::sort(run_.data() + start, run_.data() + end);
        start = end;
    }
    insertion_sort(run_.data(), run_.data() + run_end_);
}

}  // namespace sim
