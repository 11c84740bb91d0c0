// A small WS-Management server for the tests of the probes: it obeys every rule that they ask about, or breaks the one
// that it is told to. It shares no code with the mock, so that the suite is not held against what it is to judge.
#pragma once

#include <httplib.h>

#include <cstdint>
#include <map>
#include <mutex>
#include <pugixml.hpp>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include "conformance/server/reply.h"
#include "conformance/server/wire.h"
#include "wsman/uris.h"

namespace conformance::test {

/// What a server may do wrong.
enum class Flaw {
    kNone,
    kIdentifyIsUnknown,
    kIdentifyRefusesHeaders,
    kIdentifySkipsMustUnderstand,
    kIdentifyNamesNoVersion,
    kTakesSoap11,
    kTakesTruncatedXml,
    kTakesDoctype,
    kExpandsEntities,
    kTakesAnyCharset,
    kCharsetWithoutDetail,
    kMisreadsByteOrderMark,
    kTakesRepeatedHeaders,
    kRefusesComments,
    kAnswersGetOfHttp,
    kTakesAnyMediaType,
    kRefusesSoapAction,
    kLetsEveryoneIn,
    kNamesNoScheme,
    kNoResourceIsAnotherFault,
    kTakesSelectorTwice,
    kSkipsMustUnderstand,
    kNamesNotTheHeader,
    kRefusesOptionalHeader,
    kNeedsNoTo,
    kAnswersForAnyResource,
    kNeedsNoReplyTo,
    kRepliesElsewhere,
    kElsewhereWithoutDetail,
    kDropsReplyParameters,
    kNeedsNoMessageId,
    kUnknownActionIsAnotherFault,
    kNeedsNoAction,
    kTakesAnyTimeout,
    kTakesSmallEnvelope,
    kIgnoresSizeHint,
    kRepliesAtAnyLength,
    kTooLongIsAnotherFault,
    kGetReturnsTwo,
    kPullHasNoEnd,
    kLosesTheContext,
    kPullIsUnknown,
    kPullsInBulk,
    kReleaseIsUnknown,
    kForgetsNoContext,
    kTakesAnyContext,
    kOptimisesInBulk,
    kOptimisedLosesAnItem,
    kUnknownModeIsAnotherFault,
    kReferencesHaveNoEnd,
};

class ProbedServer {
public:
    static constexpr const char* kResource = "http://schemas.example.org/X_Thing";
    static constexpr int kThings = 3;

