// mockserver/repository/data: repositories as data: the file format (docs/repository-format.md), classes and samples
// that ship, instances that are generated, state that survives a restart, snapshots of real endpoints.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "mockserver/repository/store/repository.h"
#include "mockserver/scenario/diagnostic.h"
#include "mockserver/scenario/file_source.h"

namespace mockserver::repository {

/// Limits of the service that a repository file sets; absent: the profile's.
struct ServiceLimits {
    std::optional<std::size_t> maxContexts{};
    std::optional<std::size_t> maxContextsPerUser{};
    std::optional<std::chrono::milliseconds> contextExpiry{};
    std::optional<std::size_t> maxElements{};
    std::optional<std::size_t> maxEnvelopeBytes{};
    std::optional<std::size_t> maxSubscriptions{};
    std::optional<std::size_t> eventQueue{};
};

/// What a method does, to be read by MethodTable.
struct MethodSpec {
    std::string nameSpace;
    std::string className;
    std::string method;
    nlohmann::json behaviour;
    std::string place;     ///< "file: /pointer", for errors
    std::string script{};  ///< of a "luaFile"
};

/// An extrinsic event that is raised every so often.
struct TimerSpec {
    std::string nameSpace;
    std::chrono::milliseconds every{0};
    std::string className;
    nlohmann::json properties;
};

/// A repository file that has been read.
struct RepositoryDefinition {
    std::shared_ptr<Repository> repository;
    std::string profile{};
    ServiceLimits limits{};
    std::vector<MethodSpec> methods{};
    std::vector<TimerSpec> timers{};
    std::filesystem::path database{};  ///< as written; empty: state is not kept
};

inline constexpr std::string_view kRepositoryFileName = "repository.json";

/// Reads a repository file. Everything that is wrong is reported, not only the first.
tl::expected<RepositoryDefinition, Diagnostics> loadRepository(const FileSource& files,
                                                               std::string_view fileName = kRepositoryFileName);
/// The same of an object that stands in another file, at `pointer` of it.
tl::expected<RepositoryDefinition, Diagnostics> loadRepository(const FileSource& files, const nlohmann::json& root,
                                                               const std::string& displayName,
                                                               const std::string& pointer);
/// A file, a folder that holds "repository.json", or "builtin:NAME": those classes, and those of "NAME-sample" if there
/// is one.
tl::expected<RepositoryDefinition, Diagnostics> loadRepository(const std::filesystem::path& path);

}  // namespace mockserver::repository
