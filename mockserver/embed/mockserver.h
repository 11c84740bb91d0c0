// mockserver/embed: the mock as an object in another program: scenarios, the endpoint that serves them and its journal,
// put together. Tests, the benchmark and `mi-mockserver serve` all use it:
//
//     auto mock = mockserver::MockServer::start({.scenarios = {"scenarios/written/win32-service"}});
//     if (!mock) return fail(mock.error().text());
//     talkTo((*mock)->url());
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mockserver/endpoint/journal.h"
#include "mockserver/endpoint/listener.h"
#include "mockserver/endpoint/reply_filter.h"
#include "mockserver/endpoint/responder.h"
#include "mockserver/endpoint/tls.h"
#include "mockserver/faults/fault_injector.h"
#include "mockserver/repository/host/repository_host.h"
#include "mockserver/scenario/loader.h"
#include "mockserver/scenario/scenario_responder.h"
#include "mockserver/verify/verdict.h"
#include "wsman/error.h"

namespace mockserver {

struct MockServerOptions {
    /// Scenario files, scenario folders, folders of scenario folders; see loadScenarios.
    std::vector<std::filesystem::path> scenarios{};
    /// A CIM repository that answers what no scenario does: a repository file, a folder with one, "builtin:win32";
    /// empty: that of a scenario, if one has any.
    std::filesystem::path repository{};
    /// How the repository answers and identifies itself: "windows-2022"; empty: as its file says.
    std::string profile{};
    /// Where changes of the repository are kept (SQLite); empty: where its file says, or nowhere.
    std::filesystem::path database{};
    /// How event sinks are reached.
    repository::SinkOptions sinks{};
    std::string bind = "127.0.0.1";
    std::uint16_t port = 0;  ///< 0: a free one
    /// HTTPS in place of HTTP.
    std::optional<TlsOptions> tls{};
    /// URL path that is served, in place of the scenarios' own.
    std::optional<std::string> path{};
    /// User to password, besides those of the scenarios. When neither has any, everyone is let in.
    std::map<std::string, std::string> users{};
    /// Everyone is let in, without a name, whatever users there are.
    bool anonymous = false;
    /// Instead of each scenario's own mode.
    std::optional<ScenarioMode> mode{};
    /// HTTP status of faults for which a scenario sets none: 400 or 500 by the fault's code (DSP0226 RC.2-9) in place
    /// of always 500, as Windows does.
    bool faultStatusByCode = false;
    JournalLimits journal{};
    ConnectionTimes times{};
    std::size_t maxConnections = 16384;  ///< above, a new one is closed at once
    /// Asked before the scenarios.
    std::vector<std::shared_ptr<Responder>> firstResponders{};
    /// Change every reply, one after the other, after the scenarios' faults.
    std::vector<std::shared_ptr<ReplyFilter>> filters{};
    /// Asked after the scenarios, for what no scenario answers.
    std::vector<std::shared_ptr<Responder>> responders{};
    /// Told of every reply before it is sent, with the responder's note in it (a near miss). Called on worker threads,
    /// for several requests at once.
    std::function<void(const HttpRequest&, const HttpReply&)> observe{};
};

/// Requests that nobody answered.
struct Unmatched {
    std::uint64_t count = 0;
    std::vector<std::string> explanations{};  ///< of the first hundred: what came nearest
};

/// What was answered so far, and how fast.
struct Traffic {
    /// Upper bounds of the buckets of `took`, in seconds; one more bucket is for what took longer.
    static constexpr std::array<double, 10> kBounds{0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.01, 0.1, 1, 10};

    std::uint64_t answered = 0;   ///< by a responder
    std::uint64_t unmatched = 0;  ///< messages that nobody answered
    std::uint64_t refused = 0;    ///< no message, or nobody who may send one
    std::array<std::uint64_t, kBounds.size() + 1> took{};
    double seconds = 0;  ///< all of them together
};

/// A running mock. Thread-safe. The destructor stops it.
class MockServer {
public:
    /// Loads the scenarios and serves them from this moment. Errors: kInvalidValue with every diagnostic, one a line;
    /// kInvalidArgument for scenarios that cannot be served together, or a bad user; kIo for an address that cannot be
    /// bound.
    static wsman::Result<std::unique_ptr<MockServer>> start(const MockServerOptions& options);
    /// The same with scenarios that have been loaded already; `options.scenarios` is not looked at.
    static wsman::Result<std::unique_ptr<MockServer>> start(std::vector<ScenarioPtr> scenarios,
                                                            const MockServerOptions& options);
    /// For MockGroup: one that does not listen itself, the listener that serves it, and what answers.
    static std::unique_ptr<MockServer> attached(std::unique_ptr<class Service> service);
    void serveBy(std::shared_ptr<Listener> listener, std::shared_ptr<TlsServer> tls);
    [[nodiscard]] class Service& service() const;

    ~MockServer();
    MockServer(const MockServer&) = delete;
    MockServer& operator=(const MockServer&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    /// "http://127.0.0.1:5985/wsman", what a client is pointed at.
    [[nodiscard]] std::string url() const;
    [[nodiscard]] Journal& journal() const;
    /// The scenarios' responder: which exchanges answered how often, reset.
    [[nodiscard]] ScenarioResponder& scenarios() const;

    [[nodiscard]] FaultInjector& faults() const;
    /// nullptr: there is none.
    [[nodiscard]] repository::RepositoryHost* repository() const;
    [[nodiscard]] const MockServerOptions& options() const;
    [[nodiscard]] Unmatched unmatched() const;
    [[nodiscard]] Traffic traffic() const;
    /// Connections open now.
    [[nodiscard]] std::size_t connections() const;
    /// What the scenarios' `verify` says of the requests so far; `strict`: also that every exchange has answered and
    /// no request was left without an answer.
    [[nodiscard]] Verdict verify(bool strict = false) const;
    /// Forgets conversations, counts, unmatched requests and the journal; faults are as their scenarios say.
    void reset();
    /// Loads options.scenarios anew and goes over to them between two requests. Errors: as `start`; then everything
    /// stays as it was. A changed limit of request bytes has no effect before the next start.
    wsman::Result<void> reload();

    /// The certificate, PEM, of a mock that speaks TLS.
    [[nodiscard]] std::string certificate() const;

    /// Finishes what has begun and closes the port; true when nothing had to be cut off after `grace`. Once stopped it
    /// stays stopped; the journal can still be read.
    bool stop(std::chrono::milliseconds grace = std::chrono::seconds(5));

private:
    MockServer();
    static wsman::Result<std::unique_ptr<MockServer>> start(std::unique_ptr<class Service> service,
                                                            const MockServerOptions& options);

    std::unique_ptr<class Service> service_;
    std::shared_ptr<TlsServer> tls_;
    std::shared_ptr<Listener> listener_;  // last: it calls the others until it is gone
};

/// What a listener needs to know of a mock with these options; `tls` is set when they ask for it. Errors: those of
/// TlsServer::create.
wsman::Result<ListenerOptions> listenerOptions(const MockServerOptions& options, std::shared_ptr<TlsServer>& tls);

/// A copy of a scenario in another mode. Played as stubs, exchanges of a replay that ask for the same are told apart by
/// `nth`, the last of them answering from then on; played strictly, `nth` is not asked for.
ScenarioPtr inMode(const ScenarioPtr& scenario, ScenarioMode mode);

}  // namespace mockserver
