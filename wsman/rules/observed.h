#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wsman/error.h"
#include "wsman/soap/message.h"
#include "wsman/xml/document.h"
#include "wsman/xml/encoding.h"

namespace wsman::rules {

/// How a message crossed HTTP. What a judge does not know it leaves out, and the rules about it do not apply.
struct HttpFacts {
    std::string method{};                     ///< of a request
    int status = 0;                           ///< of a reply
    std::string contentType{};                ///< after message encryption is taken off, as its OriginalContent says
    std::optional<std::string> soapAction{};  ///< the SOAPAction field, quotes included
};

/// A message as a rule sees it: its bytes, and as much of them as can be read. Move-only; refers to the bytes, and to
/// the Message when it was given one, which must outlive it. Reading from several threads is safe.
class Observed {
public:
    /// Reads `bytes`; that they may be no message at all is part of the job.
    Observed(std::string_view bytes, HttpFacts http);
    /// For a caller that has parsed the message already.
    Observed(std::string_view bytes, HttpFacts http, const soap::Message& message);
    Observed(Observed&&) noexcept = default;
    Observed& operator=(Observed&&) noexcept = default;
    ~Observed() = default;

    [[nodiscard]] std::string_view bytes() const { return bytes_; }
    [[nodiscard]] const HttpFacts& http() const { return http_; }
    /// The message, or nullptr when our parser refuses it; `error` says why.
    [[nodiscard]] const soap::Message* message() const;
    [[nodiscard]] const std::optional<Error>& error() const { return error_; }
    /// The root element, or no element when the bytes are no well-formed XML.
    [[nodiscard]] xml::Node root() const { return root_; }
    /// The encoding of the bytes; nullopt when they are in none that we read.
    [[nodiscard]] std::optional<xml::Encoding> encoding() const { return encoding_; }

    /// True when the root is a SOAP 1.2 envelope.
    [[nodiscard]] bool isEnvelope() const;
    [[nodiscard]] xml::Node header() const;
    [[nodiscard]] xml::Node body() const;
    /// The body's first child.
    [[nodiscard]] xml::Node payload() const { return body().firstChild(); }
    /// The first header of that name.
    [[nodiscard]] xml::Node header(std::string_view ns, std::string_view local) const;
    /// wsa:Action, trimmed; empty when absent.
    [[nodiscard]] std::string action() const;
    /// wsman:ResourceURI, trimmed; empty when absent.
    [[nodiscard]] std::string resourceUri() const;
    [[nodiscard]] bool isFault() const;
    /// True for an Identify request, which needs no headers (DSP0226 §11).
    [[nodiscard]] bool isIdentify() const;

private:
    std::string_view bytes_;
    HttpFacts http_;
    std::optional<soap::Message> own_;
    const soap::Message* borrowed_ = nullptr;
    std::optional<xml::Document> document_;
    std::optional<Error> error_;
    std::optional<xml::Encoding> encoding_;
    xml::Node root_;
};

}  // namespace wsman::rules
