#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "mockserver/proxy/upstream.h"
#include "wsman/error.h"

namespace mockserver::proxy {

/// One recorded exchange, held against what the endpoint answers now.
struct ReplayedExchange {
    std::string id;
    std::string difference{};  ///< empty: none. Lines of a diff of canonical XML, or what else differs
    [[nodiscard]] bool same() const { return difference.empty(); }
};

/// Sends the recorded requests of a scenario folder (requests/ID.xml, in the order of scenario.json) to an endpoint,
/// and compares the replies with the recorded ones: status, and bodies as canonical XML. MessageIDs are new, contexts
/// are those that the endpoint issues now; these and the content of elements called `ignore` do not count. `tell` is
/// called after each exchange. Errors: kIo (the folder, or the endpoint cannot be reached), kInvalidValue (no
/// recording).
wsman::Result<std::vector<ReplayedExchange>> replayAgainst(Upstream& upstream, const std::filesystem::path& folder,
                                                           const std::vector<std::string>& ignore,
                                                           const std::function<void(const ReplayedExchange&)>& tell);

}  // namespace mockserver::proxy
