#include "client/transport/transport.h"

#include <strings.h>

#include <algorithm>

namespace client {

namespace {

class WholeExchange final : public PendingReply {
public:
    WholeExchange(Transport& transport, HttpRequest request, CancelToken cancel)
        : transport_(transport), request_(std::move(request)), cancel_(std::move(cancel)) {}

    tl::expected<HttpReply, TransportError> receive() override {
        return transport_.exchange(std::move(request_), cancel_);
    }

private:
    Transport& transport_;
    HttpRequest request_;
    const CancelToken cancel_;
};

}  // namespace

tl::expected<std::unique_ptr<PendingReply>, TransportError> Transport::send(HttpRequest request, CancelToken cancel) {
    return std::make_unique<WholeExchange>(*this, std::move(request), std::move(cancel));
}

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
