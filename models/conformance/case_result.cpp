// SPDX-License-Identifier: MIT
#include "models/conformance/case_result.h"

namespace models {

std::string CaseResult::id() const {
    return file + "::" + name + (variant.empty() ? "" : "[" + variant + "]");
}

CaseFilter::CaseFilter(const std::string& text) {
    if (text.size() >= 2 && text.front() == '/' && text.back() == '/')
        wanted_ = std::regex(text.substr(1, text.size() - 2));
    else
        wanted_ = text;
}

bool CaseFilter::matches(const std::string& id) const {
    if (const auto* part = std::get_if<std::string>(&wanted_)) return id.find(*part) != std::string::npos;
    return std::regex_search(id, std::get<std::regex>(wanted_));
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

void CaseLog::add(const std::string& variant, Verdict verdict, const std::string& reason) {
    has_variants_ = true;
    CaseResult result{file_, name_, variant, kind_, verdict, reason};
    if (filter_.matches(result.id())) out_.push_back(std::move(result));
}

}  // namespace models
