#pragma once

#include <cstddef>
#include <string_view>

#include "mockserver/record/exchange.h"
#include "wsman/error.h"

namespace mockserver::record {

/// A message taken off the front of a byte stream, and how many bytes it took.
struct ParsedHttp {
    HttpMessage message;
    std::size_t consumed = 0;
    bool lengthKnown = true;  ///< false when the body was taken up to `bodyLimit` for want of any length
};

/// What a parse failure is about: where in the stream, and whether more bytes could have mended it.
struct HttpParseError {
    wsman::Error error;
    std::size_t offset = 0;
};

/// Reads one HTTP/1.x message (RFC 9112) from the start of `bytes`. Lines may end in CRLF or LF alone, as in
/// hand-written captures. The body's length comes from Transfer-Encoding: chunked (trailers are dropped), else
/// Content-Length, else it is everything up to `bodyLimit` bytes from the start of `bytes` (but nothing for 1xx, 204
/// and 304). `line` of the message is left 0. Errors: kInvalidValue for what is not HTTP, kLimitExceeded, and kIo when
/// the stream ends before the message does.
tl::expected<ParsedHttp, HttpParseError> parseHttp(std::string_view bytes, std::size_t bodyLimit,
                                                   const CaptureLimits& limits = {});

}  // namespace mockserver::record
