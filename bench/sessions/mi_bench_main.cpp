#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "bench/sessions/enumerate.h"
#include "bench/sessions/load.h"
#include "bench/sessions/process.h"
#include "bench/sessions/report.h"

namespace {

using namespace bench;

/// Exit codes of mi-bench (docs/exit-codes.md).
enum ExitCode : int {
    kOk = 0,
    kErrors = 1,   ///< a run had errors, or measured no operation
    kUsage = 2,    ///< the command line makes no sense
    kNoStart = 3,  ///< no mock, no library, or the results cannot be written
};

/// What a child says instead of a result.
constexpr char kFailedMark = '!';

struct Settings {
    std::vector<std::string> libraries;
    std::vector<std::string> workloads;
    std::vector<std::string> scenarios;
    std::vector<std::string> labels;  ///< of the libraries: the same one twice is two rows
    std::string url, user, password, mock, json;
    unsigned threads = 4;
    unsigned rounds = 1;
    double warmup = 1;
    double seconds = 5;
};

constexpr double kMaxSeconds = 86'400;

std::chrono::milliseconds milliseconds(double seconds) {
    return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

/// One run in a process of its own, so that libraries do not share memory, threads or symbols.
wsman::Result<RunResult> runOnce(const Settings& settings, const Target& target, std::size_t index,
                                 const std::string& workload) {
    const auto& path = settings.libraries[index];
    const auto deadline = std::chrono::seconds(static_cast<std::int64_t>(settings.warmup + settings.seconds) + 60);
    const auto child = runInChild(
        [&] {
            const auto library = client::MiLibrary::load(path);
            if (!library)
                return kFailedMark + library.error().text();
            auto result = runLoad([&] { return makeWorker(workload, *library, target); },
                                  {settings.threads, milliseconds(settings.warmup), milliseconds(settings.seconds)});
            result.library = settings.labels[index];
            result.workload = workload;
            return runToJson(result);
        },
        deadline);
    if (!child)
        return tl::unexpected(child.error());
    if (child->output.starts_with(kFailedMark))
        return wsman::fail(wsman::ErrorCode::kIo, child->output.substr(1));
    RunResult result;
    if (!runFromJson(child->output, result))
        return wsman::fail(wsman::ErrorCode::kIo, "the run gave no result");
    result.client = child->cost;
    return result;
}

/// "a.so", and "a.so (2)" when it is given again.
std::vector<std::string> labelsOf(const std::vector<std::string>& libraries) {
    std::vector<std::string> labels;
    for (auto at = libraries.begin(); at != libraries.end(); ++at) {
        const auto before = std::count(libraries.begin(), at, *at);
        labels.push_back(at->empty() ? "libmi.so (ours)" : *at);
        if (before > 0)
            labels.back() += " (" + std::to_string(before + 1) + ")";
    }
    return labels;
}

int sessions(const Settings& settings) {
    auto target = defaultTarget();
    std::optional<MockProcess> mock;
    if (settings.url.empty()) {
        auto started = MockProcess::start(settings.mock, settings.scenarios, settings.user + ":" + settings.password);
        if (!started) {
            std::cerr << "mi-bench: " << started.error().text() << '\n';
            return kNoStart;
        }
        mock.emplace(std::move(*started));
        target.destination.url.host = "127.0.0.1";
        target.destination.url.port = mock->port();
    } else {
        const auto url = client::parseUrl(settings.url);
        if (!url) {
            std::cerr << "mi-bench: --url: " << url.error().text() << '\n';
            return kUsage;
        }
        target.destination.url = *url;
    }
    if (target.destination.url.user.empty()) {
        target.destination.url.user = settings.user;
        target.destination.url.password = settings.password;
    }

    std::vector<RunResult> runs;
    std::uint64_t failures = 0;
    for (const auto& workload : settings.workloads) {
        for (unsigned round = 0; round < settings.rounds; ++round) {
            for (std::size_t index = 0; index < settings.libraries.size(); ++index) {
                const Cost before = mock ? mock->cost() : Cost{};
                auto run = runOnce(settings, target, index, workload);
                if (!run) {
                    std::cerr << "mi-bench: " << workload << " on " << settings.labels[index] << ": "
                              << run.error().text() << '\n';
                    return kNoStart;
                }
                if (mock) {
                    run->server = mock->cost();
                    run->server.cpuSeconds -= before.cpuSeconds;
                }
                failures += run->operations == 0 || !run->errors.empty();
                runs.push_back(std::move(*run));
            }
        }
    }
    printTable(runs, std::cout);
    if (!settings.json.empty()) {
        std::ofstream file(settings.json);
        file << toJson(runs, MITB_VERSION);
        if (!file.flush()) {
            std::cerr << "mi-bench: cannot write " << settings.json << '\n';
            return kNoStart;
        }
    }
    if (!std::cout.flush()) {
        std::cerr << "mi-bench: cannot write to the standard output\n";
        return kNoStart;
    }
    return failures ? kErrors : kOk;
}

int enumerate(const EnumerateSettings& settings) {
    const auto results = runEnumerations(settings);
    if (!results) {
        std::cerr << "mi-bench: " << results.error().text() << '\n';
        return results.error().code == wsman::ErrorCode::kProtocol ? kErrors : kNoStart;
    }
    printTable(*results, std::cout);
    return kOk;
}

/// The mi-mockserver beside this program.
std::string mockBeside() {
    std::error_code ignored;
    return (std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path() / "mi-mockserver").string();
}

}  // namespace

int main(int argc, char** argv) {
    Settings settings;
    CLI::App app("mi-bench: what MI libraries do per second against a WS-Management endpoint");
    app.require_subcommand(1);
    app.set_version_flag("--version", "mi-bench " MITB_VERSION);
    auto* command = app.add_subcommand("sessions", "Closed-loop load of sessions and operations");
    command->add_option("--library", settings.libraries,
                        "MI library; several are run in turns A B A B (default: ours)");
    command->add_option("--workload", settings.workloads, "session, get, invoke, enumerate (default: all)")
        ->check(CLI::IsMember(workloadNames()));
    command->add_option("--url", settings.url, "Endpoint; without it a mi-mockserver is started");
    command->add_option("-u,--user", settings.user, "User name, also for the mock that is started")
        ->default_val("miuser");
    command->add_option("-p,--password", settings.password, "Password")->default_val("mipass");
    command->add_option("--scenario", settings.scenarios, "Scenario folders for the mock that is started");
    command->add_option("--mock", settings.mock, "mi-mockserver to start (default: the one beside this program)");
    command->add_option("--threads", settings.threads, "Threads, each with its own session")
        ->check(CLI::Range(1, 1024))
        ->capture_default_str();
    command->add_option("--rounds", settings.rounds, "Runs of each workload and library")
        ->check(CLI::Range(1, 100))
        ->capture_default_str();
    command->add_option("--warmup", settings.warmup, "Seconds before measuring")
        ->check(CLI::Range(0.0, kMaxSeconds))
        ->capture_default_str();
    command->add_option("--seconds", settings.seconds, "Seconds of each run")
        ->check(CLI::Range(0.01, kMaxSeconds))
        ->capture_default_str();
    command->add_option("--json", settings.json, "File for the results as JSON (schema 1)");
    EnumerateSettings toEnumerate;
    auto* enumerating = app.add_subcommand(
        "enumerate", "Enumerate a repository of many instances once: rate, and peak memory of both sides");
    enumerating->add_option("--count", toEnumerate.counts, "Instances (default: 1000, 100000 and 1000000)")
        ->delimiter(',');
    enumerating->add_option("--library", toEnumerate.library, "MI library (default: ours)");
    enumerating->add_option("--max-elements", toEnumerate.maxElements, "Instances per message")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    enumerating->add_option("--mock", toEnumerate.mock,
                            "mi-mockserver to start (default: the one beside this program)");
    app.footer(
        "Exit codes: 0 done, 1 a run had errors or measured nothing, 2 usage, 3 no mock, no library or no output.");
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& answered) {
        return app.exit(answered);
    } catch (const CLI::ParseError& error) {
        std::cerr << "mi-bench: " << error.what() << "; mi-bench --help tells more\n";
        return kUsage;
    }
    if (enumerating->parsed()) {
        if (toEnumerate.mock.empty())
            toEnumerate.mock = mockBeside();
        return enumerate(toEnumerate);
    }
    if (settings.libraries.empty())
        settings.libraries = {""};
    settings.labels = labelsOf(settings.libraries);
    if (settings.workloads.empty())
        settings.workloads = workloadNames();
    if (settings.url.empty() && settings.scenarios.empty()) {
        std::cerr << "mi-bench: give --url, or --scenario for the mock to start\n";
        return kUsage;
    }
    if (settings.mock.empty())
        settings.mock = mockBeside();
    return sessions(settings);
}
