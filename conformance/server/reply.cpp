#include "conformance/server/reply.h"

#include <algorithm>
#include <cctype>

#include "wsman/uris.h"

namespace conformance {

namespace ns = wsman::ns;

namespace {

bool sameIgnoringCase(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
    });
}

pugi::xml_node child(pugi::xml_node parent, std::string_view uri, std::string_view local) {
    for (const auto node : parent.children())
        if (node.type() == pugi::node_element && localOf(node.name()) == local && namespaceOf(node, node.name()) == uri)
            return node;
    return {};
}

pugi::xml_node firstElement(pugi::xml_node parent) {
    for (const auto node : parent.children())
        if (node.type() == pugi::node_element)
            return node;
    return {};
}

/// No message is nested like this, and what walks the tree must not be led astray.
bool isTooDeep(const pugi::xml_document& document) {
    struct Walker : pugi::xml_tree_walker {
        bool for_each(pugi::xml_node& /*node*/) override { return depth() < 256; }
    } walker;
    return !const_cast<pugi::xml_document&>(document).traverse(walker);
}

std::string join(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words)
        out += (out.empty() ? "" : " or ") + word;
    return out;
}

CaseResult unanswered(const WireExchange& exchange) {
    return CaseResult::error("no reply: " + exchange.failure);
}

}  // namespace

std::string_view localOf(std::string_view qname) {
    const auto colon = qname.find(':');
    return colon == std::string_view::npos ? qname : qname.substr(colon + 1);
}

std::string namespaceOf(pugi::xml_node node, std::string_view qname) {
    const auto colon = qname.find(':');
    const std::string name = colon == std::string_view::npos ? "xmlns" : "xmlns:" + std::string(qname.substr(0, colon));
    for (; node; node = node.parent())
        if (const auto declaration = node.attribute(name.c_str()))
            return declaration.value();
    return {};
}

std::string trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos)
        return {};
    return std::string(text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1));
}

pugi::xml_node find(pugi::xml_node parent, std::string_view uri, std::string_view local) {
    return parent.find_node([&](const pugi::xml_node& node) {
        return node.type() == pugi::node_element && localOf(node.name()) == local &&
               namespaceOf(node, node.name()) == uri;
    });
}

Reply::Reply(const WireExchange& exchange) : exchange_(exchange) {
    parsed_ = static_cast<bool>(document_.load_buffer(exchange.replyBody.data(), exchange.replyBody.size())) &&
              !isTooDeep(document_);
    if (!parsed_)
        document_.reset();
    const auto root = document_.document_element();
    header_ = child(root, ns::kSoap, "Header");
    body_ = child(root, ns::kSoap, "Body");
}

bool Reply::isEnvelope() const {
    const auto root = document_.document_element();
    return parsed_ && localOf(root.name()) == "Envelope" && namespaceOf(root, root.name()) == ns::kSoap;
}

bool Reply::isFault() const {
    return static_cast<bool>(child(body_, ns::kSoap, "Fault"));
}

std::string Reply::bodyName() const {
    return std::string(localOf(firstElement(body_).name()));
}

pugi::xml_node Reply::headerNode(std::string_view uri, std::string_view local) const& {
    return child(header_, uri, local);
}

std::string Reply::header(std::string_view uri, std::string_view local) const {
    return trimmed(headerNode(uri, local).child_value());
}

std::string Reply::code() const {
    const auto value = find(child(body_, ns::kSoap, "Fault"), ns::kSoap, "Value");
    const auto text = trimmed(value.child_value());
    return std::string(localOf(text));
}

std::string Reply::subcode() const {
    const auto subcode = find(child(body_, ns::kSoap, "Fault"), ns::kSoap, "Subcode");
    const auto value = child(subcode, ns::kSoap, "Value");
    const auto text = trimmed(value.child_value());
    if (text.empty())
        return {};
    const auto uri = namespaceOf(value, text);
    const std::pair<std::string_view, const char*> known[] = {{ns::kWsman, "wsman"},  {ns::kAddressing, "wsa"},
                                                              {ns::kTransfer, "wxf"}, {ns::kEnumeration, "wsen"},
                                                              {ns::kEventing, "wse"}, {ns::kCimBinding, "wsmb"}};
    for (const auto& [name, prefix] : known)
        if (uri == name)
            return std::string(prefix) + ":" + std::string(localOf(text));
    return "?:" + std::string(localOf(text));
}