    explicit ProbedServer(Flaw flaw = Flaw::kNone) : flaw_(flaw) {
        server_.new_task_queue = [] { return new httplib::ThreadPool(2); };
        server_.set_keep_alive_max_count(10'000);
        server_.set_tcp_nodelay(true);
        const auto handler = [this](const httplib::Request& request, httplib::Response& response) {
            const std::lock_guard lock(mutex_);
            answer(request, response);
        };
        server_.Get(".*", handler);
        server_.Post(".*", handler);
        port_ = server_.bind_to_any_port("127.0.0.1");
        thread_ = std::thread([this] { server_.listen_after_bind(); });
        while (!server_.is_running())  // stop() would be lost on one that does not run yet
            std::this_thread::yield();
    }
    ~ProbedServer() {
        server_.stop();
        thread_.join();
    }
    ProbedServer(const ProbedServer&) = delete;
    ProbedServer& operator=(const ProbedServer&) = delete;

    [[nodiscard]] ServerTarget target() const {
        ServerTarget target;
        target.host = "127.0.0.1";
        target.port = static_cast<std::uint16_t>(port_);
        target.user = "user";
        target.password = "password";
        target.resourceUri = kResource;
        target.selectors = {{"Name", "one"}};
        return target;
    }

private:
    using Node = pugi::xml_node;

    bool has(Flaw flaw) const { return flaw == flaw_; }

    static std::string envelope(const std::string& body, const std::string& headers = {}) {
        return "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' "
               "xmlns:a='http://schemas.xmlsoap.org/ws/2004/08/addressing' "
               "xmlns:w='http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd' "
               "xmlns:n='http://schemas.xmlsoap.org/ws/2004/09/enumeration' "
               "xmlns:i='http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd'><s:Header>" +
               headers + "</s:Header><s:Body>" + body + "</s:Body></s:Envelope>";
    }
    static std::string fault(const std::string& subcode, const std::string& detail = {},
                             const std::string& headers = {}) {
        const bool code = subcode.starts_with("s:");
        return envelope(
            "<s:Fault><s:Code><s:Value>" + (code ? subcode : "s:Sender") + "</s:Value>" +
                (code ? "" : "<s:Subcode><s:Value>" + subcode + "</s:Value></s:Subcode>") +
                "</s:Code><s:Reason><s:Text xml:lang='en'>no</s:Text></s:Reason>" +
                (detail.empty() ? ""
                                : "<s:Detail><w:FaultDetail>" + std::string(wsman::uri::kFaultDetailPrefix) + detail +
                                      "</w:FaultDetail></s:Detail>") +
                "</s:Fault>",
            headers);
    }
    static std::string identity(bool version = true) {
        return envelope("<i:IdentifyResponse><i:ProtocolVersion>" +
                        std::string(version ? wsman::ns::kWsman : "urn:other") +
                        "</i:ProtocolVersion></i:IdentifyResponse>");
    }
    static std::string thing(int n) {
        return "<t:X_Thing xmlns:t='" + std::string(kResource) + "'><t:N>" + std::to_string(n) + "</t:N></t:X_Thing>";
    }
    static std::string reference() {
        return "<a:EndpointReference><a:Address>" + std::string(wsman::uri::kAnonymous) +
               "</a:Address><a:ReferenceParameters><w:ResourceURI>" + kResource +
               "</w:ResourceURI></a:ReferenceParameters></a:EndpointReference>";
    }

    void answer(const httplib::Request& request, httplib::Response& response) {
        const auto refuse = [&](int status) { response.status = status; };
        if (request.method != "POST" && !has(Flaw::kAnswersGetOfHttp))
            return refuse(405);
        if (!request.has_header("Authorization") && !has(Flaw::kLetsEveryoneIn)) {
            response.set_header("WWW-Authenticate", has(Flaw::kNamesNoScheme) ? "Bearer" : "Basic realm=\"test\"");
            return refuse(401);
        }
        const auto type = request.get_header_value("Content-Type");
        if (request.method == "POST" && !type.starts_with("application/soap+xml") && !has(Flaw::kTakesAnyMediaType))
            return refuse(415);
        if (request.body.starts_with("\xFE\xFF") && !has(Flaw::kMisreadsByteOrderMark))
            return refuse(400);
        const auto text = request.method != "POST" ? identity() : reply(request, type);
        response.status = text.find("<s:Fault>") == std::string::npos ? 200 : 400;
        response.set_content(text, "application/soap+xml;charset=UTF-8");
    }

    std::string reply(const httplib::Request& request, const std::string& type) {
        if (type.find("UTF-8") == std::string::npos && type.starts_with("application/soap+xml") &&
            !has(Flaw::kTakesAnyCharset))
            return fault("w:EncodingLimit", has(Flaw::kCharsetWithoutDetail) ? "" : "CharacterSet");
        if (request.has_header("SOAPAction") && has(Flaw::kRefusesSoapAction))
            return fault("a:ActionNotSupported");
        if (request.body.find("<!--") != std::string::npos && has(Flaw::kRefusesComments))
            return fault("w:SchemaValidationError");
        if (request.body.find("<!DOCTYPE") != std::string::npos && !has(Flaw::kTakesDoctype))
            return has(Flaw::kExpandsEntities) ? fault("w:SchemaValidationError", "expanded")
                                               : fault("w:SchemaValidationError");
        pugi::xml_document document;
        if (!document.load_buffer(request.body.data(), request.body.size()))
            return has(Flaw::kTakesTruncatedXml) ? identity() : fault("w:SchemaValidationError");
        const auto root = document.document_element();
        if (namespaceOf(root, root.name()) != wsman::ns::kSoap && !has(Flaw::kTakesSoap11))
            return fault("s:VersionMismatch");
        return message(root.first_child(), root.last_child());
    }

    static std::string name(Node node) {
        return "{" + namespaceOf(node, node.name()) + "}" + std::string(localOf(node.name()));
    }
    static std::string text(Node parent, std::string_view ns, std::string_view local) {
        return trimmed(find(parent, ns, local).child_value());
    }

    std::string message(Node header, Node body) {
        const bool identify = static_cast<bool>(find(body, wsman::ns::kIdentity, "Identify"));
        std::set<std::string> names;
        for (const Node block : header.children()) {
            if (block.type() != pugi::node_element)
                continue;
            if (!names.insert(name(block)).second && !has(Flaw::kTakesRepeatedHeaders))
                return fault("a:InvalidMessageInformationHeader");
            if (namespaceOf(block, block.name()) != "urn:mi-conformance")
                continue;
            const bool must = std::string_view(block.attribute("s:mustUnderstand").value()) == "true";
            if (must && !has(identify ? Flaw::kIdentifySkipsMustUnderstand : Flaw::kSkipsMustUnderstand))
                return fault("s:MustUnderstand", "",
                             "<s:NotUnderstood xmlns:t='urn:mi-conformance' qname='t:" +
                                 std::string(has(Flaw::kNamesNotTheHeader) ? "Another" : "Required") + "'/>");
            if (!must && has(identify ? Flaw::kIdentifyRefusesHeaders : Flaw::kRefusesOptionalHeader))
                return fault("w:SchemaValidationError");
        }
        if (identify)
            return has(Flaw::kIdentifyIsUnknown) ? fault("a:ActionNotSupported")
                                                 : identity(!has(Flaw::kIdentifyNamesNoVersion));
        return addressed(header, body);
    }

    std::string addressed(Node header, Node body) {
        const auto needs = [&](const char* local, Flaw unless) {
            return !find(header, wsman::ns::kAddressing, local) && !has(unless);
        };
        if (needs("Action", Flaw::kNeedsNoAction) || needs("To", Flaw::kNeedsNoTo) ||
            needs("ReplyTo", Flaw::kNeedsNoReplyTo) || needs("MessageID", Flaw::kNeedsNoMessageId))
            return fault("a:MessageInformationHeaderRequired");
        const auto replyTo = text(find(header, wsman::ns::kAddressing, "ReplyTo"), wsman::ns::kAddressing, "Address");
        if (!replyTo.empty() && replyTo != wsman::uri::kAnonymous && !has(Flaw::kRepliesElsewhere))
            return fault("w:UnsupportedFeature", has(Flaw::kElsewhereWithoutDetail) ? "" : "AddressingMode");
        const auto timeout = text(header, wsman::ns::kWsman, "OperationTimeout");
        if (!timeout.empty() && !timeout.starts_with("P") && !has(Flaw::kTakesAnyTimeout))
            return fault("a:InvalidMessageInformationHeader");
        const auto size = text(header, wsman::ns::kWsman, "MaxEnvelopeSize");
        if (!size.empty() && std::stoi(size) < 8192 && !has(Flaw::kTakesSmallEnvelope))
            return fault("w:EncodingLimit", "MinimumEnvelopeLimit");
        if (size == "8192" && has(Flaw::kTooLongIsAnotherFault))
            return fault("w:InternalError");
        const bool hint = !find(header, wsman::ns::kWsman, "MaxEnvelopeSize").attribute("s:mustUnderstand");
        const bool tooLong = has(Flaw::kRepliesAtAnyLength) || (hint && has(Flaw::kIgnoresSizeHint));
        const std::string padding = size == "8192" && tooLong ? std::string(8192, ' ') : "";
        const auto cookie = text(find(header, wsman::ns::kAddressing, "ReplyTo"), "urn:mi-conformance", "Cookie");
        const auto echo = cookie.empty() || has(Flaw::kDropsReplyParameters)
                              ? ""
                              : "<t:Cookie xmlns:t='urn:mi-conformance'>" + cookie + "</t:Cookie>";
        std::set<std::string> selectors;
        for (const Node selector : find(header, wsman::ns::kWsman, "SelectorSet").children())
            if (!selectors.insert(selector.attribute("Name").value()).second && !has(Flaw::kTakesSelectorTwice))
                return fault("w:InvalidSelectors", "DuplicateSelectors");
        if (!find(header, wsman::ns::kWsman, "ResourceURI"))
            return has(Flaw::kNoResourceIsAnotherFault) ? fault("w:InternalError")
                                                        : fault("a:DestinationUnreachable", "InvalidResourceURI");
        if (text(header, wsman::ns::kWsman, "ResourceURI") != kResource && !has(Flaw::kAnswersForAnyResource))
            return fault("a:DestinationUnreachable", "InvalidResourceURI");
        const auto action = text(header, wsman::ns::kAddressing, "Action");
        if (action == wsman::action::kGet || action.empty())
            return envelope(thing(1) + (has(Flaw::kGetReturnsTwo) ? thing(2) : "") + padding, echo);
        return enumeration(action, body);
    }

    std::string enumeration(const std::string& action, Node body) {
        if (action == wsman::action::kEnumerate)
            return enumerate(body);
        if (action == wsman::action::kPull && !has(Flaw::kPullIsUnknown))
            return pull(body);
        if (action == wsman::action::kRelease && !has(Flaw::kReleaseIsUnknown)) {
            if (!has(Flaw::kForgetsNoContext))
                contexts_.erase(text(body, wsman::ns::kEnumeration, "EnumerationContext"));
            return envelope("");
        }
        return fault(has(Flaw::kUnknownActionIsAnotherFault) ? "a:DestinationUnreachable" : "a:ActionNotSupported");
    }

    std::string enumerate(Node body) {
        const bool optimised = static_cast<bool>(find(body, wsman::ns::kWsman, "OptimizeEnumeration"));
        const auto mode = text(body, wsman::ns::kWsman, "EnumerationMode");
        if (mode == "EnumerateObjectAndEPR")
            return has(Flaw::kUnknownModeIsAnotherFault) ? fault("w:InternalError")
                                                         : fault("w:UnsupportedFeature", "EnumerationMode");
        const auto context = "uuid:context-" + std::to_string(++issued_);
        contexts_[context] = {has(Flaw::kOptimisedLosesAnItem) && optimised ? 2 : 1, mode == "EnumerateEPR"};
        std::string items;
        if (optimised) {
            items = "<w:Items>" + item(contexts_[context]);
            if (has(Flaw::kOptimisesInBulk))
                items += item(contexts_[context]);
            items += "</w:Items>";
        }
        return envelope("<n:EnumerateResponse><n:EnumerationContext>" + context + "</n:EnumerationContext>" + items +
                        "</n:EnumerateResponse>");
    }

    std::string pull(Node body) {
        const auto context = text(body, wsman::ns::kEnumeration, "EnumerationContext");
        auto found = contexts_.find(context);
        if (found == contexts_.end()) {
            if (!has(Flaw::kTakesAnyContext))
                return fault("n:InvalidEnumerationContext");
            found = contexts_.emplace(context, Sequence{}).first;
        }
        auto& sequence = found->second;
        const bool endless = has(Flaw::kPullHasNoEnd) || (has(Flaw::kReferencesHaveNoEnd) && sequence.references);
        if (endless && sequence.next > kThings)
            sequence.next = 1;
        std::string items;
        do
            items += item(sequence);
        while (has(Flaw::kPullsInBulk) && sequence.next <= kThings);
        const bool ends = sequence.next > kThings && !endless;
        if (ends)
            contexts_.erase(found);
        const auto rest = ends ? std::string("<n:EndOfSequence/>") : std::string();
        const auto handle = ends || has(Flaw::kLosesTheContext)
                                ? std::string()
                                : "<n:EnumerationContext>" + context + "</n:EnumerationContext>";
        return envelope("<n:PullResponse>" + handle + "<n:Items>" + items + "</n:Items>" + rest + "</n:PullResponse>");
    }

    struct Sequence {
        int next = 1;
        bool references = false;
    };
    static std::string item(Sequence& sequence) {
        const int n = sequence.next++;
        return sequence.references ? reference() : thing(n);
    }

    const Flaw flaw_;
    httplib::Server server_;
    std::mutex mutex_;
    int port_ = 0;
    int issued_ = 0;
    std::map<std::string, Sequence> contexts_;
    std::thread thread_;
};

}  // namespace conformance::test
