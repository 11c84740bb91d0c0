#pragma once

#include <memory>
#include <vector>

#include "mockserver/embed/mockserver.h"
#include "mockserver/repository/host/repository_host.h"
#include "mockserver/scenario/loader.h"

namespace mockserver {

/// The repository that the options name, or else the scenario that has one; nullptr when there is none. Errors:
/// kInvalidValue with every diagnostic, one a line; kInvalidArgument for two scenarios that have one each, or options
/// about a repository without one; and as RepositoryHost::create.
wsman::Result<std::shared_ptr<repository::RepositoryHost>> openRepository(const std::vector<ScenarioPtr>& scenarios,
                                                                          const MockServerOptions& options);

/// Whether a repository, or a scenario's, can be served, without serving it. Errors: kInvalidValue with every
/// diagnostic, one a line.
wsman::Result<void> checkRepository(const std::filesystem::path& path);
wsman::Result<void> checkRepository(const Scenario& scenario);

}  // namespace mockserver
