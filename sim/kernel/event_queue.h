// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/base/time.h"
#include "sim/kernel/event.h"
#include "sim/kernel/event_bucket.h"
#include "sim/kernel/event_heap.h"

namespace sim {

/// Pending events in the total order (time, order): a hierarchical radix wheel.
///
/// Times are numbers of 11 digits of 6 bits. An event waits in the bucket (level, digit) of the highest digit in which
/// its time differs from `base_`, the start of the stretch that is being run. The first bucket of the lowest level
/// holds what comes next: it becomes the new stretch and, if it is small, is sorted into a run; a large one is spread
/// over the levels below. So an event is touched when it comes, once or twice while its time draws near, and when it
/// goes, however many others are pending. What is pushed into the stretch that is being run goes to a small heap
/// beside it. (A radix heap: Ahuja, Mehlhorn, Orlin and Tarjan, "Faster algorithms for the shortest path problem",
/// J. ACM 37, 1990.)
class EventQueue {
  public:
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] std::size_t size() const { return size_; }

    void push(const Event& event) {
        ++size_;
        const auto time = static_cast<std::uint64_t>(event.time.ns());
        if (time < window_end_)
            soon_.push(event);
        else
            file(event, time);
    }

    /// The first event, valid until the next call. The queue must not be empty.
    [[nodiscard]] const Event& next() {
        if (run_at_ == run_end_ && soon_.empty()) refill();
        return next_is_soon() ? soon_.next() : run_[run_at_];
    }

    /// Removes and returns the first event. The queue must not be empty.
    Event pop() {
        if (run_at_ == run_end_ && soon_.empty()) refill();
        --size_;
        return next_is_soon() ? soon_.pop() : run_[run_at_++];
    }

    /// Time of the first event, never() if there is none. Looks through a bucket and changes nothing.
    [[nodiscard]] SimTime next_time() const;

  private:
    static constexpr unsigned kDigitBits = 6;
    static constexpr std::size_t kDigits = std::size_t{1} << kDigitBits;
    static constexpr std::size_t kLevels = 11;  // 66 bits
    static constexpr unsigned kMostBinBits = 10;

    [[nodiscard]] bool next_is_soon() const {
        if (soon_.empty()) return false;
        return run_at_ == run_end_ || soon_.next() < run_[run_at_];
    }
    void file(const Event& event, std::uint64_t time) {
        const auto highest_bit = static_cast<unsigned>(63 - std::countl_zero((time ^ base_) | 1));
        const unsigned level = highest_bit / kDigitBits;
        const std::size_t digit = (time >> (level * kDigitBits)) % kDigits;
        buckets_[level * kDigits + digit].append(event, pool_);
        digits_in_use_[level] |= std::uint64_t{1} << digit;
        levels_in_use_ |= 1U << level;
    }
    struct Place {
        unsigned level;
        unsigned digit;
        [[nodiscard]] std::size_t index() const { return level * kDigits + digit; }
    };
    [[nodiscard]] Place first_bucket() const;
    void refill();
    [[nodiscard]] std::size_t longest_run() const;
    void sort_into_run(EventBucket bucket, unsigned window_bits);
    void sort_bins(std::size_t bins);

    std::uint64_t base_ = 0;
    std::uint64_t window_end_ = 0;  // the stretch that is being run is [base_, window_end_)
    std::size_t size_ = 0;
    std::size_t run_at_ = 0;
    std::size_t run_end_ = 0;
    std::vector<Event> run_;  // sorted from run_at_ to run_end_; what is beyond is spare room
    EventHeap soon_;
    unsigned levels_in_use_ = 0;
    std::array<std::uint64_t, kLevels> digits_in_use_ = {};
    std::array<EventBucket, kLevels * kDigits> buckets_ = {};
    EventChunkPool pool_;
    std::array<std::uint32_t, (std::size_t{1} << kMostBinBits) + 1> bin_ends_ = {};
};

}  // namespace sim
