// SPDX-License-Identifier: MIT
#pragma once

#include <ostream>

#include "models/conformance/runner.h"

namespace models {

/// The part of a case's path that its line of the table is about: its first folder, "." if it is in none.
[[nodiscard]] std::string suite_of(const CaseResult& result);

/// Prints the failures (at most `shown`, each with its first difference), what was not run and why, and a table of
/// passed, failed and not run per suite and kind.
void print_report(std::ostream& out, const ConformanceReport& report, std::size_t shown);

/// The report as JUnit XML: a suite per file, a case each.
void write_junit(std::ostream& out, const ConformanceReport& report);

}  // namespace models
