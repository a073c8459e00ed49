// SPDX-License-Identifier: MIT
#include "models/conformance/case_result.h"

#include <algorithm>

namespace models {

std::string CaseResult::id() const {
    return file + "::" + name + (variant.empty() ? "" : "[" + variant + "]");
}

CaseFilter::CaseFilter(const std::string& text) : text_(text) {
    if (text.size() >= 2 && text.front() == '/' && text.back() == '/')
        wanted_ = std::regex(text.substr(1, text.size() - 2));
    else
        wanted_ = text;
}

bool CaseFilter::matches(const std::string& id) const {
    if (const auto* part = std::get_if<std::string>(&wanted_)) return id.find(*part) != std::string::npos;
    return std::regex_search(id, std::get<std::regex>(wanted_));
}

bool CaseFilter::may_match_behind(const std::string& head) const {
    if (matches(head)) return true;
    if (std::holds_alternative<std::string>(wanted_)) {
        // The filter may begin at the end of `head`, where a name or a variant follows.
        for (const char* separator : {"::", "["}) {
            const std::size_t at = text_.find(separator);
            if (at != std::string::npos && head.ends_with(text_.substr(0, at))) return true;
        }
        return false;
    }
    const std::size_t at = std::min(text_.find("::"), text_.find("\\["));
    if (at == std::string::npos) return false;
    try {
        return std::regex_search(head, std::regex(text_.substr(1, at - 1)));
    } catch (const std::regex_error&) {  // Cut within a group: anything may be wanted.
        return true;
    }
}

bool CaseLog::wants(const std::string& variant) {
    has_variants_ = true;
    return filter_.matches(CaseResult{file_, name_, variant, kind_}.id());
}

void CaseLog::judge(const std::string& variant, const std::string& difference) {
    add(variant, difference.empty() ? Verdict::Passed : Verdict::Failed, difference);
}

void CaseLog::not_run(const std::string& variant, const std::string& reason) {
    add(variant, Verdict::NotRun, reason);
}

void CaseLog::fail_all(const std::string& reason) {
    has_variants_ = true;
    CaseResult result{file_, name_, "", kind_, Verdict::Failed, reason};
    if (filter_.may_match_behind(result.id())) out_.push_back(std::move(result));
}

void CaseLog::add(const std::string& variant, Verdict verdict, const std::string& reason) {
    has_variants_ = true;
    CaseResult result{file_, name_, variant, kind_, verdict, reason};
    if (filter_.matches(result.id())) out_.push_back(std::move(result));
}

}  // namespace models
