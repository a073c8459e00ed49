// SPDX-License-Identifier: MIT
#include "sim/report/figure_script.h"

#include <gnuplot-iostream.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <map>

#include "sim/base/error.h"
#include "sim/report/gnuplot.h"

namespace sim {

namespace fs = std::filesystem;

std::string terminal_for(const fs::path& figure) {
    // Font scales make the same part of the figure's width of a point in each format.
    static const std::map<std::string, std::string> kTerminals = {
        {".svg", "svg size 1000,600 dynamic font 'Helvetica,11' fontscale 1.33 linewidth 1.2"},
        {".png", "pngcairo size 1000,600 font 'Helvetica,11' linewidth 1.4"},
        {".pdf", "pdfcairo size 25cm,15cm font 'Helvetica,11' fontscale 0.95 linewidth 1.4"}};
    const auto found = kTerminals.find(figure.extension().string());
    if (found != kTerminals.end()) return found->second;
    InputProblem problem;
    problem.message = "'" + figure.string() + "' has no ending that names a figure format";
    problem.expected = "a file ending in .svg, .png or .pdf";
    throw InputError(problem);
}

std::string quoted(const std::string& text) {
    std::string result = "'";
    for (const char c : text) {
        if (c == '\'') result += '\'';
        result += c == '\n' ? ' ' : c;
    }
    return result + "'";
}

const char* incomplete_note(RunStatus status) {
    switch (status) {
        case RunStatus::Running:
            return ", INCOMPLETE: the run did not end";
        case RunStatus::Failed:
            return ", INCOMPLETE: the run failed";
        case RunStatus::Cancelled:
            return ", INCOMPLETE: the run was cancelled";
        case RunStatus::Ok:
            break;
    }
    return "";
}

void draw_figure(const fs::path& figure, const std::function<void(gnuplotio::Gnuplot&)>& write) {
    const std::string terminal = terminal_for(figure);
    const fs::path script = figure.string() + ".gp";
    std::error_code error;
    if (!figure.parent_path().empty()) fs::create_directories(figure.parent_path(), error);
    std::FILE* const file = std::fopen(script.c_str(), "w");
    if (file == nullptr) throw FigureError("cannot write '" + script.string() + "': " + std::strerror(errno));
    {
        Gnuplot gp(file);  // closes the file
        // Clear of the stream's scientific notation with 18 digits, which nobody could edit.
        gp.unsetf(std::ios::floatfield);
        gp.precision(9);
        gp << "# Drawn by headway; `gnuplot " << figure.filename().string() << ".gp` draws it again.\n"
           << "set terminal " << terminal << " background rgb 'white'\nset output "
           << quoted(figure.filename().string())
           << "\nset encoding utf8\nset termoption noenhanced\nset tics nomirror\nset border 3\n";
        write(gp);
        gp << "unset output\n";
        gp.flush();
        if (!gp.good()) throw FigureError("cannot write '" + script.string() + "': is the disk full?");
    }
    run_gnuplot(script);
}

}  // namespace sim
