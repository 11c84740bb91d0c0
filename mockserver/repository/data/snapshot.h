#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "mockserver/proxy/upstream.h"
#include "mockserver/repository/store/repository.h"
#include "wsman/error.h"

namespace mockserver::repository {

struct SnapshotOptions {
    proxy::UpstreamOptions upstream{};
    std::vector<std::string> namespaces{"root/cimv2"};
    /// Class names, with "*" and "?" for many; the instances of classes below them come with them.
    std::vector<std::string> classes{"*"};
    std::uint64_t maxInstances = 100'000;  ///< of one class; what is beyond is not pulled
    /// Told of what is done, and of what the endpoint refuses; may be empty.
    std::function<void(const std::string&)> progress{};
};

/// Walks a real endpoint over WS-Man: declarations in CIM-XML with their superclasses (DSP0227 §15), instances with
/// their EPRs. Where the endpoint gives no declaration, the class is what its instances look like. What it refuses is
/// left out, and told. Errors: kInvalidArgument for a URL, or no namespace; kIo when it cannot be reached; kNotFound
/// when it gave nothing at all.
wsman::Result<std::shared_ptr<Repository>> takeSnapshot(const SnapshotOptions& options);

/// True for what CIM takes as the name of a class (DSP0004 Annex A): letters, digits, underscores, not a digit first.
bool isClassName(std::string_view name);

/// Writes a repository as a folder that loadRepository reads: repository.json, classes/*.mof, instances/*.mof.
/// Errors: kIo; kInvalidArgument for a folder that is not empty, and for a class whose name is none.
wsman::Result<void> writeRepository(const Repository& repository, const std::filesystem::path& folder);

}  // namespace mockserver::repository
