#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "mockserver/embed/endpoint_config.h"
#include "mockserver/embed/mockserver.h"

namespace mockserver {

/// Several endpoints in one process, each a MockServer of its own; those with the same address share a listener, which
/// tells them apart by host name and URL path. Thread-safe; the destructor stops them.
class MockGroup {
public:
    /// Errors: those of MockServer::start, with the endpoint's name; kInvalidArgument for two endpoints that requests
    /// could not be told apart by.
    static wsman::Result<std::unique_ptr<MockGroup>> start(std::vector<EndpointConfig> endpoints);
    ~MockGroup();
    MockGroup(const MockGroup&) = delete;
    MockGroup& operator=(const MockGroup&) = delete;

    struct Endpoint {
        std::string name;
        std::string url;  ///< of a fleet: with {name} for the host's name
        MockServer* mock;
    };
    [[nodiscard]] const std::vector<Endpoint>& endpoints() const { return endpoints_; }
    /// As MockServer::stop, for all of them.
    bool stop(std::chrono::milliseconds grace = std::chrono::seconds(5));

private:
    class Switch;

    MockGroup() = default;
    std::vector<std::unique_ptr<MockServer>> mocks_;
    std::vector<std::unique_ptr<Switch>> switches_;
    std::vector<std::shared_ptr<Listener>> listeners_;
    std::vector<Endpoint> endpoints_;
};

}  // namespace mockserver
