#include "client/abi/application.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "client/abi/handle_table.h"
#include "client/abi/hosted_provider.h"
#include "client/abi/local_transport.h"
#include "client/abi/session.h"

namespace client::abi {

Application::Application() : trace_(Trace::fromEnvironment()) {}

void Application::open(MI_Application& handle) {
    handles<Application>().open(handle_, &kApplicationFT, shared_from_this());
    handle = handle_;
}

std::shared_ptr<Transport> Application::makeTransport(const Destination& destination) {
    TransportFactory factory;
    {
        const std::scoped_lock lock(mutex_);
        factory = factory_;
    }
    if (factory) {
        return factory(destination);
    }
    if (destination.local) {
        return makeLocalTransport();
    }
    HttpOptions options = destination.http;
    if (trace_) {
        options.trace = [trace = trace_](const TraceEvent& event) { trace->write(event); };
    }
    return std::make_shared<HttpTransport>(std::move(options));
}

void Application::setTransportFactory(TransportFactory factory) {
    const std::scoped_lock lock(mutex_);
    factory_ = std::move(factory);
}

std::shared_ptr<HostedProvider> Application::providerFor(const ProviderRequest& request) {
    const std::scoped_lock lock(mutex_);
    const auto found = std::find_if(providers_.begin(), providers_.end(),
                                    [&](const auto& provider) { return provider->serves(request); });
    return found == providers_.end() ? nullptr : *found;
}

void Application::addProvider(std::shared_ptr<HostedProvider> provider) {
    const std::scoped_lock lock(mutex_);
    providers_.push_back(std::move(provider));
}

void Application::removeProvider(const HostedProvider& provider) {
    const std::scoped_lock lock(mutex_);
    std::erase_if(providers_, [&](const auto& one) { return one.get() == &provider; });
}

wsman::Result<std::shared_ptr<Listener>> Application::listener(const std::string& host, std::uint16_t port) {
    const std::scoped_lock lock(mutex_);
    auto& slot = listeners_[{host, port}];
    if (auto open = slot.lock()) {
        return open;
    }
    auto opened = Listener::open({.host = host, .port = port});
    if (!opened) {
        opened = Listener::open({.host = "0.0.0.0", .port = port});
    }
    if (!opened) {
        return tl::unexpected(opened.error());
    }
    std::shared_ptr<Listener> shared = std::move(*opened);
    slot = shared;
    return shared;
}

bool Application::add(const std::shared_ptr<Session>& session) {
    const std::scoped_lock lock(mutex_);
    if (closing_) {
        return false;
    }
    sessions_.emplace(session.get(), session);
    return true;
}

void Application::remove(const Session& session) {
    std::shared_ptr<Session> gone;  // freed outside the lock
    const std::scoped_lock lock(mutex_);
    if (const auto found = sessions_.find(&session); found != sessions_.end()) {
        gone = std::move(found->second);
        sessions_.erase(found);
    }
    changed_.notify_all();
}

MI_Result Application::close() {
    if (pool_.isCurrent()) {
        return MI_RESULT_FAILED;
    }
    std::vector<std::shared_ptr<Session>> open;
    {
        const std::scoped_lock lock(mutex_);
        if (std::exchange(closing_, true)) {
            return MI_RESULT_INVALID_PARAMETER;
        }
        for (const auto& [key, session] : sessions_) {
            open.push_back(session);
        }
    }
    for (const auto& session : open) {
        session->cancelAll();
    }
    open.clear();
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return sessions_.empty(); });
    }
    std::vector<std::shared_ptr<HostedProvider>> providers;
    {
        const std::scoped_lock lock(mutex_);
        providers.swap(providers_);
    }
    for (const auto& provider : providers) {
        provider->close();
    }
    pool_.stop();
    reactor_.stop();
    return MI_RESULT_OK;
}

}  // namespace client::abi
