// SPDX-License-Identifier: MIT
#include "tests/models/consensus/bft/bft_setup.h"
#include "tests/models/consensus/campaigns/campaign_program.h"

int main(int argc, char** argv) {
    return models::campaign_main(argc, argv, "bft", models::bft::cluster_setup());
}
