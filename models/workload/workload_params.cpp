// SPDX-License-Identifier: MIT
#include "models/workload/workload_params.h"

#include <fmt/format.h>

#include <utility>

#include "sim/base/value_format.h"

namespace models {
namespace {

constexpr std::int64_t kWholePpm = 1'000'000;

struct Finding {
    const char* key;
    std::string message;
    std::string expected;
};

void add(std::vector<sim::InputProblem>& problems, Finding finding) {
    sim::InputProblem& problem = problems.emplace_back();
    problem.key = finding.key;
    problem.message = std::move(finding.message);
    problem.expected = std::move(finding.expected);
}

}  // namespace

std::vector<sim::InputProblem> problems_of(const WorkloadParams& params) {
    std::vector<sim::InputProblem> problems;
    const TransactionMix& mix = params.mix;
    const std::int64_t sum =
        mix.native_transfer.ppm() + mix.token_transfer.ppm() + mix.swap.ppm() + mix.hot_counter.ppm();
    if (sum != kWholePpm)
        add(problems,
            {.key = "mix",
             .message = "the shares add up to " + sim::ValueFormat<sim::Share>::format(sim::Share::from_ppm(sum)),
             .expected = "shares that add up to 100%"});
    if (mix.swap.ppm() > 0 && params.pairs == 0)
        add(problems,
            {.key = "pairs", .message = "there is no pair to swap in", .expected = "at least 1, or mix.swap: 0%"});
    if (params.pairs > 0 && params.tokens < 2)
        add(problems, {.key = "tokens", .message = "a pair needs two tokens", .expected = "at least 2, or pairs: 0"});
    if (params.max_priority_fee_per_gas_wei > params.max_fee_per_gas_wei)
        add(problems, {.key = "max_priority_fee_per_gas_wei",
                       .message = "is above max_fee_per_gas_wei, which no block accepts (EIP-1559)",
                       .expected = fmt::format("at most {}", params.max_fee_per_gas_wei)});
    return problems;
}

}  // namespace models

namespace sim {

std::optional<models::ZipfExponent> ValueFormat<models::ZipfExponent>::parse(std::string_view text) {
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const std::string_view fraction = point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
    if (whole.empty() || whole.size() > 3 || fraction.size() > 3) return std::nullopt;
    if (point != std::string_view::npos && fraction.empty()) return std::nullopt;
    std::string digits(whole);
    digits += fraction;
    digits.append(3 - fraction.size(), '0');
    std::uint32_t thousandths = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9') return std::nullopt;
        thousandths = thousandths * 10 + static_cast<std::uint32_t>(c - '0');
    }
    return models::ZipfExponent{thousandths};
}

std::string ValueFormat<models::ZipfExponent>::format(const models::ZipfExponent& value) {
    std::string text = fmt::format("{}.{:03}", value.thousandths / 1000, value.thousandths % 1000);
    while (text.ends_with('0') && !text.ends_with(".0")) text.pop_back();
    return text;
}

std::string ValueFormat<models::ZipfExponent>::expected() {
    return "an exponent with at most three decimals, such as 0.99";
}

}  // namespace sim
