// SPDX-License-Identifier: MIT
#include "models/conformance/fixture_file.h"

#include <algorithm>
#include <initializer_list>

#include "models/conformance/rlp_test.h"
#include "models/conformance/state_test.h"
#include "models/conformance/transaction_test.h"
#include "models/conformance/trie_test.h"
#include "models/json/json_file.h"

namespace models {
namespace {

using Members = std::vector<std::pair<std::string, Json>>;

bool has(const Json& test, std::initializer_list<const char*> keys) {
    return std::all_of(keys.begin(), keys.end(), [&](const char* key) { return test.contains(key); });
}

/// "an array"
std::string type_of(const Json& value) {
    const std::string name = value.type_name();
    if (name == "null") return name;
    return (name == "array" || name == "object" ? "an " : "a ") + name;
}

/// Kinds of the official suites that are not run here.
std::string name_of_unknown(const Json& test) {
    if (!test.is_object()) return "no test but " + type_of(test);
    if (has(test, {"engineNewPayloads"})) return "blockchain engine test";
    if (has(test, {"blocks", "genesisBlockHeader"})) return "blockchain test";
    if (has(test, {"vectors"})) return "EOF test";
    if (has(test, {"currentDifficulty", "parentDifficulty"})) return "difficulty test";
    std::string keys;
    for (const auto& [key, value] : test.items()) {
        if (keys.size() > 60) {
            keys += ", ...";
            break;
        }
        keys += (keys.empty() ? "" : ", ") + key;
    }
    return "test of " + (keys.empty() ? "nothing" : keys);
}

/// Runs the tests of one file.
class FileRunner {
  public:
    void run(const Json& test, CaseLog& log) {
        switch (kind_of(test)) {
            case FixtureKind::StateTest:
                return states_.run(test, log);
            case FixtureKind::TransactionTest:
                return run_transaction_test(test, log);
            case FixtureKind::TrieTest:
                return run_trie_test(test, log);
            case FixtureKind::TrieNeighboursTest:
                return run_trie_neighbours_test(test, log);
            case FixtureKind::RlpTest:
                return run_rlp_test(test, log);
            case FixtureKind::Unknown:
                log.not_run("", "unknown kind: " + kind_name(test));
        }
    }

  private:
    StateTestRunner states_;
};

void run_member(FileRunner& runner, const Json& test, CaseLog& log) {
    try {
        log.set_kind(kind_name(test));
        runner.run(test, log);
        if (!log.has_variants()) log.not_run("", "test without cases");
    } catch (const JsonError& error) {
        log.fail_all(std::string("fixture: ") + error.what());
    } catch (const std::exception& error) {  // A broken invariant is this test's failure, not the end of all.
        log.fail_all(std::string("stopped: ") + error.what());
    }
}

}  // namespace

std::vector<std::pair<std::string, Json>> read_fixture_file(const std::filesystem::path& path) {
    const std::string text = read_text(path);
    Members members;
    std::string key;
    bool is_object = false;
    // Takes each member as soon as it is complete: an object as such would keep only one of two with the same name.
    const auto take = [&](int depth, Json::parse_event_t event, Json& parsed) {
        if (depth == 0 && event == Json::parse_event_t::object_start) is_object = true;
        if (depth == 1 && event == Json::parse_event_t::key) key = parsed.get<std::string>();
        const bool complete = event == Json::parse_event_t::object_end || event == Json::parse_event_t::array_end ||
                              event == Json::parse_event_t::value;
        if (depth != 1 || !complete || !is_object) return true;
        members.emplace_back(key, std::move(parsed));
        return false;
    };
    try {
        const Json whole = Json::parse(text, take);
        if (!is_object) throw NoObjectError("no object of tests but " + type_of(whole));
    } catch (const Json::exception& error) {
        throw NotJsonError(text, error);
    }
    return members;
}

FixtureKind kind_of(const Json& test) {
    if (!test.is_object()) return FixtureKind::Unknown;
    if (has(test, {"pre", "env", "post", "transaction"})) return FixtureKind::StateTest;
    if (has(test, {"txbytes", "result"}) || is_older_transaction_test(test)) return FixtureKind::TransactionTest;
    if (has(test, {"in", "root"})) return FixtureKind::TrieTest;
    if (has(test, {"in", "tests"})) return FixtureKind::TrieNeighboursTest;
    if (has(test, {"in", "out"})) return FixtureKind::RlpTest;
    return FixtureKind::Unknown;
}

std::string kind_name(const Json& test) {
    switch (kind_of(test)) {
        case FixtureKind::StateTest:
            return "state test";
        case FixtureKind::TransactionTest:
            return "transaction test";
        case FixtureKind::TrieTest:
            return "trie test";
        case FixtureKind::TrieNeighboursTest:
            return "trie neighbours test";
        case FixtureKind::RlpTest:
            return "RLP test";
        case FixtureKind::Unknown:
            break;
    }
    return name_of_unknown(test);
}

std::vector<CaseResult> run_fixture_file(const std::filesystem::path& path, const std::string& name,
                                         const CaseFilter& filter) {
    std::vector<CaseResult> results;
    const auto report = [&](const char* kind, Verdict verdict, const std::string& reason) {
        if (filter.may_match_behind(name)) results.push_back({name, "(file)", "", kind, verdict, reason});
    };
    try {
        const Members members = read_fixture_file(path);
        if (members.empty()) report("empty file", Verdict::NotRun, "file without tests");
        FileRunner runner;
        for (const auto& [key, test] : members) {
            CaseLog log(name, key, filter, results);
            run_member(runner, test, log);
        }
    } catch (const NoObjectError& error) {
        report(error.what(), Verdict::NotRun, std::string("unknown kind: ") + error.what());
    } catch (const JsonError& error) {
        report("broken file", Verdict::Failed, name + error.what());
    }
    return results;
}

}  // namespace models
