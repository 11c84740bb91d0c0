// A server inside a case's own process, for cases that need one which misbehaves, or want to see what the library sent:
// it can hold replies back and give replies of the case's making; everything else the built-in repository answers.
//
//     auto peer = WirePeer::start(target);
//     if (!peer) return peer.error();
//     (*peer)->hold([](const WireRequest& request) { return request.isPull(); });
//     auto session = openSession(target, (*peer)->destination());
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/api/api_case.h"
#include "mockserver/endpoint/exchange.h"
#include "mockserver/endpoint/journal.h"
#include "wsman/soap/header.h"

namespace mockserver {
class MockServer;
class Responder;
}  // namespace mockserver

namespace conformance {

/// A request as it reached the peer.
struct WireRequest {
    std::size_t number = 0;  ///< from 1, in the order of arrival
    std::string action{};
    wsman::soap::Header header{};
    std::string payload{};   ///< the element in s:Body as stand-alone XML, or empty
    std::string envelope{};  ///< all of it, as sent
    std::uint64_t connection = 0;

    [[nodiscard]] bool is(std::string_view wanted) const { return action == wanted; }
    [[nodiscard]] bool isGet() const;
    [[nodiscard]] bool isEnumerate() const;
    [[nodiscard]] bool isPull() const;
    [[nodiscard]] bool isRelease() const;
};

/// The server. Thread-safe. The destructor lets go of what is held and stops; sessions that talk to it should be closed
/// before.
class WirePeer {
public:
    using Which = std::function<bool(const WireRequest&)>;
    /// A reply, or nothing: then the repository answers.
    using Answer = std::function<std::optional<mockserver::HttpReply>(const WireRequest&)>;

    /// `answer` may be empty. It is asked first, on the server's threads, for several requests at once.
    static tl::expected<std::unique_ptr<WirePeer>, CaseResult> start(const ApiTarget& target, Answer answer = {});
    ~WirePeer();
    WirePeer(const WirePeer&) = delete;
    WirePeer& operator=(const WirePeer&) = delete;

    /// The target's destination, with this server's address.
    [[nodiscard]] client::Destination destination() const;

    /// From now on, requests of which `which` is true get no reply before `release`, or before the peer ends.
    void hold(Which which);
    void release();

    /// What came so far, in the order of arrival.
    [[nodiscard]] std::vector<WireRequest> requests() const;
    /// Waits until a request came of which `which` is true; false when `time` passes first.
    bool waitFor(const Which& which, std::chrono::milliseconds time = std::chrono::seconds(5)) const;
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

/// A whole SOAP reply to `request`: `action` is the reply's, `body` what s:Body holds, with the prefixes of
/// wsman::soap::writeMessage (s, a, w, n, x, e, xsi, b, cim).
mockserver::HttpReply soapReply(const WireRequest& request, std::string_view action, std::string_view body,
                                int status = 200);
/// The instance of class X_Test whose key Id is `id`, as a server sends it.
std::string instanceXml(std::size_t id);
/// Answers an enumeration: pages[0] instances of X_Test come with the reply to Enumerate, pages[1] with that to the
/// first Pull and so on, with Id from 0. A Get is answered with the instance that its selector Id names, or 0.
WirePeer::Answer enumerationOf(std::vector<std::size_t> pages);

}  // namespace conformance
