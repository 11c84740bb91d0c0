#include "mockserver/record/capture_reader.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "mockserver/record/http_message.h"

namespace mockserver::record {
namespace {

using wsman::ErrorCode;
using wsman::fail;
using wsman::Result;

/// What a recording's first line begins with, as recordingLine writes it.
constexpr std::string_view kRecordingMark = "{\"mi-recording\":1,";

enum class Direction { kRequests, kResponses, kMixed };

/// The bytes of one connection in one direction, and where each piece of them stands in the file.
struct Stream {
    struct Piece {
        std::size_t offset;  // in `bytes`
        std::size_t line;    // in the file
    };
    std::string bytes;
    std::vector<Piece> pieces;
    std::string_view whole;  // used instead of `bytes` when the file is one stream

    [[nodiscard]] std::string_view view() const { return whole.empty() ? std::string_view(bytes) : whole; }

    [[nodiscard]] std::size_t lineOf(std::size_t offset) const {
        auto piece = std::ranges::upper_bound(pieces, offset, {}, &Piece::offset);
        if (piece == pieces.begin()) {
            return 1;
        }
        --piece;
        const auto text = view().substr(piece->offset, offset - piece->offset);
        return piece->line + static_cast<std::size_t>(std::ranges::count(text, '\n'));
    }

