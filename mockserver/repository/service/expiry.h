#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <tl/expected.hpp>
#include "wsman/soap/fault.h"
#include "wsman/soap/fault_table.h"

namespace mockserver::repository {

/// When something ends, as a request asked for it: WS-Enumeration's and WS-Eventing's Expires.
struct Expiry {
    std::chrono::system_clock::time_point at;
    bool absolute = false;  ///< the request had an xs:dateTime: the reply has one too

    /// As it stands in a reply at `now`.
    [[nodiscard]] std::string text(std::chrono::system_clock::time_point now) const;
};

/// Reads an Expires; absent, it is `otherwise` from now. The most is `most` from now. Faults: InvalidExpirationTime of
/// the family for text that is no time, zero or past.
tl::expected<Expiry, wsman::soap::Fault> readExpiry(const std::optional<std::string>& text,
                                                    std::chrono::system_clock::time_point now,
                                                    std::chrono::milliseconds otherwise, std::chrono::milliseconds most,
                                                    wsman::soap::FaultId invalid);

}  // namespace mockserver::repository
