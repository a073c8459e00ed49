// SPDX-License-Identifier: MIT
#include "models/conformance/fixture_search.h"

#include <algorithm>
#include <cctype>
#include <deque>
#include <set>
#include <system_error>

namespace models {
namespace {

namespace fs = std::filesystem;
using fs::file_type;

bool is_json(const fs::path& path) {
    std::string ending = path.extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return ending == ".json";
}

/// The list of its fixtures that a release of execution-spec-tests comes with.
bool is_index(const fs::path& path) {
    return path.filename() == "index.json" && path.parent_path().filename() == ".meta";
}

class Search {
  public:
    explicit Search(const fs::path& folder) { folders_.push_back({folder, ""}); }

    FoundFixtures run() {
        // Links come last, so that a folder has its own name wherever it has one.
        while (!folders_.empty() || !links_.empty()) {
            auto& next = folders_.empty() ? links_ : folders_;
            const Folder folder = next.front();
            next.pop_front();
            std::error_code error;
            const fs::path unique = fs::canonical(folder.path, error);
            if (visited_.insert(error ? folder.path : unique).second) look_through(folder);
        }
        std::sort(found_.files.begin(), found_.files.end(),
                  [](const FoundFixture& a, const FoundFixture& b) { return a.name < b.name; });
        return std::move(found_);
    }

  private:
    struct Folder {
        fs::path path;
        std::string name;
    };

    void look_through(const Folder& folder) {
        std::error_code error;
        std::vector<fs::directory_entry> entries;
        for (fs::directory_iterator at(folder.path, error), end; !error && at != end; at.increment(error))
            entries.push_back(*at);
        if (error) report(folder, "(folder)", "unreadable folder", Verdict::Failed, error.message());
        // The system gives them in any order.
        std::sort(entries.begin(), entries.end());
        for (const fs::directory_entry& entry : entries) take(entry, folder.name);
    }

    void take(const fs::directory_entry& entry, const std::string& parent) {
        const std::string name = entry.path().filename().generic_string();
        const Folder here{entry.path(), parent.empty() ? name : parent + "/" + name};
        std::error_code error;
        const file_type type = entry.status(error).type();
        std::error_code ignored;
        const bool is_link = entry.is_symlink(ignored);
        if (is_link && (type == file_type::not_found || error == std::errc::too_many_symbolic_link_levels))
            report(here, "(link)", "dangling link", Verdict::NotRun, "leads nowhere");
        else if (type == file_type::none || type == file_type::not_found)
            report(here, "(file)", "unreadable file", Verdict::Failed, error.message());
        else if (type == file_type::directory)
            (is_link ? links_ : folders_).push_back(here);
        else if (type == file_type::regular && is_json(here.path))
            take_json(entry, here);
        else
            ++found_.other_files[here.path.has_extension() ? here.path.extension().string() : name];
    }

    void take_json(const fs::directory_entry& entry, const Folder& here) {
        if (is_index(here.path)) return report(here, "(file)", "fixture index", Verdict::NotRun, "");
        std::error_code error;
        const std::uintmax_t size = entry.file_size(error);
        found_.files.push_back({here.path, here.name, error ? 0 : size});
    }

    void report(const Folder& here, const char* name, const char* kind, Verdict verdict, const std::string& why) {
        const std::string file = here.name.empty() ? "." : here.name;
        const std::string reason = std::string(kind) + (why.empty() ? "" : ": " + file + ": " + why);
        found_.files.push_back({here.path, file, 0, CaseResult{file, name, "", kind, verdict, reason}});
    }

    std::deque<Folder> folders_;  ///< To look through,
    std::deque<Folder> links_;    ///< and those found by a link.
    std::set<fs::path> visited_;
    FoundFixtures found_;
};

}  // namespace

FoundFixtures find_fixtures(const fs::path& folder) {
    if (fs::is_directory(folder)) return Search(folder).run();
    FoundFixtures found;
    found.files.push_back({folder, folder.filename().generic_string(), fs::file_size(folder)});
    return found;
}

}  // namespace models
