#include "wsman/soap/fault.h"

#include <utility>

#include "wsman/uris.h"
#include "wsman/xml/chars.h"

namespace wsman::soap {
namespace {

using std::string_view;

/// One step of an XPath-like path.
struct Step {
    string_view local;
    bool indexed = false;  ///< "[n]", which Node::path writes from the second of a name on
};

Step toStep(string_view text) {
    const std::size_t bracket = text.find('[');
    const string_view qname = text.substr(0, bracket);
    const std::size_t colon = qname.find(':');
    return {colon == string_view::npos ? qname : qname.substr(colon + 1), bracket != string_view::npos};
}

/// The header block that `where` is at or in; all of a path without s:Header is taken for one.
Step headerStep(string_view where) {
    std::size_t at = where.find("Header/");
    at = at == string_view::npos ? 0 : at + string_view("Header/").size();
    const string_view rest = where.substr(at);
    const std::size_t slash = rest.find('/');
    return toStep(rest.substr(0, slash));
}

struct Choice {
    FaultId id;
    string_view token{};
};

Choice chooseForHeader(const Error& error) {
    const bool missing = error.code == ErrorCode::kMissingHeader;
    const Step header = headerStep(error.where);
    if (!header.indexed && header.local == "ResourceURI") {
        return {FaultId::kWsaDestinationUnreachable, "InvalidResourceURI"};
    }
    if (missing) {
        return {FaultId::kWsaMessageInformationHeaderRequired};
    }
    if (!header.indexed && header.local == "SelectorSet") {
        const bool repeated = error.where.ends_with("@Name");
        return {FaultId::kWsmanInvalidSelectors, repeated ? "DuplicateSelectors" : ""};
    }
    if (!header.indexed && header.local == "OptionSet") {
        return {FaultId::kWsmanInvalidOptions};
    }
    return {FaultId::kWsaInvalidMessageInformationHeader};
}

Choice choose(const Error& error) {
    switch (error.code) {
        case ErrorCode::kVersionMismatch:
            return {FaultId::kSoapVersionMismatch};
        case ErrorCode::kBadEncoding:
            return {FaultId::kWsmanEncodingLimit, "CharacterSet"};
        case ErrorCode::kLimitExceeded:
            return {FaultId::kWsmanEncodingLimit};
        case ErrorCode::kMissingHeader:
        case ErrorCode::kInvalidHeader:
            return chooseForHeader(error);
        case ErrorCode::kMalformedXml:
        case ErrorCode::kNotSoap:
        case ErrorCode::kInvalidBody:
        case ErrorCode::kInvalidValue:
            return {FaultId::kWsmanSchemaValidationError};
        case ErrorCode::kUnsupported:
            return {FaultId::kWsmanUnsupportedFeature};
        case ErrorCode::kNotFound:
            return {FaultId::kWsaDestinationUnreachable};
        case ErrorCode::kTypeMismatch:
            return {FaultId::kWsmanInvalidParameter, "TypeMismatch"};
        case ErrorCode::kProtocol:
            return {FaultId::kWsaInvalidMessageInformationHeader};
        case ErrorCode::kInvalidArgument:
        case ErrorCode::kIo:
            break;
    }
    return {FaultId::kWsmanInternalError};
}

}  // namespace

const FaultInfo* Fault::info() const {
    if (subcode) {
        return findFaultBySubcode(subcode->ns, subcode->local);
    }
    if (code == xml::QName{std::string(ns::kSoap), "MustUnderstand"}) {
        return &faultInfo(FaultId::kSoapMustUnderstand);
    }
    if (code == xml::QName{std::string(ns::kSoap), "VersionMismatch"}) {
        return &faultInfo(FaultId::kSoapVersionMismatch);
    }
    return nullptr;
}

string_view Fault::reason() const {
    for (const ReasonText& text : reasons) {
        const string_view primary = string_view(text.lang).substr(0, text.lang.find('-'));
        if (xml::equalsIgnoreCase(primary, "en")) {
            return text.text;
        }
    }
    return reasons.empty() ? string_view() : string_view(reasons.front().text);
}

Fault makeFault(FaultId id, std::string reason, string_view detailToken) {
    const FaultInfo& row = faultInfo(id);
    Fault fault;
    fault.code = {std::string(ns::kSoap), std::string(row.code)};
    if (!row.subcode.local.empty()) {
        fault.subcode = xml::QName{std::string(row.subcode.ns), std::string(row.subcode.local)};
    }
    fault.reasons.push_back({reason.empty() ? std::string(row.reason) : std::move(reason), "en-US"});
    if (!detailToken.empty()) {
        fault.faultDetail = std::string(uri::kFaultDetailPrefix) + std::string(detailToken);
    }
    return fault;
}

Fault faultFor(const Error& error) {
    const Choice choice = choose(error);
    return makeFault(choice.id, error.text(), choice.token);
}

int httpStatus(const Fault& fault, bool byCode) {
    const bool sender = fault.code == xml::QName{std::string(ns::kSoap), "Sender"};
    return byCode && sender ? 400 : 500;
}

}  // namespace wsman::soap
