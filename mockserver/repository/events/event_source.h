#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mockserver/repository/events/event_filter.h"
#include "mockserver/repository/store/repository.h"
#include "wsman/cim/instance.h"

namespace mockserver::repository {

/// Something that happened: a change of the repository, or an extrinsic event.
struct Happening {
    std::uint64_t sequence = 0;  ///< of the hub; from 1
    std::chrono::system_clock::time_point time{};
    std::optional<Change> change{};
    InstancePtr extrinsic{};
    std::string nameSpace{};
    SchemaPtr schema{};
};

/// The events that a filter takes of what happened: none, one, or one of each model (WMI's and CIM's).
std::vector<wsman::cim::Instance> eventsOf(const Happening& happening, const EventFilter& filter);

/// The bookmark that stands behind a happening: opaque text.
std::string bookmarkOf(const std::string& log, std::uint64_t sequence);
/// The sequence in a bookmark of that log; nullopt for any other text.
std::optional<std::uint64_t> readBookmark(const std::string& log, const std::string& bookmark);

}  // namespace mockserver::repository
