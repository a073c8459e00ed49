// SPDX-License-Identifier: MIT
// Queues against theory. A is the arrival rate, S a service time, rho = A * E[S] / servers. What a formula gives is the
// mean over an endless run; a finite run may be off by 1 %, or by four standard errors if those are larger (the error
// comes from the means of 20 equal batches, each much longer than the queue's memory).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include "sim/base/distribution.h"
#include "sim/base/random.h"
#include "sim/kernel/resource.h"
#include "sim/kernel/simulation.h"

namespace sim {
namespace {

struct QueueModel {
    Duration mean_gap;
    DurationDistribution::Shape gap = DurationDistribution::Shape::Exponential;
    Duration mean_service;
    DurationDistribution::Shape service = DurationDistribution::Shape::Exponential;
    std::uint32_t servers = 1;
    std::uint64_t customers = 200'000;
};

/// Feeds a Resource and keeps the waiting time of each customer.
class QueueRun {
  public:
    explicit QueueRun(const QueueModel& model, std::uint64_t seed = 1)
        : model_(model),
          simulation_(seed),
          actor_(simulation_.add_actor("queue")),
          gaps_(seed, Purpose::named("test.gap"), 0),
          services_(seed, Purpose::named("test.service"), 0),
          resource_(simulation_, actor_, "queue", model.servers),
          arrival_(simulation_.bind<&QueueRun::on_arrival>(actor_, "test.arrival", *this)) {
        waits_.reserve(model.customers);
        simulation_.after(draw(gaps_, 0, model_.gap, model_.mean_gap), arrival_, 0);
        simulation_.run_until(SimTime::never());
        resource_.check_laws();
    }

    [[nodiscard]] const std::vector<Duration>& waits() const { return waits_; }
    [[nodiscard]] const Resource& resource() const { return resource_; }
    [[nodiscard]] SimTime end() const { return simulation_.now(); }
    [[nodiscard]] Duration offered() const { return offered_; }

  private:
    static Duration draw(const RandomStream& stream, std::uint64_t index, DurationDistribution::Shape shape,
                         Duration mean) {
        return DurationDistribution{.shape = shape, .mean = mean, .spread = {}}.sample(stream.words(index));
    }

    void on_arrival(std::uint64_t number) {
        const Duration service = draw(services_, number, model_.service, model_.mean_service);
        offered_ += service;
        resource_.run(service, [this, arrived = simulation_.now(), service] {
            waits_.push_back(simulation_.now() - arrived - service);
        });
        if (number % 1024 == 0) resource_.check_laws();
        if (number + 1 < model_.customers)
            simulation_.after(draw(gaps_, number + 1, model_.gap, model_.mean_gap), arrival_, number + 1);
    }

