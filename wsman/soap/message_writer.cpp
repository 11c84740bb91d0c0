#include <string>
#include <string_view>

#include "wsman/soap/message.h"
#include "wsman/uris.h"

namespace wsman::soap {
namespace {

using std::string_view;

struct Prefix {
    string_view prefix;
    string_view uri;
};

/// Declared on every envelope.
constexpr Prefix kPrefixes[] = {
    {"s", ns::kSoap},     {"a", ns::kAddressing}, {"w", ns::kWsman}, {"p", ns::kMsWsman},    {"n", ns::kEnumeration},
    {"x", ns::kTransfer}, {"e", ns::kEventing},   {"xsi", ns::kXsi}, {"b", ns::kCimBinding}, {"cim", ns::kCimCommon},
};

class HeaderWriter {
public:
    HeaderWriter(xml::Writer& writer, const Header& header) : writer_(writer), header_(header) {}

    /// In the order that WinRM's client uses.
    void write() {
        text("a:To", header_.to);
        marked("w:ResourceURI", header_.resourceUri);
        replyTo();
        epr("a:FaultTo", header_.faultTo);
        epr("a:From", header_.from);
        marked("a:Action", header_.action);
        marked("w:MaxEnvelopeSize", header_.maxEnvelopeSize);
        text("a:MessageID", header_.messageId);
        text("a:RelatesTo", header_.relatesTo);
        marked("w:OperationTimeout", header_.operationTimeout);
        language("w:Locale", header_.locale);
        language("p:DataLocale", header_.dataLocale);
        marked("p:SessionId", header_.sessionId);
        marked("p:OperationID", header_.operationId);
        marked("p:SequenceId", header_.sequenceId);
        options();
        selectors();
        operationHeaders();
        for (const std::string& other : header_.others) {
            writer_.raw(other);
        }
    }

private:
    void start(string_view name, std::optional<bool> mustUnderstand) {
        writer_.start(name);
        if (mustUnderstand) {
            writer_.attribute("s:mustUnderstand", *mustUnderstand ? "true" : "false");
        }
    }

    static std::string textOf(const std::string& value) { return value; }
    static std::string textOf(std::uint64_t value) { return std::to_string(value); }
    static std::string textOf(Duration value) { return formatDuration(value); }
    static std::string textOf(const OperationId& value) { return value.uuid; }

    template <class T>
    void marked(string_view name, const std::optional<Marked<T>>& value) {
        if (value) {
            start(name, value->mustUnderstand);
            writer_.text(textOf(value->value)).end();
        }
    }

    void text(string_view name, const std::optional<std::string>& value) {
        if (value) {
            writer_.element(name, *value);
        }
    }

    void language(string_view name, const std::optional<Marked<std::string>>& value) {
        if (value) {
            writer_.start(name).attribute("xml:lang", value->value);
            if (value->mustUnderstand) {
                writer_.attribute("s:mustUnderstand", *value->mustUnderstand ? "true" : "false");
            }
            writer_.end();
        }
    }

    void epr(string_view name, const std::optional<Epr>& value) {
        if (value) {
            writer_.start(name);
            writeEprContent(writer_, *value);
            writer_.end();
        }
    }

    /// WinRM marks the anonymous address inside, not the header; some services look for that.
    void replyTo() {
        if (!header_.replyTo || header_.replyTo->address != uri::kAnonymous) {
            epr("a:ReplyTo", header_.replyTo);
            return;
        }
        writer_.start("a:ReplyTo");
        start("a:Address", true);
        writer_.text(header_.replyTo->address).end();
        writeReferenceParameters(writer_, *header_.replyTo);
        writer_.end();
    }

    void options() {
        if (!header_.options) {
            return;
        }
        start("w:OptionSet", header_.options->mustUnderstand);
        for (const Option& option : header_.options->value) {
            writer_.start("w:Option").attribute("Name", option.name);
            if (!option.type.empty()) {
                // The only prefixes that peers use here for XML Schema, and none that the envelope declares.
                for (const string_view prefix : {"xs", "xsd"}) {
                    if (option.type.starts_with(std::string(prefix) + ":")) {
                        writer_.declare(prefix, ns::kXsd);
                    }
                }
                writer_.attribute("Type", option.type);
            }
            if (option.mustComply) {
                writer_.attribute("MustComply", "true");
            }
            if (option.nil) {
                writer_.attribute("xsi:nil", "true");
            }
            writer_.text(option.value).end();
        }
        writer_.end();
    }

    void selectors() {
        if (header_.selectors && header_.selectors->empty()) {
            writer_.empty("w:SelectorSet");
        } else if (header_.selectors) {
            writeSelectorSet(writer_, *header_.selectors);
        }
    }

    void operationHeaders() {
        if (header_.fragmentTransfer) {
            const FragmentTransfer& fragment = header_.fragmentTransfer->value;
            start("w:FragmentTransfer", header_.fragmentTransfer->mustUnderstand);
            if (!fragment.dialect.empty()) {
                writer_.attribute("Dialect", fragment.dialect);
            }
            writer_.text(fragment.expression).end();
        }
        flag("w:RequestEPR", header_.requestEpr);
        if (header_.requestedEpr) {
            writer_.start("w:RequestedEPR");
            epr("a:EndpointReference", header_.requestedEpr);
            writer_.end();
        }
        flag("w:RequestTotalItemsCountEstimate", header_.requestTotalItemsCountEstimate);
        if (header_.totalItemsCountEstimate) {
            writer_.element("w:TotalItemsCountEstimate", std::to_string(*header_.totalItemsCountEstimate));
        }
        if (header_.bookmark) {
            writer_.start("w:Bookmark").raw(*header_.bookmark).end();
        }
        flag("w:AckRequested", header_.ackRequested);
        if (header_.machineId) {
            writer_.start("m:MachineID").declare("m", ns::kMsMachineId);
            writer_.attribute("s:mustUnderstand", "false").text(*header_.machineId).end();
        }
    }

    void flag(string_view name, bool set) {
        if (set) {
            writer_.empty(name);
        }
    }

    xml::Writer& writer_;
    const Header& header_;
};

}  // namespace

std::string writeMessage(const Header& header, const std::function<void(xml::Writer&)>& writeBody) {
    std::string out;
    out.reserve(4096);
    xml::Writer writer(out);
    writer.start("s:Envelope");
    for (const Prefix& prefix : kPrefixes) {
        writer.declare(prefix.prefix, prefix.uri);
    }
    writer.start("s:Header");
    HeaderWriter(writer, header).write();
    writer.end();
    writer.start("s:Body");
    if (writeBody) {
        writeBody(writer);
    }
    while (writer.depth() > 0) {  // also what the body may have left open
        writer.end();
    }
    return out;
}

}  // namespace wsman::soap
