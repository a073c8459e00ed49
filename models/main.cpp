// SPDX-License-Identifier: MIT
#include "models/calibration/calibrate_verb.h"
#include "models/conformance/conformance_verb.h"
#include "models/replay/import_verb.h"
#include "models/replay/replay_verb.h"
#include "models/world/megaeth_experiment.h"
#include "sim/cli/cli.h"

int main(int argc, char** argv) {
    sim::Catalogue catalogue = models::catalogue();
    catalogue.verbs.push_back(models::conformance_verb());
    catalogue.verbs.push_back(models::replay_verb());
    catalogue.verbs.push_back(models::import_verb());
    catalogue.verbs.push_back(models::calibrate_verb());
    return sim::run_cli(catalogue, argc, argv);
}
