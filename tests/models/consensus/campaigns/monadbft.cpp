// SPDX-License-Identifier: MIT
#include "tests/models/consensus/campaigns/campaign_program.h"
#include "tests/models/consensus/monadbft/cluster_setup.h"

int main(int argc, char** argv) {
    return models::campaign_main(argc, argv, "monadbft", models::monadbft::cluster_setup());
}
