#pragma once

#include <functional>
#include <vector>

#include "conformance/runner/case.h"
#include "mockserver/endpoint/journal.h"

namespace conformance {

/// The cases of clientSuite as "WIRE/<rule>", for a suite whose own cases make a client send something: what was sent
/// is asked for when the first of them runs, not before.
std::vector<Case> wireCases(std::function<std::vector<mockserver::Journal::Entry>()> sent);

}  // namespace conformance
