// SPDX-License-Identifier: MIT
#include "models/calibration/calibration.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <thread>

#include "models/calibration/component_probes.h"
#include "models/calibration/cost_terms.h"
#include "models/calibration/execution_probes.h"
#include "models/calibration/non_negative_fit.h"
#include "models/calibration/stopwatch.h"
#include "models/executor/parallel_executor.h"
#include "models/hardware/cost_model.h"
#include "sim/base/check.h"

namespace models {
namespace {

/// Of the rounds of a probe, this share is faster than what is taken for its time: what comes on top is others' doing.
constexpr double kTypical = 0.1;
/// The spread comes from fitting this many parts of the rounds, each alone.
constexpr std::size_t kParts = 5;
/// Rounds make every probe's code run often, but of a chain's code only loops do so often enough to be translated.
constexpr std::uint32_t kHot = 1'000'000;

/// A probe with its times by round, and what the cost model counts in it.
struct MeasuredProbe {
    ExecutionProbe probe;
    std::vector<double> serial_counts;
    std::vector<double> parallel_counts;
    std::vector<double> serial_ns;
    std::vector<double> parallel_ns;
    std::vector<double> two_ns;  ///< On two threads, wall time.
};

class Calibrator {
  public:
    explicit Calibrator(const CalibrationRequest& request)
        : request_(request),
          rounds_(request.quick ? 5 : 40),
          terms_(cost_terms()),
          transition_(codes_),
          executor_(codes_, 1, Sharing::Always),
          two_(codes_, 2),
          has_two_(std::thread::hardware_concurrency() > 1) {
        codes_.set_hot(kHot);
    }

    Calibration run() {
        request_.progress(0, "preparing");
        prepare();
        for (std::size_t round = 0; round < rounds_; ++round) {
            request_.progress(static_cast<double>(round + 1) / static_cast<double>(rounds_ + 1), "measuring");
            // Probe after probe, so that caches hold other code and state, as they do when a node gets a block.
            for (MeasuredProbe& each : probes_) each.serial_ns.push_back(timed([&] { return execute(each.probe); }));
            for (MeasuredProbe& each : probes_)
                each.parallel_ns.push_back(timed([&] { return execute_parallel(each.probe, executor_); }));
            if (has_two_) {
                for (MeasuredProbe& each : probes_)
                    each.two_ns.push_back(timed([&] { return execute_parallel(each.probe, two_); }, wall_time_ns));
            }
            for (std::size_t i = 0; i < components_.size(); ++i) component_ns_[i].push_back(components_[i].round());
            if (request_.interrupted()) {
                result_.interrupted = true;
                return std::move(result_);
            }
        }
        fit_execution();
        take_components();
        has_two_ ? fit_ahead() : not_measured();
        return std::move(result_);
    }

  private:
    void prepare() {
        for (ExecutionProbe& probe : execution_probes(codes_, request_.quick ? 20 : 200)) {
            MeasuredProbe& each = probes_.emplace_back();
            each.probe = std::move(probe);
            const auto known = std::make_shared<const ExecutedBlock>(execute(each.probe));
            each.serial_counts = serial_counts(terms_, *known);
            each.parallel_counts =
                parallel_counts(terms_, {each.probe.pre, each.probe.block, each.probe.transactions, codes_}, known);
        }
        components_ = component_probes(request_.quick);
        component_ns_.resize(components_.size());
    }
    ExecutedBlock execute(const ExecutionProbe& probe) {
        return execute_serial(probe.pre, probe.block, probe.transactions, transition_);
    }

    static ExecutedBlock execute_parallel(const ExecutionProbe& probe, ParallelExecutor& executor) {
        return executor.execute(probe.pre, probe.block, probe.transactions);
    }
    template <class Run>
    static double timed(const Run& run, double (*now)() = thread_time_ns) {
        const double start = now();
        const ExecutedBlock executed = run();
        return now() - start;
    }

