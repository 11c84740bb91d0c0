#include "mockserver/cli/repository_options.h"

#include <string>

#include "mockserver/cli/upstream_options.h"
#include "mockserver/repository/service/profile.h"

namespace mockserver::cli {

void addRepository(CLI::App& command, ServeArguments& arguments) {
    command
        .add_option("--repository", arguments.repository,
                    "Serve this CIM repository for what no scenario answers: a repository file, a folder with one, "
                    "builtin:win32 or builtin:cim")
        ->type_name("FILE|DIR|NAME");
    command
        .add_option("--profile", arguments.profile,
                    "Let the repository answer as this product does: standard, windows-2022, omi, openwsman or amt")
        ->check([](const std::string& name) {
            const auto found = repository::profileByName(name);
            return found ? std::string() : found.error().message;
        })
        ->type_name("NAME");
    command.add_option("--database", arguments.database, "Keep the repository's changes in this SQLite file")
        ->type_name("FILE");
    command
        .add_option_function<std::string>(
            "--sink-user",
            [&arguments](const std::string& text) {
                const auto colon = text.find(':');
                if (colon == std::string::npos || colon == 0) {
                    throw CLI::ValidationError("--sink-user", "expected USER:PASSWORD");
                }
                arguments.sinks.credentials.emplace(text.substr(0, colon), text.substr(colon + 1));
            },
            "Log in at event sinks as this user, where a subscription does not say who")
        ->type_name("USER:PASSWORD");
    command.add_option("--sink-ca-file", arguments.sinks.caFile, "Certificates to trust at event sinks, PEM")
        ->type_name("FILE");
    command.add_flag("--sink-insecure", arguments.sinks.insecure, "Do not check the certificates of event sinks");
}

CLI::App* addSnapshot(CLI::App& app, SnapshotArguments& arguments) {
    auto* command =
        app.add_subcommand("snapshot", "Walk a real endpoint's classes and instances and write them as a repository");
    addUpstream(*command, arguments.options.upstream, "--upstream", true);
    command->add_option("--out", arguments.out, "The folder to write; must not exist or be empty")
        ->required()
        ->type_name("DIR");
    command
        ->add_option("--class,--classes", arguments.options.classes,
                     "Classes to take, with * and ? for many; those below them come along. Default: all that the "
                     "endpoint lists")
        ->delimiter(',')
        ->type_name("NAME");
    command->add_option("--namespace", arguments.options.namespaces, "CIM namespaces. Default: root/cimv2")
        ->delimiter(',')
        ->type_name("NAME");
    command->add_option("--max-instances", arguments.options.maxInstances, "Instances of one class to take at most")
        ->capture_default_str();
    command->add_flag("--quiet", arguments.quiet, "Do not say what is done");
    return command;
}

}  // namespace mockserver::cli
