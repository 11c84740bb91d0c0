// DSP0226 clause 7: Get, Put, Create, Delete, and fragments of a representation.
#include <array>

#include "wsman/rules/clauses.h"
#include "wsman/rules/verdicts.h"
#include "wsman/uris.h"

namespace wsman::rules {

namespace {

bool isSuccessOf(const Observed& request, const Observed& reply, std::string_view action) {
    return request.action() == action && reply.isEnvelope() && !reply.isFault();
}

bool isSuccess(const Observed& request, const Observed& reply) {
    for (const std::string_view action : {action::kGet, action::kPut, action::kCreate, action::kDelete}) {
        if (isSuccessOf(request, reply, action)) {
            return true;
        }
    }
    return false;
}

Verdict bodyCount(const Observed& message, std::size_t expected) {
    const std::size_t actual = message.body().childCount();
    const bool stray = message.body().hasText();
    return actual == expected && !stray
               ? pass()
               : broken("The body holds something else than the operation wants",
                        expected == 0 ? "an empty body" : "one element",
                        std::to_string(actual) + " elements" + (stray ? " and text" : ""), message.body());
}

Verdict requestBody(const Observed& request, const Session&) {
    const std::string action = request.action();
    if (action == action::kGet || action == action::kDelete) {
        return bodyCount(request, 0);
    }
    return action == action::kPut || action == action::kCreate ? bodyCount(request, 1) : notApplicable();
}

Verdict getReplyBody(const Observed& request, const Observed& reply, const Session&) {
    return isSuccessOf(request, reply, action::kGet) ? bodyCount(reply, 1) : notApplicable();
}

Verdict deleteReplyBody(const Observed& request, const Observed& reply, const Session&) {
    return isSuccessOf(request, reply, action::kDelete) ? bodyCount(reply, 0) : notApplicable();
}

Verdict createReplyEpr(const Observed& request, const Observed& reply, const Session&) {
    if (!isSuccessOf(request, reply, action::kCreate)) {
        return notApplicable();
    }
    const xml::Node created = reply.body().child(ns::kTransfer, "ResourceCreated");
    if (!created) {
        return broken("A CreateResponse does not name what was created", "wxf:ResourceCreated",
                      nameText(reply.payload()), reply.body());
    }
    if (created.child(ns::kAddressing, "Address").text().empty()) {
        return broken("The EPR of what was created has no address", "wsa:Address", "nothing", created);
    }
    const xml::Node uri = created.child(ns::kAddressing, "ReferenceParameters").child(ns::kWsman, "ResourceURI");
    return uri.text().empty() ? broken("The EPR of what was created has no ResourceURI",
                                       "wsman:ResourceURI in wsa:ReferenceParameters", "nothing", created)
                              : pass();
}

Verdict createReplyAlone(const Observed& request, const Observed& reply, const Session&) {
    if (!isSuccessOf(request, reply, action::kCreate)) {
        return notApplicable();
    }
    for (const xml::Node child : reply.body().children()) {
        if (child.is(ns::kTransfer, "ResourceCreated")) {
            continue;
        }
        const bool isShell = child.name().ns == ns::kShell;
        return isShell ? doubtful("A CreateResponse describes the shell, as WinRM's does", "wxf:ResourceCreated alone",
                                  nameText(child), child)
                       : broken("A CreateResponse holds a representation", "wxf:ResourceCreated alone", nameText(child),
                                child);
    }
    return pass();
}

Verdict fragmentMarked(xml::Node fragment) {
    return fragment.mustUnderstand().value_or(false)
               ? pass()
               : broken("FragmentTransfer may be ignored", "s:mustUnderstand=\"true\"", "no such mark", fragment);
}

Verdict requestFragment(const Observed& request, const Session&) {
    const xml::Node fragment = request.header(ns::kWsman, "FragmentTransfer");
    return fragment ? fragmentMarked(fragment) : notApplicable();
}

Verdict replyFragment(const Observed& request, const Observed& reply, const Session&) {
    const xml::Node asked = request.header(ns::kWsman, "FragmentTransfer");
    if (!asked || !isSuccess(request, reply)) {
        return notApplicable();
    }
    const xml::Node fragment = reply.header(ns::kWsman, "FragmentTransfer");
    if (!fragment) {
        return broken("The reply says not which fragment it is about", "wsman:FragmentTransfer", "nothing",
                      reply.header());
    }
    if (fragment.text() != asked.text()) {
        return broken("The reply is about another fragment", asked.text(), fragment.text(), fragment);
    }
    return fragmentMarked(fragment);
}

Verdict wrapped(const Observed& message) {
    return message.payload().is(ns::kWsman, "XmlFragment")
               ? pass()
               : broken("A fragment is not wrapped", "wsman:XmlFragment", nameText(message.payload()), message.body());
}

Verdict requestWrapped(const Observed& request, const Session&) {
    const std::string action = request.action();
    const bool hasFragment =
        request.header(ns::kWsman, "FragmentTransfer") && (action == action::kPut || action == action::kCreate);
    return hasFragment ? wrapped(request) : notApplicable();
}

Verdict replyWrapped(const Observed& request, const Observed& reply, const Session&) {
    const bool hasFragment =
        request.header(ns::kWsman, "FragmentTransfer") && isSuccessOf(request, reply, action::kGet);
    return hasFragment ? wrapped(reply) : notApplicable();
}

constexpr std::array kRules{
    Rule{"DSP0226/TR-body", "7", "Get and Delete have an empty body, Put and Create exactly one child", Party::kClient,
         Level::kMust, requestBody},
    Rule{"DSP0226/R7.3-1s", "7.3", "A GetResponse holds exactly one element", Party::kServer, Level::kMust,
         getReplyBody},
    Rule{"DSP0226/R7.5-1s", "7.5", "A DeleteResponse has an empty body", Party::kServer, Level::kMust, deleteReplyBody},
    Rule{"DSP0226/R7.6-5", "7.6", "A CreateResponse holds ResourceCreated with a full EPR", Party::kServer,
         Level::kMust, createReplyEpr},
    Rule{"DSP0226/R7.6-6", "7.6", "A CreateResponse holds no representation beside the EPR", Party::kServer,
         Level::kMust, createReplyAlone},
    Rule{"DSP0226/R7.7-2c", "7.7", "A FragmentTransfer header is marked mustUnderstand", Party::kClient, Level::kMust,
         requestFragment},
    Rule{"DSP0226/R7.7-2s", "7.7", "A reply about a fragment repeats the FragmentTransfer header, so marked",
         Party::kServer, Level::kMust, replyFragment},
    Rule{"DSP0226/R7.7-5c", "7.7", "A fragment that is sent is wrapped in XmlFragment", Party::kClient, Level::kMust,
         requestWrapped},
    Rule{"DSP0226/R7.7-5s", "7.7", "A fragment that is returned is wrapped in XmlFragment", Party::kServer,
         Level::kMust, replyWrapped},
};

}  // namespace

std::span<const Rule> transferRules() {
    return kRules;
}

}  // namespace wsman::rules
