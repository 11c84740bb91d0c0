// The instance that probes write to: made of what the profile says, and deleted when its probe is over.
#pragma once

#include "conformance/server/walk.h"

namespace conformance {

/// Of a run whose profile has a writable class and that allows writes. The destructor deletes the instance if it is
/// there; one that an earlier run left behind is deleted before it is made.
class Scratch {
public:
    explicit Scratch(ServerRun& run);
    ~Scratch();
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    /// Creates the instance; a failure when that is refused. `more`: properties besides those of the profile.
    CaseResult create(const NameValues& more = {});
    /// The Create once more.
    const WireExchange& createAgain();
    const WireExchange& get();
    /// Puts what Get returns with these values in it (properties that are not there are added).
    const WireExchange& put(const NameValues& changes, const std::string& headers = {});
    /// Put or Create with this body.
    const WireExchange& putBody(const std::string& body, const std::string& headers = {});
    const WireExchange& createBody(const std::string& body, const std::string& headers = {});
    const WireExchange& remove();
    /// Get, Put, Create or Delete with these headers and body, addressed to the instance.
    const WireExchange& send(std::string_view action, const std::string& headers, const std::string& body);

    /// The exchange of the last create.
    [[nodiscard]] const WireExchange& creation() const { return *creation_; }
    /// The instance document with these properties in place of, or besides, the profile's.
    [[nodiscard]] std::string document(const NameValues& changes = {}, const std::string& without = {}) const;
    [[nodiscard]] const Resource& resource() const { return resource_; }

private:
    ServerRun& run_;
    Resource resource_;
    const WireExchange* creation_ = nullptr;
    bool exists_ = false;
    std::vector<Resource> elsewhere_;  ///< what was created under other keys
};

}  // namespace conformance
