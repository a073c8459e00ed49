// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <stdexcept>

namespace sim {

/// gnuplot is missing or could not draw; the message says why.
class FigureError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Runs gnuplot on `script` in the script's folder and waits. The script is gnuplot's standard input, so that there is
/// no pipe to break (no SIGPIPE) and no shell that reads names. Throws FigureError with gnuplot's own words.
void run_gnuplot(const std::filesystem::path& script);

}  // namespace sim
