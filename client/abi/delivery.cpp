#include "client/abi/delivery.h"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <memory>
#include <utility>

#include "client/abi/application.h"
#include "client/abi/destination.h"
#include "client/abi/handle_table.h"
#include "client/abi/options.h"
#include "client/abi/session.h"
#include "client/engine/completion.h"
#include "wsman/cim/datetime.h"
#include "wsman/cim/text.h"
#include "wsman/uris.h"

namespace client::abi {

namespace {

using wsman::cim::sameName;

tl::unexpected<Completion> refuse(MiResult result, std::string why) {
    return tl::unexpected(failure(result, std::move(why)));
}

// What the event source is told, and what we listen on.
struct Place {
    std::string shownHost;
    std::uint16_t port = 0;  ///< 0: any
    std::string prefix{};    ///< of the path, when a proxy in front of us wants one
};

// The address of this machine that packets to `host` leave from. Nothing is sent.
std::string addressTowards(const std::string& host, std::uint16_t port) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_DGRAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) {
        return "127.0.0.1";  // the Subscribe itself will fail, and say why
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, &::freeaddrinfo);
    for (const addrinfo* one = found; one; one = one->ai_next) {
        const int probe = ::socket(one->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        sockaddr_storage local{};
        socklen_t size = sizeof local;
        std::array<char, NI_MAXHOST> text{};
        const bool known = probe >= 0 && ::connect(probe, one->ai_addr, one->ai_addrlen) == 0 &&
                           ::getsockname(probe, reinterpret_cast<sockaddr*>(&local), &size) == 0 &&
                           ::getnameinfo(reinterpret_cast<sockaddr*>(&local), size, text.data(), text.size(), nullptr,
                                         0, NI_NUMERICHOST) == 0;
        if (probe >= 0) {
            ::close(probe);
        }
        if (known) {
            return text.data();
        }
    }
    return "127.0.0.1";
}

tl::expected<Place, Completion> placeOf(const OptionBag& bag, const Destination& server) {
    Place place;
    const auto number = bag.number(MI_KEY_DELIVERY_DELIVERY_PORT_NUMBER);
    std::uint32_t port = number.value_or(0);
    if (const auto text = bag.string(MI_KEY_DELIVERY_DELIVERY_DESTINATION); text && !text->empty()) {
        const auto parts = splitDestination(*text);
        if (!parts.scheme.empty() && !sameName(parts.scheme, "http")) {
            return refuse(sameName(parts.scheme, "https") ? MiResult::kNotSupported : MiResult::kInvalidParameter,
                          "Events cannot be delivered to '" + *text + "': the listener speaks HTTP only.");
        }
        if (parts.host.empty()) {
            return refuse(MiResult::kInvalidParameter, "The delivery destination '" + *text + "' names no host.");
        }
        if (!number && !parts.port.empty()) {
            const auto* end = parts.port.data() + parts.port.size();
            const auto read = std::from_chars(parts.port.data(), end, port);
            if (read.ec != std::errc{} || read.ptr != end) {
                return refuse(MiResult::kInvalidParameter, "The port of '" + *text + "' is not a number.");
            }
        }
        place.shownHost = parts.host;
        place.prefix = parts.path == "/" ? "" : parts.path;
    } else {
        place.shownHost = addressTowards(server.http.host, server.http.port);
    }
    if (port > 65535) {
        return refuse(MiResult::kInvalidParameter, "The delivery port " + std::to_string(port) + " is over 65535.");
    }
    place.port = static_cast<std::uint16_t>(port);
    return place;
}

tl::expected<std::optional<DeliveryCredentials>, Completion> credentialsOf(const OptionBag& bag) {
    for (const auto& one : bag.credentials()) {
        if (sameName(one->type, MI_AUTH_TYPE_NONE)) {
            continue;
        }
        if (!sameName(one->type, MI_AUTH_TYPE_BASIC) && !sameName(one->type, MI_AUTH_TYPE_DEFAULT)) {
            return refuse(MiResult::kNotSupported,
                          "Events can be delivered with Basic credentials, not with '" + one->type + "'.");
        }
        return DeliveryCredentials{one->user.value_or(""), one->password.value_or("")};
    }
    return std::nullopt;
}

// wse:Expires takes a length or a point in time.
std::string expiryOf(const OptionBag& bag) {
    const auto expires = bag.datetime(MI_KEY_DELIVERY_EXPIRATION_TIME);
    return expires ? wsman::cim::formatXsdDatetime(*expires) : std::string();
}

tl::expected<std::shared_ptr<Inbox>, Completion> openInbox(const OptionBag& bag, Session& session,
                                                           op::Subscribe& spec) {
    const auto place = placeOf(bag, *session.destination());
    if (!place) {
        return tl::unexpected(place.error());
    }
    auto credentials = credentialsOf(bag);
    if (!credentials) {
        return tl::unexpected(credentials.error());
    }
    auto listener = session.application()->listener(place->shownHost, place->port);
    if (!listener) {
        return refuse(MiResult::kFailed, "Events cannot be received: " + listener.error().text() + ".");
    }
    op::Push push;
    push.retryInterval = bag.interval(MI_KEY_DELIVERY_DELIVERY_RETRY_INTERVAL);
    if (const auto attempts = bag.number(MI_KEY_DELIVERY_DELIVERY_RETRY_ATTEMPTS)) {
        push.retryAttempts = *attempts;
    }
    const auto mode = bag.string(MI_KEY_DELIVERY_DELIVERY_MODE).value_or("");
    if (!mode.empty()) {
        const bool known = sameName(mode, "Push") || sameName(mode, "PushWithAck") || sameName(mode, "Events");
        if (!known) {
            return refuse(MiResult::kInvalidParameter,
                          "'" + mode + "' is no delivery mode: use Push, PushWithAck or Events.");
        }
        push.mode = sameName(mode, "Push")     ? wsman::uri::kModePush
                    : sameName(mode, "Events") ? wsman::uri::kModeEvents
                                               : wsman::uri::kModePushWithAck;
    }
    if (*credentials) {
        push.authProfile = wsman::uri::kProfileHttpBasic;
    }
    const std::uint16_t port = (*listener)->port();
    auto inbox = std::make_shared<Inbox>();
    const std::string path = Inbox::attach(inbox, std::move(*listener), std::move(*credentials));
    const bool ipv6 = place->shownHost.find(':') != std::string::npos;
    push.notifyTo = "http://" + (ipv6 ? "[" + place->shownHost + "]" : place->shownHost) + ":" + std::to_string(port) +
                    place->prefix + path;
    spec.push = std::move(push);
    return inbox;
}

}  // namespace

tl::expected<std::shared_ptr<Inbox>, Completion> readDelivery(const MI_SubscriptionDeliveryOptions* options,
                                                              const std::shared_ptr<Session>& session,
                                                              op::Subscribe& spec) {
    if (!options || !options->ft) {
        return nullptr;
    }
    const auto delivery = handles<DeliveryOptions>().find(options);
    if (!delivery) {
        return refuse(MiResult::kInvalidParameter, "The subscription delivery options are deleted.");
    }
    const OptionBag& bag = delivery->bag;
    spec.maximumLatency = bag.interval(MI_KEY_DELIVERY_MAXIMUM_LATENCY);
    spec.heartbeat = bag.interval(MI_KEY_DELIVERY_HEARTBEAT_INTERVAL);
    spec.expires = expiryOf(bag);
    spec.bookmark = bag.string(MI_KEY_DELIVERY_BOOKMARK);
    // A session without a destination ends every operation with its own reason.
    if (delivery->type != MI_SubscriptionDeliveryType_Push || !session || !session->destination()) {
        return nullptr;
    }
    return openInbox(bag, *session, spec);
}

}  // namespace client::abi
