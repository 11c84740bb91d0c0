// client/listener: where event sources push to. One Listener is an HTTP server for any number of subscriptions, each
// with a path of its own that nobody can guess. Nothing here knows SOAP.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "wsman/error.h"

namespace httplib {
class Server;
struct Request;
struct Response;
}  // namespace httplib

namespace client {

/// The HTTP reply to what an event source sent.
struct ListenerReply {
    int status = 202;
    std::string contentType{};
    std::string body{};
};

/// Called on a thread of the connection that the delivery came over, for several connections at once; may block.
using DeliveryHandler = std::function<ListenerReply(std::string_view contentType, std::string_view body)>;

/// User name and password that a delivery must come with (HTTP Basic).
struct DeliveryCredentials {
    std::string user;
    std::string password;
};

struct ListenerOptions {
    std::string host = "127.0.0.1";  ///< address to listen on
    std::uint16_t port = 0;          ///< 0: a free one
    std::size_t maxBodyBytes = std::size_t{4} << 20;
    std::size_t maxConnections = 256;  ///< beyond that, connections wait
};

/// Thread-safe. Replies 401 without the right credentials, 404 for a path that is not (or no longer) subscribed, 405
/// for anything but POST, 413 for a body over the limit.
class Listener {
public:
    /// Listens from this moment. kIo when the address cannot be listened on.
    static wsman::Result<std::unique_ptr<Listener>> open(const ListenerOptions& options);
    /// Ends the connections, and waits for the handlers that run.
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }

    /// Calls `handler` for what is posted to the path that is returned, "/mi-events/" and 128 random bits.
    std::string add(DeliveryHandler handler, std::optional<DeliveryCredentials> credentials);
    /// Replies 404 there from now on. A handler that runs already is not waited for.
    void remove(const std::string& path);

private:
    struct Route {
        DeliveryHandler handler;
        std::string authorization;  ///< what the header must be; empty: anything
    };

    explicit Listener(const ListenerOptions& options);
    void serve(const httplib::Request& request, httplib::Response& response);

    std::unique_ptr<httplib::Server> server_;
    std::uint16_t port_ = 0;
    int socket_ = -1;  ///< the server's, which owns it
    std::mutex mutex_;
    std::map<std::string, std::shared_ptr<const Route>> routes_;
    std::thread thread_;
};

}  // namespace client
