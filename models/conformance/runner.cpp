// SPDX-License-Identifier: MIT
#include "models/conformance/runner.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "models/conformance/fixture_file.h"

namespace models {
namespace {

namespace fs = std::filesystem;

struct FixtureFile {
    fs::path path;
    std::string name;  ///< Relative to the folder.
    std::uintmax_t size = 0;
    auto operator<=>(const FixtureFile& other) const { return name <=> other.name; }
    bool operator==(const FixtureFile& other) const { return name == other.name; }
};

std::vector<FixtureFile> find_files(const ConformanceRequest& request, ConformanceReport& report) {
    if (fs::is_regular_file(request.folder))
        return {{request.folder, request.folder.filename().generic_string(), fs::file_size(request.folder)}};
    std::vector<FixtureFile> files;
    for (const auto& entry : fs::recursive_directory_iterator(request.folder)) {
        if (!entry.is_regular_file()) continue;
        const fs::path& path = entry.path();
        if (path.extension() == ".json")
            files.push_back({path, fs::relative(path, request.folder).generic_string(), entry.file_size()});
        else
            ++report.other_files[path.has_extension() ? path.extension().string() : path.filename().string()];
    }
    std::sort(files.begin(), files.end());
    std::vector<FixtureFile> sample;
    for (std::size_t i = 0; i < files.size(); i += std::max<std::size_t>(request.every_nth_file, 1))
        sample.push_back(std::move(files[i]));
    return sample;
}

/// The files as worked on by several threads. Large files first, so that no thread ends long after the others.
class FileQueue {
  public:
    FileQueue(const ConformanceRequest& request, const std::vector<FixtureFile>& files)
        : request_(request), files_(files), results_(files.size()) {
        for (std::size_t i = 0; i < files.size(); ++i) order_.push_back(i);
        std::sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
            return files[a].size != files[b].size ? files[a].size > files[b].size : a < b;
        });
    }

    void run() {
        {
            std::vector<std::jthread> threads;
            for (unsigned i = 0; i < std::max(request_.workers, 1U); ++i) threads.emplace_back([this] { work(); });
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
            const FixtureFile& file = files_[order_[i]];
            try {
                results_[order_[i]] = run_fixture_file(file.path, file.name, request_.filter);
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
        for (const FixtureFile& file : files_) total += file.size;
        for (bool idle = false; !idle;) {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return idle_ == std::max(request_.workers, 1U) || latest_ != reported_; });
            idle = idle_ == std::max(request_.workers, 1U);
            reported_ = latest_;
            const double share =
                static_cast<double>(done_size_) / static_cast<double>(std::max<std::uintmax_t>(total, 1));
            lock.unlock();
            if (request_.progress && reported_ != nullptr) request_.progress(share, reported_->name);
        }
    }

    const ConformanceRequest& request_;
    const std::vector<FixtureFile>& files_;
    std::vector<std::vector<CaseResult>> results_;  ///< Of file i; each thread writes its own.
    std::vector<std::size_t> order_;
    std::atomic<std::size_t> next_ = 0;

    std::mutex mutex_;  ///< Guards all below.
    std::condition_variable changed_;
    std::uintmax_t done_size_ = 0;
    const FixtureFile* latest_ = nullptr;    ///< The last one done,
    const FixtureFile* reported_ = nullptr;  ///< and the last one that progress was told of.
    unsigned idle_ = 0;
    std::exception_ptr failure_;
};

}  // namespace

std::size_t ConformanceReport::count(Verdict verdict) const {
    return static_cast<std::size_t>(
        std::count_if(cases.begin(), cases.end(), [&](const CaseResult& each) { return each.verdict == verdict; }));
}

ConformanceReport run_conformance(const ConformanceRequest& request) {
    ConformanceReport report;
    const std::vector<FixtureFile> files = find_files(request, report);
    report.files = files.size();
    FileQueue queue(request, files);
    queue.run();
    for (std::vector<CaseResult>& results : queue.results())
        std::move(results.begin(), results.end(), std::back_inserter(report.cases));
    report.interrupted = request.interrupted != nullptr && request.interrupted->load(std::memory_order_relaxed);
    return report;
}

}  // namespace models
