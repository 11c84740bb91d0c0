// client/cli: `mi`, a command line for any MI library: every member of MI_SessionFT as a command.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "client/cli/output.h"
#include "client/loader/session.h"

namespace client::cli {

/// Exit codes of `mi` (docs/exit-codes.md).
enum ExitCode : int {
    kExitOk = 0,
    kExitFailed = 1,         ///< the operation ended with an MI_Result other than OK
    kExitUsage = 2,          ///< the command line makes no sense
    kExitNoStart = 3,        ///< no library, no session, or stdout cannot be written
    kExitInterrupted = 130,  ///< ended by SIGINT or SIGTERM, with what was open on the server released
};

enum class Verb {
    kTest,
    kGet,
    kModify,
    kCreate,
    kDelete,
    kInvoke,
    kEnumerate,
    kQuery,
    kAssociators,
    kReferences,
    kSubscribe,
    kGetClass,
    kEnumerateClasses,
    kTour,
};

class Interrupt;

/// Everything a command line can say.
struct Arguments {
    Verb verb = Verb::kTest;
    Destination destination{};
    std::string library{};
    std::string nameSpace{};
    Format format = Format::kTable;
    Screen screen{};
    bool progress = false;
    bool trace = false;
    bool asynchronous = false;

    std::optional<std::chrono::milliseconds> timeout{};  ///< of the operation
    std::string resourceUri{};
    std::vector<std::string> options{};  ///< NAME=VALUE custom options; "!" before the name: must comply

    std::string className{};
    std::string method{};
    std::vector<std::string> keys{};
    std::vector<std::string> values{};
    std::string query{};
    std::string dialect = "WQL";
    bool keysOnly = false;
    bool namesOnly = false;
    bool deep = false;
    bool shallow = false;
    bool baseProperties = false;
    std::string associationClass{}, resultClass{}, role{}, resultRole{};
    std::optional<std::string> bookmark{};
    bool withEprs = false;                                 ///< objects come with their EPRs
    std::string deliveryMode{};                            ///< of a push: Push, PushWithAck or Events
    bool push = false;                                     ///< events are delivered to a listener of the library's
    std::string listen{};                                  ///< where that is: host, host:port or URL
    std::optional<std::chrono::milliseconds> heartbeat{};  ///< longest silence of the event source
    std::optional<std::chrono::milliseconds> latency{};    ///< how long it may hold events back
    std::optional<std::chrono::milliseconds> expires{};    ///< length of the subscription
    std::uint64_t limit = 0;                               ///< stop after so many results, 0 for all
};

/// Reads the command line; nullopt when it was answered already (help, version, a usage error), with the code in
/// `exit`.
std::optional<Arguments> parseCommandLine(int argc, char** argv, int& exit);

/// Runs one command against a session: prints results to `out`, what went wrong to stderr, and returns the exit code.
int runCommand(const Arguments& arguments, MiSession& session, Interrupt& interrupt, std::ostream& out);

/// Drives every member of MI_SessionFT once against the scenarios that ship with the mock server, and prints the table
/// and the verdict.
int runTour(const Arguments& arguments, const MiLibrary& library, std::ostream& out);

}  // namespace client::cli
