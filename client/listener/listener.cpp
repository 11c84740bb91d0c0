#include "client/listener/listener.h"

#include <httplib.h>
#include <openssl/crypto.h>

#include <chrono>
#include <condition_variable>
#include <list>
#include <random>
#include <utility>

namespace client {
namespace {

constexpr std::string_view kPrefix = "/mi-events/";

/// A thread for each connection: a delivery whose consumer is slow holds nobody else up.
class ConnectionThreads final : public httplib::TaskQueue {
public:
    explicit ConnectionThreads(std::size_t limit) : limit_(limit) {}

    void enqueue(std::function<void()> work) override {
        std::unique_lock lock(mutex_);
        ended_.wait(lock, [this] { return running_ < limit_; });
        reap();
        ++running_;
        const auto slot = threads_.emplace(threads_.end());
        *slot = std::thread([this, slot, work = std::move(work)] {
            work();
            const std::scoped_lock done(mutex_);
            done_.splice(done_.end(), threads_, slot);
            --running_;
            ended_.notify_all();
        });
    }

    void shutdown() override {
        std::unique_lock lock(mutex_);
        ended_.wait(lock, [this] { return running_ == 0; });
        reap();
    }

private:
    // What is in done_ has nothing left to do but to return.
    void reap() {
        for (auto& thread : done_) {
            thread.join();
        }
        done_.clear();
    }

    const std::size_t limit_;
    std::mutex mutex_;
    std::condition_variable ended_;
    std::list<std::thread> threads_;
    std::list<std::thread> done_;
    std::size_t running_ = 0;
};

std::string newPath() {
    std::random_device source;
    constexpr char kDigits[] = "0123456789abcdef";
    std::string path(kPrefix);
    for (int word = 0; word < 4; ++word) {
        auto bits = source();
        for (int digit = 0; digit < 8; ++digit, bits >>= 4) {
            path += kDigits[bits & 15];
        }
    }
    return path;
}

/// Takes the same time whatever differs.
bool sameSecret(const std::string& a, const std::string& b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

wsman::Result<std::unique_ptr<Listener>> Listener::open(const ListenerOptions& options) {
    std::unique_ptr<Listener> listener(new Listener(options));
    const int port = options.port == 0
                         ? listener->server_->bind_to_any_port(options.host)
                         : (listener->server_->bind_to_port(options.host, options.port) ? options.port : -1);
    if (port <= 0) {
        return wsman::fail(wsman::ErrorCode::kIo, "cannot listen for events on " + options.host + ":" +
                                                      std::to_string(options.port) +
                                                      ": the port is taken, or the address is not of this machine");
    }
    listener->port_ = static_cast<std::uint16_t>(port);
    ::listen(listener->socket_, SOMAXCONN);  // cpp-httplib lets five connections wait, and drops the sixth
    listener->thread_ = std::thread([server = listener->server_.get()] { server->listen_after_bind(); });
    while (!listener->server_->is_running()) {  // stop() is lost on a server that is about to run
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return listener;
}

Listener::Listener(const ListenerOptions& options) : server_(std::make_unique<httplib::Server>()) {
    // cpp-httplib's own default lets two programs share a port and steal each other's events.
    server_->set_socket_options([this](int socket) {
        const int on = 1;
        ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        socket_ = socket;
    });
    server_->set_tcp_nodelay(true);
    server_->set_keep_alive_max_count(std::size_t{1} << 30);
    server_->set_keep_alive_timeout(1);  // stop() waits for idle connections
    server_->set_payload_max_length(options.maxBodyBytes);
    server_->new_task_queue = [limit = options.maxConnections] { return new ConnectionThreads(limit); };
    const auto serveHere = [this](const httplib::Request& request, httplib::Response& response) {
        serve(request, response);
    };
    server_->Post("/.*", serveHere);
    const auto refuse = [](const httplib::Request&, httplib::Response& response) {
        response.status = 405;
        response.set_header("Allow", "POST");
    };
    server_->Get("/.*", refuse);
    server_->Put("/.*", refuse);
    server_->Delete("/.*", refuse);
}

Listener::~Listener() {
    if (thread_.joinable()) {
        server_->stop();
        thread_.join();
    }
}

std::string Listener::add(DeliveryHandler handler, std::optional<DeliveryCredentials> credentials) {
    auto route = std::make_shared<Route>();
    route->handler = std::move(handler);
    if (credentials) {
        route->authorization =
            httplib::make_basic_authentication_header(credentials->user, credentials->password).second;
    }
    std::string path = newPath();
    const std::scoped_lock lock(mutex_);
    routes_.emplace(path, std::move(route));
    return path;
}

void Listener::remove(const std::string& path) {
    std::shared_ptr<const Route> gone;  // what it holds is freed outside the lock
    const std::scoped_lock lock(mutex_);
    if (const auto found = routes_.find(path); found != routes_.end()) {
        gone = std::move(found->second);
        routes_.erase(found);
    }
}

void Listener::serve(const httplib::Request& request, httplib::Response& response) {
    std::shared_ptr<const Route> route;
    {
        const std::scoped_lock lock(mutex_);
        // What a proxy in front of us left before our own path is not ours to judge.
        const auto start = request.path.find(kPrefix);
        const auto found = start == std::string::npos ? routes_.end() : routes_.find(request.path.substr(start));
        if (found != routes_.end()) {
            route = found->second;
        }
    }
    if (!route) {
        response.status = 404;
        return;
    }
    if (!route->authorization.empty() && !sameSecret(route->authorization, request.get_header_value("Authorization"))) {
        response.status = 401;
        response.set_header("WWW-Authenticate", "Basic realm=\"mi-events\"");
        return;
    }
    const ListenerReply reply = route->handler(request.get_header_value("Content-Type"), request.body);
    response.status = reply.status;
    if (!reply.body.empty()) {
        response.set_content(reply.body, reply.contentType);
    }
}

}  // namespace client
