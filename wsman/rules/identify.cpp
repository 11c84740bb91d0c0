// DSP0226 clause 11: Identify.
#include <array>

#include "wsman/rules/clauses.h"
#include "wsman/rules/syntax.h"
#include "wsman/rules/verdicts.h"
#include "wsman/uris.h"

namespace wsman::rules {

namespace {

Verdict noHeaders(const Observed& request, const Session&) {
    if (!request.isIdentify()) {
        return notApplicable();
    }
    for (const xml::Node block : request.header().children()) {
        if (block.mustUnderstand().value_or(false)) {
            return broken("Identify has a header that must be understood", "none", nameText(block), block);
        }
    }
    return pass();
}

Verdict response(const Observed& request, const Observed& reply, const Session&) {
    if (!request.isIdentify() || !reply.isEnvelope() || reply.isFault()) {
        return notApplicable();
    }
    const xml::Node payload = reply.payload();
    if (!payload.is(ns::kIdentity, "IdentifyResponse")) {
        return broken("The reply is no IdentifyResponse", "{" + std::string(ns::kIdentity) + "}IdentifyResponse",
                      nameText(payload), reply.body());
    }
    if (!payload.firstChild().is(ns::kIdentity, "ProtocolVersion")) {
        return broken("IdentifyResponse does not begin with a ProtocolVersion", "wsmid:ProtocolVersion",
                      nameText(payload.firstChild()), payload);
    }
    // ProtocolVersion+, ProductVendor?, ProductVersion?, then extensions.
    constexpr std::array<std::string_view, 3> kOrder{"ProtocolVersion", "ProductVendor", "ProductVersion"};
    std::size_t place = 0;
    for (const xml::Node child : payload.children()) {
        std::size_t at = kOrder.size();
        for (std::size_t i = 0; i < kOrder.size(); ++i) {
            if (child.is(ns::kIdentity, kOrder[i])) {
                at = i;
            }
        }
        const bool repeated = at == place && (at == 1 || at == 2);
        if (at < place || repeated) {
            return broken("The children of IdentifyResponse are out of order",
                          "ProtocolVersion, ProductVendor, ProductVersion, extensions", nameText(child), child);
        }
        place = at;
        if (at == 0 && !isUri(child.text())) {
            return broken("ProtocolVersion is no namespace", ns::kWsman, child.text(), child);
        }
    }
    return pass();
}

constexpr std::array kRules{
    Rule{"DSP0226/R11-1c", "11", "Identify has no header that must be understood", Party::kClient, Level::kShould,
         noHeaders},
    Rule{"DSP0226/R11-r", "11", "Identify is answered by IdentifyResponse with a ProtocolVersion", Party::kServer,
         Level::kMust, response},
};

}  // namespace

std::span<const Rule> identifyRules() {
    return kRules;
}

}  // namespace wsman::rules
