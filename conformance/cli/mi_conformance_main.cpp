#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "client/loader/library.h"
#include "client/loader/url.h"
#include "conformance/api/suite.h"
#include "conformance/cli/run_options.h"
#include "conformance/client/lessons/lesson.h"
#include "conformance/client/suite.h"
#include "conformance/client/wire_cases.h"
#include "conformance/runner/summary.h"
#include "conformance/server/suite.h"
#include "mockserver/embed/mockserver.h"

namespace {

using namespace conformance;

struct Settings {
    ReportedRunOptions run;
    MergeOptions merge;
    std::string url;
    std::string user, password;
    bool insecure = false;
    std::string resource, nameSpace;
    std::string serverProfile;
    bool allowWrites = false;
    std::vector<std::string> selectors;
    std::vector<std::string> scenarios;
    std::vector<std::string> command;
    bool attach = false;
    bool noLessons = false;
    std::uint16_t port = 0;
    int timeout = 0;
    ApiOptions api;
    std::string profile;
    std::string caseId;
};

int say(int code, const std::string& text) {
    std::cerr << "mi-conformance: " << text << '\n';
    return code;
}

/// Where the scenarios that ship are: in the share folder beside an installed program, or in the source tree.
std::vector<std::string> shippedScenarios() {
    std::error_code ignored;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
    for (const char* folder : {"../share/mi-testbed/scenarios/written", "../../../scenarios/written"}) {
        const auto candidate = program / folder;
        if (std::filesystem::is_directory(candidate, ignored))
            return {std::filesystem::weakly_canonical(candidate, ignored).string()};
    }
    return {};
}

/// The URL as reports may show it.
std::string withoutUser(const std::string& text) {
    const auto url = client::parseUrl(text);
    return url ? url->scheme + "://" + url->host + ":" + std::to_string(url->port) + url->path : std::string();
}

int judgeServer(const Settings& settings) {
    const auto url = client::parseUrl(settings.url);
    if (!url)
        return say(kExitUsage, "URL: " + url.error().text());
    ServerTarget target;
    target.scheme = url->scheme;
    target.host = url->host;
    target.port = url->port;
    target.path = url->path;
    target.user = url->user.empty() ? settings.user : url->user;
    target.password = url->user.empty() ? settings.password : url->password;
    target.checkCertificate = !settings.insecure;
    const auto profile = settings.serverProfile.empty() ? tl::expected<ServerProfile, InputProblems>(ServerProfile{})
                                                        : readServerProfile(settings.serverProfile);
    if (!profile) {
        for (const auto& problem : profile.error())
            say(kExitUsage, "--profile: " + problem);
        return kExitUsage;
    }
    target.resourceUri = profile->resource.uri;
    target.nameSpace = profile->resource.nameSpace;
    target.selectors = profile->resource.selectors;
    if (!settings.resource.empty()) {
        target.resourceUri = settings.resource;
        target.nameSpace.clear();
        target.selectors.clear();
    }
    if (!settings.nameSpace.empty())
        target.nameSpace = settings.nameSpace;
    if (!settings.selectors.empty())
        target.selectors.clear();
    for (const auto& selector : settings.selectors) {
        const auto equals = selector.find('=');
        if (equals == 0 || equals == std::string::npos)
            return say(kExitUsage, "--selector: expected NAME=VALUE, found '" + selector + "'");
        target.selectors.emplace_back(selector.substr(0, equals), selector.substr(equals + 1));
    }
    ServerRun run(target, *profile, settings.allowWrites);
    const auto suite = serverSuite(run);
    if (const auto code = settleBeforehand(suite, settings.run, std::cout, std::cerr))
        return *code;
    if (const auto problem = checkReachable(run); !problem.empty())
        return say(kExitNotTested, problem);
    if (const auto found = discover(run); !found.empty())
        std::cout << found << '\n';
    return runReported(suite, {{}, target.host + ":" + std::to_string(target.port), target.url()}, settings.run,
                       std::cout, std::cerr);
}

/// The rules, and the lessons, each of which runs the client once more.
Suite clientCases(const Settings& settings, const ClientOptions& options, const ClientRun& plain) {
    auto suite = clientSuite(plain);
    if (settings.noLessons || settings.attach)
        return suite;
    for (auto& lesson : lessonCases(options, plain))
        suite.cases.push_back(std::move(lesson));
    return suite;
}

int judgeClient(const Settings& settings) {
    ClientOptions options;
    options.scenarios = settings.scenarios.empty() ? shippedScenarios() : settings.scenarios;
    options.user = settings.user;
    options.password = settings.password;
    options.port = settings.port;
    options.timeout = std::chrono::seconds(settings.timeout);
    options.command = settings.command;
    const ClientRun none;
    if (const auto code = settleBeforehand(clientCases(settings, options, none), settings.run, std::cout, std::cerr))
        return *code;
    if (settings.command.empty() && !settings.attach)
        return say(kExitUsage, "give the client's command after --, or --attach");
    if (!settings.command.empty() && settings.attach)
        return say(kExitUsage, "--attach waits for a client that is started by hand; leave the command out");
    if (settings.attach)
        options.ready = [&options](const std::string& url) {
            std::cerr << "waiting " << options.timeout.count() << " s for a client at " << url << ", user "
                      << options.user << ", password " << options.password << '\n';
        };
    const auto run = observeClient(options);
    if (!run)
        return say(kExitNotTested, run.error().text());
    std::cout << "the client " << run->ended << " and sent " << run->requests.size() << " requests\n";
    if (run->requests.empty())
        return say(kExitNotTested, "the client sent no request to the address that it was given");
    const auto name =
        settings.attach ? "attached client" : std::filesystem::path(settings.command[0]).filename().string();
    if (settings.attach)
        std::cout << "no lessons are given: who starts the client by hand would have to start it again for each\n";
    return runReported(clientCases(settings, options, *run), {{}, name, {}}, settings.run, std::cout, std::cerr);
}

/// What the mock and the cases' own peers were sent, renumbered.
std::vector<mockserver::Journal::Entry> inOneRow(std::vector<mockserver::Journal::Entry> entries,
                                                 const std::vector<mockserver::Journal::Entry>& more) {
    entries.insert(entries.end(), more.begin(), more.end());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        auto copy = *entries[i];
        copy.sequence = i + 1;
        entries[i] = std::make_shared<const mockserver::JournalEntry>(std::move(copy));
    }
    return entries;
}

