#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "mockserver/embed/mockserver.h"

namespace mockserver {

/// Thousands of hosts from one template (docs/scenario-format.md, Several endpoints).
struct FleetConfig {
    std::size_t count = 0;
    std::vector<std::shared_ptr<const nlohmann::json>> data{};  ///< objects that the hosts take in turn; may be empty
};

/// One of several endpoints.
struct EndpointConfig {
    std::string name{};
    MockServerOptions options{};  ///< with port 0 it has a listener of its own
    std::string host{};           ///< only requests with this Host; empty: any
    std::shared_ptr<const nlohmann::json> data{};
    std::optional<FleetConfig> fleet{};
};

/// Most hosts of one fleet.
inline constexpr std::size_t kMaxFleet = 1'000'000;

/// Reads a configuration file. Errors: kIo; kInvalidValue, with the place, for JSON that is none, members that are
/// missing, unknown or of another type, and names that occur twice.
wsman::Result<std::vector<EndpointConfig>> loadEndpoints(const std::filesystem::path& file);

/// A file with the list for a fleet's hosts. Errors: as above.
wsman::Result<std::vector<std::shared_ptr<const nlohmann::json>>> loadFleetData(const std::filesystem::path& file);

}  // namespace mockserver
