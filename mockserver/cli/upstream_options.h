#pragma once

#include <CLI/CLI.hpp>

#include "mockserver/proxy/upstream.h"

namespace mockserver::cli {

/// The endpoint behind a command, under `name` ("--upstream"), and how it is reached.
void addUpstream(CLI::App& command, proxy::UpstreamOptions& options, const char* name, bool required);

}  // namespace mockserver::cli
