// conformance/client: judges a WS-Management client by what it sends. A mock is started, the client is run against it,
// and every request in the mock's journal is held against the rule catalogue.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "conformance/runner/case.h"
#include "mockserver/endpoint/journal.h"
#include "mockserver/endpoint/reply_filter.h"
#include "mockserver/endpoint/responder.h"
#include "wsman/error.h"

namespace conformance {

struct ClientOptions {
    std::vector<std::string> scenarios{};  ///< what the mock serves
    std::string user = "miuser";
    std::string password = "mipass";
    std::uint16_t port = 0;
    std::chrono::seconds timeout{60};
    /// The program and its arguments; {url}, {host}, {port}, {user} and {password} are replaced in each. WSMAN_URL,
    /// WSMAN_USER and WSMAN_PASSWORD are in its environment. Empty: wait for a client that is started by hand, until
    /// `timeout` has passed or nothing has come for the time `quiet` after the first request.
    std::vector<std::string> command{};
    std::chrono::milliseconds quiet{5000};
    std::function<void(const std::string& url)> ready{};  ///< told where the mock is, once it listens
};

/// What a client did.
struct ClientRun {
    std::vector<mockserver::Journal::Entry> requests{};
    std::string ended{};            ///< "exited with code 0", "was ended after 60 s", "attached"
    std::optional<int> exitCode{};  ///< of a command that ended by itself
    bool late = false;              ///< it did not end within its time
    std::chrono::milliseconds took{0};
};

/// What a mock does otherwise than usual: it answers in place of the scenarios, or changes their replies.
class Teacher : public mockserver::Responder, public mockserver::ReplyFilter {
public:
    [[nodiscard]] std::string_view name() const override { return "lesson"; }
    std::optional<mockserver::HttpReply> respond(const mockserver::Exchange&) override { return std::nullopt; }
    void filter(const mockserver::Answered&, mockserver::HttpReply&) override {}
};

/// Starts the mock, runs the client and collects its requests. Errors: kIo when the mock or the command could not be
/// started.
wsman::Result<ClientRun> observeClient(const ClientOptions& options);
/// The same against a mock that `teacher` misleads; what the command prints is dropped.
wsman::Result<ClientRun> observeClient(const ClientOptions& options, const std::shared_ptr<Teacher>& teacher);

/// One case per client rule of the catalogue. `run` must outlive them.
Suite clientSuite(const ClientRun& run);

}  // namespace conformance
