#include "conformance/api/replies.h"

#include <atomic>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <random>
#include <sstream>

#include "wsman/uris.h"

namespace conformance {

using mockserver::HttpReply;

namespace {

constexpr std::string_view kNamespaces =
    R"( xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing")"
    R"( xmlns:wsman="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd")"
    R"( xmlns:wsen="http://schemas.xmlsoap.org/ws/2004/09/enumeration")"
    R"( xmlns:wse="http://schemas.xmlsoap.org/ws/2004/08/eventing")"
    R"( xmlns:wsmb="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd")"
    R"( xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance")";

std::string escaped(std::string_view text) {
    pugi::xml_document document;
    document.append_child(pugi::node_pcdata).set_value(std::string(text).c_str());
    std::ostringstream out;
    document.save(out, "", pugi::format_raw | pugi::format_no_declaration);
    return out.str();
}

/// The reply to a request that went well, whatever it asked for.
HttpReply done(const Sent& request, std::string_view body) {
    return soapReply(request, request.text("Action") + "Response", body);
}

std::size_t numberIn(std::string_view text) {
    std::size_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

/// A page of an enumeration; its context is the enumeration's name and the number of the next page. The prefix of Items
/// and EndOfSequence is wsen in what answers a Pull and wsman in what answers Enumerate (DSP0226 §8.2.3).
HttpReply pageOf(const Sent& request, const std::vector<std::size_t>& pages, const std::string& name,
                 std::size_t page) {
    const auto action = request.action();
    const std::string prefix = action == "Pull" ? "wsen:" : "wsman:";
    const bool last = page + 1 >= pages.size();
    std::size_t first = 0;
    for (std::size_t i = 0; i < page && i < pages.size(); ++i)
        first += pages[i];
    std::string items;
    for (std::size_t i = 0; page < pages.size() && i < pages[page]; ++i)
        items += instanceXml(first + i);
    std::string body;
    if (!last)
        body += "<wsen:EnumerationContext>" + name + "/" + std::to_string(page + 1) + "</wsen:EnumerationContext>";
    else if (action == "Enumerate")
        body += "<wsen:EnumerationContext/>";
    if (!items.empty())
        body += "<" + prefix + "Items>" + items + "</" + prefix + "Items>";
    if (last)
        body += "<" + prefix + "EndOfSequence/>";
    return done(request, "<wsen:" + action + "Response>" + body + "</wsen:" + action + "Response>");
}

}  // namespace

std::string newId() {
    static const auto ofThisProcess = std::random_device{}();
    static std::atomic<std::uint64_t> count = 0;
    char out[48];
    std::snprintf(out, sizeof out, "uuid:%08X-0000-4000-8000-%012llX", ofThisProcess,
                  static_cast<unsigned long long>(++count));
    return out;
}

HttpReply soapReply(const Sent& request, std::string_view action, std::string_view body, std::string_view header) {
    HttpReply reply;
    reply.headers.add("Content-Type", std::string(wsman::kContentTypeUtf8));
    reply.body = std::string("<s:Envelope") + std::string(kNamespaces) + "><s:Header><wsa:Action>" +
                 std::string(action) + "</wsa:Action><wsa:MessageID>" + newId() + "</wsa:MessageID><wsa:RelatesTo>" +
                 escaped(request.text("MessageID")) + "</wsa:RelatesTo>" +
                 "<wsa:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</wsa:To>" +
                 std::string(header) + "</s:Header><s:Body>" + std::string(body) + "</s:Body></s:Envelope>";
    return reply;
}

HttpReply faultReply(const Sent& request, const FaultText& fault) {
    std::string body = "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>" + std::string(fault.subcode) +
                       "</s:Value></s:Subcode></s:Code><s:Reason>";
    for (const auto& [language, reason] : fault.reasons)
        body += "<s:Text xml:lang=\"" + language + "\">" + escaped(reason) + "</s:Text>";
    body += "</s:Reason>" + (fault.detail.empty() ? "" : "<s:Detail>" + fault.detail + "</s:Detail>") + "</s:Fault>";
    auto reply = soapReply(request, wsman::action::kWsmanFault, body);
    reply.status = fault.status;
    return reply;
}

std::string instanceXml(std::size_t id) {
    return "<t:X_Test xmlns:t=\"" + std::string(wsman::uri::kCimSchemaPrefix) + "X_Test\"><t:Id>" + std::to_string(id) +
           "</t:Id></t:X_Test>";
}

Answer enumerationOf(std::vector<std::size_t> pages) {
    return [pages = std::move(pages)](const Sent& request) -> std::optional<HttpReply> {
        const auto action = request.action();
        if (action == "Enumerate")
            return pageOf(request, pages, newId(), 0);
        if (action == "Pull") {
            const auto context = request.text("EnumerationContext");
            const auto slash = context.find('/');
            return pageOf(request, pages, context.substr(0, slash),
                          slash == context.npos ? 0 : numberIn(std::string_view(context).substr(slash + 1)));
        }
        if (action == "Release")
            return done(request, "");
        if (action == "Get") {
            const auto selectors = request.selectors();
            const auto id = selectors.find("Id");
            return done(request, instanceXml(id == selectors.end() ? 0 : numberIn(id->second)));
        }
        return std::nullopt;
    };
}

}  // namespace conformance
