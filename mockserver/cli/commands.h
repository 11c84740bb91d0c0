// mockserver/cli: the program `mi-mockserver`: its command line, and one function per command. What a command has to
// say goes to stdout, what went wrong and the log to stderr.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mockserver/endpoint/tls.h"
#include "mockserver/proxy/upstream.h"
#include "mockserver/record/importer.h"
#include "mockserver/repository/data/snapshot.h"
#include "mockserver/repository/events/sink_client.h"
#include "mockserver/scenario/model.h"

namespace mockserver::cli {

/// Exit codes of `mi-mockserver` (docs/exit-codes.md).
enum ExitCode : int {
    kExitOk = 0,
    kExitFailed = 1,         ///< a scenario or a capture has errors, or a run was not as expected
    kExitUsage = 2,          ///< the command line makes no sense
    kExitNoStart = 3,        ///< the address cannot be bound, a file cannot be written
    kExitNoCommand = 127,    ///< `run`: the command cannot be started
    kExitInterrupted = 130,  ///< a second signal came while requests were being finished
};

/// `serve --spy`: an endpoint that answers what the scenarios lack.
struct SpyArguments {
    proxy::UpstreamOptions upstream{};  ///< without a URL: none
    std::filesystem::path out{};        ///< where what it answers is recorded; empty: nowhere
    std::vector<std::string> redact{};
};

struct ServeArguments {
    std::vector<std::filesystem::path> scenarios;
    std::filesystem::path repository{};
    std::string profile{};
    std::filesystem::path database{};
    repository::SinkOptions sinks{};
    std::string bind = "127.0.0.1";
    std::uint16_t port = 0;
    std::filesystem::path portFile{};
    std::filesystem::path readyFile{};
    std::map<std::string, std::string> users{};
    std::optional<ScenarioMode> mode{};
    bool faultStatusByCode = false;
    std::string logLevel = "info";
    bool logJson = false;
    std::size_t journalSize = 10'000;
    std::size_t maxConnections = 16384;
    std::size_t requestSeconds = 60;
    std::size_t idleSeconds = 300;
    bool watch = false;
    bool strict = false;
    std::filesystem::path junitFile{};   ///< empty: none; likewise below
    std::filesystem::path reportFile{};  ///< JSON
    SpyArguments spy{};
    std::optional<TlsOptions> tls{};
    std::filesystem::path tlsCaFile{};  ///< the certificate is written here
    std::filesystem::path config{};     ///< several endpoints, in place of the scenarios
    std::size_t fleet = 0;              ///< so many hosts; 0: one endpoint
    std::filesystem::path fleetData{};
    std::optional<std::uint16_t> adminPort{};  ///< absent: no admin API
    std::string adminBind = "127.0.0.1";
    std::string adminToken{};
    std::filesystem::path adminFile{};  ///< its URL is written here
};

struct RunArguments {
    ServeArguments serve;
    std::vector<std::string> command;
};

struct ValidateArguments {
    std::vector<std::filesystem::path> scenarios;
    std::vector<std::filesystem::path> repositories{};
};

struct SnapshotArguments {
    repository::SnapshotOptions options{};
    std::filesystem::path out;
    bool quiet = false;
};

struct RecordArguments {
    ServeArguments listen;  ///< its scenarios are none
    proxy::UpstreamOptions upstream{};
    std::vector<std::string> redact{};  ///< names of elements
    std::filesystem::path out;
    bool append = false;
    bool noTiming = false;
    record::ImportOptions options{};
};

struct DiffArguments {
    proxy::UpstreamOptions upstream{};
    std::filesystem::path folder;
    std::vector<std::string> ignore{};
};

struct ImportArguments {
    std::vector<std::filesystem::path> captures;
    std::filesystem::path out;
    bool replace = false;
    record::ImportOptions options{};
};

/// Reads the command line and runs its command; help, version and usage errors included. Returns the exit code.
int run(int argc, char** argv);

/// Serves until SIGTERM or SIGINT. Blocks these two signals in the calling thread, which must be the only one.
int serve(const ServeArguments& arguments);
/// Serves while a command runs, with WSMAN_URL, WSMAN_USER and WSMAN_PASSWORD in its environment. Returns the command's
/// exit code when it failed, else the verdict on what it sent.
int runCommand(const RunArguments& arguments);
/// Prints every error of every scenario to stderr and a summary to stdout.
int validate(const ValidateArguments& arguments);
/// Forwards to a real endpoint and records, until SIGTERM or SIGINT. Signals as `serve`.
int recordUpstream(RecordArguments arguments);
/// Sends recorded requests to a real endpoint and prints where its answers differ.
int diffUpstream(const DiffArguments& arguments);
/// Takes a real endpoint's classes and instances into a repository folder; says on stderr what it does.
int snapshotUpstream(const SnapshotArguments& arguments);
/// Turns captures into one scenario folder.
int importCaptures(ImportArguments arguments);

/// The last part of a path, also of "folder/": what a scenario made there is called.
std::string folderName(const std::filesystem::path& path);

/// Writes a file so that a reader sees all of it or none: a temporary file beside it, then a rename. Errors: kIo.
wsman::Result<void> writeAtomically(const std::filesystem::path& path, const std::string& text);

}  // namespace mockserver::cli
