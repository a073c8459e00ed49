// SPDX-License-Identifier: MIT
#include "models/state/record_index.h"

namespace models {

void RecordIndex::grow() {
    std::vector<Entry> larger(entries_.size() * 2);
    for (const Entry& entry : entries_) {
        if (entry.generation != generation_) continue;
        std::size_t at = entry.hash & (larger.size() - 1);
        while (larger[at].generation == generation_) at = (at + 1) & (larger.size() - 1);
        larger[at] = entry;
    }
    entries_ = std::move(larger);
}

void RecordIndex::restart_generations() {
    for (Entry& entry : entries_) entry.generation = 0;
    generation_ = 1;
}

}  // namespace models
