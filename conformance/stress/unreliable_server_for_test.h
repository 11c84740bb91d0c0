// A server for clients that must not trust one: it answers Get, Enumerate, Pull, Release, Identify and a method, and
// now and then does something else instead.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>

#include "mockserver/endpoint/responder.h"
#include "wsman/uris.h"

namespace conformance::test {

/// What it does is decided by the number of the request, so a run can be repeated (as far as threads allow).
class UnreliableServer final : public mockserver::Responder {
public:
    static constexpr int kItems = 40;
    static constexpr int kPage = 9;

    [[nodiscard]] std::string_view name() const override { return "unreliable"; }

    std::optional<mockserver::HttpReply> respond(const mockserver::Exchange& exchange) override {
        const std::uint64_t number = ++requests_;
        auto reply = answer(exchange.message());
        switch (number * 2654435761U % 61) {
            case 0:
                reply.wire = mockserver::WireAction{.ending = mockserver::WireAction::Ending::kReset};
                reply.wire->truncateAfter = 0;
                break;
            case 1:
                reply.wire = mockserver::WireAction{.truncateAfter = 120};
                break;
            case 2:
                reply.body.resize(reply.body.size() / 2);
                break;
            case 3:
                reply = fault(exchange.message());
                break;
            case 4:
                reply = mockserver::plainTextReply(503, "try later");
                break;
            case 5:
                reply.wire = mockserver::WireAction{.delay = std::chrono::milliseconds(number % 40)};
                break;
            case 6:
                reply.wire = mockserver::WireAction{.ending = mockserver::WireAction::Ending::kClose};
                break;
            case 7:
                reply.body = "<not-an-envelope/>";
                break;
            default:
                break;
        }
        return reply;
    }

    [[nodiscard]] std::uint64_t requests() const { return requests_; }

private:
    static std::string item(int number) {
        return R"(<p:X_Item xmlns:p="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/X_Item"><p:Id>)" +
               std::to_string(number) + "</p:Id><p:Name>item " + std::to_string(number) + "</p:Name></p:X_Item>";
    }

    static mockserver::HttpReply envelope(const wsman::soap::Message& request, std::string_view action,
                                          const std::string& body, int status = 200) {
        mockserver::HttpReply reply;
        reply.status = status;
        reply.headers.add("Content-Type", std::string(wsman::kContentTypeUtf8));
        reply.body = R"(<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" )"
                     R"(xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" )"
                     R"(xmlns:n="http://schemas.xmlsoap.org/ws/2004/09/enumeration" )"
                     R"(xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header><a:Action>)" +
                     std::string(action) + "</a:Action><a:MessageID>uuid:00000000-0000-4000-8000-000000000001" +
                     "</a:MessageID><a:RelatesTo>" + request.header().messageId.value_or("") +
                     "</a:RelatesTo></s:Header><s:Body>" + body + "</s:Body></s:Envelope>";
        return reply;
    }

    static mockserver::HttpReply fault(const wsman::soap::Message& request) {
        return envelope(request, "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault",
                        "<s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>w:InternalError</s:Value>"
                        "</s:Subcode></s:Code><s:Reason><s:Text xml:lang=\"en\">Out of order.</s:Text></s:Reason>"
                        "</s:Fault>",
                        500);
    }

    /// A page of items from `first` on; the context of the next page is its number.
    static std::string page(const char* wrapper, int first) {
        std::string items;
        const int end = std::min(first + kPage, kItems);
        for (int i = first; i < end; ++i) {
            items += item(i);
        }
        const bool enumerating = std::string_view(wrapper) == "EnumerateResponse";
        const std::string prefix = enumerating ? "w" : "n";
        return std::string("<n:") + wrapper + "><n:EnumerationContext>" + (end < kItems ? std::to_string(end) : "") +
               "</n:EnumerationContext><" + prefix + ":Items>" + items + "</" + prefix + ":Items>" +
               (end < kItems ? "" : "<" + prefix + ":EndOfSequence/>") + "</n:" + wrapper + ">";
    }

    static mockserver::HttpReply answer(const wsman::soap::Message& request) {
        const std::string_view action = request.action();
        const std::string response = std::string(action) + "Response";
        if (action == wsman::action::kEnumerate) {
            return envelope(request, response, page("EnumerateResponse", 0));
        }
        if (action == wsman::action::kPull) {
            const std::string context(request.payload().child(wsman::ns::kEnumeration, "EnumerationContext").text());
            return envelope(request, response, page("PullResponse", std::atoi(context.c_str())));
        }
        if (action == wsman::action::kRelease) {
            return envelope(request, response, "");
        }
        if (action == wsman::action::kGet) {
            return envelope(request, response, item(1));
        }
        if (action.empty()) {
            return envelope(request, "",
                            "<i:IdentifyResponse xmlns:i=\"http://schemas.dmtf.org/wbem/wsman/identity/1/"
                            "wsmanidentity.xsd\"><i:ProtocolVersion>http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
                            "</i:ProtocolVersion></i:IdentifyResponse>");
        }
        return envelope(request, response,
                        R"(<p:Poke_OUTPUT xmlns:p="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/X_Item">)"
                        "<p:ReturnValue>0</p:ReturnValue></p:Poke_OUTPUT>");
    }

    std::atomic<std::uint64_t> requests_{0};
};

}  // namespace conformance::test
