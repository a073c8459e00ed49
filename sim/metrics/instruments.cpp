// SPDX-License-Identifier: MIT
#include "sim/metrics/instruments.h"

#include <algorithm>

namespace sim {

std::int64_t Distribution::low_of(std::size_t bin) {
    constexpr std::size_t kBinsPerOctave = std::size_t{1} << kSubBits;
    if (bin < 2 * kBinsPerOctave) return static_cast<std::int64_t>(bin);
    const std::size_t shift = (bin >> kSubBits) - 1;
    const std::uint64_t low = static_cast<std::uint64_t>((bin % kBinsPerOctave) + kBinsPerOctave) << shift;
    // The bin after the last one would begin at 2^63.
    return low > static_cast<std::uint64_t>(INT64_MAX) ? INT64_MAX : static_cast<std::int64_t>(low);
}

void Distribution::make_room(std::size_t bin) {
    constexpr std::size_t kBinsPerOctave = std::size_t{1} << kSubBits;
    const std::size_t octave = bin - bin % kBinsPerOctave;
    if (counts_.empty()) {
        first_bin_ = octave;
        counts_.resize(kBinsPerOctave);
    } else if (bin < first_bin_) {
        counts_.insert(counts_.begin(), first_bin_ - octave, 0);
        first_bin_ = octave;
    } else {
        counts_.resize(octave + kBinsPerOctave - first_bin_);
    }
}

void Distribution::merge(const Distribution& other) {
    if (other.empty()) return;
    for (std::size_t i = 0; i < other.counts_.size(); ++i) {
        if (other.counts_[i] == 0) continue;
        const std::size_t bin = other.first_bin_ + i;
        if (bin - first_bin_ >= counts_.size()) make_room(bin);
        counts_[bin - first_bin_] += other.counts_[i];
    }
    count_ += other.count_;
    sum_ += other.sum_;
    min_ = std::min(min_, other.min_);
    max_ = std::max(max_, other.max_);
}

std::int64_t Distribution::mean() const {
    return empty() ? 0 : static_cast<std::int64_t>(sum_ / count_);
}

std::int64_t Distribution::quantile(Share q) const {
    CHECK(q.ppm() >= 0 && q.ppm() <= 1'000'000);
    if (empty()) return 0;
    const Wide scaled = static_cast<Wide>(count_) * static_cast<std::uint64_t>(q.ppm());
    const auto rank = static_cast<std::uint64_t>((scaled + 999'999) / 1'000'000);
    if (rank <= 1) return min_;
    if (rank == count_) return max_;
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        seen += counts_[i];
        if (seen < rank) continue;
        const std::int64_t low = low_of(first_bin_ + i);
        const std::int64_t width = low_of(first_bin_ + i + 1) - low;
        return std::clamp(low + (width - 1) / 2, min_, max_);
    }
    check_failed("a rank lies in some bin", __FILE__, __LINE__);
}

std::vector<Distribution::Bin> Distribution::bins() const {
    std::vector<Bin> result;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        if (counts_[i] == 0) continue;
        const std::size_t bin = first_bin_ + i;
        result.push_back(Bin{.low = low_of(bin), .high = low_of(bin + 1), .count = counts_[i]});
    }
    return result;
}

void Series::set_interval(Duration interval) {
    CHECK(interval.ns() > 0);
    CHECK(samples_.empty());
    interval_ = interval;
}

void Series::record(SimTime now, std::int64_t value) {
    const SimTime begin = now - now.since_start() % interval_;
    CHECK(samples_.empty() || begin >= samples_.back().begin);
    if (samples_.empty() || begin > samples_.back().begin)
        samples_.push_back(Sample{.begin = begin, .min = value, .max = value});
    Sample& sample = samples_.back();
    sample.count += 1;
    sample.sum += value;
    sample.min = std::min(sample.min, value);
    sample.max = std::max(sample.max, value);
    sample.last = value;
}

}  // namespace sim
