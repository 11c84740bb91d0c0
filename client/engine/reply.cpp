#include "client/engine/reply.h"

#include <algorithm>

#include "client/engine/completion.h"
#include "wsman/xml/encoding.h"

namespace client {
namespace {

namespace soap = wsman::soap;

tl::unexpected<Refusal> refuse(Completion completion) {
    return tl::unexpected(Refusal{std::move(completion)});
}

std::string statusText(const HttpReply& reply) {
    std::string text = "HTTP status " + std::to_string(reply.status);
    return reply.reason.empty() ? text : text + " " + reply.reason;
}

Completion redirected(const HttpReply& reply) {
    const std::string location(reply.header("Location"));
    ErrorFacts facts{.category = ErrorCategory::kProtocolError, .messageId = "redirect"};
    if (location.empty()) {
        return failure(MiResult::kFailed, "The server redirects without saying where to (" + statusText(reply) + ").",
                       std::move(facts));
    }
    facts.probableCause = "REDIRECT_LOCATION: " + location;
    return failure(MiResult::kNotSupported, "The server redirects to " + location + ".", std::move(facts));
}

Completion denied(const HttpReply& reply) {
    return failure(MiResult::kAccessDenied, "Access is denied (" + statusText(reply) + ").",
                   {.category = ErrorCategory::kAuthenticationError, .messageId = "denied"});
}

/// "text/html", without its parameters; empty when the reply names no type.
std::string mediaType(const HttpReply& reply) {
    std::string_view type = reply.contentType();
    type = type.substr(0, std::min(type.find_first_of("; \t"), type.size()));
    return std::string(type.substr(0, 60));
}

/// For a status that is no success and no fault: a proxy, or another kind of server, answered.
Completion refusedWithout(const HttpReply& reply, const std::string& what) {
    return failure(MiResult::kFailed, "The server refused the request: " + statusText(reply) + ", " + what + ".",
                   {.category = ErrorCategory::kProtocolError, .messageId = "unusableReply"});
}

Completion unusable(const HttpReply& reply, const std::string& why) {
    return failure(MiResult::kFailed, why + " (" + statusText(reply) + ").",
                   {.category = ErrorCategory::kProtocolError, .messageId = "unusableReply"});
}

}  // namespace

tl::expected<soap::Message, Refusal> readReply(const HttpReply& reply, std::string_view messageId,
                                               const wsman::xml::Limits& limits, bool invoked) {
    const bool success = reply.status >= 200 && reply.status < 300;
    if (reply.status == 401) {
        return refuse(denied(reply));
    }
    if (reply.status >= 300 && reply.status < 400) {
        return refuse(redirected(reply));
    }
    if (reply.body.empty()) {
        if (reply.status == 403) {
            return refuse(denied(reply));
        }
        return refuse(success ? unusable(reply, "The server sent an empty reply")
                              : refusedWithout(reply, "with an empty reply"));
    }
    auto message = soap::Message::parse(reply.body, wsman::xml::charsetOf(reply.contentType()), limits);
    if (!message) {
        if (reply.status == 403) {
            return refuse(denied(reply));
        }
        const std::string type = mediaType(reply);
        const bool soap = type.empty() || type == "application/soap+xml";
        const std::string why = message.error().text();
        if (!success) {
            return refuse(refusedWithout(reply, soap ? "and its reply is not a WS-Management message: " + why
                                                     : "with " + type + " instead of a WS-Management message"));
        }
        return refuse(
            unusable(reply, "The reply is not a WS-Management message" + (soap ? "" : " but " + type) + ": " + why));
    }
    const auto& relatesTo = message->header().relatesTo;
    if (relatesTo && !messageId.empty() && *relatesTo != messageId) {
        return refuse(
            unusable(reply, "The reply answers message " + *relatesTo + " instead of " + std::string(messageId)));
    }
    if (message->isFault()) {
        auto fault = soap::readFault(*message);
        if (!fault) {
            return refuse(unusable(reply, "The reply is a fault that cannot be read: " + fault.error().text()));
        }
        Completion completion = completionFor(*fault, invoked);
        return tl::unexpected(Refusal{std::move(completion), std::move(*fault)});
    }
    if (!success) {
        return refuse(refusedWithout(reply, "without a fault"));
    }
    // SOAP 1.2 part 1 §2.4: such a message must not be processed.
    if (!message->notUnderstood().empty()) {
        const auto& header = message->notUnderstood().front();
        return refuse(unusable(
            reply, "The reply has a header that must be understood and is not, {" + header.ns + "}" + header.local));
    }
    return std::move(*message);
}

}  // namespace client
