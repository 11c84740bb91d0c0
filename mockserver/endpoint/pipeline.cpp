#include "mockserver/endpoint/pipeline.h"

#include <utility>

#include "mockserver/endpoint/envelope_check.h"
#include "mockserver/endpoint/media_type.h"
#include "mockserver/endpoint/reply_writer.h"
#include "wsman/uris.h"
#include "wsman/xml/encoding.h"

namespace mockserver {

namespace {

namespace soap = wsman::soap;
using Steady = std::chrono::steady_clock;

constexpr std::string_view kAnonymousPath = "/wsman-anon";
constexpr std::string_view kContentTypeUtf16 = "application/soap+xml;charset=UTF-16";

bool asksAnonymously(const HttpRequest& request) {
    return request.path.starts_with(kAnonymousPath) ||
           equalIgnoringCase(request.headers.get("WSMANIDENTIFY"), "unauthenticated");
}

// A reply goes out in the encoding its request came in (DSP0226 R13.1-5). A body that is no valid UTF-8 is left as it
// is: somebody wants to show the client just that.
void encodeLike(const soap::Message& request, HttpReply& reply) {
    const auto contentType = reply.headers.get("Content-Type");
    if (request.encoding() == wsman::xml::Encoding::kUtf8 || reply.body.empty() ||
        !contentType.starts_with("application/soap+xml") ||
        !equalIgnoringCase(wsman::xml::charsetOf(contentType), "utf-8")) {
        return;
    }
    if (auto encoded = wsman::xml::fromUtf8(reply.body, request.encoding())) {
        reply.body = std::move(*encoded);
        reply.headers.set("Content-Type", std::string(kContentTypeUtf16));
    }
}

std::string requestText(const HttpRequest& request) {
    std::string text = request.method + " " + request.target + " " + request.version + "\r\n";
    for (const auto& [name, value] : request.headers) {
        const auto secret = equalIgnoringCase(name, "Authorization") || equalIgnoringCase(name, "Proxy-Authorization");
        text += name + ": ";
        text += secret ? value.substr(0, value.find(' ')) + " [redacted]" : value;
        text += "\r\n";
    }
    return text + "\r\n" + request.body;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) {
        text += (text.empty() ? "" : "; ") + line;
    }
    return text;
}

}  // namespace

struct Pipeline::Trail {
    std::chrono::system_clock::time_point time;
    Steady::time_point started;
    std::string user{};
    std::string action{};
    std::string resourceUri{};
    std::string messageId{};
    std::string responder{};
    std::string note{};
};

Pipeline::Pipeline(PipelineParts parts, PipelineOptions options)
    : parts_(std::move(parts)), options_(std::move(options)) {}

HttpHandler Pipeline::handler() {
    return {.handle = [this](const HttpRequest& request) { return handle(request); },
            .onClose =
                [this](ConnectionId id) {
                    for (const auto& responder : parts_.responders) {
                        responder->closed(id);
                    }
                    const std::lock_guard lock(mutex_);
                    sessions_.erase(id);
                },
            .onRefuse = [this](const ConnectionInfo& info, int status,
                               const std::string& reason) { recordRefusal(info, status, reason); }};
}

HttpReply Pipeline::handle(const HttpRequest& request) {
    Trail trail{.time = parts_.now(), .started = Steady::now()};
    auto reply = answer(request, trail);
    reply.note = trail.note;  // also what the pipeline itself has to say, for whoever watches replies
    reply.answered = !trail.responder.empty();
    if (parts_.journal) {
        record(request, reply, std::move(trail));
    }
    return reply;
}

HttpReply Pipeline::answer(const HttpRequest& request, Trail& trail) {
    if (!request.path.starts_with(options_.pathPrefix)) {
        return plainTextReply(404, "WS-Management is at " + options_.pathPrefix);
    }
    if (request.method != "POST") {
        auto reply = plainTextReply(405, "WS-Management messages are carried by POST");
        reply.headers.add("Allow", "POST");
        return reply;
    }
    if (!parts_.authenticator) {
        return converse(request, trail, false);
    }
    if (options_.anonymousIdentify && asksAnonymously(request)) {
        return converse(request, trail, true);
    }
    auto auth = authenticate(request);
    if (!auth.user) {
        HttpReply refusal{.status = 401, .headers = std::move(auth.headers)};
        filter(request, nullptr, refusal, trail);
        return refusal;
    }
    trail.user = std::move(*auth.user);
    auto reply = converse(request, trail, false);
    for (const auto& [name, value] : auth.headers) {
        reply.headers.add(name, value);
    }
    return reply;
}

