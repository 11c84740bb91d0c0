// DSP0226 clause 5.4: ReplyTo, MessageID, RelatesTo, Action.
#include <array>

#include "wsman/rules/bodies.h"
#include "wsman/rules/clauses.h"
#include "wsman/rules/syntax.h"
#include "wsman/rules/verdicts.h"
#include "wsman/uris.h"
#include "wsman/xml/compare.h"

namespace wsman::rules {

namespace {

/// Identify alone needs no addressing headers, nor does its answer.
bool isAddressed(const Observed& request) {
    return request.isEnvelope() && !request.isIdentify();
}

Verdict replyToPresent(const Observed& request, const Session&) {
    if (!isAddressed(request) || !expectsReply(request)) {
        return notApplicable();
    }
    const xml::Node replyTo = request.header(ns::kAddressing, "ReplyTo");
    if (!replyTo) {
        return broken("A request that wants a reply says not where to", "wsa:ReplyTo", "nothing", request.header());
    }
    const std::string address = replyTo.child(ns::kAddressing, "Address").text();
    return isUri(address) ? pass() : broken("ReplyTo has no usable address", "a URI", address, replyTo);
}

std::string replyAddress(const Observed& request, const Observed& reply) {
    for (const char* header : {reply.isFault() ? "FaultTo" : "ReplyTo", "ReplyTo"}) {
        std::string address = request.header(ns::kAddressing, header).child(ns::kAddressing, "Address").text();
        if (!address.empty()) {
            return address;
        }
    }
    return {};
}

Verdict toIsReplyTo(const Observed& request, const Observed& reply, const Session&) {
    const xml::Node to = reply.header(ns::kAddressing, "To");
    const std::string expected = replyAddress(request, reply);
    if (!to || expected.empty()) {
        return notApplicable();
    }
    return to.text() == expected ? pass() : broken("The reply goes elsewhere", expected, to.text(), to);
}

Verdict replyToParameters(const Observed& request, const Observed& reply, const Session&) {
    const xml::Node parameters =
        request.header(ns::kAddressing, "ReplyTo").child(ns::kAddressing, "ReferenceParameters");
    if (!parameters.firstChild() || !reply.isEnvelope() || reply.isFault()) {
        return notApplicable();
    }
    for (const xml::Node parameter : parameters.children()) {
        const xml::Name name = parameter.name();
        const xml::Node echoed = reply.header(name.ns, name.local);
        if (!echoed || xml::firstDifference(parameter, echoed)) {
            return broken("A reference parameter of ReplyTo did not come back", xml::canonicalText(parameter),
                          echoed ? xml::canonicalText(echoed) : "nothing", reply.header());
        }
    }
    return pass();
}

Verdict messageIdIsUri(const Observed& message) {
    const xml::Node id = message.header(ns::kAddressing, "MessageID");
    if (!id) {
        return broken("The message has no MessageID", "wsa:MessageID", "nothing", message.header());
    }
    return isUri(id.text()) ? pass() : broken("MessageID is no URI", "a URI, usually uuid:...", id.text(), id);
}

Verdict requestMessageId(const Observed& request, const Session&) {
    return isAddressed(request) ? messageIdIsUri(request) : notApplicable();
}

Verdict replyMessageId(const Observed& request, const Observed& reply, const Session&) {
    // That a fault has one at all is R14.2-1b; that it is a URI is asked of every reply.
    const bool judged = reply.isEnvelope() && isAddressed(request);
    return judged && reply.header(ns::kAddressing, "MessageID") ? messageIdIsUri(reply) : notApplicable();
}

Verdict notSeen(xml::Node id, const std::string* earlier) {
    return earlier == nullptr ? pass()
                              : broken("A MessageID is used again, or differs from an earlier one by case alone",
                                       "a new identifier", id.text(), id);
}

Verdict requestIdIsNew(const Observed& request, const Session& before) {
    const xml::Node id = request.header(ns::kAddressing, "MessageID");
    return id ? notSeen(id, before.requestId(id.text())) : notApplicable();
}

Verdict replyIdIsNew(const Observed&, const Observed& reply, const Session& before) {
    const xml::Node id = reply.header(ns::kAddressing, "MessageID");
    return id ? notSeen(id, before.replyId(id.text())) : notApplicable();
}

Verdict relatesTo(const Observed& request, const Observed& reply, const Session&) {
    const xml::Node id = request.header(ns::kAddressing, "MessageID");
    // Which of two is meant is anybody's guess.
    for (xml::Node other = id.next(); other; other = other.next()) {
        if (other.is(ns::kAddressing, "MessageID")) {
            return notApplicable();
        }
    }
    // Identify needs no headers, and its reply none (R11-2); what cannot be read can be related to nothing (14.4).
    if (!id || id.text().empty() || request.isIdentify() || !reply.isEnvelope()) {
        return notApplicable();
    }
    const xml::Node relation = reply.header(ns::kAddressing, "RelatesTo");
    return relation && relation.text() == id.text()
               ? pass()
               : broken("RelatesTo is not the request's MessageID", id.text(), relation ? relation.text() : "nothing",
                        relation ? relation : reply.header());
}

Verdict actionPresent(const Observed& request, const Session&) {
    if (!isAddressed(request)) {
        return notApplicable();
    }
    return request.action().empty() ? broken("The message has no Action", "wsa:Action", "nothing", request.header())
                                    : pass();
}

/// Operations whose body is an element of their own name.
struct Operation {
    std::string_view action;
    xml::Name payload;
    std::string_view replyPayload;  ///< local name in the same namespace; empty when the reply has no body
};
constexpr std::array<Operation, 9> kOperations{{
    {action::kEnumerate, {ns::kEnumeration, "Enumerate"}, "EnumerateResponse"},
    {action::kPull, {ns::kEnumeration, "Pull"}, "PullResponse"},
    {action::kRelease, {ns::kEnumeration, "Release"}, ""},
    {action::kEnumRenew, {ns::kEnumeration, "Renew"}, "RenewResponse"},
    {action::kEnumGetStatus, {ns::kEnumeration, "GetStatus"}, "GetStatusResponse"},
    {action::kSubscribe, {ns::kEventing, "Subscribe"}, "SubscribeResponse"},
    {action::kRenew, {ns::kEventing, "Renew"}, "RenewResponse"},
    {action::kGetStatus, {ns::kEventing, "GetStatus"}, "GetStatusResponse"},
    {action::kUnsubscribe, {ns::kEventing, "Unsubscribe"}, ""},
}};

Verdict actionMatchesBody(const Observed& request, const Session&) {
    const std::string action = request.action();
    const xml::Node payload = request.payload();
    for (const Operation& operation : kOperations) {
        const bool isAction = action == operation.action;
        const bool isPayload = payload.name() == operation.payload;
        if (isAction && isPayload) {
            return pass();
        }
        if (isAction || isPayload) {
            return broken("Action and body are of different operations",
                          isAction
                              ? "{" + std::string(operation.payload.ns) + "}" + std::string(operation.payload.local)
                              : std::string(operation.action),
                          isAction ? nameText(payload) : action, request.body());
        }
    }
    return notApplicable();
}

Verdict actionPair(const Observed& request, const Observed& reply, const Session&) {
    if (!reply.isEnvelope() || reply.isFault() || !isAddressed(request) || request.action().empty()) {
        return notApplicable();
    }
    const std::string expected = soap::responseAction(request.action());
    const xml::Node action = reply.header(ns::kAddressing, "Action");
    if (action.text() != expected) {
        return broken("The reply's Action is not the pair of the request's", expected,
                      action ? action.text() : "nothing", action ? action : reply.header());
    }
    for (const Operation& operation : kOperations) {
        if (request.action() != operation.action) {
            continue;
        }
        const xml::Node payload = reply.payload();
        const bool agrees =
            operation.replyPayload.empty() ? !payload : payload.is(operation.payload.ns, operation.replyPayload);
        if (!agrees) {
            return broken("The reply's body is not the one its Action promises",
                          operation.replyPayload.empty() ? "an empty body" : operation.replyPayload, nameText(payload),
                          reply.body());
        }
    }
    return pass();
}

constexpr std::array kRules{
    Rule{"DSP0226/R5.4.2-1", "5.4.2", "A request that wants a reply carries ReplyTo with an address", Party::kClient,
         Level::kMust, replyToPresent},
    Rule{"DSP0226/R5.4.2-4", "5.4.2", "A reply's To repeats the address of ReplyTo (a fault's, that of FaultTo)",
         Party::kServer, Level::kMust, toIsReplyTo},
    Rule{"DSP0226/R5.4.2-5", "5.4.2", "The reference parameters of ReplyTo come back as headers of the reply",
         Party::kServer, Level::kMust, replyToParameters},
    Rule{"DSP0226/R5.4.4-1c", "5.4.4", "A request carries a MessageID that is a URI", Party::kClient, Level::kMust,
         requestMessageId},
    Rule{"DSP0226/R5.4.4-1s", "5.4.4", "A reply's MessageID is a URI", Party::kServer, Level::kMust, replyMessageId},
    Rule{"DSP0226/R5.4.4-2c", "5.4.4", "A MessageID is not used again, nor one that differs by case alone",
         Party::kClient, Level::kMust, requestIdIsNew},
    Rule{"DSP0226/R5.4.4-2s", "5.4.4", "A reply's MessageID is not used again, nor one that differs by case alone",
         Party::kServer, Level::kMust, replyIdIsNew},
    Rule{"DSP0226/R5.4.4-3", "5.4.4", "Every reply and fault relates to the request's MessageID", Party::kServer,
         Level::kMust, relatesTo},
    Rule{"DSP0226/R5.4.5-2c", "5.4.5", "A request carries an Action", Party::kClient, Level::kMust, actionPresent},
    Rule{"DSP0226/R5.4.5-3c", "5.4.5", "Action and body name the same operation", Party::kClient, Level::kMust,
         actionMatchesBody},
    Rule{"DSP0226/R5.4.5-3s", "5.4.5", "A reply's Action and body are the pair of its request's", Party::kServer,
         Level::kMust, actionPair},
};

}  // namespace

std::span<const Rule> messageRules() {
    return kRules;
}

}  // namespace wsman::rules
