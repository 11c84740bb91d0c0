#pragma once

#include <chrono>
#include <csignal>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "mockserver/admin/admin_server.h"
#include "mockserver/cli/commands.h"
#include "mockserver/embed/mock_group.h"

namespace spdlog {
class logger;
}

namespace mockserver::cli {

/// To stderr, a line each: text with the time, or a JSON object {"time", "level", "message"}.
std::shared_ptr<spdlog::logger> makeLogger(const ServeArguments& arguments);

/// Starts the endpoints that the arguments describe; what is wrong is printed, and `exitCode` set when nullptr is
/// returned.
std::unique_ptr<MockGroup> startMocks(const ServeArguments& arguments, const std::shared_ptr<spdlog::logger>& log,
                                      int& exitCode);

/// Starts the admin API if one is asked for; nullptr when none is, or, with `exitCode` set, when it cannot be.
std::unique_ptr<admin::AdminServer> startAdmin(const ServeArguments& arguments, const MockGroup& mocks,
                                               spdlog::logger& log, int& exitCode);

/// The signals that end a program, and SIGHUP. Block them before any thread exists, so that no thread gets them.
sigset_t stopSignals();
/// "SIGINT" or "SIGTERM" by the number.
const char* signalName(int signal);

/// Where an endpoint can be reached.
struct Announced {
    std::string name{};  ///< empty: the only one
    std::string url{};
    std::uint16_t port = 0;
};
/// Writes the port and ready files, a line for each endpoint with its name before it when there are several, and prints
/// the readiness lines. Errors: kIo.
wsman::Result<void> announce(const ServeArguments& arguments, const std::vector<Announced>& endpoints);

/// Stops by `stop`, which may take a grace period; ends the process at once at a second signal.
void stopGracefully(const sigset_t& signals, spdlog::logger& log, const std::function<bool()>& stop);

/// How long requests that have begun may take when the program ends.
inline constexpr std::chrono::seconds kGrace{10};

/// Judges the run, when its scenarios or `--strict` expect anything or a report is asked for: prints the report to
/// stdout when there is anything in it, writes the files. Returns the exit code.
int conclude(const ServeArguments& arguments, const MockGroup& mocks);

}  // namespace mockserver::cli
