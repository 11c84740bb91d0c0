#pragma once

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "conformance/input/json_input.h"
#include "conformance/runner/waiver.h"

namespace conformance {

/// Reads waivers (waivers.schema.json). Each has its file and line as `where`.
tl::expected<std::vector<Waiver>, InputProblems> readWaivers(const std::string& file);
tl::expected<std::vector<Waiver>, InputProblems> parseWaivers(const std::string& text, const std::string& file);

}  // namespace conformance