std::string Reply::detail() const {
    const auto text = trimmed(find(child(body_, ns::kSoap, "Fault"), ns::kWsman, "FaultDetail").child_value());
    const auto slash = text.rfind('/');
    return slash == std::string::npos ? text : text.substr(slash + 1);
}

std::string Reply::summary() const {
    if (exchange_.failed())
        return "no reply: " + exchange_.failure;
    const std::string status = "HTTP " + std::to_string(exchange_.status);
    if (!isEnvelope())
        return status +
               (exchange_.replyBody.empty() ? " without a body" : " with something that is no SOAP 1.2 envelope");
    if (!isFault())
        return status + " with " + (bodyName().empty() ? "an empty body" : bodyName());
    const auto sub = subcode();
    return (sub.empty() ? "s:" + code() : sub) + (detail().empty() ? "" : "/" + detail()) + " (" + status + ")";
}

std::vector<std::string> schemesOf(const WireExchange& exchange) {
    std::vector<std::string> out;
    for (const auto& [name, value] : exchange.replyHeaders) {
        if (!sameIgnoringCase(name, "WWW-Authenticate"))
            continue;
        // A scheme is a word that no "=" follows; "Basic realm=\"a\", Digest realm=\"b\"" holds two.
        bool quoted = false;
        std::string word;
        for (const char c : value + ",") {
            quoted = quoted != (c == '"');
            if (!quoted && (c == ' ' || c == ',')) {
                if (!word.empty() && word.find_first_of("=\"") == std::string::npos)
                    out.push_back(word);
                word.clear();
            } else {
                word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
            }
        }
    }
    return out;
}

CaseResult expectFault(const WireExchange& exchange, const std::vector<std::string>& subcodes,
                       std::string_view detail) {
    if (exchange.failed())
        return unanswered(exchange);
    const Reply reply(exchange);
    const auto expected = join(subcodes) + (detail.empty() ? "" : "/" + std::string(detail));
    if (!reply.isFault())
        return CaseResult::fail("the request was not answered with a fault", expected, reply.summary(),
                                exchange.text());
    const auto found = reply.subcode().empty() ? "s:" + reply.code() : reply.subcode();
    if (std::find(subcodes.begin(), subcodes.end(), found) == subcodes.end())
        return CaseResult::fail("another fault came back", expected, reply.summary(), exchange.text());
    if (!detail.empty() && !sameIgnoringCase(reply.detail(), detail))
        return CaseResult::fail("the fault has another detail", expected, reply.summary(), exchange.text());
    return CaseResult::pass();
}

CaseResult expectReply(const WireExchange& exchange, std::string_view bodyName) {
    if (exchange.failed())
        return unanswered(exchange);
    const Reply reply(exchange);
    if (exchange.status != 200 || reply.isFault() || reply.bodyName() != bodyName)
        return CaseResult::fail("the reply is not the one that was asked for", std::string(bodyName), reply.summary(),
                                exchange.text());
    return CaseResult::pass();
}

CaseResult expectRefusal(const WireExchange& exchange) {
    if (exchange.timedOut)
        return CaseResult::fail("the request was not answered in time", "a fault, or HTTP 400 and above",
                                exchange.failure, exchange.text());
    if (exchange.failed())  // closing the connection is a refusal too (DSP0226 R13.2-1)
        return exchange.connected ? CaseResult::pass() : unanswered(exchange);
    const Reply reply(exchange);
    if (reply.isFault() || exchange.status >= 400)
        return CaseResult::pass();
    return CaseResult::fail("the request was accepted", "a fault, or HTTP 400 and above", reply.summary(),
                            exchange.text());
}

CaseResult expectGet(const WireExchange& exchange) {
    if (exchange.failed())
        return unanswered(exchange);
    const Reply reply(exchange);
    return exchange.status == 200 && reply.isEnvelope() && !reply.isFault()
               ? CaseResult::pass()
               : CaseResult::fail("the Get was refused", "a GetResponse", reply.summary(), exchange.text());
}

CaseResult silence(const WireExchange& exchange, const std::string& expected) {
    return exchange.connected ? CaseResult::fail("the connection was closed without a reply", expected,
                                                 exchange.failure, exchange.text())
                              : unanswered(exchange);
}

CaseResult expectStatus(const WireExchange& exchange, int status) {
    if (exchange.failed())
        return silence(exchange, "HTTP " + std::to_string(status));
    return exchange.status == status ? CaseResult::pass()
                                     : CaseResult::fail("another status came back", "HTTP " + std::to_string(status),
                                                        Reply(exchange).summary(), exchange.text());
}

}  // namespace conformance