HttpReply Pipeline::converse(const HttpRequest& request, Trail& trail, bool identifyOnly) {
    if (auto refusal = checkMediaType(request)) {
        return std::move(*refusal);
    }
    const auto charset = wsman::xml::charsetOf(request.headers.get("Content-Type"));
    const auto message = soap::Message::parse(request.body, charset, options_.xmlLimits);
    if (!message) {
        trail.note = message.error().text();
        soap::Header refused;
        refused.messageId = soap::messageIdOf(request.body, charset, options_.xmlLimits);
        trail.messageId = refused.messageId.value_or(std::string{});
        auto reply = faultReply(soap::faultFor(message.error()), &refused);
        filter(request, nullptr, reply, trail);
        return reply;
    }
    const auto& header = message->header();
    trail.action = message->action();
    trail.resourceUri = header.resourceUri ? header.resourceUri->value : std::string{};
    trail.messageId = header.messageId.value_or(std::string{});

    HttpReply reply;
    std::optional<soap::Fault> fault;
    if (identifyOnly && !isIdentify(*message)) {
        fault = soap::makeFault(soap::FaultId::kWsmanAccessDenied, "Only Identify is answered without authentication.");
    } else if (options_.checkEnvelope) {
        fault = checkEnvelope(*message);
    }
    if (fault) {
        trail.note = fault->reason();
        reply = faultReply(*fault, &header);
    } else {
        reply = ask(Exchange(request, *message, trail.user), trail);
    }
    filter(request, &*message, reply, trail);
    encodeLike(*message, reply);
    return reply;
}

void Pipeline::filter(const HttpRequest& request, const soap::Message* message, HttpReply& reply, Trail& trail) const {
    if (parts_.filter) {
        reply.note = std::move(trail.note);
        parts_.filter->filter({.http = request, .message = message, .user = trail.user}, reply);
        trail.note = reply.note;
    }
}

HttpReply Pipeline::ask(const Exchange& exchange, Trail& trail) {
    for (const auto& responder : parts_.responders) {
        if (auto reply = responder->respond(exchange)) {
            trail.responder = responder->name();
            trail.note = reply->note;
            return std::move(*reply);
        }
    }
    const auto why = joined(exchange.explanations());
    trail.note = why.empty() ? "no responder answered" : why;
    return faultReply(exchange.fittingFault() ? *exchange.fittingFault() : unansweredFault(exchange.message(), why),
                      &exchange.message().header());
}

HttpReply Pipeline::faultReply(const soap::Fault& fault, const soap::Header* request) const {
    return {.status = soap::httpStatus(fault, options_.faultStatusByCode),
            .headers = {{"Content-Type", std::string(wsman::kContentTypeUtf8)}},
            .body = soap::writeFaultMessage(fault, request, parts_.newMessageId())};
}

AuthResult Pipeline::authenticate(const HttpRequest& request) {
    return sessionOf(request.connectionId)->authenticate(request);
}

std::shared_ptr<AuthSession> Pipeline::sessionOf(ConnectionId id) {
    const std::lock_guard lock(mutex_);
    auto& session = sessions_[id];
    if (!session) {
        session = parts_.authenticator->open();
    }
    return session;
}

void Pipeline::record(const HttpRequest& request, const HttpReply& reply, Trail trail) {
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - trail.started);
    parts_.journal->append({.time = trail.time,
                            .took = took,
                            .connection = request.connectionId,
                            .remoteAddress = request.remoteAddress,
                            .endpoint = request.endpoint ? request.endpoint->name : std::string(),
                            .user = std::move(trail.user),
                            .action = std::move(trail.action),
                            .resourceUri = std::move(trail.resourceUri),
                            .messageId = std::move(trail.messageId),
                            .request = requestText(request),
                            .status = reply.status,
                            .reply = formatReplyHead(reply, request.keepAlive) + reply.body,
                            .responder = std::move(trail.responder),
                            .note = std::move(trail.note)});
}

void Pipeline::recordRefusal(const ConnectionInfo& info, int status, const std::string& reason) {
    if (parts_.journal) {
        parts_.journal->append({.time = parts_.now(),
                                .connection = info.id,
                                .remoteAddress = info.remoteAddress,
                                .status = status,
                                .note = "refused by the listener: " + reason});
    }
}

}  // namespace mockserver
