#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "mockserver/embed/mockserver.h"
#include "mockserver/endpoint/pipeline.h"
#include "mockserver/faults/fault_injector.h"

namespace mockserver {

/// What answers, without what listens: scenarios, faults, their pipeline and its journal. Thread-safe.
class Service {
public:
    /// Of `options` all but bind and port. Errors as MockServer::start.
    static wsman::Result<std::unique_ptr<Service>> create(std::vector<ScenarioPtr> scenarios,
                                                          const MockServerOptions& options);
    /// The same, loading options.scenarios first.
    static wsman::Result<std::unique_ptr<Service>> load(const MockServerOptions& options);

    /// Loads options.scenarios anew and goes over to them between two requests: conversations, counts and faults begin
    /// anew, the journal and the repository go on. Errors: as `load`; then everything stays as it was.
    wsman::Result<void> reload();

    /// Answers one request.
    [[nodiscard]] HttpReply handle(const HttpRequest& request);
    /// Everything a Listener calls; the service must outlive it.
    [[nodiscard]] const HttpHandler& handler() const { return handler_; }
    /// The URL path that is served.
    [[nodiscard]] std::string path() const { return live()->path; }
    /// Of the scenarios that it began with: a listener cannot change it.
    [[nodiscard]] std::optional<std::size_t> maxRequestBytes() const { return maxRequestBytes_; }
    [[nodiscard]] const std::shared_ptr<Journal>& journal() const { return journal_; }
    [[nodiscard]] ScenarioResponder& scenarios() const { return *responder_; }
    [[nodiscard]] FaultInjector& faults() const { return *faults_; }
    /// nullptr: there is none.
    [[nodiscard]] const std::shared_ptr<repository::RepositoryHost>& repository() const { return repository_; }
    [[nodiscard]] const MockServerOptions& options() const { return options_; }

    /// Requests that nobody answered: how many, and what was said of the first hundred.
    [[nodiscard]] Unmatched unmatched() const;
    [[nodiscard]] Traffic traffic() const;
    /// Forgets conversations, counts, unmatched requests and the journal; faults and the repository are as their files
    /// say.
    void reset();

private:
    /// What a reload replaces as a whole.
    struct Live {
        std::string path;
        std::unique_ptr<Pipeline> pipeline;
        HttpHandler handler;
    };
    using LivePtr = std::shared_ptr<const Live>;

    explicit Service(MockServerOptions options) : options_(std::move(options)) {}
    wsman::Result<LivePtr> makeLive(const EndpointSettings& endpoint) const;
    [[nodiscard]] LivePtr live() const;
    void count(const HttpReply& reply, std::chrono::steady_clock::duration took);
    void noteUnmatched(const HttpReply& reply);

    const MockServerOptions options_;
    std::optional<std::size_t> maxRequestBytes_;
    std::shared_ptr<Journal> journal_;
    std::shared_ptr<ScenarioResponder> responder_;
    std::shared_ptr<FaultInjector> faults_;
    std::shared_ptr<repository::RepositoryHost> repository_;
    struct Counters {
        std::atomic<std::uint64_t> answered{0};
        std::atomic<std::uint64_t> unmatched{0};
        std::atomic<std::uint64_t> refused{0};
        std::array<std::atomic<std::uint64_t>, Traffic::kBounds.size() + 1> took{};
        std::atomic<std::uint64_t> microseconds{0};
    };
    Counters counters_;
    mutable std::mutex mutex_;  ///< of what follows
    LivePtr live_;
    Unmatched unmatched_;
    HttpHandler handler_;  // last: it calls the others
};

}  // namespace mockserver
