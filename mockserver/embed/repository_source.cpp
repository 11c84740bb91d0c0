#include "mockserver/embed/repository_source.h"

#include <string>
#include <utility>

#include "mockserver/repository/methods/method_table.h"
#include "mockserver/scenario/file_source.h"
#include "mockserver/scenario/reply_builder.h"

namespace mockserver {

using repository::RepositoryDefinition;
using repository::RepositoryHost;
using wsman::ErrorCode;
using wsman::fail;
using wsman::Result;

namespace {

Result<RepositoryDefinition> withErrors(tl::expected<RepositoryDefinition, Diagnostics> loaded) {
    if (loaded) {
        return std::move(*loaded);
    }
    std::string text;
    for (const auto& diagnostic : loaded.error()) {
        text += (text.empty() ? "" : "\n") + diagnostic.text();
    }
    return fail(ErrorCode::kInvalidValue, std::move(text));
}

std::filesystem::path folderOf(const std::filesystem::path& path) {
    std::error_code ignored;
    return std::filesystem::is_directory(path, ignored) ? path : path.parent_path();
}

Result<RepositoryDefinition> definitionOf(const Scenario& scenario) {
    const auto folder = std::filesystem::path(scenario.file).parent_path();
    if (scenario.repository.is_string()) {
        const auto name = scenario.repository.get<std::string>();
        return withErrors(
            repository::loadRepository(name.starts_with("builtin:") ? std::filesystem::path(name) : folder / name));
    }
    const DiskFiles files(folder.empty() ? "." : folder);
    return withErrors(repository::loadRepository(files, scenario.repository, scenario.file, "/repository"));
}

Result<void> checked(const Result<RepositoryDefinition>& definition) {
    if (!definition) {
        return tl::unexpected(definition.error());
    }
    const auto methods = repository::MethodTable::create(definition->methods, {});
    return methods ? Result<void>() : tl::unexpected(methods.error());
}

}  // namespace

Result<void> checkRepository(const std::filesystem::path& path) {
    return checked(withErrors(repository::loadRepository(path)));
}

Result<void> checkRepository(const Scenario& scenario) {
    return checked(definitionOf(scenario));
}

Result<std::shared_ptr<RepositoryHost>> openRepository(const std::vector<ScenarioPtr>& scenarios,
                                                       const MockServerOptions& options) {
    RepositoryHost::Options host{.profile = options.profile,
                                 .database = options.database,
                                 .faultStatusByCode = options.faultStatusByCode,
                                 .newUuid = randomUuid,
                                 .sinks = options.sinks};
    if (!options.repository.empty()) {
        host.folder = folderOf(options.repository);
        const auto path = options.repository;
        return RepositoryHost::create([path] { return withErrors(repository::loadRepository(path)); }, std::move(host));
    }
    ScenarioPtr owner;
    for (const auto& scenario : scenarios) {
        if (scenario->repository.is_null()) {
            continue;
        }
        if (owner) {
            return fail(ErrorCode::kInvalidArgument, "the scenarios \"" + owner->name + "\" and \"" + scenario->name +
                                                         "\" have a repository each, expected one of them");
        }
        owner = scenario;
    }
    if (!owner) {
        const bool asked = !options.profile.empty() || !options.database.empty();
        return asked ? fail(ErrorCode::kInvalidArgument,
                            "a profile and a database are for a repository, and there is none")
                     : Result<std::shared_ptr<RepositoryHost>>(nullptr);
    }
    host.folder = std::filesystem::path(owner->file).parent_path();
    const auto load = [owner] { return definitionOf(*owner); };
    return RepositoryHost::create(load, std::move(host));
}

}  // namespace mockserver
