#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "wsman/error.h"

namespace client {

/// The address of a WS-Man endpoint.
struct Url {
    std::string scheme = "http";  ///< http or https
    std::string user{};           ///< percent-decoded
    std::string password{};
    std::string host{};           ///< IPv6 addresses without brackets
    std::uint16_t port = 5985;    ///< 5985 for http and 5986 for https when not given
    std::string path = "/wsman";  ///< when not given

    bool operator==(const Url&) const = default;
    /// scheme://host:port/path, without credentials.
    [[nodiscard]] std::string text() const;
};

/// Reads "[http[s]://][user[:password]@]host[:port][/path]". Errors: kInvalidArgument that says which part is wrong.
wsman::Result<Url> parseUrl(std::string_view text);

}  // namespace client
