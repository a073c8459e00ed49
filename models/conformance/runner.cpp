// SPDX-License-Identifier: MIT
#include "models/conformance/runner.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "models/conformance/fixture_file.h"
#include "models/conformance/fixture_search.h"

namespace models {
namespace {

std::vector<FoundFixture> find_files(const ConformanceRequest& request, ConformanceReport& report) {
    FoundFixtures found = find_fixtures(request.folder);
    report.other_files = std::move(found.other_files);
    std::vector<FoundFixture> sample;
    for (std::size_t i = 0; i < found.files.size(); i += std::max<std::size_t>(request.every_nth_file, 1))
        sample.push_back(std::move(found.files[i]));
    return sample;
}

std::vector<CaseResult> run_fixture(const FoundFixture& file, const CaseFilter& filter) {
    if (!file.instead) return run_fixture_file(file.path, file.name, filter);
    if (!filter.may_match_behind(file.name)) return {};
    return {*file.instead};
}

/// The files as worked on by several threads. Large files first, so that no thread ends long after the others.
class FileQueue {
  public:
    FileQueue(const ConformanceRequest& request, const std::vector<FoundFixture>& files)
        : request_(request),
          files_(files),
          workers_(std::clamp<std::size_t>(request.workers, 1, std::max<std::size_t>(files.size(), 1))),
          results_(files.size()) {
        for (std::size_t i = 0; i < files.size(); ++i) order_.push_back(i);
        std::sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
            return files[a].size != files[b].size ? files[a].size > files[b].size : a < b;
        });
    }

    void run() {
        {
            std::vector<std::jthread> threads;
            for (std::size_t i = 0; i < workers_; ++i) threads.emplace_back([this] { work(); });
            watch();
        }
        if (failure_) std::rethrow_exception(failure_);
    }
    [[nodiscard]] std::vector<std::vector<CaseResult>>& results() { return results_; }

  private:
    [[nodiscard]] bool is_interrupted() const {
        return request_.interrupted != nullptr && request_.interrupted->load(std::memory_order_relaxed);
    }
    void work() {
        for (std::size_t i = next_++; i < order_.size() && !is_interrupted(); i = next_++) {
            const FoundFixture& file = files_[order_[i]];
            try {
                results_[order_[i]] = run_fixture(file, request_.filter);
            } catch (...) {
                const std::scoped_lock lock(mutex_);
                if (!failure_) failure_ = std::current_exception();
            }
            const std::scoped_lock lock(mutex_);
            done_size_ += file.size;
            latest_ = &file;
            changed_.notify_one();
        }
        const std::scoped_lock lock(mutex_);
        ++idle_;
        changed_.notify_one();
    }
    /// Reports progress until all threads are idle, and a last time then.
    void watch() {
        std::uintmax_t total = 0;
        for (const FoundFixture& file : files_) total += file.size;
        for (bool idle = false; !idle;) {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return idle_ == workers_ || latest_ != reported_; });
            idle = idle_ == workers_;
            reported_ = latest_;
            const double share =
                static_cast<double>(done_size_) / static_cast<double>(std::max<std::uintmax_t>(total, 1));
            lock.unlock();
            if (request_.progress && reported_ != nullptr) request_.progress(share, reported_->name);
        }
    }

    const ConformanceRequest& request_;
    const std::vector<FoundFixture>& files_;
    const std::size_t workers_;
    std::vector<std::vector<CaseResult>> results_;  ///< Of file i; each thread writes its own.
    std::vector<std::size_t> order_;
    std::atomic<std::size_t> next_ = 0;

    std::mutex mutex_;  ///< Guards all below.
    std::condition_variable changed_;
    std::uintmax_t done_size_ = 0;
    const FoundFixture* latest_ = nullptr;    ///< The last one done,
    const FoundFixture* reported_ = nullptr;  ///< and the last one that progress was told of.
    std::size_t idle_ = 0;
    std::exception_ptr failure_;
};

}  // namespace

std::size_t ConformanceReport::count(Verdict verdict) const {
    return static_cast<std::size_t>(
        std::count_if(cases.begin(), cases.end(), [&](const CaseResult& each) { return each.verdict == verdict; }));
}

ConformanceReport run_conformance(const ConformanceRequest& request) {
    ConformanceReport report;
    const std::vector<FoundFixture> files = find_files(request, report);
    report.files = static_cast<std::size_t>(
        std::count_if(files.begin(), files.end(), [](const FoundFixture& file) { return !file.instead; }));
    FileQueue queue(request, files);
    queue.run();
    for (std::vector<CaseResult>& results : queue.results())
        std::move(results.begin(), results.end(), std::back_inserter(report.cases));
    report.interrupted = request.interrupted != nullptr && request.interrupted->load(std::memory_order_relaxed);
    return report;
}

}  // namespace models
