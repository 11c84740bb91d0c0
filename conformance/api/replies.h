// Replies that a case gives in the repository's place. They are written here, not by our writer of envelopes.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conformance/api/sent.h"
#include "mockserver/endpoint/exchange.h"

namespace conformance {

/// What a request that a case answers itself gets; nullopt leaves it to the repository. Called on the server's threads,
/// for several requests at once.
using Answer = std::function<std::optional<mockserver::HttpReply>(const Sent& request)>;

/// "uuid:...", another one each time: for what a server names, contexts and subscriptions. Names that came twice would
/// be mixed up by a judge of all that was sent.
std::string newId();

/// A whole reply with that action. What s:Header (behind the addressing) and s:Body hold may use the prefixes s, wsa,
/// wsman, wsen, wse, wsmb and xsi.
mockserver::HttpReply soapReply(const Sent& request, std::string_view action, std::string_view body,
                                std::string_view header = {});

/// A fault: subcode as "wsman:AccessDenied" (prefixes wsman, wsa, wsen), reasons by language, XML of the detail.
struct FaultText {
    std::string_view subcode;
    std::vector<std::pair<std::string, std::string>> reasons;
    std::string detail{};
    int status = 500;
};
mockserver::HttpReply faultReply(const Sent& request, const FaultText& fault);

/// The instance of class X_Test whose key Id is `id`, as a server sends it.
std::string instanceXml(std::size_t id);
/// Answers an enumeration: pages[0] instances of X_Test come with the reply to Enumerate, pages[1] with that to the
/// first Pull and so on, with Id from 0. A Get is answered with the instance that its selector Id names, or 0.
Answer enumerationOf(std::vector<std::size_t> pages);

}  // namespace conformance