    /// Rounds `part`, `part` + kParts and so on; all with part == kParts.
    static double typical(const std::vector<double>& rounds, std::size_t part) {
        std::vector<double> chosen;
        for (std::size_t i = 0; i < rounds.size(); ++i)
            if (part == kParts || i % kParts == part) chosen.push_back(rounds[i]);
        return quantile(std::move(chosen), kTypical);
    }
    /// assumption: validating a read takes half of an access to multi-version memory, marking an estimate as much as
    /// one. A worker alone executes everything at the frontier, where nothing is validated and nothing aborted.
    [[nodiscard]] std::vector<double> fit(std::size_t part) const {
        const std::size_t access = index_of("versioned_access");
        std::vector<FitRow> rows;
        for (const MeasuredProbe& each : probes_) {
            rows.push_back({each.serial_counts, typical(each.serial_ns, part)});
            rows.push_back({each.parallel_counts, typical(each.parallel_ns, part)});
        }
        std::vector<double> costs = fit_non_negative(rows);
        costs[index_of("validated_read")] = costs[access] / 2;
        costs[index_of("estimate")] = costs[access];
        return costs;
    }
    [[nodiscard]] std::size_t index_of(std::string_view key) const {
        const auto found =
            std::find_if(terms_.begin(), terms_.end(), [&](const CostTerm& term) { return term.key == key; });
        CHECK(found != terms_.end());
        return static_cast<std::size_t>(found - terms_.begin());
    }

    void fit_execution() {
        const std::vector<double> costs = fit(kParts);
        std::vector<std::vector<double>> parts;
        for (std::size_t part = 0; part < kParts; ++part) parts.push_back(fit(part));
        for (std::size_t j = 0; j < terms_.size(); ++j) {
            if (!is_charged(j)) continue;
            std::vector<double> values;
            for (const auto& part : parts) values.push_back(part[j]);
            add({"costs." + terms_[j].key, costs[j], quantile(values, 0.25), quantile(values, 0.75),
                 is_assumed(terms_[j].key) ? "assumption: from versioned_access" : "fitted to the probes' times"});
            result_.profile.costs.*terms_[j].cost = to_unit_cost(costs[j]);
        }
        // A task may not take no time at all.
        result_.profile.costs.schedule = std::max(result_.profile.costs.schedule, sim::UnitCost::from_ps(1));
        for (const MeasuredProbe& each : probes_) {
            result_.serial_fits.push_back(fit_of(each.probe.name, each.serial_ns, each.serial_counts, costs));
            result_.parallel_fits.push_back(fit_of(each.probe.name, each.parallel_ns, each.parallel_counts, costs));
        }
    }
    static bool is_assumed(std::string_view key) { return key == "validated_read" || key == "estimate"; }
    [[nodiscard]] bool is_charged(std::size_t term) const {
        return is_assumed(terms_[term].key) ||
               std::any_of(probes_.begin(), probes_.end(), [&](const MeasuredProbe& each) {
                   return each.serial_counts[term] > 0 || each.parallel_counts[term] > 0;
               });
    }
    static ProbeFit fit_of(const std::string& name, const std::vector<double>& times, const std::vector<double>& counts,
                           const std::vector<double>& costs) {
        double modelled = 0;
        for (std::size_t j = 0; j < counts.size(); ++j) modelled += counts[j] * costs[j];
        return {name, typical(times, kParts), modelled};
    }

    void take_components() {
        HardwareProfile& profile = result_.profile;
        for (std::size_t i = 0; i < components_.size(); ++i) {
            const std::vector<double>& rounds = component_ns_[i];
            CalibratedTerm term{components_[i].key, quantile(rounds, kTypical), quantile(rounds, 0.25),
                                quantile(rounds, 0.75), components_[i].measured};
            const sim::UnitCost cost = to_unit_cost(term.value_ns);
            if (term.key == "signature") profile.costs.signature = cost;
            if (term.key == "trie_permutation") profile.costs.trie_permutation = cost;
            if (term.key == "trie_node") profile.costs.trie_node = cost;
            if (term.key == "diff_encode_entry") profile.diff_encode_entry = cost;
            if (term.key == "diff_apply_entry") profile.diff_apply_entry = cost;
            if (term.key == "memory_read_latency")
                profile.memory_read_latency = sim::Duration::from_ns(std::llround(term.value_ns));
            if (term.key == "wake_call") profile.wake_call = sim::Duration::from_ns(std::llround(term.value_ns));
            if (term.key == "wake_latency") profile.wake_latency = sim::Duration::from_ns(std::llround(term.value_ns));
            if (term.key == "(copied byte)") result_.copy_bytes_per_ns = 1 / term.value_ns;
            if (term.key == "signature" || term.key.starts_with("trie")) term.key.insert(0, "costs.");
            add(std::move(term));
        }
    }