    /// Where the piece that holds `offset` ends.
    [[nodiscard]] std::size_t pieceEnd(std::size_t offset) const {
        const auto next = std::ranges::upper_bound(pieces, offset, {}, &Piece::offset);
        return next == pieces.end() ? view().size() : next->offset;
    }
};

struct Separator {
    std::string connection;
    Direction direction;
};

/// "===== conn 3 C->S =====" or "===== C->S =====".
std::optional<Separator> separator(std::string_view line) {
    constexpr std::string_view kMark = "=====";
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    if (line.size() < 2 * kMark.size() || !line.starts_with(kMark) || !line.ends_with(kMark)) {
        return std::nullopt;
    }
    line = line.substr(kMark.size(), line.size() - 2 * kMark.size());
    while (line.starts_with(' ')) {
        line.remove_prefix(1);
    }
    while (line.ends_with(' ')) {
        line.remove_suffix(1);
    }
    Separator found;
    if (line.ends_with("C->S")) {
        found.direction = Direction::kRequests;
    } else if (line.ends_with("S->C")) {
        found.direction = Direction::kResponses;
    } else {
        return std::nullopt;
    }
    line.remove_suffix(4);
    if (line.starts_with("conn ")) {
        line.remove_prefix(5);
        while (line.ends_with(' ')) {
            line.remove_suffix(1);
        }
        found.connection = line;
    } else if (!line.empty()) {
        return std::nullopt;
    }
    return found;
}

using Key = std::pair<std::string, Direction>;

/// Splits the file into streams, in the order in which connections first appear.
struct Split {
    std::vector<std::string> connections;
    std::map<Key, Stream> streams;
    std::optional<std::size_t> strayLine;  // text before the first separator
};

Split split(std::string_view bytes) {
    Split out;
    Stream* current = nullptr;
    std::size_t lineNumber = 1;
    std::size_t pieceStart = 0;
    const auto finish = [&](std::size_t end) {
        if (current == nullptr) {
            return;
        }
        // The line end before a separator was written by the logger.
        if (end > pieceStart && end < bytes.size() && bytes[end - 1] == '\n') {
            --end;
        }
        current->bytes += bytes.substr(pieceStart, end - pieceStart);
    };
    for (std::size_t at = 0; at < bytes.size();) {
        const auto newline = bytes.find('\n', at);
        const auto end = newline == std::string_view::npos ? bytes.size() : newline;
        const auto next = newline == std::string_view::npos ? bytes.size() : newline + 1;
        const auto line = bytes.substr(at, end - at);
        if (auto mark = separator(line)) {
            finish(at);
            const Key key{mark->connection, mark->direction};
            if (!out.streams.contains({mark->connection, Direction::kRequests}) &&
                !out.streams.contains({mark->connection, Direction::kResponses})) {
                out.connections.push_back(mark->connection);
            }
            current = &out.streams[key];
            current->pieces.push_back({current->bytes.size(), lineNumber + 1});
            pieceStart = next;
        } else if (current == nullptr && !out.strayLine && line.find_first_not_of(" \t\r") != std::string_view::npos) {
            out.strayLine = lineNumber;
        }
        ++lineNumber;
        at = next;
    }
    finish(bytes.size());
    return out;
}

std::string place(std::string_view fileName, std::size_t line) {
    return std::string(fileName) + ":" + std::to_string(line);
}

Result<std::vector<HttpMessage>> messagesOf(const Stream& stream, Direction direction, std::string_view fileName,
                                            const CaptureLimits& limits) {
    std::vector<HttpMessage> out;
    const auto bytes = stream.view();
    std::size_t at = 0;
    while (true) {
        while (at < bytes.size() && (bytes[at] == '\r' || bytes[at] == '\n')) {  // RFC 9112 §2.2
            ++at;
        }
        if (at >= bytes.size()) {
            return out;
        }
        auto parsed = parseHttp(bytes.substr(at), stream.pieceEnd(at) - at, limits);
        if (!parsed) {
            auto& [error, offset] = parsed.error();
            return fail(error.code, std::move(error.message), place(fileName, stream.lineOf(at + offset)));
        }
        auto& message = parsed->message;
        message.line = stream.lineOf(at);
        if (direction != Direction::kMixed && message.isResponse != (direction == Direction::kResponses)) {
            return fail(ErrorCode::kInvalidValue,
                        message.isResponse ? "a response stands where the client's bytes are"
                                           : "a request stands where the server's bytes are",
                        place(fileName, message.line));
        }
        if (out.size() == 2 * limits.maxExchanges) {
            return fail(ErrorCode::kLimitExceeded, "more than " + std::to_string(limits.maxExchanges) + " exchanges",
                        place(fileName, message.line));
        }
        at += parsed->consumed;
        out.push_back(std::move(message));
    }
}

/// Pairs messages in order; `messages` holds requests and responses of one connection in file order of requests.
wsman::Result<void> pairUp(std::vector<HttpMessage> requests, std::vector<HttpMessage> responses,
                           const std::string& connection, std::string_view fileName, std::vector<Exchange>& out) {
    std::erase_if(responses, [](const HttpMessage& message) { return message.status < 200; });
    if (responses.size() > requests.size()) {
        return fail(ErrorCode::kInvalidValue, "a response without a request",
                    place(fileName, responses[requests.size()].line));
    }
    for (std::size_t i = 0; i < requests.size(); ++i) {
        Exchange exchange;
        exchange.connection = connection;
        exchange.source = place(fileName, requests[i].line);
        exchange.request = std::move(requests[i]);
        if (i < responses.size()) {
            exchange.response = std::move(responses[i]);
        }
        out.push_back(std::move(exchange));
    }
    return {};
}

Result<std::vector<Exchange>> readUnmarked(std::string_view bytes, std::string_view fileName,
                                           const CaptureLimits& limits) {
    Stream stream;
    stream.whole = bytes;
    stream.pieces.push_back({0, 1});
    auto messages = messagesOf(stream, Direction::kMixed, fileName, limits);
    if (!messages) {
        return tl::unexpected(std::move(messages.error()));
    }
    std::vector<HttpMessage> requests;
    std::vector<HttpMessage> responses;
    for (auto& message : *messages) {
        (message.isResponse ? responses : requests).push_back(std::move(message));
    }
    std::vector<Exchange> out;
    if (auto paired = pairUp(std::move(requests), std::move(responses), "", fileName, out); !paired) {
        return tl::unexpected(std::move(paired.error()));
    }
    return out;
}

}  // namespace

Result<std::vector<Exchange>> readCapture(std::string_view bytes, std::string_view fileName,
                                          const CaptureLimits& limits) {
    if (bytes.size() > limits.maxFileBytes) {
        return fail(ErrorCode::kLimitExceeded, "the file exceeds " + std::to_string(limits.maxFileBytes) + " bytes",
                    std::string(fileName));
    }
    auto parts = split(bytes);
    std::vector<Exchange> out;
    if (parts.streams.empty()) {
        auto unmarked = readUnmarked(bytes, fileName, limits);
        if (!unmarked) {
            return unmarked;
        }
        out = std::move(*unmarked);
    } else if (parts.strayLine) {
        return fail(ErrorCode::kInvalidValue, "text before the first line that names a direction",
                    place(fileName, *parts.strayLine));
    }
    for (const auto& connection : parts.connections) {
        auto requests =
            messagesOf(parts.streams[{connection, Direction::kRequests}], Direction::kRequests, fileName, limits);
        if (!requests) {
            return tl::unexpected(std::move(requests.error()));
        }
        auto responses =
            messagesOf(parts.streams[{connection, Direction::kResponses}], Direction::kResponses, fileName, limits);
        if (!responses) {
            return tl::unexpected(std::move(responses.error()));
        }
        if (auto paired = pairUp(std::move(*requests), std::move(*responses), connection, fileName, out); !paired) {
            return tl::unexpected(std::move(paired.error()));
        }
    }
    if (out.empty()) {
        return fail(ErrorCode::kInvalidValue, "no HTTP message in this file", place(fileName, 1));
    }
    if (out.size() > limits.maxExchanges) {
        return fail(ErrorCode::kLimitExceeded, "more than " + std::to_string(limits.maxExchanges) + " exchanges",
                    std::string(fileName));
    }
    // Interleaved connections: back into the order in which the requests were sent.
    std::ranges::stable_sort(out, {}, [](const Exchange& exchange) { return exchange.request.line; });
    return out;
}

Result<std::vector<Exchange>> readExchangesFile(const std::filesystem::path& path, const CaptureLimits& limits) {
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    if (error) {
        return fail(ErrorCode::kIo, "cannot read the file: " + error.message(), path.string());
    }
    if (size > limits.maxFileBytes) {
        return fail(ErrorCode::kLimitExceeded, "the file exceeds " + std::to_string(limits.maxFileBytes) + " bytes",
                    path.string());
    }
    std::ifstream file(path, std::ios::binary);
    std::string bytes(size, '\0');
    if (!file || !file.read(bytes.data(), static_cast<std::streamsize>(size))) {
        return fail(ErrorCode::kIo, std::string("cannot read the file: ") + std::strerror(errno), path.string());
    }
    const auto first = bytes.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    if (first != std::string::npos && bytes[first] == '{') {
        return bytes.starts_with(kRecordingMark) ? readRecording(bytes, path.string(), limits)
                                                 : readHar(bytes, path.string(), limits);
    }
    return readCapture(bytes, path.string(), limits);
}

}  // namespace mockserver::record
