#pragma once

#include <CLI/CLI.hpp>

#include "mockserver/cli/commands.h"

namespace mockserver::cli {

/// The options of `serve` and `run` that are about a CIM repository.
void addRepository(CLI::App& command, ServeArguments& arguments);

/// The command `snapshot`.
CLI::App* addSnapshot(CLI::App& app, SnapshotArguments& arguments);

}  // namespace mockserver::cli
