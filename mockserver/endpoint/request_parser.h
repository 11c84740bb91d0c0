#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "mockserver/endpoint/exchange.h"

namespace mockserver {

/// Bounds on one request; each is always in force.
struct RequestLimits {
    std::size_t maxHead =
        64u << 10;  ///< bytes of request line and headers, and of a chunked body's trailers; above: 431
    std::size_t maxTarget = 8u << 10;  ///< bytes of the request target; above: 414
    std::size_t maxHeaders = 128;      ///< header fields; above: 431
    std::size_t maxBody = 16u << 20;   ///< bytes of the body without transfer coding; above: 413
};

/// Reads one HTTP/1.x request after the other from the bytes of a connection (RFC 9112). Sans I/O: bytes go in as they
/// come, in pieces of any size. Strict where leniency is how requests are smuggled: line ends are CRLF, no white space
/// before a colon, no folded lines, one Content-Length, never Content-Length with Transfer-Encoding. Field values are
/// kept byte for byte (cpp-httplib's own reader percent-decodes them, drops empty ones and refuses those above 8 KiB,
/// which is why it is not used here). Not thread-safe.
class RequestParser {
public:
    enum class State {
        kIdle,      ///< nothing of the next request has come
        kHead,      ///< within the head
        kBody,      ///< the head is complete, the body is not
        kComplete,  ///< `request` may be taken
        kRefused,   ///< `refusal` says why; the connection cannot be used further
    };
    struct Refusal {
        int status = 400;
        std::string reason{};
    };

    explicit RequestParser(RequestLimits limits = {}) : limits_(limits) {}

    /// Adds bytes and reads as far as they go, but not past the end of one request.
    State feed(std::string_view bytes);
    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] const Refusal& refusal() const { return refusal_; }
    /// True once per request that says "Expect: 100-continue" and whose body has not come; asking makes it false.
    bool takeExpectContinue();

    /// The request read (state kComplete) without connection data; the parser goes on with the bytes that follow it.
    HttpRequest take();

private:
    enum class BodyKind { kLength, kChunkSize, kChunkData, kChunkEnd, kTrailer };

    State advance();
    bool readHead();
    bool readRequestLine(std::string_view line);
    bool readField(std::string_view line);
    bool chooseBody();
    bool readBody();
    bool readChunkSize(std::string_view line);
    bool refuse(int status, std::string reason);
    bool nextLine(std::string_view& line, std::size_t limit, int status);
    bool takeInto(std::string& out, std::uint64_t& left);

    RequestLimits limits_;
    State state_ = State::kIdle;
    std::string buffer_;
    std::size_t position_ = 0;  ///< of the first byte not yet read
    std::size_t scanned_ = 0;   ///< of the first byte not yet searched for the head's end
    HttpRequest request_;
    BodyKind bodyKind_ = BodyKind::kLength;
    std::uint64_t left_ = 0;  ///< bytes of body or chunk still to come
    std::size_t trailerBytes_ = 0;
    bool expectContinue_ = false;
    Refusal refusal_;
};

/// Percent-decodes a path; a malformed escape is left as it is.
std::string decodePath(std::string_view path);

}  // namespace mockserver
