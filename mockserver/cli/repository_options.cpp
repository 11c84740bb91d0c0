#include "mockserver/cli/repository_options.h"

#include <string>

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

}  // namespace mockserver::cli
