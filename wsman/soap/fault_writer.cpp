#include <string>
#include <utility>

#include "wsman/soap/fault.h"
#include "wsman/uris.h"

namespace wsman::soap {
namespace {

using std::string_view;

struct Prefix {
    string_view uri;
    string_view prefix;
};

/// Prefixes that writeMessage declares and codes may be in.
constexpr Prefix kKnownPrefixes[] = {{ns::kSoap, "s"},     {ns::kAddressing, "a"},  {ns::kWsman, "w"},
                                     {ns::kMsWsman, "p"},  {ns::kEnumeration, "n"}, {ns::kTransfer, "x"},
                                     {ns::kEventing, "e"}, {ns::kCimBinding, "b"},  {ns::kCimCommon, "cim"}};

/// `<qname>name</qname>` with the name as a QName in scope.
void writeNameElement(xml::Writer& writer, string_view qname, const xml::QName& name) {
    writer.start(qname);
    if (name.ns.empty()) {
        writer.text(name.local).end();
        return;
    }
    string_view prefix;
    for (const Prefix& known : kKnownPrefixes) {
        if (known.uri == name.ns) {
            prefix = known.prefix;
        }
    }
    if (prefix.empty()) {
        prefix = "q";
        writer.declare(prefix, name.ns);
    }
    writer.text(std::string(prefix) + ":" + name.local).end();
}

void writeWsmanFault(xml::Writer& writer, const WsmanFault& fault) {
    writer.start("f:WSManFault").declare("f", ns::kMsFault);
    writer.attribute("Code", std::to_string(fault.code));
    writer.attribute("Machine", fault.machine);
    writer.start("f:Message");
    const bool fromProvider = !fault.provider.empty() || !fault.providerId.empty() || fault.providerCode;
    if (fromProvider) {
        writer.start("f:ProviderFault").attribute("provider", fault.provider);
        if (!fault.providerId.empty()) {
            writer.attribute("providerId", fault.providerId);
        }
        if (fault.providerCode) {
            writer.start("f:WSManFault").attribute("Code", std::to_string(*fault.providerCode));
            writer.attribute("Machine", fault.machine);
            writer.element("f:Message", fault.message);
            writer.end();
        } else {
            writer.text(fault.message);
        }
        writer.end();
    } else {
        writer.text(fault.message);
    }
    writer.end().end();
}

string_view actionFor(const Fault& fault) {
    if (const FaultInfo* row = fault.info(); row != nullptr) {
        return row->action;
    }
    const string_view subcodeNs = fault.subcode ? string_view(fault.subcode->ns) : string_view();
    for (const FaultInfo& row : faultTable()) {
        if (!subcodeNs.empty() && row.subcode.ns == subcodeNs) {
            return row.action;
        }
    }
    return action::kAddressingFault;
}

std::string notUnderstoodHeader(const xml::QName& name) {
    std::string out;
    xml::Writer writer(out);
    writer.start("s:NotUnderstood").declare("s", ns::kSoap);
    if (!name.ns.empty()) {
        writer.declare("q", name.ns);
    }
    writer.attribute("qname", (name.ns.empty() ? "" : "q:") + name.local).end();
    return out;
}

std::string upgradeHeader() {
    std::string out;
    xml::Writer writer(out);
    writer.start("s:Upgrade").declare("s", ns::kSoap);
    writer.start("s:SupportedEnvelope").attribute("qname", "s:Envelope").end().end();
    return out;
}

}  // namespace

void writeFault(xml::Writer& writer, const Fault& fault) {
    writer.start("s:Fault").start("s:Code");
    writeNameElement(writer, "s:Value", fault.code);
    if (fault.subcode) {
        writer.start("s:Subcode");
        writeNameElement(writer, "s:Value", *fault.subcode);
        writer.end();
    }
    writer.end().start("s:Reason");
    for (const ReasonText& text : fault.reasons) {
        writer.start("s:Text").attribute("xml:lang", text.lang.empty() ? "en-US" : text.lang);
        writer.text(text.text).end();
    }
    if (fault.reasons.empty()) {
        const FaultInfo* row = fault.info();
        writer.start("s:Text").attribute("xml:lang", "en-US");
        writer.text(row != nullptr ? row->reason : fault.code.local).end();
    }
    writer.end();
    if (!fault.faultDetail.empty() || fault.wsmanFault || !fault.detail.empty()) {
        writer.start("s:Detail");
        if (!fault.faultDetail.empty()) {
            writer.element("w:FaultDetail", fault.faultDetail);
        }
        if (fault.wsmanFault) {
            writeWsmanFault(writer, *fault.wsmanFault);
        }
        for (const std::string& other : fault.detail) {
            writer.raw(other);
        }
        writer.end();
    }
    writer.end();
}

std::string writeFaultMessage(const Fault& fault, const Header* request, std::string messageId) {
    Header addressed = request != nullptr ? *request : Header{};
    if (addressed.faultTo) {
        addressed.replyTo = std::move(addressed.faultTo);
    }
    Header header = replyHeader(addressed, actionFor(fault), std::move(messageId));
    for (const xml::QName& name : fault.notUnderstood) {
        header.others.push_back(notUnderstoodHeader(name));
    }
    if (fault.info() == &faultInfo(FaultId::kSoapVersionMismatch)) {
        header.others.push_back(upgradeHeader());
    }
    return writeMessage(header, [&fault](xml::Writer& writer) { writeFault(writer, fault); });
}

}  // namespace wsman::soap
