#include "mockserver/endpoint/envelope_check.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "wsman/uris.h"
#include "wsman/xml/writer.h"

namespace mockserver {

namespace {

namespace soap = wsman::soap;
using soap::FaultId;

constexpr std::array kRequestActions{
    wsman::action::kGet,       wsman::action::kPut,         wsman::action::kCreate,        wsman::action::kDelete,
    wsman::action::kEnumerate, wsman::action::kPull,        wsman::action::kRelease,       wsman::action::kEnumRenew,
    wsman::action::kSubscribe, wsman::action::kUnsubscribe, wsman::action::kEnumGetStatus, wsman::action::kRenew,
    wsman::action::kGetStatus,
};

soap::Fault missing(std::string_view header) {
    return soap::makeFault(FaultId::kWsaMessageInformationHeaderRequired,
                           "The request has no " + std::string(header) + " header.");
}

// MS-WSMV shows the anonymous address with a slash after it, and clients copy it.
bool isAnonymous(std::string_view address) {
    return address == wsman::uri::kAnonymous ||
           (address.ends_with('/') && address.substr(0, address.size() - 1) == wsman::uri::kAnonymous);
}

std::optional<soap::Fault> checkReplyAddress(const std::optional<soap::Epr>& epr, std::string_view header) {
    if (!epr || isAnonymous(epr->address)) {
        return std::nullopt;
    }
    return soap::makeFault(
        FaultId::kWsmanUnsupportedFeature,
        "The " + std::string(header) + " address must be anonymous: replies go back on the connection.",
        "AddressingMode");
}

/// DSP0226 R6.2-4: no message fits into less.
constexpr std::uint64_t kLeastEnvelopeSize = 8192;

}  // namespace

bool isIdentify(const soap::Message& message) {
    return message.payload().is(wsman::ns::kIdentity, "Identify");
}

std::optional<soap::Fault> checkEnvelope(const soap::Message& message) {
    if (!message.notUnderstood().empty()) {
        const auto& first = message.notUnderstood().front();
        auto fault = soap::makeFault(FaultId::kSoapMustUnderstand,
                                     "The header {" + first.ns + "}" + first.local + " is not understood.");
        fault.notUnderstood = message.notUnderstood();
        return fault;
    }
    const auto& header = message.header();
    if (isIdentify(message)) {
        return std::nullopt;
    }
    if (message.action().empty()) {
        return missing("wsa:Action");
    }
    // An acknowledgement is a one-way message: nothing is sent back.
    if (message.action() == wsman::action::kAck) {
        return std::nullopt;
    }
    if (!header.to) {
        return missing("wsa:To");
    }
    if (!header.messageId || header.messageId->empty()) {
        return missing("wsa:MessageID");
    }
    if (!header.replyTo) {
        return missing("wsa:ReplyTo");
    }
    if (auto fault = checkReplyAddress(header.replyTo, "wsa:ReplyTo")) {
        return fault;
    }
    if (auto fault = checkReplyAddress(header.faultTo, "wsa:FaultTo")) {
        return fault;
    }
    if (header.maxEnvelopeSize && header.maxEnvelopeSize->value < kLeastEnvelopeSize) {
        return soap::makeFault(FaultId::kWsmanEncodingLimit,
                               "MaxEnvelopeSize is less than " + std::to_string(kLeastEnvelopeSize) + " octets.",
                               "MinimumEnvelopeLimit");
    }
    return std::nullopt;
}

soap::Fault unansweredFault(const soap::Message& message, const std::string& why) {
    const auto action = message.action();
    const auto& resource = message.header().resourceUri;
    const auto ofResource = resource && !resource->value.empty() && action.starts_with(resource->value);
    const auto known = std::ranges::find(kRequestActions, action) != kRequestActions.end();
    std::string reason = "Nothing at this endpoint answers ";
    reason += isIdentify(message) ? "Identify" : action;
    reason += resource ? " for " + resource->value : "";
    reason += why.empty() ? "." : ": " + why;
    if (known || ofResource || isIdentify(message)) {
        return soap::makeFault(FaultId::kWsaDestinationUnreachable, std::move(reason));
    }
    auto fault = soap::makeFault(FaultId::kWsaActionNotSupported, std::move(reason));
    std::string detail;
    wsman::xml::Writer(detail).start("wsa:Action").declare("wsa", wsman::ns::kAddressing).text(action).end();
    fault.detail.push_back(std::move(detail));
    return fault;
}

}  // namespace mockserver
