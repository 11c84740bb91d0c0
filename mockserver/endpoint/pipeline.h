#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "mockserver/endpoint/auth.h"
#include "mockserver/endpoint/exchange.h"
#include "mockserver/endpoint/journal.h"
#include "mockserver/endpoint/reply_filter.h"
#include "mockserver/endpoint/responder.h"
#include "wsman/soap/fault.h"
#include "wsman/soap/message.h"
#include "wsman/xml/limits.h"

namespace mockserver {

/// What a Pipeline works with. All pointers may be shared with other pipelines.
struct PipelineParts {
    /// Where MessageIDs of faults come from. Required.
    wsman::soap::IdSource newMessageId;
    /// Asked in order; the first that answers wins.
    std::vector<std::shared_ptr<Responder>> responders{};
    /// nullptr: replies go out as they are.
    std::shared_ptr<ReplyFilter> filter{};
    /// nullptr: everyone is let in, without a name.
    std::shared_ptr<const Authenticator> authenticator{};
    /// nullptr: nothing is kept.
    std::shared_ptr<Journal> journal{};
    /// The time of journal entries.
    std::function<std::chrono::system_clock::time_point()> now = std::chrono::system_clock::now;
};

struct PipelineOptions {
    /// A request's path must start with this; else HTTP 404.
    std::string pathPrefix = "/wsman";
    /// Identify needs no authentication below "/wsman-anon" (DSP0226 RC.2-11) or when the HTTP header "WSMANIDENTIFY:
    /// unauthenticated" asks for it (MS-WSMV §3.1.4.1.23); anything else is refused there.
    bool anonymousIdentify = true;
    /// Requests that no service could process get their fault before any responder sees them (see checkEnvelope).
    bool checkEnvelope = true;
    /// HTTP status of faults: 400 or 500 by the fault's code (DSP0226 RC.2-9) in place of always 500, as WinRM does.
    bool faultStatusByCode = false;
    wsman::xml::Limits xmlLimits{};
};

/// The way of a request from a Listener to the Responders and back: method, path, authentication, media type, one
/// parse, the responders in order, encoding of the reply, journal. What fails on the way is answered with the right
/// HTTP status, or with a SOAP fault once there is a message. Thread-safe. Must outlive the Listener that calls it.
class Pipeline {
public:
    explicit Pipeline(PipelineParts parts, PipelineOptions options = {});

    HttpReply handle(const HttpRequest& request);

    /// Everything a Listener calls, bound to this pipeline.
    HttpHandler handler();

private:
    struct Trail;  // what the journal will say of the request in hand

    HttpReply answer(const HttpRequest& request, Trail& trail);
    HttpReply converse(const HttpRequest& request, Trail& trail, bool identifyOnly);
    HttpReply ask(const Exchange& exchange, Trail& trail);
    void filter(const HttpRequest& request, const wsman::soap::Message* message, HttpReply& reply, Trail& trail) const;
    HttpReply faultReply(const wsman::soap::Fault& fault, const wsman::soap::Header* request) const;
    AuthResult authenticate(const HttpRequest& request);
    std::shared_ptr<AuthSession> sessionOf(ConnectionId id);
    void record(const HttpRequest& request, const HttpReply& reply, Trail trail);
    void recordRefusal(const ConnectionInfo& info, int status, const std::string& reason);

    PipelineParts parts_;
    PipelineOptions options_;
    std::mutex mutex_;
    std::unordered_map<ConnectionId, std::shared_ptr<AuthSession>> sessions_;
};

}  // namespace mockserver
