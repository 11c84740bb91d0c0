// mockserver/record: exchanges between a client and a server, as bytes that once crossed a wire, and what becomes of
// them: readers for raw captures and HAR files, and the importer that turns a list of exchanges into a scenario folder.
// Nothing here opens a socket; files are read and written only where a function's name says so.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "mockserver/endpoint/exchange.h"

namespace mockserver::record {

/// An HTTP/1.x message, request or response, transfer coding removed. `line` is where its first line stands in the
/// file it came from (1-based; 0 when the format has no lines, as HAR).
struct HttpMessage {
    bool isResponse = false;
    std::string version;  ///< "HTTP/1.1"
    std::string method;   ///< request: "POST"
    std::string target;   ///< request: path and query as sent, "/wsman/"
    int status = 0;       ///< response: 200
    std::string reason;   ///< response: "OK"
    HttpHeaders headers;
    std::string body;  ///< bytes, chunked coding decoded, content codings left alone
    std::size_t line = 0;
};

/// One request and, when it was recorded, its response.
struct Exchange {
    std::string connection;  ///< as the capture names it ("1"), empty when it has no names
    HttpMessage request;
    std::optional<HttpMessage> response;
    std::string source;  ///< "file:line" or "file#/log/entries/0" of the request, for messages
    std::optional<std::chrono::milliseconds> took{};  ///< from the request's end to the response's, when it is known
};

/// Bounds on what a reader takes in; more is ErrorCode::kLimitExceeded.
struct CaptureLimits {
    std::size_t maxFileBytes = 256u << 20;
    std::size_t maxBodyBytes = 64u << 20;
    std::size_t maxHeaderBytes = 256u << 10;  ///< of one message's start line and header fields
    std::size_t maxExchanges = 100'000;       ///< in one file
};

}  // namespace mockserver::record
