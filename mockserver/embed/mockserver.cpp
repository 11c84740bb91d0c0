#include "mockserver/embed/mockserver.h"

#include <unordered_map>
#include <utility>

#include "mockserver/embed/service.h"

namespace mockserver {

using wsman::Result;

ScenarioPtr inMode(const ScenarioPtr& scenario, ScenarioMode mode) {
    if (scenario->mode == mode) {
        return scenario;
    }
    auto copy = std::make_shared<Scenario>(*scenario);
    copy->mode = mode;
    std::unordered_map<std::size_t, std::size_t> left;  // exchanges of one likeness that are still to come
    for (auto& exchange : copy->exchanges) {
        exchange.when.nth.reset();
        ++left[exchange.when.likeness];
    }
    if (mode == ScenarioMode::kStub) {
        std::unordered_map<std::size_t, std::uint32_t> seen;
        for (auto& exchange : copy->exchanges) {
            const auto nth = ++seen[exchange.when.likeness];
            if (--left[exchange.when.likeness] != 0) {
                exchange.when.nth = nth;
                exchange.when.specificity += 2;
            }
        }
    }
    return copy;
}

Result<ListenerOptions> listenerOptions(const MockServerOptions& options, std::shared_ptr<TlsServer>& tls) {
    ListenerOptions out;
    out.host = options.bind;
    out.port = options.port;
    out.times = options.times;
    out.maxConnections = options.maxConnections;
    if (options.tls) {
        auto made = TlsServer::create(*options.tls);
        if (!made) {
            return tl::unexpected(std::move(made.error()));
        }
        tls = std::move(*made);
        out.scheme = "https";
        out.makeChannel = [tls](int descriptor) { return tls->makeChannel(descriptor); };
    }
    return out;
}

Result<std::unique_ptr<MockServer>> MockServer::start(const MockServerOptions& options) {
    auto service = Service::load(options);
    return service ? start(std::move(*service), options) : tl::unexpected(std::move(service.error()));
}

Result<std::unique_ptr<MockServer>> MockServer::start(std::vector<ScenarioPtr> scenarios,
                                                      const MockServerOptions& options) {
    auto service = Service::create(std::move(scenarios), options);
    return service ? start(std::move(*service), options) : tl::unexpected(std::move(service.error()));
}

Result<std::unique_ptr<MockServer>> MockServer::start(std::unique_ptr<Service> service,
                                                      const MockServerOptions& options) {
    std::unique_ptr<MockServer> mock(new MockServer);
    mock->service_ = std::move(service);
    auto listen = listenerOptions(options, mock->tls_);
    if (!listen) {
        return tl::unexpected(std::move(listen.error()));
    }
    listen->limits.maxBody = mock->service_->maxRequestBytes().value_or(listen->limits.maxBody);
    auto listener = Listener::start(std::move(*listen), mock->service_->handler());
    if (!listener) {
        return tl::unexpected(std::move(listener.error()));
    }
    mock->listener_ = std::move(*listener);
    return mock;
}

std::unique_ptr<MockServer> MockServer::attached(std::unique_ptr<Service> service) {
    std::unique_ptr<MockServer> mock(new MockServer);
    mock->service_ = std::move(service);
    return mock;
}

void MockServer::serveBy(std::shared_ptr<Listener> listener, std::shared_ptr<TlsServer> tls) {
    listener_ = std::move(listener);
    tls_ = std::move(tls);
}

std::string MockServer::certificate() const {
    return tls_ == nullptr ? std::string() : tls_->certificate();
}

Service& MockServer::service() const {
    return *service_;
}

MockServer::MockServer() = default;

MockServer::~MockServer() {
    stop();
}

Journal& MockServer::journal() const {
    return *service_->journal();
}

ScenarioResponder& MockServer::scenarios() const {
    return service_->scenarios();
}

repository::RepositoryHost* MockServer::repository() const {
    return service_->repository().get();
}

FaultInjector& MockServer::faults() const {
    return service_->faults();
}

const MockServerOptions& MockServer::options() const {
    return service_->options();
}

Unmatched MockServer::unmatched() const {
    return service_->unmatched();
}

Traffic MockServer::traffic() const {
    return service_->traffic();
}

std::size_t MockServer::connections() const {
    return listener_->connections();
}

Verdict MockServer::verify(bool strict) const {
    const Unmatched left = unmatched();
    return judge(scenarios(), left.count, left.explanations, strict);
}

void MockServer::reset() {
    service_->reset();
}

Result<void> MockServer::reload() {
    return service_->reload();
}

std::uint16_t MockServer::port() const {
    return listener_->port();
}

std::string MockServer::url() const {
    return listener_->url() + service_->path();
}

bool MockServer::stop(std::chrono::milliseconds grace) {
    return listener_ == nullptr || listener_->stop(grace);
}

}  // namespace mockserver
