// wsman/soap: one SOAP 1.2 message with WS-Addressing 2004/08 and WS-Man headers, read once and written once; endpoint
// references; faults and the table of all of them.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wsman/error.h"
#include "wsman/soap/header.h"
#include "wsman/xml/document.h"
#include "wsman/xml/encoding.h"
#include "wsman/xml/limits.h"
#include "wsman/xml/writer.h"

namespace wsman::soap {

/// A message as received. Immutable; reading from several threads is safe. Nodes live as long as the Message (moves
/// keep them valid).
class Message {
public:
    /// Reads the bytes of a message. `charset` is what the transport said (see xml::toUtf8). Checks the envelope: root
    /// s:Envelope of SOAP 1.2 (kVersionMismatch for an Envelope of another namespace, else kNotSoap), at most one
    /// s:Header, exactly one s:Body in that order, no known header repeated (kInvalidHeader), every known header's
    /// value well-formed (kInvalidHeader). Which headers an operation *requires* is for requireHeaders and the
    /// operation's reader.
    static Result<Message> parse(std::string_view bytes, std::string_view charset = {}, const xml::Limits& limits = {});

    [[nodiscard]] const Header& header() const { return header_; }
    /// wsa:Action, trimmed, or empty.
    [[nodiscard]] std::string_view action() const;
    [[nodiscard]] xml::Node envelope() const { return document_.root(); }
    /// s:Header, or no element.
    [[nodiscard]] xml::Node headerElement() const { return headerElement_; }
    [[nodiscard]] xml::Node body() const { return body_; }
    /// The single child element of s:Body, or no element.
    [[nodiscard]] xml::Node payload() const { return body_.firstChild(); }
    /// True when the payload is s:Fault.
    [[nodiscard]] bool isFault() const;
    /// The encoding the bytes came in, in which a reply should go out.
    [[nodiscard]] xml::Encoding encoding() const { return encoding_; }
    /// Names of headers marked mustUnderstand="true" that are not known to the core, in order (SOAP 1.2 part 1 §2.4).
    [[nodiscard]] const std::vector<xml::QName>& notUnderstood() const { return notUnderstood_; }

private:
    Message(xml::Document document) : document_(std::move(document)) {}
    xml::Document document_;
    Header header_;
    xml::Node headerElement_;
    xml::Node body_;
    xml::Encoding encoding_ = xml::Encoding::kUtf8;
    std::vector<xml::QName> notUnderstood_;
};

/// The first MessageID of a message that Message::parse refused, for the fault that answers it (RelatesTo, DSP0226
/// R5.4.4-3); nullopt when its XML cannot be read or it has none.
std::optional<std::string> messageIdOf(std::string_view bytes, std::string_view charset = {},
                                       const xml::Limits& limits = {});

/// Writes a SOAP 1.2 message in UTF-8: envelope, the headers that are set, and the body that `writeBody` writes
/// (nothing when it is empty). Prefixes declared on the envelope: s, a (addressing), w (wsman), p (Microsoft wsman), n
/// (enumeration), x (transfer), e (eventing), xsi, b (cimbinding), cim (wscim common); a body may use them and declare
/// more.
std::string writeMessage(const Header& header, const std::function<void(xml::Writer&)>& writeBody = {});

/// The header of a reply to `request`: To = its ReplyTo address (anonymous when absent), Action as given, RelatesTo =
/// its MessageID when it has one, the reference parameters of ReplyTo as headers (DSP0226 R5.4.2-5), OperationID
/// echoed.
Header replyHeader(const Header& request, std::string_view action, std::string messageId);

/// The Action of the reply to a request: with "Response" appended.
std::string responseAction(std::string_view requestAction);

/// Turns 16 random bytes into "uuid:XXXXXXXX-..." (RFC 4122 version 4, upper-case), the form of MessageID that WinRM
/// uses.
std::string makeMessageId(const std::array<std::uint8_t, 16>& random);
/// Where identifiers come from: a function that gives a new MessageID each time. Must be thread-safe.
using IdSource = std::function<std::string()>;

}  // namespace wsman::soap
