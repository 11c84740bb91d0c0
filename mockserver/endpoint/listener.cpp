#include "mockserver/endpoint/listener.h"

#include <httplib.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <utility>

#include "mockserver/endpoint/parking_lot.h"
#include "mockserver/endpoint/worker_pool.h"

namespace mockserver {

namespace {

using wsman::ErrorCode;
using wsman::Result;

constexpr std::chrono::milliseconds kStopTick{10};

std::string withoutBrackets(std::string host) {
    if (host.size() >= 2 && host.front() == '[' && host.back() == ']') {
        return host.substr(1, host.size() - 2);
    }
    return host;
}

std::string inUrl(const std::string& host, std::uint16_t port) {
    const auto isV6 = host.find(':') != std::string::npos;
    return (isV6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

// The accept loop hands a socket over at once; it needs no queue.
class DirectQueue final : public httplib::TaskQueue {
public:
    void enqueue(std::function<void()> job) override { job(); }
    void shutdown() override {}
};

}  // namespace

class Listener::Impl : private httplib::Server {
public:
    Impl(ListenerOptions options, HttpHandler handler)
        : options_(std::move(options)), handler_(std::move(handler)), pool_(options_.maxWorkers) {
        options_.host = withoutBrackets(std::move(options_.host));
        new_task_queue = [] { return new DirectQueue; };
        set_idle_interval(0);
        // The library would set SO_REUSEPORT, with which a port in use is no error but shared.
        set_socket_options([](socket_t socket) {
            const int on = 1;
            ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        });
    }

    ~Impl() override { stopAll(std::chrono::milliseconds(0)); }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    Result<void> bindAndServe() {
        errno = 0;
        const auto bound = options_.port == 0 ? bind_to_any_port(options_.host)
                                              : (bind_to_port(options_.host, options_.port) ? options_.port : -1);
        if (bound < 0) {
            return failure("cannot listen", errno == 0 ? "no such address" : std::generic_category().message(errno));
        }
        port_ = static_cast<std::uint16_t>(bound);
        // Ours, so that the accept loop, which closes its descriptor when it ends, can be entered again; and with a
        // backlog of our choice.
        descriptor_ = ::dup(svr_sock_);
        if (descriptor_ < 0 || ::listen(descriptor_, options_.backlog) != 0) {
            const auto reason = std::generic_category().message(errno);
            ::close(svr_sock_);
            return failure("cannot listen", reason);
        }
        if (auto started = lot_.start([this](ConnectionId id, ParkingLot::Wake wake) { resume(id, wake); }); !started) {
            ::close(svr_sock_);
            return started;
        }
        acceptor_ = std::thread([this] { acceptLoop(); });
        return {};
    }

    bool stopAll(std::chrono::milliseconds grace) {
        const std::lock_guard stopLock(stopMutex_);
        if (descriptor_ < 0) {
            return true;
        }
        service_ = Connection::Service::kDraining;
        ::shutdown(descriptor_, SHUT_RD);
        if (acceptor_.joinable()) {
            acceptor_.join();
        }
        ::close(std::exchange(descriptor_, -1));
        const auto clean = waitUntilEmpty(grace);
        if (!clean) {
            service_ = Connection::Service::kAborting;
            waitUntilEmpty(std::chrono::hours(24));
        }
        pool_.shutdown();
        lot_.stop();
        return clean;
    }

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::string url() const { return options_.scheme + "://" + inUrl(options_.host, port_); }
    [[nodiscard]] std::size_t workers() const { return pool_.threads(); }
    [[nodiscard]] std::size_t connections() const {
        const std::lock_guard lock(mutex_);
        return connections_.size();
    }

private:
    [[nodiscard]] tl::unexpected<wsman::Error> failure(const std::string& what, const std::string& reason) const {
        return wsman::fail(ErrorCode::kIo, what + " on " + inUrl(options_.host, options_.port) + ": " + reason);
    }

    // The library's loop ends on errors of accept() that pass, such as a full table of open files: it is entered again.
    void acceptLoop() {
        listen_after_bind();
        while (service_ == Connection::Service::kRunning) {
            std::this_thread::sleep_for(kStopTick);
            svr_sock_ = ::dup(descriptor_);
            listen_after_bind();
        }
    }

    bool process_and_close_socket(socket_t socket) override {
        ConnectionInfo info{
            .id = ++lastId_, .remoteAddress = remoteAddressOf(socket), .localAddress = localAddressOf(socket)};
        auto channel = options_.makeChannel(socket);
        std::shared_ptr<Connection> connection;
        {
            const std::lock_guard lock(mutex_);
            if (connections_.size() >= options_.maxConnections) {
                return false;
            }
            connection = std::make_shared<Connection>(std::move(info), std::move(channel), options_.limits,
                                                      options_.times, handler_, service_);
            connections_.emplace(connection->info().id, connection);
        }
        if (handler_.onOpen) {
            handler_.onOpen(connection->info());
        }
        pool_.enqueue([this, connection] { drive(connection, ParkingLot::Wake::kReady); });
        return true;
    }

    void resume(ConnectionId id, ParkingLot::Wake wake) {
        std::shared_ptr<Connection> connection;
        {
            const std::lock_guard lock(mutex_);
            const auto it = connections_.find(id);
            if (it == connections_.end()) {
                return;
            }
            connection = it->second;
        }
        pool_.enqueue([this, connection, wake] { drive(connection, wake); });
    }

    void drive(const std::shared_ptr<Connection>& connection, ParkingLot::Wake wake) {
        auto wait = connection->run(wake);
        while (!wait.done && wait.what == ParkingLot::For::kReadable && staysHot(*connection)) {
            wait = connection->run(ParkingLot::Wake::kReady);
        }
        if (wait.done) {
            remove(connection->info().id);
        } else {
            lot_.park(connection->info().id, connection->channel().descriptor(), wait.what, wait.deadline);
        }
    }

    [[nodiscard]] bool staysHot(const Connection& connection) const {
        if (connection.channel().hasBuffered()) {
            return true;
        }
        if (service_ != Connection::Service::kRunning || pool_.saturated()) {
            return false;
        }
        pollfd descriptor{.fd = connection.channel().descriptor(), .events = POLLIN, .revents = 0};
        return ::poll(&descriptor, 1, static_cast<int>(options_.hotTime.count())) > 0;
    }

    void remove(ConnectionId id) {
        {
            const std::lock_guard lock(mutex_);
            connections_.erase(id);
            ++closing_;
        }
        if (handler_.onClose) {
            handler_.onClose(id);
        }
        {
            const std::lock_guard lock(mutex_);
            --closing_;
        }
        empty_.notify_all();
    }

    // Waking again and again also catches a connection that was just being parked.
    bool waitUntilEmpty(std::chrono::milliseconds grace) {
        const auto start = std::chrono::steady_clock::now();
        std::unique_lock lock(mutex_);
        while (!connections_.empty() || closing_ > 0) {
            if (std::chrono::steady_clock::now() - start >= grace) {
                return false;
            }
            lock.unlock();
            lot_.wakeAll();
            lock.lock();
            empty_.wait_for(lock, kStopTick, [this] { return connections_.empty() && closing_ == 0; });
        }
        return true;
    }

    ListenerOptions options_;
    HttpHandler handler_;
    std::uint16_t port_ = 0;
    int descriptor_ = -1;
    std::thread acceptor_;
    std::atomic<Connection::Service> service_{Connection::Service::kRunning};
    ConnectionId lastId_ = 0;
    std::mutex stopMutex_;
    mutable std::mutex mutex_;
    std::condition_variable empty_;
    std::unordered_map<ConnectionId, std::shared_ptr<Connection>> connections_;
    std::size_t closing_ = 0;  ///< out of the table, but onClose has not returned
    ParkingLot lot_;
    WorkerPool pool_;
};

Result<std::unique_ptr<Listener>> Listener::start(ListenerOptions options, HttpHandler handler) {
    auto impl = std::make_unique<Impl>(std::move(options), std::move(handler));
    if (auto served = impl->bindAndServe(); !served) {
        return tl::unexpected(served.error());
    }
    return std::unique_ptr<Listener>(new Listener(std::move(impl)));
}

Listener::Listener(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Listener::~Listener() = default;

std::uint16_t Listener::port() const {
    return impl_->port();
}

std::string Listener::url() const {
    return impl_->url();
}

std::size_t Listener::connections() const {
    return impl_->connections();
}

std::size_t Listener::workers() const {
    return impl_->workers();
}

bool Listener::stop(std::chrono::milliseconds grace) {
    return impl_->stopAll(grace);
}

}  // namespace mockserver
