// mockserver/admin: looking into a running mock and changing it, over HTTP on a port of its own: journal, scenarios,
// states, faults, verification, metrics, and a web page that shows them. The API is described in openapi.json, which is
// served.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "mockserver/embed/mockserver.h"
#include "mockserver/endpoint/listener.h"
#include "wsman/error.h"

namespace mockserver::admin {

struct AdminOptions {
    std::string bind = "127.0.0.1";
    std::uint16_t port = 0;  ///< 0: a free one
    /// What callers must send as "Authorization: Bearer TOKEN". Required unless `bind` is a loopback address; without
    /// one, requests whose Host is no loopback name are refused, so that no web page can reach the API by a name of its
    /// own (DNS rebinding).
    std::string token{};
};

/// An endpoint that can be asked for by its name.
struct NamedMock {
    std::string name{};  ///< empty: the only one
    std::string url{};
    MockServer* mock = nullptr;
};

/// The admin API of mocks, which must outlive it. Thread-safe; the destructor stops it.
class AdminServer {
public:
    /// Errors: kInvalidArgument for an address that others can reach without a token; kIo for one that cannot be bound.
    static wsman::Result<std::unique_ptr<AdminServer>> start(std::vector<NamedMock> mocks, const AdminOptions& options);
    static wsman::Result<std::unique_ptr<AdminServer>> start(MockServer& mock, const AdminOptions& options) {
        return start({{.url = mock.url(), .mock = &mock}}, options);
    }
    ~AdminServer();
    AdminServer(const AdminServer&) = delete;
    AdminServer& operator=(const AdminServer&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    /// "http://127.0.0.1:8080", where the page is.
    [[nodiscard]] std::string url() const;

private:
    class Impl;
    explicit AdminServer(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace mockserver::admin
