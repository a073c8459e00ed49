// SPDX-License-Identifier: MIT
#include "models/calibration/non_negative_fit.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace models {
namespace {

using Matrix = std::vector<std::vector<double>>;

constexpr int kReweightings = 10;
constexpr int kSweeps = 3000;
constexpr double kSmallError = 0.02;  ///< Errors below this are all alike: the noise of a measurement.

double dot(const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

/// Rows divided by their times, so that each should come to 1, and columns by their lengths.
struct Scaled {
    Matrix rows;
    std::vector<double> lengths;
};

Scaled scale(const std::vector<FitRow>& rows) {
    Scaled out;
    out.lengths.assign(rows.front().counts.size(), 0);
    for (const FitRow& row : rows) {
        out.rows.push_back(row.counts);
        for (std::size_t j = 0; j < row.counts.size(); ++j) {
            out.rows.back()[j] /= row.time;
            out.lengths[j] += out.rows.back()[j] * out.rows.back()[j];
        }
    }
    for (double& length : out.lengths) length = length > 0 ? std::sqrt(length) : 1;
    for (auto& row : out.rows)
        for (std::size_t j = 0; j < row.size(); ++j) row[j] /= out.lengths[j];
    return out;
}

/// Minimises the weighted sum of (row . x - 1)^2 over x >= 0, from `x` on.
void descend(const Matrix& rows, const std::vector<double>& weights, std::vector<double>& x) {
    const std::size_t terms = x.size();
    Matrix gram(terms, std::vector<double>(terms, 0));
    std::vector<double> right(terms, 0);
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (std::size_t j = 0; j < terms; ++j) {
            right[j] += weights[i] * rows[i][j];
            for (std::size_t k = 0; k < terms; ++k) gram[j][k] += weights[i] * rows[i][j] * rows[i][k];
        }
    for (int sweep = 0; sweep < kSweeps; ++sweep)
        for (std::size_t j = 0; j < terms; ++j)
            if (gram[j][j] > 0) x[j] = std::max(0.0, x[j] - (dot(gram[j], x) - right[j]) / gram[j][j]);
}

}  // namespace

std::vector<double> fit_non_negative(const std::vector<FitRow>& rows) {
    if (rows.empty()) return {};
    const Scaled scaled = scale(rows);
    std::vector<double> x(scaled.lengths.size(), 0);
    std::vector<double> weights(rows.size(), 1);
    for (int round = 0; round < kReweightings; ++round) {
        descend(scaled.rows, weights, x);
        for (std::size_t i = 0; i < rows.size(); ++i)
            weights[i] = 1 / std::max(kSmallError, std::abs(dot(scaled.rows[i], x) - 1));
    }
    for (std::size_t j = 0; j < x.size(); ++j) x[j] /= scaled.lengths[j];
    return x;
}

}  // namespace models
