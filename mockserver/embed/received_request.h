#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mockserver/endpoint/journal.h"
#include "wsman/soap/message.h"

namespace mockserver {

/// A request as the mock received it, for a test to look at. What could not be read is empty.
struct ReceivedRequest {
    std::string action{};
    std::string resourceUri{};
    std::string user{};
    std::string messageId{};
    std::map<std::string, std::string> selectors{};  ///< names as sent; a nested reference is its resource URI
    std::map<std::string, std::string> options{};
    HttpHeaders headers{};  ///< credentials are redacted
    std::string body{};     ///< the SOAP message in UTF-8
    int status = 0;         ///< of the reply
    bool answered = false;  ///< by a scenario or another responder
    std::string note{};     ///< which exchange answered, or what came nearest

    /// The string value of an XPath expression, with the prefixes that scenarios predefine; nullopt when the expression
    /// is none, or the request no message.
    [[nodiscard]] std::optional<std::string> xpath(const std::string& expression) const;

    std::shared_ptr<const wsman::soap::Message> message{};  ///< nullptr: it is none
};

/// What a journal's entry holds of its request.
ReceivedRequest receivedRequest(const JournalEntry& entry);

}  // namespace mockserver
