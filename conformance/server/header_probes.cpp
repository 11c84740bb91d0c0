// DSP0226 §5 and §6: addressing and control headers.
#include <optional>
#include <string>

#include "conformance/server/probes.h"
#include "conformance/server/reply.h"
#include "wsman/uris.h"

namespace conformance {

namespace {

constexpr const char* kNoInstance = "no instance to read is known; give --resource and --selector";

/// A probe that spoils a Get and expects a fault for it.
constexpr int kAccepted = 202;

Case spoiltGet(ServerRun& run, const char* id, const char* clause, const char* requirement, Level level,
               void (*spoil)(RequestText&), std::vector<std::string> subcodes, const char* detail = "") {
    return {id, clause, requirement, level, [&run, spoil, subcodes = std::move(subcodes), detail] {
                auto request = getRequest(run.wire.target());
                spoil(request);
                const auto& exchange = run.wire.send(request.text());
                if (exchange.status == kAccepted)
                    return CaseResult::skipped("the service replies elsewhere, where the suite cannot see it");
                return expectFault(exchange, subcodes, detail);
            }};
}

CaseResult notUnderstoodNamesTheHeader(ServerRun& run) {
    auto request = getRequest(run.wire.target());
    request.extraHeaders = "<t:Required s:mustUnderstand=\"true\">x</t:Required>";
    const auto& exchange = run.wire.send(request.text());
    if (auto result = expectFault(exchange, {"s:MustUnderstand"}); result.verdict != Verdict::kPass)
        return result;
    const Reply reply(exchange);
    const auto node = reply.headerNode(wsman::ns::kSoap, "NotUnderstood");
    const std::string qname = node.attribute("qname").value();
    if (localOf(qname) == "Required" && namespaceOf(node, qname) == "urn:mi-conformance")
        return CaseResult::pass();
    return CaseResult::fail("the fault does not name the header in s:NotUnderstood", "{urn:mi-conformance}Required",
                            qname.empty() ? "nothing" : qname, exchange.text());
}

/// Get, unless the tester was told of no instance.
std::optional<RequestText> instanceRequest(const ServerRun& run) {
    const auto& target = run.wire.target();
    if (target.resourceUri.empty() || target.selectors.empty())
        return std::nullopt;
    return getRequest(target);
}

CaseResult replyParametersComeBack(ServerRun& run) {
    auto request = instanceRequest(run);
    if (!request)
        return CaseResult::skipped(kNoInstance);
    request->replyParameters = "<t:Cookie>crumbs</t:Cookie>";
    const auto& exchange = run.wire.send(request->text());
    if (exchange.failed())
        return CaseResult::error("no reply: " + exchange.failure);
    const Reply reply(exchange);
    const auto cookie = reply.header("urn:mi-conformance", "Cookie");
    return cookie == "crumbs" ? CaseResult::pass()
                              : CaseResult::fail("the parameter of ReplyTo is no header of the reply",
                                                 "{urn:mi-conformance}Cookie: crumbs",
                                                 cookie.empty() ? reply.summary() : cookie, exchange.text());
}

/// `binding`: the header must be understood, which makes it more than a hint.
CaseResult keepsToMaxEnvelopeSize(ServerRun& run, bool binding) {
    auto request = instanceRequest(run);
    if (!request)
        return CaseResult::skipped(kNoInstance);
    request->extraHeaders =
        std::string("<w:MaxEnvelopeSize") + (binding ? " s:mustUnderstand=\"true\"" : "") + ">8192</w:MaxEnvelopeSize>";
    const auto& exchange = run.wire.send(request->text());
    if (!exchange.failed() && Reply(exchange).isFault())
        return expectFault(exchange, {"wsman:EncodingLimit"}, "MaxEnvelopeSize");
    if (exchange.failed())
        return CaseResult::error("no reply: " + exchange.failure);
    return exchange.replyBody.size() <= 8192
               ? CaseResult::pass()
               : CaseResult::fail("the reply is larger than the request allows", "8192 octets at most",
                                  std::to_string(exchange.replyBody.size()) + " octets", exchange.text());
}

}  // namespace

void addHeaderProbes(ServerRun& run, std::vector<Case>& cases) {
    const std::string required = "wsa:MessageInformationHeaderRequired";
    const std::string invalid = "wsa:InvalidMessageInformationHeader";
    // While no resource is known, the requests name one that does not exist, and a server may notice that first.
    const auto orUnreachable = [&run](std::vector<std::string> subcodes) {
        if (run.wire.target().resourceUri.empty())
            subcodes.emplace_back("wsa:DestinationUnreachable");
        return subcodes;
    };

    cases.push_back(spoiltGet(
        run, "DSP0226/R5.1.2.1-6", "5.1.2.1", "A Get without ResourceURI is refused", Level::kMust,
        [](RequestText& r) { r.resourceUri.reset(); }, {"wsa:DestinationUnreachable"}, "InvalidResourceURI"));
    cases.push_back(spoiltGet(
        run, "DSP0226/R5.1.2.2-4p", "5.1.2.2", "A selector name that stands twice is refused", Level::kMust,
        [](RequestText& r) {
            r.selectors.emplace_back("Twice", "1");
            r.selectors.emplace_back("Twice", "2");
        },
        orUnreachable({"wsman:InvalidSelectors"})));
    cases.push_back({"DSP0226/R5.2-2", "5.2",
                     "A header that must be understood and is not ends in s:MustUnderstand and is named", Level::kMust,
                     [&run] { return notUnderstoodNamesTheHeader(run); }});
    cases.push_back({"SOAP12/ignored-header", "SOAP 1.2 part 1, 2.4",
                     "An unknown header that need not be understood is ignored", Level::kMust, [&run] {
                         auto plain = getRequest(run.wire.target());
                         const auto& first = run.wire.send(plain.text());
                         if (first.failed())
                             return CaseResult::error("no reply: " + first.failure);
                         const auto before = Reply(first).summary();
                         plain.messageId = newMessageId();
                         plain.extraHeaders = "<t:Optional>x</t:Optional>";
                         const auto& exchange = run.wire.send(plain.text());
                         const auto after = Reply(exchange).summary();
                         return before == after
                                    ? CaseResult::pass()
                                    : CaseResult::fail("the header changed the answer", before, after, exchange.text());
                     }});
    cases.push_back(spoiltGet(run, "DSP0226/R5.3-1", "5.3", "A request without To is refused", Level::kMust,
                              [](RequestText& r) { r.to.reset(); }, {required}));
    cases.push_back(spoiltGet(run, "DSP0226/R5.3-3b", "5.3", "A resource that does not exist is unreachable",
                              Level::kShould,
                              [](RequestText& r) {
                                  r.resourceUri = "http://schemas.example.org/mi-conformance/No_Such_Resource";
                                  r.selectors.clear();
                              },
                              {"wsa:DestinationUnreachable"}));
    cases.push_back(spoiltGet(run, "DSP0226/R5.4.2-1s", "5.4.2", "A request without ReplyTo is refused", Level::kMust,
                              [](RequestText& r) { r.replyTo.reset(); }, {required}));
    cases.push_back(spoiltGet(
        run, "DSP0226/R5.4.2-2", "5.4.2", "A reply address that is not supported is refused as such", Level::kMust,
        [](RequestText& r) { r.replyTo = "http://127.0.0.1:9/reply"; }, {"wsman:UnsupportedFeature"},
        "AddressingMode"));
    cases.push_back({"DSP0226/R5.4.2-5p", "5.4.2",
                     "A reference parameter of ReplyTo comes back as a header of the reply", Level::kMust,
                     [&run] { return replyParametersComeBack(run); }});
    cases.push_back(spoiltGet(run, "DSP0226/R5.4.4-4", "5.4.4", "A request without MessageID is refused",
                              Level::kShould, [](RequestText& r) { r.messageId.reset(); }, {invalid, required}));
    cases.push_back(spoiltGet(
        run, "DSP0226/R5.4.5-2", "5.4.5", "An action that is not supported is refused as such", Level::kMust,
        [](RequestText& r) { r.action = "urn:mi-conformance:No_Such_Action"; },
        orUnreachable({"wsa:ActionNotSupported"})));
    cases.push_back(spoiltGet(run, "DSP0226/R5.4.5-2b", "5.4.5", "A request without Action is refused", Level::kMust,
                              [](RequestText& r) { r.action.reset(); }, {required}));
    cases.push_back(spoiltGet(
        run, "DSP0226/R6.1-2", "6.1", "An OperationTimeout that is no duration is refused", Level::kShould,
        [](RequestText& r) { r.extraHeaders = "<w:OperationTimeout>5 seconds</w:OperationTimeout>"; }, {invalid}));
    cases.push_back({"DSP0226/R6.2-1p", "6.2", "A reply keeps to MaxEnvelopeSize, or a fault says that it cannot",
                     Level::kShould, [&run] { return keepsToMaxEnvelopeSize(run, false); }});
    cases.push_back({"DSP0226/R6.2-2p", "6.2",
                     "A reply keeps to a MaxEnvelopeSize that must be understood, or a fault says that it cannot",
                     Level::kMust, [&run] { return keepsToMaxEnvelopeSize(run, true); }});
    cases.push_back(spoiltGet(
        run, "DSP0226/R6.2-4", "6.2", "A MaxEnvelopeSize below 8192 is refused", Level::kShould,
        [](RequestText& r) {
            r.extraHeaders = "<w:MaxEnvelopeSize s:mustUnderstand=\"true\">8191</w:MaxEnvelopeSize>";
        },
        {"wsman:EncodingLimit"}, "MinimumEnvelopeLimit"));
}

}  // namespace conformance
