#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "mockserver/scenario/diagnostic.h"
#include "mockserver/scenario/file_source.h"
#include "mockserver/scenario/model.h"

namespace mockserver {

/// Bounds on what a scenario may cost to load; always in force.
struct LoadLimits {
    std::size_t maxScenarioBytes = 64u << 20;  ///< of scenario.json
    std::size_t maxBodyBytes = 16u << 20;      ///< of one body file
    std::size_t maxTotalBytes = 256u << 20;    ///< of all body files of a scenario
    std::size_t maxExchanges = 200'000;
    std::size_t maxDiagnostics = 200;  ///< more are only counted
};

inline constexpr std::string_view kScenarioFileName = "scenario.json";

using ScenarioPtr = std::shared_ptr<const Scenario>;

/// Loads one scenario: reads and parses, holds it against the schema, then checks what a schema cannot (files exist,
/// templates, XPath and regular expressions compile, bodies are well-formed, faults, prefixes and contexts exist, no
/// member and no id twice). All that is wrong is reported, in the order of the file, not only the first. Only what
/// makes the file unreadable as JSON hides the rest.
tl::expected<ScenarioPtr, Diagnostics> loadScenario(const FileSource& files,
                                                    std::string_view fileName = kScenarioFileName,
                                                    const LoadLimits& limits = {});

/// Loads everything that `paths` name, in their order: a scenario file, a scenario folder, or a folder below which
/// there are scenario folders (in the order of their names). Reports every error of every scenario, a path that holds
/// none, and two scenarios of one name.
tl::expected<std::vector<ScenarioPtr>, Diagnostics> loadScenarios(const std::vector<std::filesystem::path>& paths,
                                                                  const LoadLimits& limits = {});

/// The settings for a listener that serves all these scenarios: users together, everything else the same wherever it is
/// given. Errors: kInvalidArgument naming the two scenarios that differ.
wsman::Result<EndpointSettings> mergeEndpoints(const std::vector<ScenarioPtr>& scenarios);

}  // namespace mockserver
