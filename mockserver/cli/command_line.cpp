#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>

#include "mockserver/cli/commands.h"
#include "mockserver/cli/repository_options.h"
#include "mockserver/cli/upstream_options.h"
#include "mockserver/embed/endpoint_config.h"

namespace mockserver::cli {
namespace {

constexpr const char* kFooter = R"(Examples:
  mi-mockserver serve scenarios/written/win32-service --port 5985
  mi-mockserver serve scenarios/recorded/omi --port-file port.txt
  mi-mockserver run my-scenario --strict -- ctest --test-dir build
  mi-mockserver record --upstream https://server:5986/wsman --out my-scenario
  mi-mockserver diff my-scenario --upstream https://server:5986/wsman
  mi-mockserver validate my-scenario
  mi-mockserver import capture.http --out my-scenario --user miuser:mipass

Exit codes: 0 done, 1 a scenario or capture has errors or a run was not as expected, 2 usage, 3 cannot start, 127 the
command of `run` cannot be started, 130 interrupted. `run` ends with its command's exit code when that is not 0.)";

/// "name:password", the first colon being the separator.
std::string addUser(std::map<std::string, std::string>& users, const std::string& text) {
    const auto colon = text.find(':');
    if (colon == std::string::npos || colon == 0) {
        return "'" + text + "' is not USER:PASSWORD";
    }
    users[text.substr(0, colon)] = text.substr(colon + 1);
    return {};
}

void addUsers(CLI::App& command, std::map<std::string, std::string>& users, const char* help) {
    command
        .add_option_function<std::vector<std::string>>(
            "--user",
            [&users](const std::vector<std::string>& texts) {
                for (const auto& text : texts) {
                    if (const auto wrong = addUser(users, text); !wrong.empty()) {
                        throw CLI::ValidationError("--user", wrong);
                    }
                }
            },
            help)
        ->allow_extra_args(false)  // may be given again; what follows one is no other
        ->type_name("USER:PASSWORD");
}

void addListenOptions(CLI::App& command, ServeArguments& arguments) {
    command.add_option("--port", arguments.port, "Port to listen on; 0 takes a free one")->capture_default_str();
    command.add_option("--bind", arguments.bind, "Address to listen on")->capture_default_str();
    command.add_option("--log-level", arguments.logLevel, "What goes to stderr")
        ->check(CLI::IsMember({"debug", "info", "warn", "error", "off"}))
        ->capture_default_str();
    command
        .add_option_function<std::string>(
            "--log-format", [&arguments](const std::string& format) { arguments.logJson = format == "json"; },
            "How it is written: text, or json for a JSON object a line")
        ->check(CLI::IsMember({"text", "json"}))
        ->default_str("text");
}

void addTls(CLI::App& command, ServeArguments& arguments) {
    const auto tls = [&arguments]() -> TlsOptions& { return arguments.tls ? *arguments.tls : arguments.tls.emplace(); };
    command.add_flag_function(
        "--tls", [tls](std::int64_t) { tls(); },
        "Serve HTTPS, with a certificate for this machine that is made at the start");
    auto* certificate = command
                            .add_option_function<std::string>(
                                "--tls-cert", [tls](const std::string& file) { tls().certificate = file; },
                                "Serve HTTPS with this certificate, PEM")
                            ->type_name("FILE");
    command
        .add_option_function<std::string>(
            "--tls-key", [tls](const std::string& file) { tls().key = file; }, "Its key, PEM")
        ->type_name("FILE")
        ->needs(certificate);
    command.add_option("--tls-ca-file", arguments.tlsCaFile, "Write the certificate here, for clients to trust")
        ->type_name("FILE");
    command
        .add_option_function<std::string>(
            "--tls-fault",
            [tls](const std::string& fault) {
                tls().expired = fault == "expired";
                tls().wrongHost = fault == "wrong-host";
                tls().alert = fault == "alert";
            },
            "Serve HTTPS with something wrong: a certificate that is expired or of the wrong-host, or an alert for "
            "every\n"
            "handshake")
        ->check(CLI::IsMember({"expired", "wrong-host", "alert"}))
        ->excludes(certificate);
}

void addReadyFiles(CLI::App& command, ServeArguments& arguments) {
    command.add_option("--port-file", arguments.portFile, "Write the port here once it is open");
    command.add_option("--ready-file", arguments.readyFile, "Write the URL here once it can be used");
}

/// What `serve` and `run` have in common.
void addMockOptions(CLI::App& command, ServeArguments& arguments) {
    auto* scenarios =
        command.add_option("scenarios", arguments.scenarios, "Scenario folders, files, or folders of scenario folders")
            ->type_name("DIR|FILE");
    auto* config = command
                       .add_option("--config", arguments.config,
                                   "Serve the endpoints of this file, each with scenarios, users and states of its own")
                       ->type_name("FILE")
                       ->excludes(scenarios);
    auto* fleet =
        command
            .add_option("--fleet", arguments.fleet,
                        "Serve the scenarios as so many hosts, host-1 to host-N: by URL path (/host-17/wsman) or "
                        "Host header")
            ->check(CLI::Range(std::size_t{1}, kMaxFleet))
            ->excludes(config);
    command
        .add_option("--fleet-data", arguments.fleetData, "JSON file with a list of objects that the hosts take in turn")
        ->type_name("FILE")
        ->needs(fleet);
    command.callback([&arguments] {
        if (arguments.scenarios.empty() && arguments.config.empty() && arguments.repository.empty()) {
            throw CLI::RequiredError("scenarios, --repository or --config");
        }
    });
    addRepository(command, arguments);
    addListenOptions(command, arguments);
    addTls(command, arguments);
    addUsers(command, arguments.users, "Let this user in, besides those of the scenarios");
    command.add_option("--mode", arguments.mode, "Serve all scenarios in this mode")
        ->transform(CLI::CheckedTransformer(
            std::map<std::string, ScenarioMode>{{"replay", ScenarioMode::kReplay}, {"stub", ScenarioMode::kStub}}));
    command.add_flag("--fault-status-by-code", arguments.faultStatusByCode,
                     "Send faults of s:Sender with HTTP 400 (DSP0226 RC.2-9), not 500 as Windows does");
    command.add_flag("--strict", arguments.strict,
                     "At the end, also expect that every exchange has answered and every request was answered");
    command.add_option("--junit", arguments.junitFile, "Write what was expected and what was as JUnit XML")
        ->type_name("FILE");
    command.add_option("--report", arguments.reportFile, "The same as JSON")->type_name("FILE");
    command.add_option("--journal-size", arguments.journalSize, "Exchanges that the journal keeps")
        ->check(CLI::Range(1, 10'000'000))
        ->capture_default_str();
    command
        .add_option("--max-connections", arguments.maxConnections, "Connections that are held; more are closed at once")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    command
        .add_option("--request-timeout", arguments.requestSeconds,
                    "Seconds that a request may take from its first byte to its last")
        ->check(CLI::Range(1, 86'400))
        ->capture_default_str();
    command.add_option("--idle-timeout", arguments.idleSeconds, "Seconds that a connection may do nothing")
        ->check(CLI::Range(1, 86'400))
        ->capture_default_str();
    auto* port = command
                     .add_option_function<std::uint16_t>(
                         "--admin-port", [&arguments](std::uint16_t given) { arguments.adminPort = given; },
                         "Port of the admin API and its web page; 0 takes a free one. Default: none")
                     ->type_name("UINT");
    command.add_option("--admin-bind", arguments.adminBind, "Its address; others than this machine need a token")
        ->capture_default_str()
        ->needs(port);
    command.add_option("--admin-token", arguments.adminToken, "What its callers must send as a bearer token")
        ->envname("MI_MOCK_ADMIN_TOKEN");
    command.add_option("--admin-file", arguments.adminFile, "Write its URL here once it can be used")
        ->type_name("FILE")
        ->needs(port);
    addUpstream(command, arguments.spy.upstream, "--spy", false);
    command
        .add_option("--spy-out", arguments.spy.out,
                    "Record what the endpoint of --spy answers into this scenario folder")
        ->type_name("DIR")
        ->needs("--spy");
    command.add_option("--redact", arguments.spy.redact, "Take the content of elements of this name out of recordings")
        ->allow_extra_args(false)
        ->type_name("NAME")
        ->needs("--spy");
}

/// What the configuration file says of each endpoint cannot be said for all.
void excludeWithConfig(CLI::App& command) {
    for (const char* name : {"--port", "--bind", "--user", "--mode", "--tls", "--tls-cert", "--tls-fault",
                             "--repository", "--profile", "--database"}) {
        command.get_option(name)->excludes("--config");
    }
}

CLI::App* addServe(CLI::App& app, ServeArguments& arguments) {
    auto* command = app.add_subcommand("serve", "Serve scenarios until SIGTERM or SIGINT; SIGHUP loads them anew");
    addMockOptions(*command, arguments);
    excludeWithConfig(*command);
    addReadyFiles(*command, arguments);
    command->add_flag("--watch", arguments.watch, "Load the scenarios anew when their files change");
    return command;
}

CLI::App* addRun(CLI::App& app, RunArguments& arguments) {
    auto* command = app.add_subcommand(
        "run",
        "Serve scenarios while a command runs, then say whether it sent what they expect:\n"
        "mi-mockserver run SCENARIO... [OPTIONS] -- COMMAND [ARGUMENT...]\n"
        "The command finds the mock by WSMAN_URL, WSMAN_USER and WSMAN_PASSWORD in its environment, or by {url}, "
        "{user} and\n{password} in its arguments.");
    arguments.serve.logLevel = "warn";
    addMockOptions(*command, arguments.serve);
    excludeWithConfig(*command);
    return command;
}

CLI::App* addRecord(CLI::App& app, RecordArguments& arguments) {
    auto* command = app.add_subcommand("record",
                                       "Forward to a real endpoint and write what passes as a scenario, until "
                                       "SIGTERM or SIGINT");
    addUpstream(*command, arguments.upstream, "--upstream", true);
    command->add_option("--out", arguments.out, "The scenario folder to write; must not exist or be empty")
        ->required()
        ->type_name("DIR");
    command->add_flag("--append", arguments.append, "Go on with an earlier recording there");
    command
        ->add_option("--redact", arguments.redact,
                     "Take the content of elements of this name out, besides those that hold passwords and tokens")
        ->allow_extra_args(false)
        ->type_name("NAME");
    command->add_flag("--no-timing", arguments.noTiming, "Do not keep how long each answer took");
    command->add_option("--name", arguments.options.name, "Name of the scenario; default: that of the folder");
    command->add_option("--description", arguments.options.description, "What the scenario shows");
    command->add_option("--mode", arguments.options.mode, "How it is to be served; default: replay")
        ->transform(CLI::CheckedTransformer(std::map<std::string, record::ImportMode>{
            {"replay", record::ImportMode::kReplay}, {"stub", record::ImportMode::kStub}}));
    addUsers(*command, arguments.listen.users, "Who may log in here; default: the endpoint decides");
    addListenOptions(*command, arguments.listen);
    addTls(*command, arguments.listen);
    addReadyFiles(*command, arguments.listen);
    return command;
}

CLI::App* addDiff(CLI::App& app, DiffArguments& arguments) {
    auto* command = app.add_subcommand(
        "diff", "Send a recording's requests to a real endpoint and show where it answers otherwise now");
    command->add_option("scenario", arguments.folder, "The recorded scenario folder")->required()->type_name("DIR");
    addUpstream(*command, arguments.upstream, "--upstream", true);
    command->add_option("--ignore", arguments.ignore, "The content of elements of this name does not count")
        ->allow_extra_args(false)
        ->type_name("NAME");
    return command;
}

CLI::App* addValidate(CLI::App& app, ValidateArguments& arguments) {
    auto* command = app.add_subcommand("validate", "Say everything that is wrong with scenarios and repositories");
    command->add_option("scenarios", arguments.scenarios, "Scenario folders, files, or folders of scenario folders")
        ->type_name("DIR|FILE");
    command->add_option("--repository", arguments.repositories, "Repository files, or folders with one")
        ->allow_extra_args(false)
        ->type_name("FILE|DIR|NAME");
    command->callback([&arguments] {
        if (arguments.scenarios.empty() && arguments.repositories.empty()) {
            throw CLI::RequiredError("scenarios or --repository");
        }
    });
    return command;
}

CLI::App* addImport(CLI::App& app, ImportArguments& arguments) {
    auto* command = app.add_subcommand("import", "Turn captured HTTP exchanges into a scenario folder");
    command->add_option("captures", arguments.captures, "Raw captures or HAR files")->required()->type_name("FILE");
    command->add_option("--out", arguments.out, "The folder to write; must not exist or be empty")
        ->required()
        ->type_name("DIR");
    command->add_flag("--replace", arguments.replace, "Replace an earlier import there");
    auto& options = arguments.options;
    command->add_option("--name", options.name, "Name of the scenario; default: that of the folder");
    command->add_option("--description", options.description, "What the scenario shows");
    command->add_option("--source", options.source, "Where the exchanges come from; default: the files' names");
    command->add_option("--mode", options.mode, "How they are to be served; default: replay")
        ->transform(CLI::CheckedTransformer(std::map<std::string, record::ImportMode>{
            {"replay", record::ImportMode::kReplay}, {"stub", record::ImportMode::kStub}}));
    addUsers(*command, options.users, "Who may log in; recorded passwords are never written");
    return command;
}

}  // namespace

void addUpstream(CLI::App& command, proxy::UpstreamOptions& options, const char* name, bool required) {
    auto* url = command
                    .add_option(name, options.url,
                                required ? "The real endpoint" : "Ask this endpoint for what the scenarios lack")
                    ->type_name("URL");
    if (required) {
        url->required();
    }
    auto* user = command
                     .add_option_function<std::string>(
                         "--upstream-user",
                         [&options](const std::string& text) {
                             std::map<std::string, std::string> users;
                             if (const auto wrong = addUser(users, text); !wrong.empty()) {
                                 throw CLI::ValidationError("--upstream-user", wrong);
                             }
                             options.credentials = *users.begin();
                         },
                         "Log in there as this user, in place of the client's own credentials")
                     ->type_name("USER:PASSWORD");
    auto* ca = command.add_option("--upstream-ca", options.caFile, "PEM file with the CA of its certificate")
                   ->type_name("FILE");
    auto* insecure = command.add_flag("--upstream-insecure", options.insecure, "Do not check its certificate");
    if (!required) {
        for (auto* option : {user, ca, insecure}) {
            option->needs(url);
        }
    }
}

int run(int argc, char** argv) {
    CLI::App app("A scriptable WS-Management endpoint", "mi-mockserver");
    app.set_version_flag("--version", "mi-mockserver " MITB_VERSION);
    app.footer(kFooter);
    app.require_subcommand(1);
    ServeArguments toServe;
    RunArguments toRun;
    RecordArguments toRecord;
    DiffArguments toDiff;
    ValidateArguments toValidate;
    ImportArguments toImport;
    SnapshotArguments toSnapshot;
    const auto* serving = addServe(app, toServe);
    const auto* running = addRun(app, toRun);
    const auto* recording = addRecord(app, toRecord);
    const auto* comparing = addDiff(app, toDiff);
    addValidate(app, toValidate);
    const auto* importing = addImport(app, toImport);
    const auto* snapping = addSnapshot(app, toSnapshot);
    // What stands after "--" is the command's, options included.
    const std::vector<std::string> words(argv, argv + argc);
    const auto end = std::find(words.begin(), words.end(), "--");
    if (words.size() > 1 && words[1] == "run" && end != words.end()) {
        toRun.command.assign(end + 1, words.end());
        argc = static_cast<int>(end - words.begin());
    }
    try {
        app.parse(argc, argv);
        if (running->parsed() && toRun.command.empty()) {
            throw CLI::RequiredError("COMMAND after --");
        }
        for (const auto* arguments : {&toServe, &toRun.serve, &toRecord.listen}) {
            if (!arguments->tlsCaFile.empty() && !arguments->tls && arguments->config.empty()) {
                throw CLI::RequiredError("--tls");
            }
        }
    } catch (const CLI::ParseError& error) {
        return app.exit(error, std::cout, std::cerr) == 0 ? kExitOk : kExitUsage;
    }
    if (serving->parsed()) {
        return serve(toServe);
    }
    if (running->parsed()) {
        return runCommand(toRun);
    }
    if (recording->parsed()) {
        return recordUpstream(std::move(toRecord));
    }
    if (comparing->parsed()) {
        return diffUpstream(toDiff);
    }
    if (snapping->parsed()) {
        return snapshotUpstream(toSnapshot);
    }
    return importing->parsed() ? importCaptures(std::move(toImport)) : validate(toValidate);
}

}  // namespace mockserver::cli