    QueueModel model_;
    Simulation simulation_;
    ActorId actor_;
    RandomStream gaps_;
    RandomStream services_;
    Resource resource_;
    HandlerId arrival_;
    std::vector<Duration> waits_;
    Duration offered_;
};

double mean_seconds(const Duration* first, std::size_t count) {
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) sum += first[i].seconds();
    return sum / static_cast<double>(count);
}

/// Expects the mean wait to be `theory` seconds, and the server-time used to be what was offered.
void expect_mean_wait(const QueueRun& run, double theory) {
    constexpr std::size_t kBatches = 20;
    const std::size_t length = run.waits().size() / kBatches;
    std::vector<double> batches;
    for (std::size_t i = 0; i < kBatches; ++i) batches.push_back(mean_seconds(run.waits().data() + i * length, length));
    const double mean = std::accumulate(batches.begin(), batches.end(), 0.0) / kBatches;
    double squares = 0;
    for (const double batch : batches) squares += (batch - mean) * (batch - mean);
    const double standard_error = std::sqrt(squares / (kBatches - 1) / kBatches);

    EXPECT_LT(standard_error, 0.05 * theory) << "the run is too short to tell";
    EXPECT_NEAR(mean, theory, std::max(0.01 * theory, 4 * standard_error));
    EXPECT_EQ(run.resource().busy_time(), run.offered());
    EXPECT_EQ(run.resource().departures(), run.waits().size());
}

/// Erlang's C formula: the probability that a customer waits in M/M/c with a = A * E[S] (Erlang 1917). From his B
/// formula by B(0) = 1, B(k) = a B(k-1) / (k + a B(k-1)); C = B / (1 - rho (1 - B)).
double erlang_c(std::uint32_t servers, double load) {
    double blocked = 1;
    for (std::uint32_t k = 1; k <= servers; ++k) blocked = load * blocked / (k + load * blocked);
    return blocked / (1 - load / servers * (1 - blocked));
}

// M/M/1: Wq = rho * E[S] / (1 - rho).
TEST(ClosedForm, mean_wait_of_m_m_1) {
    for (const auto& [service, rho] : {std::pair{500_us, 0.5}, std::pair{800_us, 0.8}}) {
        const QueueRun run({.mean_gap = 1_ms, .mean_service = service, .customers = 250'000});
        expect_mean_wait(run, rho * service.seconds() / (1 - rho));
    }
}

// M/D/1 (Pollaczek and Khinchine): Wq = rho * E[S] / (2 * (1 - rho)), half of that of M/M/1.
TEST(ClosedForm, mean_wait_of_m_d_1) {
    for (const auto& [service, rho] : {std::pair{500_us, 0.5}, std::pair{800_us, 0.8}}) {
        const QueueRun run({.mean_gap = 1_ms,
                            .mean_service = service,
                            .service = DurationDistribution::Shape::Constant,
                            .customers = 250'000});
        expect_mean_wait(run, rho * service.seconds() / (2 * (1 - rho)));
    }
}

// M/M/c: Wq = C(c, a) * E[S] / (c * (1 - rho)), with a = A * E[S] and rho = a / c.
TEST(ClosedForm, mean_wait_of_m_m_c) {
    for (const std::uint32_t servers : {2U, 4U, 16U}) {
        const double rho = 0.8;
        const Duration service = 800_us * servers;
        const QueueRun run({.mean_gap = 1_ms, .mean_service = service, .servers = servers, .customers = 250'000});
        expect_mean_wait(run, erlang_c(servers, rho * servers) * service.seconds() / (servers * (1 - rho)));
    }
}

// M/M/1 again: a customer waits at all with probability rho.
TEST(ClosedForm, share_that_waits_in_m_m_1_is_rho) {
    const QueueRun run({.mean_gap = 1_ms, .mean_service = 600_us, .customers = 250'000});
    const auto waited = std::count_if(run.waits().begin(), run.waits().end(), [](Duration w) { return w > 0_ns; });
    EXPECT_NEAR(static_cast<double>(waited) / 250'000, 0.6, 0.006);
}

// D/D/1 below capacity: nobody waits. Above it: customer n waits n * (S - gap), to the nanosecond.
TEST(ClosedForm, d_d_1_is_exact) {
    constexpr auto kConstant = DurationDistribution::Shape::Constant;
    const QueueModel idle = {
        .mean_gap = 1'000_ns, .gap = kConstant, .mean_service = 1'000_ns, .service = kConstant, .customers = 5'000};
    const QueueRun calm(idle);
    for (const Duration wait : calm.waits()) ASSERT_EQ(wait, 0_ns);
    EXPECT_EQ(calm.end(), SimTime{} + 1'000_ns * 5'001);

    QueueModel overload = idle;
    overload.mean_service = 1'003_ns;
    const QueueRun crowded(overload);
    for (std::size_t n = 0; n < crowded.waits().size(); ++n)
        ASSERT_EQ(crowded.waits()[n], 3_ns * static_cast<std::int64_t>(n));
    EXPECT_EQ(crowded.end(), SimTime{} + 1'000_ns + 1'003_ns * 5'000);
    EXPECT_EQ(crowded.resource().busy_time(), 1'003_ns * 5'000);
}

// D/D/c with gap g and c * g < S: customers come in rounds of c; customer n waits floor(n / c) * (S - c * g).
TEST(ClosedForm, d_d_c_is_exact) {
    constexpr auto kConstant = DurationDistribution::Shape::Constant;
    const QueueRun run({.mean_gap = 100_ns,
                        .gap = kConstant,
                        .mean_service = 307_ns,
                        .service = kConstant,
                        .servers = 3,
                        .customers = 3'000});
    for (std::size_t n = 0; n < run.waits().size(); ++n)
        ASSERT_EQ(run.waits()[n], 7_ns * static_cast<std::int64_t>(n / 3));
}

}  // namespace
}  // namespace sim
