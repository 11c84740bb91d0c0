#include "mockserver/scenario/hook_reply.h"

#include "mockserver/scenario/load_context.h"
#include "wsman/soap/fault_table.h"
#include "wsman/uris.h"

namespace mockserver {
namespace {
namespace soap = wsman::soap;

HttpReply faultReply(const soap::Fault& fault, const RequestFacts& facts, const ReplySources& sources) {
    return {.status = soap::httpStatus(fault, sources.faultStatusByCode),
            .headers = {{"Content-Type", std::string(wsman::kContentTypeUtf8)}},
            .body = soap::writeFaultMessage(fault, &facts.header(), "uuid:" + sources.newUuid())};
}

}  // namespace

HttpReply hookReply(const LuaHooks::Decision& decision, const RequestFacts& facts, const ReplySources& sources) {
    HttpReply out;
    if (!decision.fault.empty()) {
        const auto* row = soap::findFault(decision.fault);
        out =
            faultReply(row != nullptr ? soap::makeFault(row->id, decision.reason)
                                      : soap::makeFault(soap::FaultId::kWsmanInternalError,
                                                        "on_request gave the unknown fault \"" + decision.fault + '"'),
                       facts, sources);
    } else if (!decision.body.empty()) {
        out.headers.add("Content-Type", std::string(wsman::kContentTypeUtf8));
        out.body =
            isEnvelope(decision.body)
                ? decision.body
                : soap::writeMessage(soap::replyHeader(facts.header(), soap::responseAction(facts.message().action()),
                                                       "uuid:" + sources.newUuid()),
                                     [&](wsman::xml::Writer& writer) { writer.raw(decision.body); });
    }
    out.status = decision.status != 0 ? decision.status : out.status;
    for (const auto& [name, value] : decision.headers) {
        out.headers.set(name, value);
    }
    return out;
}

HttpReply hookFailure(const wsman::Error& error, std::string where, const RequestFacts& facts,
                      const ReplySources& sources) {
    auto out = faultReply(soap::makeFault(soap::FaultId::kWsmanInternalError, error.message), facts, sources);
    out.note = std::move(where) + ": " + error.message;
    return out;
}

}  // namespace mockserver
