// SPDX-License-Identifier: MIT
#include "sim/report/study_figures.h"

#include "sim/report/axis_plot.h"
#include "sim/report/breakdown_plot.h"
#include "sim/report/cdf_plot.h"
#include "sim/report/figure_script.h"

namespace sim {

void plot_study(const StudyDatabase& study, const std::filesystem::path& figure, const FigureRequest& request) {
    static_cast<void>(terminal_for(figure));  // a wrong name is said before the results are read
    const StudySelection selection = select(study, request);
    switch (request.kind) {
        case FigureKind::Cdf:
            return plot_cdf(study, figure, selection);
        case FigureKind::Axis:
            return plot_axis(figure, axis_figure(study, selection, request));
        case FigureKind::Breakdown:
            return plot_breakdown(study, figure, selection);
    }
}

}  // namespace sim
