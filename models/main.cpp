// SPDX-License-Identifier: MIT
#include "models/world/megaeth_experiment.h"
#include "sim/cli/cli.h"

int main(int argc, char** argv) {
    return sim::run_cli(models::catalogue(), argc, argv);
}
