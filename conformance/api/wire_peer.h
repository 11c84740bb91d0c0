// A server inside a case's own process, for cases that need one which misbehaves, or want to see what the library sent:
// it can hold replies back and give replies of the case's making; everything else the built-in repository answers.
//
//     auto peer = WirePeer::start(target);
//     if (!peer) return peer.error();
//     (*peer)->hold([](const Sent& request) { return request.action() == "Pull"; });
//     auto session = openSession(target, (*peer)->destination());
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/api/api_case.h"
#include "conformance/api/replies.h"
#include "conformance/api/sent.h"
#include "mockserver/endpoint/journal.h"

namespace mockserver {
class MockServer;
}  // namespace mockserver

namespace conformance {

/// The server. Thread-safe. The destructor lets go of what is held and stops; sessions that talk to it should be closed
/// before.
class WirePeer {
public:
    using Which = std::function<bool(const Sent&)>;

    /// Serves the repository "builtin:win32" to the target's user, unless `answer` has an answer; it may be empty.
    static tl::expected<std::unique_ptr<WirePeer>, CaseResult> start(const ApiTarget& target, Answer answer = {});
    ~WirePeer();
    WirePeer(const WirePeer&) = delete;
    WirePeer& operator=(const WirePeer&) = delete;

    /// The target's destination, with this server's address.
    [[nodiscard]] client::Destination destination() const;

    /// Answers every request with that action (see Sent::action) from now on; "*" those that no other answer is for, in
    /// place of what `start` was given.
    void answer(const std::string& action, Answer answer);
    /// From now on, requests of which `which` is true get no reply before `release`, or before the peer ends.
    void hold(Which which);
    void release();

    /// What came so far, in the order of arrival: the messages with that action, or all of them.
    [[nodiscard]] std::vector<Sent> requests(std::string_view action = {}) const;
    /// How many HTTP requests were answered, those included that were no messages and that nobody could answer.
    [[nodiscard]] std::uint64_t received() const;
    /// Waits until a request came of which `which` is true, or one with that action; false when `time` passes first.
    [[nodiscard]] bool waitFor(const Which& which, std::chrono::milliseconds time = std::chrono::seconds(5)) const;
    [[nodiscard]] bool waitFor(std::string_view action, std::chrono::milliseconds time = std::chrono::seconds(5)) const;
    /// What all peers of this process were sent so far, and what they answered; of each the first two hundred
    /// exchanges.
    static std::vector<mockserver::Journal::Entry> traffic();
    /// Connections that are open now.
    [[nodiscard]] std::size_t connections() const;
    /// Waits until no connection is open; false when `time` passes first.
    [[nodiscard]] bool waitUntilDisconnected(std::chrono::milliseconds time = std::chrono::seconds(5)) const;

private:
    class Front;

    explicit WirePeer(client::Destination destination);
    void appendTraffic(std::vector<mockserver::Journal::Entry>& out) const;

    client::Destination destination_;
    std::shared_ptr<Front> front_;
    std::unique_ptr<mockserver::MockServer> mock_;
};

}  // namespace conformance
