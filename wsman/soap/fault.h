#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wsman/error.h"
#include "wsman/soap/fault_table.h"
#include "wsman/soap/message.h"

namespace wsman::soap {

/// One s:Reason/s:Text.
struct ReasonText {
    std::string text;
    std::string lang{};
    bool operator==(const ReasonText&) const = default;
};

/// Microsoft's f:WSManFault in s:Detail (MS-WSMV §2.2.4.43).
struct WsmanFault {
    std::uint32_t code = 0;  ///< zero also when it is no number
    std::string machine{};
    std::string message{};   ///< the Message text, or that of the innermost provider fault
    std::string provider{};  ///< f:ProviderFault/@provider
    std::string providerId{};
    std::optional<std::uint32_t> providerCode{};  ///< Code of the innermost WSManFault nested in it
    bool operator==(const WsmanFault&) const = default;
};

/// A SOAP 1.2 fault with WS-Man's detail (DSP0226 §14).
struct Fault {
    xml::QName code;                    ///< s:Sender, s:Receiver, s:MustUnderstand, s:VersionMismatch, expanded
    std::optional<xml::QName> subcode;  ///< expanded; the outermost s:Subcode
    std::vector<ReasonText> reasons;
    std::string faultDetail{};  ///< wsman:FaultDetail URI, or empty
    std::optional<WsmanFault> wsmanFault{};
    /// Everything else in s:Detail, each as stand-alone XML (CIM errors among them).
    std::vector<std::string> detail{};
    /// s:NotUnderstood headers to send, or those received.
    std::vector<xml::QName> notUnderstood{};

    /// The table's row for code and subcode, or nullptr when it is no fault of the standards.
    [[nodiscard]] const FaultInfo* info() const;
    /// The reason in English when there is one, else the first, else empty.
    [[nodiscard]] std::string_view reason() const;
};

/// A fault by its table row. `reason` empty takes the row's default; `detailToken` is one of the row's tokens
/// ("InvalidResourceURI") or empty.
Fault makeFault(FaultId id, std::string reason = {}, std::string_view detailToken = {});

/// The fault that DSP0226 asks for when a message could not be read: kVersionMismatch -> s:VersionMismatch,
/// kBadEncoding -> EncodingLimit+CharacterSet, kLimitExceeded -> EncodingLimit, kMissingHeader ->
/// MessageInformationHeaderRequired, kInvalidHeader -> InvalidMessageInformationHeader, kMalformedXml/kNotSoap/
/// kInvalidBody/kInvalidValue -> SchemaValidationError, kUnsupported -> UnsupportedFeature, kNotFound ->
/// DestinationUnreachable, kTypeMismatch -> InvalidParameter+TypeMismatch, kProtocol ->
/// InvalidMessageInformationHeader, the rest -> InternalError. Where `error.where` is the path of a header that has a
/// fault of its own, it is that: an absent or malformed ResourceURI -> DestinationUnreachable+InvalidResourceURI
/// (R5.1.2.1-6), a bad SelectorSet -> InvalidSelectors, with DuplicateSelectors for a path ending in "@Name"
/// (R5.1.2.2-4), a bad OptionSet -> InvalidOptions; but a whole header repeated stays InvalidMessageInformationHeader
/// (R13.1-9). The reason is `error.text()`.
Fault faultFor(const Error& error);

/// Reads the s:Fault of a message; kInvalidBody when there is none. Tolerant: several reasons, nested subcodes, an
/// empty or absent code (then its name is empty), an unknown subcode, undeclared prefixes (the local part is kept, the
/// namespace empty). What a provider fault holds besides nested WSManFaults and text goes into `detail`.
Result<Fault> readFault(const Message& message);

/// Writes the s:Fault element into the body; prefixes of writeMessage are assumed. Extra reason languages included. A
/// reason without language is sent as en-US, as s:Text must have one (R14.2-1); no reason at all is sent as the row's.
void writeFault(xml::Writer& writer, const Fault& fault);

/// A whole fault message in reply to `request` (nullptr when it could not be read: no RelatesTo, To anonymous), sent to
/// its FaultTo, else its ReplyTo (R5.4.3-2..6), with the Action that the subcode's namespace asks for (R14.2-2),
/// s:NotUnderstood headers when the fault has them, and s:Upgrade for s:VersionMismatch (SOAP 1.2 part 1 §5.4.7).
std::string writeFaultMessage(const Fault& fault, const Header* request, std::string messageId);

/// The HTTP status to send a fault with: 500, as WinRM and OMI do for all; by the row (Sender 400, Receiver 500) when
/// `byCode` asks for DSP0226 RC.2-9.
int httpStatus(const Fault& fault, bool byCode = false);

}  // namespace wsman::soap
