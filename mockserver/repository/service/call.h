// mockserver/repository/service: the repository as a WS-Man service: transfer, enumeration, methods, declarations,
// Identify. Each operation is a function or a small class that answers a Call with an envelope or a fault.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "mockserver/repository/addressing/resource.h"
#include "mockserver/repository/service/profile.h"
#include "mockserver/repository/store/repository.h"
#include "wsman/soap/message.h"

namespace mockserver::repository {

/// What every operation works with. Thread-safe as a whole.
struct ServiceParts {
    std::shared_ptr<Repository> repository;
    Profile profile;
    wsman::soap::IdSource newMessageId;  ///< "uuid:..."; also the names of contexts
    std::function<std::chrono::system_clock::time_point()> now = std::chrono::system_clock::now;
};

/// One request, its resource resolved. Lives as long as the request is answered.
struct Call {
    const wsman::soap::Message& message;
    const std::string& user;
    Resource resource;

    [[nodiscard]] const wsman::soap::Header& header() const { return message.header(); }
    [[nodiscard]] const wsman::soap::SelectorSet* selectors() const {
        return header().selectors ? &*header().selectors : nullptr;
    }
    /// What EPRs in the reply give as their Address: where the request was sent to.
    [[nodiscard]] std::string address() const;
    /// Octets that the reply may have, given its encoding.
    [[nodiscard]] std::size_t envelopeLimit(const Profile& profile) const;
};

/// An envelope, or the fault that says why there is none.
using Answer = FaultOr<std::string>;

}  // namespace mockserver::repository
