// DSP0226 Annex C.2: SOAP over HTTP.
#include <array>

#include "wsman/rules/clauses.h"
#include "wsman/rules/syntax.h"
#include "wsman/rules/verdicts.h"
#include "wsman/uris.h"

namespace wsman::rules {

namespace {

constexpr std::string_view kMediaType = "application/soap+xml";

Verdict methodIsPost(const Observed& request, const Session&) {
    if (request.http().method.empty()) {
        return notApplicable();
    }
    return request.http().method == "POST"
               ? pass()
               : broken("The message came by another method", "POST", request.http().method);
}

Verdict soapActionAgrees(const Observed& request, const Session&) {
    const std::optional<std::string>& field = request.http().soapAction;
    if (!field) {
        return notApplicable();
    }
    std::string_view value = *field;
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
        value = value.substr(1, value.size() - 2);
    }
    const std::string action = request.action();
    return value == action ? pass() : broken("SOAPAction is not wsa:Action", action, *field);
}

Verdict contentType(const Observed& message) {
    if (message.http().contentType.empty()) {
        return broken("There is no Content-Type", kMediaType, "nothing");
    }
    return mediaType(message.http().contentType) == kMediaType
               ? pass()
               : broken("The Content-Type is not that of SOAP 1.2", kMediaType, message.http().contentType);
}

Verdict requestContentType(const Observed& request, const Session&) {
    // Without a method nothing is known about HTTP.
    return request.http().method.empty() ? notApplicable() : contentType(request);
}

Verdict replyContentType(const Observed&, const Observed& reply, const Session&) {
    return reply.http().status == 0 || !reply.isEnvelope() ? notApplicable() : contentType(reply);
}

Verdict faultStatus(const Observed&, const Observed& reply, const Session&) {
    if (!reply.isFault() || reply.http().status == 0) {
        return notApplicable();
    }
    const xml::Node value = reply.payload().child(ns::kSoap, "Code").child(ns::kSoap, "Value");
    const Result<xml::QName> code = value.resolve(value.text());
    if (!code || code->ns != ns::kSoap) {
        return notApplicable();
    }
    const int expected = code->local == "Sender" ? 400 : 500;
    return reply.http().status == expected ? pass()
                                           : broken("The HTTP status is not the one for s:" + code->local,
                                                    std::to_string(expected), std::to_string(reply.http().status));
}

Verdict successStatus(const Observed&, const Observed& reply, const Session&) {
    if (reply.http().status == 0 || !reply.isEnvelope()) {
        return notApplicable();
    }
    const bool isSuccess = reply.http().status / 100 == 2;
    return isSuccess != reply.isFault() ? pass()
                                        : broken(isSuccess ? "A fault came with a status of success"
                                                           : "A reply that is no fault came with a status of failure",
                                                 isSuccess ? "400 or 500" : "200", std::to_string(reply.http().status));
}

constexpr std::array kRules{
    Rule{"DSP0226/RC.2-6", "C.2", "Messages are sent by HTTP POST", Party::kClient, Level::kMust, methodIsPost},
    Rule{"DSP0226/RC.2-12", "C.2", "A SOAPAction field, when there is one, equals wsa:Action", Party::kClient,
         Level::kMust, soapActionAgrees},
    Rule{"SOAP12/CTc", "part 2, 7.1.4", "A request's Content-Type is application/soap+xml", Party::kClient,
         Level::kMust, requestContentType},
    Rule{"SOAP12/CTs", "part 2, 7.1.4", "A reply's Content-Type is application/soap+xml", Party::kServer, Level::kMust,
         replyContentType},
    Rule{"DSP0226/RC.2-9", "C.2", "A fault of s:Sender comes with HTTP status 400, one of s:Receiver with 500",
         Party::kServer, Level::kShould, faultStatus},
    Rule{"SOAP12/status", "part 2, 7.5.2", "A fault comes with an HTTP status of failure, any other reply with 2xx",
         Party::kServer, Level::kMust, successStatus},
};

}  // namespace

std::span<const Rule> httpRules() {
    return kRules;
}

}  // namespace wsman::rules
