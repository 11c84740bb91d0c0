#pragma once

#include <memory>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/runner/case.h"
#include "conformance/server/wire.h"

namespace conformance {

/// A reply read with pugixml alone: names are compared by local name and by the namespace that their prefix is bound
/// to.
class Reply {
public:
    explicit Reply(const WireExchange& exchange);

    [[nodiscard]] bool isXml() const { return parsed_; }
    /// Root s:Envelope of SOAP 1.2.
    [[nodiscard]] bool isEnvelope() const;
    [[nodiscard]] bool isFault() const;
    /// The local name of the body's child.
    [[nodiscard]] std::string bodyName() const;
    [[nodiscard]] std::string header(std::string_view ns, std::string_view local) const;
    // The nodes are the reply's: none outlives it.
    [[nodiscard]] pugi::xml_node headerNode(std::string_view ns, std::string_view local) const&;
    pugi::xml_node headerNode(std::string_view ns, std::string_view local) const&& = delete;
    [[nodiscard]] pugi::xml_node body() const& { return body_; }
    pugi::xml_node body() const&& = delete;
    /// Local name of the fault's s:Code/s:Value.
    [[nodiscard]] std::string code() const;
    /// "wsman:AccessDenied" by the namespace of the subcode, whatever its prefix; "?:X" in an unknown one; empty: none.
    [[nodiscard]] std::string subcode() const;
    /// The last part of wsman:FaultDetail ("InvalidResourceURI").
    [[nodiscard]] std::string detail() const;
    /// "wsa:DestinationUnreachable/InvalidResourceURI", "HTTP 401", "GetResponse": what a report says came back.
    [[nodiscard]] std::string summary() const;

private:
    const WireExchange& exchange_;
    pugi::xml_document document_;
    bool parsed_ = false;
    pugi::xml_node header_, body_;
};

/// The namespace that the prefix of `qname` is bound to at `node` (the default one for no prefix).
std::string namespaceOf(pugi::xml_node node, std::string_view qname);
std::string_view localOf(std::string_view qname);
/// The first element below `parent` (at any depth) of that name, or no node.
pugi::xml_node find(pugi::xml_node parent, std::string_view ns, std::string_view local);
std::string trimmed(std::string_view text);

/// The schemes that WWW-Authenticate offers, in lower case, in their order: of all its headers, several in one or not.
std::vector<std::string> schemesOf(const WireExchange& exchange);

/// Passes when the reply is a fault with one of `subcodes` ("wsa:ActionNotSupported", or "s:MustUnderstand" for a code
/// alone) and, when given, this detail (case ignored: peers spell them differently).
CaseResult expectFault(const WireExchange& exchange, const std::vector<std::string>& subcodes,
                       std::string_view detail = {});
/// Passes when the reply is no fault and the child of its body has this local name.
CaseResult expectReply(const WireExchange& exchange, std::string_view bodyName);
/// Passes when the reply is a representation, of whatever class.
CaseResult expectGet(const WireExchange& exchange);
/// Passes when the reply has this HTTP status.
CaseResult expectStatus(const WireExchange& exchange, int status);
/// Who took a request and closed the connection broke the rule; who did not even take it could not be tested.
CaseResult silence(const WireExchange& exchange, const std::string& expected);
/// Passes when the request was refused, by a fault or by an HTTP status of 400 and above.
CaseResult expectRefusal(const WireExchange& exchange);

}  // namespace conformance
