// SPDX-License-Identifier: MIT
#include "sim/report/figure_style.h"

#include <gnuplot-iostream.h>

#include "sim/report/figure_script.h"

namespace sim {
namespace {

constexpr LineStyle kStyles[kLineStyles] = {
    {"#0072B2", "solid", 7},   {"#D55E00", "(14,4)", 5}, {"#009E73", "(5,3)", 9},        {"#CC79A7", "(14,4,3,4)", 13},
    {"#B07800", "(24,5)", 11}, {"#56B4E9", "(2,3)", 15}, {"#000000", "(8,3,2,3,2,3)", 3}};

}  // namespace

const LineStyle& line_style(std::size_t index) {
    return kStyles[index % kLineStyles];
}

std::string line_words(const LineStyle& style) {
    const std::string dash = style.dash[0] == '(' ? std::string(" dashtype ") + style.dash : "";
    return " linewidth 2 linecolor rgb '" + std::string(style.colour) + "'" + dash;
}

std::string point_words(const LineStyle& style) {
    return " pointtype " + std::to_string(style.shape) + " pointsize 1 linecolor rgb '" + style.colour + "'";
}

void put_text(Gnuplot& gp, const std::string& content, double x, double y, const std::string& how) {
    gp << "set label " << quoted(content) << " at screen " << x / kFigureWidth << ", screen " << y / kFigureHeight
       << " " << how << "\n";
}

void put_line(Gnuplot& gp, double x, double y, double length, const LineStyle& style) {
    gp << "set arrow from screen " << x / kFigureWidth << ", screen " << y / kFigureHeight << " to screen "
       << (x + length) / kFigureWidth << ", screen " << y / kFigureHeight << " nohead" << line_words(style) << "\n";
}

void put_title(Gnuplot& gp, const std::string& title, const std::string& subtitle, double x) {
    put_text(gp, title, x, 577, "font ',16'");
    put_text(gp, subtitle, x, 552, "textcolor rgb '#606060'");
}

}  // namespace sim