int judgeLibrary(Settings settings) {
    settings.api.user = settings.user;
    settings.api.password = settings.password;
    settings.api.timeout = std::chrono::seconds(settings.timeout);
    std::unique_ptr<mockserver::MockServer> mock;
    std::vector<mockserver::Journal::Entry> sent;
    settings.api.sent = [&sent](mockserver::Journal::Entry entry) { sent.push_back(std::move(entry)); };
    const auto suite = [&] {
        auto out = apiSuite(settings.api);
        // Somebody else's mock does not tell what it was sent.
        if (settings.url.empty())
            for (auto& one : wireCases([&] { return inOneRow(mock->journal().entries(), sent); }))
                out.cases.push_back(std::move(one));
        if (settings.api.profile && !settings.api.runDeviations)
            skipDeviations(out.cases, *settings.api.profile);
        return out;
    };
    if (const auto code = settleBeforehand(suite(), settings.run, std::cout, std::cerr))
        return *code;
    if (const auto library = client::MiLibrary::load(settings.api.library); !library)
        return say(kExitNotTested, library.error().text());
    if (settings.url.empty()) {
        mockserver::MockServerOptions options;
        const auto scenarios = settings.scenarios.empty() ? shippedScenarios() : settings.scenarios;
        options.scenarios.assign(scenarios.begin(), scenarios.end());
        options.users = {{settings.user, settings.password}};
        options.journal = {.maxEntries = 100'000, .maxBytes = 256u << 20};
        auto started = mockserver::MockServer::start(options);
        if (!started)
            return say(kExitNotTested, started.error().text());
        mock = std::move(*started);
        settings.api.url = mock->url();
    } else {
        settings.api.url = settings.url;
    }
    const auto& library = settings.api.library;
    return runReported(suite(), {{}, library.empty() ? "libmi.so" : library, withoutUser(settings.api.url)},
                       settings.run, std::cout, std::cerr);
}

void addCredentials(CLI::App* command, Settings& settings, const char* user, const char* password) {
    command->add_option("-u,--user", settings.user, "User name")->default_val(user);
    command->add_option("-p,--password", settings.password, "Password")->default_val(password);
}

}  // namespace