    /// What blocks that two threads shared took longer than all other terms say, by access of an execution ahead of the
    /// frontier: the median over those blocks that gain most by being shared.
    void fit_ahead() {
        std::vector<double> found;
        for (std::size_t i = 0; i < probes_.size(); ++i)
            if (const auto cost = ahead_access_of(probes_[i], result_.serial_fits[i])) found.push_back(*cost);
        if (found.empty()) return not_measured();
        for (double& cost : found) cost = std::max(0.0, cost);
        const double cost = quantile(found, 0.5);
        result_.profile.costs.ahead_access = to_unit_cost(cost);
        add({"costs.ahead_access", cost, quantile(found, 0.25), quantile(found, 0.75),
             "what " + std::to_string(found.size()) + " of the blocks took on two threads beyond all this"});
    }
    void not_measured() {
        const double cost = static_cast<double>(result_.profile.costs.ahead_access.ps()) / 1000;
        add({"costs.ahead_access", cost, cost, cost, "default: no two threads got a core each"});
    }
    /// Nothing if two cores are not worth much.
    [[nodiscard]] std::optional<double> ahead_access_of(const MeasuredProbe& each, const ProbeFit& serial) {
        constexpr double kWorthMuch = 1.3;
        constexpr double kSaysMuch = 1.02;  // Of blocks with few accesses the times say nothing.
        constexpr std::int64_t kTrialNs = 100;
        const double without = time_on_two(each, sim::UnitCost{});
        if (serial.modelled_ns < kWorthMuch * without) return std::nullopt;
        const double with = time_on_two(each, sim::UnitCost::from_ps(kTrialNs * 1000));
        // What the other terms are wrong by in this very block is no matter of two cores. The least of all rounds: in
        // most of them others want one of the cores, too.
        const double least = quantile(each.two_ns, 0) * serial.modelled_ns / serial.measured_ns;
        // Nothing is learnt either where the two threads did not get a core each.
        if (with < kSaysMuch * without || least > serial.modelled_ns) return std::nullopt;
        return kTrialNs * (least - without) / (with - without);
    }
    [[nodiscard]] double time_on_two(const MeasuredProbe& each, sim::UnitCost ahead_access) {
        HardwareProfile profile = result_.profile;
        profile.costs.ahead_access = ahead_access;
        profile.memory_read_share = sim::Share{};
        const VirtualExecution run =
            VirtualCores(profile, 2).execute(each.probe.pre, each.probe.block, each.probe.transactions, codes_);
        return static_cast<double>((run.makespan + assembly_time(run.block->diff, profile)).ns());
    }

    void add(CalibratedTerm term) { result_.terms.push_back(std::move(term)); }
    static sim::UnitCost to_unit_cost(double ns) { return sim::UnitCost::from_ps(std::llround(ns * 1000)); }

    const CalibrationRequest& request_;
    std::size_t rounds_;
    std::vector<CostTerm> terms_;
    CodeStore codes_;
    Transition transition_;
    ParallelExecutor executor_;
    ParallelExecutor two_;
    bool has_two_;  ///< Otherwise two threads would tell nothing.
    std::vector<MeasuredProbe> probes_;
    std::vector<ComponentProbe> components_;
    std::vector<std::vector<double>> component_ns_;
    Calibration result_;
};

}  // namespace

Calibration calibrate(const CalibrationRequest& request) {
    return Calibrator(request).run();
}

}  // namespace models
