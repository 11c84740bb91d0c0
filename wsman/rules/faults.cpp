// DSP0226 clause 14: faults.
#include <algorithm>
#include <array>

#include "wsman/rules/clauses.h"
#include "wsman/rules/verdicts.h"
#include "wsman/soap/fault_table.h"
#include "wsman/uris.h"

namespace wsman::rules {

namespace {

xml::Node codeOf(const Observed& reply) {
    return reply.payload().child(ns::kSoap, "Code");
}

xml::Node subcodeOf(const Observed& reply) {
    return codeOf(reply).child(ns::kSoap, "Subcode");
}

/// The QName in s:Value of a Code or Subcode; empty when it does not resolve.
xml::QName valueOf(xml::Node element) {
    const xml::Node value = element.child(ns::kSoap, "Value");
    return value.resolve(value.text()).value_or(xml::QName{});
}

/// s:MustUnderstand and s:VersionMismatch are SOAP's own and have no subcode.
bool isSoapsOwn(const xml::QName& code) {
    return code.ns == ns::kSoap && (code.local == "MustUnderstand" || code.local == "VersionMismatch");
}

const soap::FaultInfo* rowOf(const Observed& reply) {
    const xml::QName subcode = valueOf(subcodeOf(reply));
    return soap::findFaultBySubcode(subcode.ns, subcode.local);
}

Verdict form(const Observed&, const Observed& reply, const Session&) {
    if (!reply.isFault()) {
        return notApplicable();
    }
    constexpr std::array<std::string_view, 5> kChildren{"Code", "Reason", "Node", "Role", "Detail"};
    for (const xml::Node child : reply.payload().children()) {
        const bool known = child.name().ns == ns::kSoap &&
                           std::find(kChildren.begin(), kChildren.end(), child.localName()) != kChildren.end();
        if (!known) {
            return broken("A fault has a child that SOAP 1.2 does not know", "Code, Reason, Node, Role, Detail",
                          nameText(child), child);
        }
    }
    for (const std::string_view needed : {"Code", "Reason"}) {
        if (!reply.payload().child(ns::kSoap, needed)) {
            return broken("A fault lacks a part", "s:" + std::string(needed), "nothing", reply.payload());
        }
    }
    return pass();
}

Verdict codes(const Observed&, const Observed& reply, const Session&) {
    if (!reply.isFault()) {
        return notApplicable();
    }
    const xml::QName code = valueOf(codeOf(reply));
    if (isSoapsOwn(code)) {
        return pass();
    }
    const xml::Node subcode = subcodeOf(reply);
    if (!subcode) {
        return broken("A fault has no subcode", "s:Subcode of the master list", "nothing", codeOf(reply));
    }
    const soap::FaultInfo* row = rowOf(reply);
    if (row == nullptr) {
        return broken("The subcode is not of the master list, or its prefix is not declared",
                      "a subcode of clause 14.6", subcode.child(ns::kSoap, "Value").text(), subcode);
    }
    return code.ns == ns::kSoap && code.local == row->code
               ? pass()
               : broken("The code is not the one that goes with " + std::string(row->name),
                        "s:" + std::string(row->code), codeOf(reply).child(ns::kSoap, "Value").text(), codeOf(reply));
}

Verdict identified(const Observed& request, const Observed& reply, const Session&) {
    if (!reply.isFault()) {
        return notApplicable();
    }
    // A fault to a message whose MessageID could not be read relates to nothing (14.4).
    const bool canRelate = !request.header(ns::kAddressing, "MessageID").text().empty();
    for (const std::string_view needed : {"MessageID", "RelatesTo"}) {
        if (needed == "RelatesTo" && !canRelate) {
            continue;
        }
        if (reply.header(ns::kAddressing, needed).text().empty()) {
            return broken("A fault lacks a header", "wsa:" + std::string(needed), "nothing", reply.header());
        }
    }
    return pass();
}

Verdict reasonLanguage(const Observed&, const Observed& reply, const Session&) {
    if (!reply.isFault()) {
        return notApplicable();
    }
    const xml::Node reason = reply.payload().child(ns::kSoap, "Reason");
    if (!reason.child(ns::kSoap, "Text")) {
        return broken("A fault gives no reason", "s:Text", "nothing", reply.payload());
    }
    for (const xml::Node text : reason.children()) {
        if (text.attribute(ns::kXml, "lang").value_or("").empty()) {
            return broken("A fault's text says not in which language it is", "xml:lang", "nothing", text);
        }
    }
    return pass();
}

Verdict actionOfFault(const Observed& request, const Observed& reply, const Session&) {
    if (!reply.isFault() || request.isIdentify()) {
        return notApplicable();
    }
    std::string_view expected = action::kAddressingFault;
    if (!isSoapsOwn(valueOf(codeOf(reply)))) {
        const soap::FaultInfo* row = rowOf(reply);
        if (row == nullptr) {
            return notApplicable();
        }
        expected = row->action;
    }
    const xml::Node action = reply.header(ns::kAddressing, "Action");
    return action.text() == expected ? pass()
                                     : broken("The fault's Action is not that of its subcode's namespace", expected,
                                              action ? action.text() : "nothing", action ? action : reply.header());
}

Verdict notUnderstood(const Observed&, const Observed& reply, const Session&) {
    const xml::QName code = valueOf(codeOf(reply));
    if (!reply.isFault() || code.ns != ns::kSoap || code.local != "MustUnderstand") {
        return notApplicable();
    }
    if (subcodeOf(reply)) {
        return broken("s:MustUnderstand has a subcode", "none", nameText(subcodeOf(reply)), subcodeOf(reply));
    }
    const xml::Node header = reply.header(ns::kSoap, "NotUnderstood");
    const std::string qname = header.attribute("qname").value_or("");
    return header && header.resolve(qname)
               ? pass()
               : broken("The fault does not name the header", "s:NotUnderstood with a qname that resolves",
                        header ? qname : "nothing", header ? header : reply.header());
}

std::string folded(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return lower;
}

Verdict detailToken(const Observed&, const Observed& reply, const Session&) {
    const xml::Node detail = reply.payload().child(ns::kSoap, "Detail").child(ns::kWsman, "FaultDetail");
    const soap::FaultInfo* row = rowOf(reply);
    const std::string text = detail.text();
    // Details outside the prefix are the service's own.
    if (!reply.isFault() || row == nullptr || !text.starts_with(uri::kFaultDetailPrefix)) {
        return notApplicable();
    }
    const std::string_view token = std::string_view(text).substr(uri::kFaultDetailPrefix.size());
    for (const std::string_view known : row->details) {
        if (known == token) {
            return pass();
        }
        if (folded(known) == folded(token)) {
            return doubtful("The detail is spelt in another case", known, token, detail);
        }
    }
    return broken("The detail does not go with " + std::string(row->name), "a detail of its row in clause 14.6", token,
                  detail);
}

/// Microsoft's own account of a fault, with whatever is nested in it.
Verdict vendorDetail(xml::Node fault) {
    const std::string code = fault.attribute("Code").value_or("");
    if (code.empty() || code.size() > 10 || code.find_first_not_of("0123456789") != std::string::npos) {
        return broken("A WSManFault has no code", "Code, a number", code.empty() ? "nothing" : code, fault);
    }
    const xml::Node message = fault.child(ns::kMsFault, "Message");
    if (!message) {
        return broken("A WSManFault says nothing", "Message", "nothing", fault);
    }
    for (const xml::Node provider : message.children()) {
        const xml::Node nested = provider.child(ns::kMsFault, "WSManFault");
        if (!nested) {
            continue;
        }
        if (Verdict verdict = vendorDetail(nested); verdict.outcome != Outcome::kPass) {
            return verdict;
        }
    }
    return pass();
}

Verdict wsmanFault(const Observed&, const Observed& reply, const Session&) {
    const xml::Node fault = reply.payload().child(ns::kSoap, "Detail").child(ns::kMsFault, "WSManFault");
    return reply.isFault() && fault ? vendorDetail(fault) : notApplicable();
}

constexpr std::array kRules{
    Rule{"MS-WSMV/2.2.4.43s", "2.2.4.43", "A WSManFault has a code and a message, and so has what is nested in it",
         Party::kServer, Level::kVendor, wsmanFault},
    Rule{"DSP0226/R14.1-1", "14.1", "A fault has the form of SOAP 1.2", Party::kServer, Level::kShould, form},
    Rule{"DSP0226/R14.2-1a", "14.2", "A fault has a subcode of the master list and the code that goes with it",
         Party::kServer, Level::kMust, codes},
    Rule{"DSP0226/R14.2-1b", "14.2", "A fault has a MessageID and relates to its request", Party::kServer, Level::kMust,
         identified},
    Rule{"DSP0226/R14.2-1c", "14.2", "A fault's text says its language", Party::kServer, Level::kMust, reasonLanguage},
    Rule{"DSP0226/R14.2-2", "14.2", "A fault's Action is the fault action of its subcode's namespace", Party::kServer,
         Level::kMust, actionOfFault},
    Rule{"DSP0226/14.3", "14.3", "A fault for a header not understood names the header and has no subcode",
         Party::kServer, Level::kMust, notUnderstood},
    Rule{"DSP0226/R14.6-1", "14.6", "A fault's detail is one that goes with its subcode", Party::kServer, Level::kMust,
         detailToken},
};

}  // namespace

std::span<const Rule> faultRules() {
    return kRules;
}

}  // namespace wsman::rules
