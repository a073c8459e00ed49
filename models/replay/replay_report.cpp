// SPDX-License-Identifier: MIT
#include "models/replay/replay_report.h"

#include <algorithm>

#include "models/evm/forks.h"
#include "sim/report/table.h"

namespace models {
namespace {

using sim::format_count;
using sim::format_fixed;
using sim::format_time;
using Align = sim::Table::Align;
using Cells = std::vector<std::string>;

std::string speed_up_text(double speed_up) {
    return format_fixed(speed_up, 2) + "x";
}

std::string time_and_speed_up(sim::Duration time, sim::Duration serial) {
    if (time.ns() == 0) return "-";
    return format_time(time) + " " + speed_up_text(static_cast<double>(serial.ns()) / static_cast<double>(time.ns()));
}

std::string path_text(const CriticalPath& path) {
    return format_count(path.transactions) + " tx " +
           format_time(sim::Duration::from_ns(static_cast<std::int64_t>(path.weight)));
}

/// The run on the most workers.
const ParallelReplay* widest(const BlockReplay& block) {
    const auto found =
        std::max_element(block.parallel.begin(), block.parallel.end(),
                         [](const ParallelReplay& a, const ParallelReplay& b) { return a.workers < b.workers; });
    return found == block.parallel.end() ? nullptr : &*found;
}

Cells heading(const ReplayPlan& plan) {
    Cells cells = {"block", "fork", "tx", "gas", "serial"};
    for (const WorkerIndex workers : plan.workers)
        cells.push_back(std::to_string(workers) + (workers == 1 ? " worker" : " workers"));
    cells.insert(cells.end(), {"conflicts", "re-executed", "critical path", "best", "lazy path", "best"});
    return cells;
}

Cells line_of(const BlockReplay& block) {
    Cells cells = {block.name, name_of(block.revision), format_count(block.transactions),
                   format_count(static_cast<std::uint64_t>(block.gas_used.units())), format_time(block.serial.median)};
    for (const ParallelReplay& run : block.parallel)
        cells.push_back(time_and_speed_up(run.time.median, block.serial.median));
    const ParallelReplay* const most = widest(block);
    cells.insert(cells.end(), {format_count(block.eager_time.dependent),
                               format_count(most == nullptr ? 0 : re_executions(block, *most)),
                               path_text(block.eager_time), speed_up_text(block.eager_time.best_speed_up()),
                               path_text(block.lazy_time), speed_up_text(block.lazy_time.best_speed_up())});
    if (!block.differences.empty()) cells.emplace_back("DIFFERS");
    return cells;
}

Cells line_of(const ReplayTotals& totals, std::size_t blocks) {
    Cells cells = {"total", format_count(blocks) + (blocks == 1 ? " block" : " blocks"),
                   format_count(totals.transactions), format_count(static_cast<std::uint64_t>(totals.gas_used.units())),
                   format_time(totals.serial)};
    for (const sim::Duration time : totals.parallel) cells.push_back(time_and_speed_up(time, totals.serial));
    cells.insert(cells.end(), {format_count(totals.conflicts), format_count(totals.re_executions),
                               path_text(totals.eager_time), speed_up_text(totals.eager_time.best_speed_up()),
                               path_text(totals.lazy_time), speed_up_text(totals.lazy_time.best_speed_up())});
    return cells;
}

std::string title(const ReplayPlan& plan) {
    if (plan.driver == ReplayDriver::Virtual)
        return "times: simulated, " +
               (plan.hardware.description.empty() ? "costs of the default profile" : plan.hardware.description) + "\n";
    return "times: this machine's, median of " + std::to_string(plan.repeat) + " rounds after " +
           std::to_string(plan.warm_up) + " to warm up\n";
}

std::string explain() {
    return "conflicts: transactions that read what an earlier one of their block wrote.   re-executed: on the most "
           "workers.\n"
           "critical path: the longest chain of such transactions, in time of the cost model; best: the speed-up if "
           "each waits.\n"
           "lazy path: the same if plain transfers only add to balances.\n";
}

/// "44 of 46"
std::string share_text(std::size_t count, std::size_t all) {
    return format_count(count) + (count == all ? "" : " of " + format_count(all));
}

std::string checked(const std::vector<BlockReplay>& blocks) {
    std::size_t roots = 0;
    std::size_t receipts = 0;
    std::size_t post_states = 0;
    std::size_t state_roots = 0;
    for (const BlockReplay& block : blocks) {
        roots += block.checks.receipts_root ? 1 : 0;
        receipts += block.checks.receipts ? 1 : 0;
        post_states += block.checks.post_state ? 1 : 0;
        state_roots += block.checks.state_root ? 1 : 0;
    }
    const std::size_t all = blocks.size();
    const std::string count = share_text(all, all);
    std::string text = "checked      gas used, logs bloom, transactions root and parallel = serial state: " + count +
                       ";  receipts root: " + share_text(roots, all);
    if (receipts > 0) text += ";  each receipt: " + share_text(receipts, all);
    if (post_states > 0) text += ";  given post state: " + share_text(post_states, all);
    if (state_roots > 0) text += ";  state root: " + share_text(state_roots, all);
    std::string unchecked;
    if (state_roots == 0)
        unchecked = "state root (the pre-state holds only what the transactions touch)";
    else if (state_roots < all)
        unchecked = "state root of blocks with uncles (it is not said whom to reward)";
    if (roots < all) {
        if (!unchecked.empty()) unchecked += ";  ";
        unchecked += "receipts root before Byzantium (needs the state root after each transaction)";
    }
    if (!unchecked.empty()) text += "\nnot checked  " + unchecked;
    return text + "\n";
}

void add(CriticalPath& into, const CriticalPath& path) {
    into.total += path.total;
    into.weight += path.weight;
    into.transactions += path.transactions;
    into.dependent += path.dependent;
}

}  // namespace

std::string differences_text(const std::string& name, const std::vector<FieldDifference>& differences) {
    std::string text = "\nblock " + name + " does not give what is claimed; first difference first:\n";
    sim::Table table({Align::Left, Align::Left, Align::Left});
    table.row({"field", "expected", "got"});
    for (const FieldDifference& difference : differences)
        table.row({difference.field, difference.expected, difference.got});
    return text + table.to_string(2);
}

std::uint64_t re_executions(const BlockReplay& block, const ParallelReplay& run) {
    const std::uint64_t executed = run.concurrency.executions + run.concurrency.blocked;
    return executed - std::min(executed, block.transactions);
}

ReplayTotals totals_of(const std::vector<BlockReplay>& blocks) {
    ReplayTotals totals;
    for (const BlockReplay& block : blocks) {
        totals.transactions += block.transactions;
        totals.gas_used += block.gas_used;
        totals.serial += block.serial.median;
        totals.parallel.resize(block.parallel.size());
        for (std::size_t i = 0; i < block.parallel.size(); ++i) totals.parallel[i] += block.parallel[i].time.median;
        totals.conflicts += block.eager_time.dependent;
        if (const ParallelReplay* const most = widest(block)) totals.re_executions += re_executions(block, *most);
        add(totals.eager_time, block.eager_time);
        add(totals.lazy_time, block.lazy_time);
    }
    return totals;
}

std::string replay_report(const ReplayPlan& plan, const std::vector<BlockReplay>& blocks) {
    std::vector<Align> columns(heading(plan).size() + 1, Align::Right);
    columns[1] = Align::Left;
    sim::Table table(columns);
    table.row(heading(plan));
    for (const BlockReplay& block : blocks) table.row(line_of(block));
    if (blocks.size() > 1) table.row(line_of(totals_of(blocks), blocks.size()));
    std::string text = title(plan) + table.to_string() + explain() + checked(blocks);
    for (const BlockReplay& block : blocks)
        if (!block.differences.empty()) text += differences_text(block.name, block.differences);
    return text;
}

}  // namespace models