int main(int argc, char** argv) {
    Settings settings;
    CLI::App app("mi-conformance: judge a WS-Management server, client or MI library, rule by rule");
    app.require_subcommand(1);
    app.set_version_flag("--version", "mi-conformance " MITB_VERSION);
    app.footer(
        "Exit codes: 0 conformant, 1 not conformant, 2 usage (also a selection that matches nothing, waivers or a "
        "report that make no sense), 3 could not test.");

    auto* server = app.add_subcommand("server", "Judge the endpoint at URL");
    server->add_option("URL", settings.url, "[http[s]://][user[:password]@]host[:port][/path]")->required();
    addCredentials(server, settings, "", "");
    server->add_flag("--insecure", settings.insecure, "https: do not check the certificate");
    server->add_option("--resource", settings.resource, "Resource URI of a class that can be read");
    server->add_option("--selector", settings.selectors, "Selector NAME=VALUE of one of its instances")
        ->allow_extra_args(false);
    server->add_option("--namespace", settings.nameSpace, "CIM namespace of the class");
    server->add_option("--profile", settings.serverProfile,
                       "File that tells of the endpoint's classes, see docs/conformance.md");
    server->add_flag("--allow-writes", settings.allowWrites,
                     "Let probes create, change and delete instances of the profile's writable class");
    auto* serverTimeout = server->add_option("--timeout", settings.timeout, "Seconds that one case may take");
    serverTimeout->check(CLI::PositiveNumber);
    addRunOptions(server, settings.run);

    auto* client = app.add_subcommand(
        "client",
        "Judge a client by what it sends, and by how it takes what goes wrong: mi-conformance client -- COMMAND...");
    addCredentials(client, settings, "miuser", "mipass");
    client->add_option("--scenario", settings.scenarios, "What the mock serves (default: the written scenarios)")
        ->allow_extra_args(false);
    client->add_option("--port", settings.port, "Port of the mock (default: a free one)");
    client->add_flag("--attach", settings.attach, "Wait for a client that is started by hand");
    client->add_flag("--no-lessons", settings.noLessons, "Run the client once, against a mock that behaves");
    client->add_option("--timeout", settings.timeout, "Seconds that the client may take, in each run")
        ->default_val(60)
        ->check(CLI::PositiveNumber);
    client->add_option("COMMAND", settings.command, "The client; {url} {host} {port} {user} {password} are replaced");
    addRunOptions(client, settings.run);

    auto* api = app.add_subcommand("api", "Judge an MI library through mi.h");
    api->add_option("--library", settings.api.library, "Path of the library (default: our own)");
    api->add_option("--protocol", settings.api.protocol, "Protocol name for NewSession (default: the library's own)");
    api->add_option("--url", settings.url, "Mock that serves the written scenarios (default: one is started)");
    api->add_option("--scenario", settings.scenarios, "What the mock that is started serves")->allow_extra_args(false);
    const auto isProfile = [](const std::string& name) {
        std::string known;
        for (const auto& one : profiles())
            known += (known.empty() ? "" : ", ") + std::string(one.name);
        return profileNamed(name) ? std::string() : "there is no profile '" + name + "', only " + known;
    };
    api->add_option("--profile", settings.profile, "Whose library it is: libmi, omi, pswsman, windows")
        ->check(isProfile);
    api->add_flag("--no-deviations", settings.api.runDeviations,
                  "Also run the cases that the profile says the library fails");
    addCredentials(api, settings, "miuser", "mipass");
    auto* apiTimeout = api->add_option("--timeout", settings.timeout, "Seconds that one case may take");
    apiTimeout->check(CLI::PositiveNumber);
    addRunOptions(api, settings.run);

    auto* report = addReportCommand(app, settings.merge);

    auto* one = app.add_subcommand("api-case", "Run one api case in this process");
    one->group("");  // how the api suite runs its cases; not for users
    one->add_option("ID", settings.caseId)->required();
    one->add_option("--library", settings.api.library);
    one->add_option("--protocol", settings.api.protocol);
    one->add_option("--url", settings.api.url);
    one->add_option("--user", settings.api.user);
    one->add_option("--password", settings.api.password);
    one->add_option("--profile", settings.profile);

    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& answered) {
        return app.exit(answered);
    } catch (const CLI::ParseError& error) {
        return say(kExitUsage, std::string(error.what()) + "; mi-conformance --help tells more");
    }
    settings.api.profile = profileNamed(settings.profile);
    if (one->parsed())
        return runApiCase(settings.caseId, settings.api);
    if (report->parsed())
        return mergeReports(settings.merge, std::cout, std::cerr);
    settings.run.tool = "mi-conformance " MITB_VERSION;
    if (server->parsed()) {
        if (!serverTimeout->empty())
            settings.run.run.timeout = std::chrono::seconds(settings.timeout);
        return judgeServer(settings);
    }
    if (client->parsed())
        return judgeClient(settings);
    if (apiTimeout->empty())
        settings.timeout = 20;
    return judgeLibrary(std::move(settings));
}
