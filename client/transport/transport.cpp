#include "client/transport/transport.h"

#include <strings.h>

#include <algorithm>

namespace client {

std::string_view HttpReply::header(std::string_view name) const {
    const auto found = std::find_if(headers.begin(), headers.end(), [name](const auto& header) {
        return header.first.size() == name.size() && strncasecmp(header.first.data(), name.data(), name.size()) == 0;
    });
    return found == headers.end() ? std::string_view{} : std::string_view(found->second);
}

std::string_view toString(TransportErrorKind kind) {
    switch (kind) {
        case TransportErrorKind::kResolve:
            return "resolve";
        case TransportErrorKind::kConnect:
            return "connect";
        case TransportErrorKind::kTimeout:
            return "timeout";
        case TransportErrorKind::kSend:
            return "send";
        case TransportErrorKind::kReceive:
            return "receive";
        case TransportErrorKind::kTls:
            return "tls";
        case TransportErrorKind::kTooLarge:
            return "tooLarge";
        case TransportErrorKind::kCanceled:
            return "canceled";
        case TransportErrorKind::kProtocol:
            return "protocol";
        case TransportErrorKind::kUnsupported:
            return "unsupported";
    }
    return "unknown";
}

}  // namespace client
