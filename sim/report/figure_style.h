// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

namespace gnuplotio {
class Gnuplot;
}

namespace sim {

/// How one line looks: Okabe and Ito's palette, which colour-blind readers tell apart, without its yellow (too pale
/// for a line); dashes and point shapes differ as well, for print in black and white.
struct LineStyle {
    const char* colour;
    const char* dash;
    int shape;
};
inline constexpr std::size_t kLineStyles = 7;

/// The style of line number `index`; they repeat after kLineStyles.
[[nodiscard]] const LineStyle& line_style(std::size_t index);

/// gnuplot's words for a line and for a point of that style.
[[nodiscard]] std::string line_words(const LineStyle& style);
[[nodiscard]] std::string point_words(const LineStyle& style);

/// A text at a place in units of a thousandth of the figure's width, 1000 x 600, from the lower left corner.
void put_text(gnuplotio::Gnuplot& gp, const std::string& content, double x, double y, const std::string& how);
/// The same for a piece of line, as in a legend.
void put_line(gnuplotio::Gnuplot& gp, double x, double y, double length, const LineStyle& style);
/// Title and subtitle at their places.
void put_title(gnuplotio::Gnuplot& gp, const std::string& title, const std::string& subtitle, double x);

}  // namespace sim
