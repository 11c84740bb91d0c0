#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace conformance {

/// A request as text, put together by hand so that any part can be left out or spoilt. Values are written as they are:
/// a probe that wants `&` writes `&amp;`.
struct RequestText {
    std::optional<std::string> action;
    std::optional<std::string> to;
    std::optional<std::string> resourceUri;
    std::optional<std::string> messageId;
    std::optional<std::string> replyTo = "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous";
    std::string replyParameters{};  ///< markup of ReplyTo's reference parameters
    std::vector<std::pair<std::string, std::string>> selectors{};
    std::string
        extraHeaders{};  ///< markup; prefixes s, a, w, n, x, e, p, b, xsi and t (urn:mi-conformance) are declared
    std::string body{};  ///< markup inside s:Body
    std::string soapNamespace = "http://www.w3.org/2003/05/soap-envelope";

    [[nodiscard]] std::string text() const;
};

/// A new "uuid:..." for each call. Thread-safe.
std::string newMessageId();

/// An Identify request with these headers (markup).
std::string identifyText(const std::string& headers = {});

}  // namespace conformance
