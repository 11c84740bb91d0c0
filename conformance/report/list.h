#pragma once

#include <iosfwd>
#include <vector>

#include "conformance/runner/case.h"

namespace conformance {

/// The cases as lines: id, level, clause, requirement, and what they need.
void listAsText(const std::vector<Case>& cases, std::ostream& out);
/// The cases as a JSON array of objects with id, clause, requirement, level and needs.
void listAsJson(const std::vector<Case>& cases, std::ostream& out);
/// What a run would do, as far as that is known without the target.
void dryRun(const Suite& suite, const std::vector<Case>& cases, std::ostream& out);

}  // namespace conformance
