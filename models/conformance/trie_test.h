// SPDX-License-Identifier: MIT
#pragma once

#include "models/conformance/case_result.h"
#include "models/json/json_fields.h"

namespace models {

/// Runs one trie test: keys and values that, put in one after the other (a null value removes), give a root. The file's
/// name says whether the trie is of hashed keys ("secure"), as the official tests have it; entries given as an object
/// must give it in any order. Throws JsonError.
void run_trie_test(const Json& test, CaseLog& log);

/// Runs one test of a trie's order: which keys of the trie come just before and just after a given one.
void run_trie_neighbours_test(const Json& test, CaseLog& log);

}  // namespace models
