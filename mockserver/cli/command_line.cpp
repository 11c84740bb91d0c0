#include <CLI/CLI.hpp>
#include <iostream>

#include "mockserver/cli/commands.h"

namespace mockserver::cli {
namespace {

constexpr const char* kFooter = R"(Examples:
  mi-mockserver serve scenarios/written/win32-service --port 5985
  mi-mockserver serve scenarios/recorded/omi --port-file port.txt
  mi-mockserver validate my-scenario
  mi-mockserver import capture.http --out my-scenario --user miuser:mipass

Exit codes: 0 done, 1 a scenario or capture has errors, 2 usage, 3 cannot start, 130 ended by a second signal.)";

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
        ->type_name("USER:PASSWORD");
}

CLI::App* addServe(CLI::App& app, ServeArguments& arguments) {
    auto* command = app.add_subcommand("serve", "Serve scenarios until SIGTERM or SIGINT");
    command->add_option("scenarios", arguments.scenarios, "Scenario folders, files, or folders of scenario folders")
        ->required()
        ->type_name("DIR|FILE");
    command->add_option("--port", arguments.port, "Port to listen on; 0 takes a free one")->capture_default_str();
    command->add_option("--bind", arguments.bind, "Address to listen on")->capture_default_str();
    command->add_option("--port-file", arguments.portFile, "Write the port here once it is open");
    command->add_option("--ready-file", arguments.readyFile, "Write the URL here once it can be used");
    addUsers(*command, arguments.users, "Let this user in, besides those of the scenarios");
    command->add_option("--mode", arguments.mode, "Serve all scenarios in this mode")
        ->transform(CLI::CheckedTransformer(
            std::map<std::string, ScenarioMode>{{"replay", ScenarioMode::kReplay}, {"stub", ScenarioMode::kStub}}));
    command->add_flag("--fault-status-by-code", arguments.faultStatusByCode,
                      "Send faults of s:Sender with HTTP 400 (DSP0226 RC.2-9), not 500 as Windows does");
    command->add_option("--log-level", arguments.logLevel, "What goes to stderr")
        ->check(CLI::IsMember({"debug", "info", "warn", "error", "off"}))
        ->capture_default_str();
    command->add_option("--journal-size", arguments.journalSize, "Exchanges that the journal keeps")
        ->check(CLI::Range(1, 10'000'000))
        ->capture_default_str();
    return command;
}

CLI::App* addValidate(CLI::App& app, ValidateArguments& arguments) {
    auto* command = app.add_subcommand("validate", "Say everything that is wrong with scenarios");
    command->add_option("scenarios", arguments.scenarios, "Scenario folders, files, or folders of scenario folders")
        ->required()
        ->type_name("DIR|FILE");
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

int run(int argc, char** argv) {
    CLI::App app("A scriptable WS-Management endpoint", "mi-mockserver");
    app.set_version_flag("--version", "mi-mockserver " MITB_VERSION);
    app.footer(kFooter);
    app.require_subcommand(1);
    ServeArguments toServe;
    ValidateArguments toValidate;
    ImportArguments toImport;
    const auto* serving = addServe(app, toServe);
    const auto* validating = addValidate(app, toValidate);
    addImport(app, toImport);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error, std::cout, std::cerr) == 0 ? kExitOk : kExitUsage;
    }
    if (serving->parsed()) {
        return serve(toServe);
    }
    return validating->parsed() ? validate(toValidate) : importCaptures(std::move(toImport));
}

}  // namespace mockserver::cli
