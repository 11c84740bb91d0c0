#pragma once

#include <optional>

#include "mockserver/endpoint/exchange.h"

namespace mockserver {

/// The refusal of a request whose body cannot be a SOAP message, before it is parsed: HTTP 415 when the Content-Type is
/// neither application/soap+xml nor, for lenience, text/xml or absent, or when the content is compressed (DSP0226
/// RC.2-14); HTTP 400 when a byte-order mark contradicts the charset (R13.1-8). nullopt when it may be one.
std::optional<HttpReply> checkMediaType(const HttpRequest& request);

}  // namespace mockserver
