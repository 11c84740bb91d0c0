#pragma once

#include <memory>

#include "mockserver/cli/commands.h"
#include "mockserver/embed/mockserver.h"

namespace spdlog {
class logger;
}

namespace mockserver::cli {

/// To stderr, a line each: text with the time, or a JSON object {"time", "level", "message"}.
std::shared_ptr<spdlog::logger> makeLogger(const ServeArguments& arguments);

/// Starts the mock that the arguments describe; what is wrong is printed, and `exitCode` set when nullptr is returned.
std::unique_ptr<MockServer> startMock(const ServeArguments& arguments, const std::shared_ptr<spdlog::logger>& log,
                                      int& exitCode);

/// Judges the run, when its scenarios or `--strict` expect anything or a report is asked for: prints the report to
/// stdout when there is anything in it, writes the files. Returns the exit code.
int conclude(const ServeArguments& arguments, const MockServer& mock);

}  // namespace mockserver::cli
