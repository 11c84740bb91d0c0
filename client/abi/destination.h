#pragma once

#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "client/abi/option_bag.h"
#include "client/engine/operation.h"
#include "client/transport/http_transport.h"

namespace client::abi {

/// Where a session's requests go, worked out from the destination name and the destination options.
struct Destination {
    HttpOptions http;
    std::string path;    ///< of the POST, with a leading slash
    std::string url;     ///< wsa:To
    bool local = false;  ///< in process, see makeLocalTransport; `http` means nothing
};

/// The parts of "[scheme://]host[:port][/path]"; all but the host may be empty. IPv6 addresses lose their brackets.
struct DestinationParts {
    std::string scheme, host, port, path;
};
DestinationParts splitDestination(std::string_view name);

/// A destination in this process.
Destination localDestination();

/// `name` is what NewSession was given: a host name or address, or a whole "[http[s]://]host[:port][/path]"; options
/// say the rest and win over it. Defaults are those of WinRM: HTTP, port 5985 (HTTPS 5986), path /wsman, no
/// credentials. The error is how every operation of the session is to end (mi.h reports none of this in NewSession):
/// kInvalidParameter for a transport, port or encoding that does not exist, kNotSupported for what we lack (an
/// authentication other than Basic, a proxy).
tl::expected<Destination, Completion> resolveDestination(std::string_view name, const OptionBag& options);

}  // namespace client::abi
