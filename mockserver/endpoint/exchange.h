// mockserver/endpoint: the part of the mock that speaks HTTP. A Listener owns sockets and connections and knows nothing
// of SOAP; a Pipeline authenticates a request, parses it once, asks an ordered list of Responders, and writes the
// Journal. This header holds what passes between the two: a request, a reply, and what may be done to a reply on the
// wire.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mockserver {

/// True when both are equal but for the case of ASCII letters.
bool equalIgnoringCase(std::string_view a, std::string_view b);

/// HTTP header fields in the order they were received or will be sent. Names compare without regard to ASCII case; a
/// name may occur more than once. Values are bytes as they stand on the wire, trimmed of the white space around them.
class HttpHeaders {
public:
    using Field = std::pair<std::string, std::string>;

    HttpHeaders() = default;
    HttpHeaders(std::initializer_list<Field> fields) : fields_(fields) {}

    /// The value of the first field of that name, or nullptr.
    [[nodiscard]] const std::string* find(std::string_view name) const;
    /// As find, but empty when absent.
    [[nodiscard]] std::string_view get(std::string_view name) const;
    /// The values of all fields of that name, in order.
    [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;
    /// True when a comma-separated field of that name has `token` among its members ("Connection: close, TE").
    [[nodiscard]] bool hasToken(std::string_view name, std::string_view token) const;

    void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
    /// Replaces all fields of that name by this one.
    void set(std::string name, std::string value);
    void remove(std::string_view name);

    [[nodiscard]] auto begin() const { return fields_.begin(); }
    [[nodiscard]] auto end() const { return fields_.end(); }
    [[nodiscard]] std::size_t size() const { return fields_.size(); }
    [[nodiscard]] bool empty() const { return fields_.empty(); }
    bool operator==(const HttpHeaders&) const = default;

private:
    std::vector<Field> fields_;
};

/// Names one accepted connection for as long as the process runs; never used again.
using ConnectionId = std::uint64_t;

/// Which of several endpoints a request is for, when one listener serves them. Shared by all requests to it.
struct EndpointTag {
    std::string name{};
    std::shared_ptr<const nlohmann::json> data{};  ///< what templates call `host`: an object, or nullptr
};

/// One whole request: it has been read to its end and is within the listener's limits.
struct HttpRequest {
    std::string method{};   ///< as sent; methods are case-sensitive
    std::string target{};   ///< as sent: "/wsman?PSVersion=5.1"
    std::string path{};     ///< the target's path, percent-decoded
    std::string version{};  ///< "HTTP/1.1" or "HTTP/1.0"
    HttpHeaders headers{};
    std::string body{};     ///< without transfer coding
    bool keepAlive = true;  ///< the connection will stay open after the reply
    ConnectionId connectionId = 0;
    std::string remoteAddress{};                    ///< "127.0.0.1:50412", "[::1]:50412"
    std::shared_ptr<const EndpointTag> endpoint{};  ///< nullptr: the only one
};

/// What is done to one reply on its way out, to show a client a broken server. The parts combine, in this order: wait
/// for `delay`; write, in pieces of `dribbleBytes` every `dribbleInterval`, or at `bytesPerSecond`, not more than the
/// head (`headOnly`) or `truncateAfter` bytes of head and body; keep silent for `stall` (less when the client hangs
/// up); then `ending`.
struct WireAction {
    enum class Ending {
        kAsUsual,  ///< keep-alive or not, as HTTP says; kClose when the reply was cut or its length is wrong
        kClose,    ///< an orderly close (FIN)
        kReset,    ///< an abortive close (RST)
    };

    enum class Framing {
        kLength,       ///< Content-Length
        kChunked,      ///< two chunks (RFC 9112 §7.1)
        kBrokenChunk,  ///< the same, but the size of the second is no number; then the connection ends
    };

    std::chrono::milliseconds delay{0};
    bool headOnly = false;
    std::optional<std::size_t> truncateAfter{};  ///< 0: no answer at all
    Framing framing = Framing::kLength;
    std::optional<std::uint64_t> contentLength{};  ///< announced instead of the body's length
    std::size_t dribbleBytes = 0;                  ///< 0: all at once
    std::chrono::milliseconds dribbleInterval{0};
    std::uint64_t bytesPerSecond = 0;  ///< 0: as fast as it goes; else in place of dribbling
    std::chrono::milliseconds stall{0};
    Ending ending = Ending::kAsUsual;

    bool operator==(const WireAction&) const = default;
};

/// The answer to a request. The listener adds Content-Length and Connection where they are missing; it adds no Date,
/// since a replay must not depend on the day it runs.
struct HttpReply {
    int status = 200;
    HttpHeaders headers{};
    std::string body{};
    std::optional<WireAction> wire{};
    /// What the responder has to say about its answer, for journal and console (a near miss); never sent.
    std::string note{};
    bool answered = false;  ///< set by the Pipeline: a responder gave it, and `note` says which part of it
};

/// A reply without SOAP: a status and one line of plain text.
HttpReply plainTextReply(int status, const std::string& text);

/// Who is at the other end of a connection, told to the hooks.
struct ConnectionInfo {
    ConnectionId id = 0;
    std::string remoteAddress;  ///< "127.0.0.1:50412", "[::1]:50412"
    std::string localAddress;
};

/// What a Listener calls. `handle` runs on a worker thread, at most once at a time for one connection and concurrently
/// for different ones; what it throws becomes HTTP 500. `onOpen` comes before the connection's first request, `onClose`
/// after its last reply; `onRefuse` when the listener itself answered what was no request, or not within the limits.
/// The hooks are optional, must not block and must not throw.
struct HttpHandler {
    std::function<HttpReply(const HttpRequest&)> handle;
    std::function<void(const ConnectionInfo&)> onOpen{};
    std::function<void(ConnectionId)> onClose{};
    std::function<void(const ConnectionInfo&, int status, const std::string& reason)> onRefuse{};
};

}  // namespace mockserver
