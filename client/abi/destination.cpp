#include "client/abi/destination.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "client/engine/completion.h"
#include "wsman/cim/instance.h"

namespace client::abi {

namespace {

using wsman::cim::sameName;
template <class T>
using Checked = tl::expected<T, Completion>;

tl::unexpected<Completion> refuse(MiResult result, std::string why) {
    return tl::unexpected(failure(result, std::move(why)));
}

Checked<std::uint16_t> portOf(const DestinationParts& parts, const OptionBag& options, bool tls) {
    std::uint32_t port = tls ? 5986 : 5985;
    if (const auto chosen = options.number(MI_KEY_DESTINATION_DESTINATION_PORT)) {
        port = *chosen;
    } else if (!parts.port.empty()) {
        const auto* end = parts.port.data() + parts.port.size();
        const auto read = std::from_chars(parts.port.data(), end, port);
        if (read.ec != std::errc{} || read.ptr != end) {
            return refuse(MiResult::kInvalidParameter, "The port '" + parts.port + "' is not a number.");
        }
    }
    if (port == 0 || port > 65535) {
        return refuse(MiResult::kInvalidParameter, "The port " + std::to_string(port) + " is not between 1 and 65535.");
    }
    return static_cast<std::uint16_t>(port);
}

Checked<bool> usesTls(const DestinationParts& parts, const OptionBag& options) {
    const auto transport = options.string(MI_KEY_DESTINATION_TRANSPORT).value_or(parts.scheme);
    if (transport.empty() || sameName(transport, MI_DESTINATIONOPTIONS_TRANSPORT_HTTP)) {
        return false;
    }
    if (sameName(transport, MI_DESTINATIONOPTIONS_TRANSPORT_HTTPS)) {
        return true;
    }
    return refuse(MiResult::kInvalidParameter, "The transport '" + transport + "' is neither HTTP nor HTTPS.");
}

TlsOptions tlsOf(const OptionBag& options) {
    TlsOptions tls;
    tls.checkCa = options.number(MI_KEY_DESTINATION_CERT_CA_CHECK).value_or(1) != 0;
    tls.checkName = options.number(MI_KEY_DESTINATION_CERT_CN_CHECK).value_or(1) != 0;
    tls.caDirectory = options.string(MI_KEY_DESTINATION_TRUSTED_CERTS_DIR).value_or("");
    tls.certificateFile = options.string(MI_KEY_DESTINATION_CERT_FILE).value_or("");
    tls.privateKeyFile = options.string(MI_KEY_DESTINATION_PRIVATE_KEY_FILE).value_or("");
    // Bits of what not to speak, oldest first: SSL 2 and 3, TLS 1.0 and 1.1, which we never do, then TLS 1.2.
    constexpr MI_Uint32 kNoTls12 = 0x10;
    tls.allowTls12 = (options.number(MI_KEY_DESTINATION_SSL_OPTIONS).value_or(0) & kNoTls12) == 0;
    return tls;
}

// Clients name the server itself as the domain of its local accounts, which Basic knows by the user's name alone.
bool isDomain(const std::optional<std::string>& domain, std::string_view host) {
    return domain && !domain->empty() && *domain != "." && !sameName(*domain, host) && !sameName(*domain, "localhost");
}

Checked<std::optional<BasicCredentials>> credentialsOf(const OptionBag& options, std::string_view host) {
    for (const auto& one : options.credentials()) {
        if (!sameName(one->optionName, MI_KEY_DESTINATION_DESTINATION_CREDENTIALS)) {
            continue;
        }
        const bool named = one->user && !one->user->empty();
        if (sameName(one->type, MI_AUTH_TYPE_NONE) || (sameName(one->type, MI_AUTH_TYPE_DEFAULT) && !named)) {
            continue;
        }
        if (!sameName(one->type, MI_AUTH_TYPE_BASIC) && !sameName(one->type, MI_AUTH_TYPE_DEFAULT)) {
            return refuse(MiResult::kNotSupported, "The authentication type '" + one->type + "' is not supported.");
        }
        const std::string domain = isDomain(one->domain, host) ? *one->domain + "\\" : "";
        return BasicCredentials{domain + *one->user, one->password.value_or("")};
    }
    return std::nullopt;
}

std::optional<Completion> objectionTo(const OptionBag& options) {
    const auto encoding = options.string(MI_KEY_DESTINATION_PACKET_ENCODING).value_or("default");
    if (!sameName(encoding, MI_DESTINATIONOPTIONS_PACKET_ENCODING_UTF8) &&
        !sameName(encoding, MI_DESTINATIONOPTIONS_PACKET_ENCODING_UTF16) &&
        !sameName(encoding, MI_DESTINATIONOPTIONS_PACKET_ENCODING_DEFAULT)) {
        return failure(MiResult::kInvalidParameter, "There is no packet encoding '" + encoding + "'.");
    }
    const auto proxy = options.string(MI_KEY_DESTINATION_PROXY_TYPE).value_or("None");
    for (const char* known : {MI_DESTINATIONOPTIONS_PROXY_TYPE_IE, MI_DESTINATIONOPTIONS_PROXY_TYPE_WINHTTP}) {
        if (sameName(proxy, known)) {
            return failure(MiResult::kNotSupported,
                           "There is no proxy configuration of type '" + proxy + "' on this system; use 'None'.");
        }
    }
    return std::nullopt;
}

}  // namespace

DestinationParts splitDestination(std::string_view name) {
    DestinationParts parts;
    if (const auto end = name.find("://"); end != std::string_view::npos) {
        parts.scheme = name.substr(0, end);
        name.remove_prefix(end + 3);
    }
    if (const auto slash = name.find('/'); slash != std::string_view::npos) {
        parts.path = name.substr(slash);
        name = name.substr(0, slash);
    }
    // A bare IPv6 address has more than one colon and no port; brackets make room for one.
    const auto colon = name.rfind(':');
    const bool bracketed = name.starts_with('[');
    const bool hasPort =
        colon != std::string_view::npos && (bracketed ? colon > 0 && name[colon - 1] == ']' : name.find(':') == colon);
    parts.host = hasPort ? name.substr(0, colon) : name;
    parts.port = hasPort ? name.substr(colon + 1) : "";
    if (parts.host.starts_with('[') && parts.host.ends_with(']')) {
        parts.host = parts.host.substr(1, parts.host.size() - 2);
    }
    return parts;
}

Destination localDestination() {
    Destination here;
    here.path = "/wsman";
    here.url = "http://localhost/wsman";
    here.local = true;
    return here;
}

tl::expected<Destination, Completion> resolveDestination(std::string_view name, const OptionBag& options) {
    const DestinationParts parts = splitDestination(name);
    if (parts.host.empty()) {
        return refuse(MiResult::kInvalidParameter, "The destination names no host.");
    }
    if (auto objection = objectionTo(options)) {
        return tl::unexpected(std::move(*objection));
    }
    const auto tls = usesTls(parts, options);
    if (!tls) {
        return tl::unexpected(tls.error());
    }
    const auto port = portOf(parts, options, *tls);
    if (!port) {
        return tl::unexpected(port.error());
    }
    auto credentials = credentialsOf(options, parts.host);
    if (!credentials) {
        return tl::unexpected(credentials.error());
    }
    Destination out;
    out.http.host = parts.host;
    out.http.port = *port;
    out.http.basic = std::move(*credentials);
    if (*tls) {
        out.http.tls = tlsOf(options);
    }
    out.path = options.string(MI_KEY_DESTINATION_HTTP_URL_PREFIX).value_or(parts.path);
    if (out.path.empty()) {
        out.path = "/wsman";
    } else if (!out.path.starts_with('/')) {
        out.path.insert(0, "/");
    }
    const bool bare6 = parts.host.find(':') != std::string::npos;
    out.url = std::string(*tls ? "https://" : "http://") + (bare6 ? "[" + parts.host + "]" : parts.host) + ":" +
              std::to_string(*port) + out.path;
    return out;
}

}  // namespace client::abi
