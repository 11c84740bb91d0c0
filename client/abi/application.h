#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include <mi.h>

#include "client/abi/destination.h"
#include "client/abi/driver_pool.h"
#include "client/abi/trace.h"
#include "client/listener/listener.h"
#include "client/transport/reactor.h"
#include "client/transport/transport.h"

namespace client::abi {

class HostedProvider;
class Session;
struct ProviderRequest;

/// Makes the transport of a session when its first operation needs one.
using TransportFactory = std::function<std::shared_ptr<Transport>(const Destination&)>;

/// What MI_Application_InitializeV1 opens: the threads of its operations, and the sessions it must outlive.
/// Thread-safe.
class Application : public std::enable_shared_from_this<Application> {
public:
    Application();
    Application(const Application&) = delete;
    Application& operator=(const Application&) = delete;
    ~Application() = default;

    /// Enters the application in the table of handles and points `handle` to it.
    void open(MI_Application& handle);
    [[nodiscard]] MI_Application handle() const { return handle_; }

    DriverPool& pool() { return pool_; }
    Reactor& reactor() { return reactor_; }
    std::shared_ptr<Transport> makeTransport(const Destination& destination);
    /// The provider for a request of a local session, or nullptr: then the scenario answers.
    std::shared_ptr<HostedProvider> providerFor(const ProviderRequest& request);
    void addProvider(std::shared_ptr<HostedProvider> provider);
    void removeProvider(const HostedProvider& provider);

    /// Where event sources push to; shared by all that ask for the same, for as long as one of them holds it. kIo when
    /// it cannot be opened. On all addresses when `host` is none of this machine.
    wsman::Result<std::shared_ptr<Listener>> listener(const std::string& host, std::uint16_t port);
    /// Replaces HTTP, for tests and sessions in process; before the first operation.
    void setTransportFactory(TransportFactory factory);

    /// False when the application is closing.
    bool add(const std::shared_ptr<Session>& session);
    void remove(const Session& session);

    /// Cancels all operations of all sessions, waits until every session is closed, and ends all threads. FAILED from
    /// a callback, where it could only wait for itself.
    MI_Result close();

private:
    MI_Application handle_ = MI_APPLICATION_NULL;
    const std::shared_ptr<Trace> trace_;
    std::mutex mutex_;
    std::condition_variable changed_;
    TransportFactory factory_;
    std::map<std::pair<std::string, std::uint16_t>, std::weak_ptr<Listener>> listeners_;
    std::vector<std::shared_ptr<HostedProvider>> providers_;
    std::unordered_map<const Session*, std::shared_ptr<Session>> sessions_;
    bool closing_ = false;
    Reactor reactor_;
    DriverPool pool_{reactor_};
};

extern const MI_ApplicationFT kApplicationFT;

}  // namespace client::abi
