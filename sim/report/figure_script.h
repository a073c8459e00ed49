// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "sim/store/result_reader.h"

namespace gnuplotio {
class Gnuplot;
}

namespace sim {

/// Figures are 1000 x 600 in all formats.
inline constexpr double kFigureWidth = 1000;
inline constexpr double kFigureHeight = 600;

/// gnuplot's terminal for the ending of `figure`. Throws InputError for an unknown one.
[[nodiscard]] std::string terminal_for(const std::filesystem::path& figure);

/// A gnuplot string in single quotes: nothing in it is special but the quote, which is doubled.
[[nodiscard]] std::string quoted(const std::string& text);

/// What a figure's subtitle says of a run that is not whole; empty of one that is.
[[nodiscard]] const char* incomplete_note(RunStatus status);

/// Draws `figure`: `write` writes all but the terminal and the output into the script, which stays beside the picture
/// as `<figure>.gp`. Throws InputError for an unknown ending, FigureError if gnuplot fails.
void draw_figure(const std::filesystem::path& figure, const std::function<void(gnuplotio::Gnuplot&)>& write);

}  // namespace sim
