#include "mockserver/record/http_message.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

namespace mockserver::record {
namespace {

using wsman::Error;
using wsman::ErrorCode;

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

template <class Number>
std::optional<Number> number(std::string_view text, int base = 10) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty()) {
        return std::nullopt;
    }
    return value;
}

/// At most 60 printable characters of what was found instead.
std::string shown(std::string_view text) {
    std::string out = "'";
    for (const char c : text.substr(0, 60)) {
        out += c >= ' ' && c < 0x7f ? c : '.';
    }
    return out + (text.size() > 60 ? "...'" : "'");
}

tl::unexpected<HttpParseError> failAt(std::size_t offset, ErrorCode code, std::string message) {
    return tl::unexpected(HttpParseError{Error{code, std::move(message)}, offset});
}

/// A cursor that hands out lines without their CRLF or LF.
class Lines {
public:
    explicit Lines(std::string_view bytes) : bytes_(bytes) {}

    std::optional<std::string_view> next() {
        const auto end = bytes_.find('\n', at_);
        if (end == std::string_view::npos) {
            return std::nullopt;
        }
        auto line = bytes_.substr(at_, end - at_);
        at_ = end + 1;
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        return line;
    }
    [[nodiscard]] std::size_t position() const { return at_; }
    void skip(std::size_t count) { at_ += count; }
    [[nodiscard]] std::size_t left() const { return bytes_.size() - at_; }
    [[nodiscard]] std::string_view take(std::size_t count) {
        const auto piece = bytes_.substr(at_, count);
        at_ += count;
        return piece;
    }

private:
    std::string_view bytes_;
    std::size_t at_ = 0;
};

std::optional<Error> readStartLine(std::string_view line, HttpMessage& message) {
    const auto bad = [&] {
        return Error{ErrorCode::kInvalidValue, "expected an HTTP/1.x request or status line, found " + shown(line)};
    };
    const auto first = line.find(' ');
    if (first == std::string_view::npos) {
        return bad();
    }
    const auto word = line.substr(0, first);
    const auto rest = line.substr(first + 1);
    if (word.starts_with("HTTP/1.")) {
        const auto space = rest.find(' ');
        const auto status = number<int>(rest.substr(0, space));
        if (!status || *status < 100 || *status > 999) {
            return bad();
        }
        message.isResponse = true;
        message.version = word;
        message.status = *status;
        message.reason = space == std::string_view::npos ? std::string_view{} : rest.substr(space + 1);
        return std::nullopt;
    }
    const auto last = rest.rfind(' ');
    const bool method =
        std::ranges::all_of(word, [](char c) { return (c >= 'A' && c <= 'Z') || c == '-' || c == '_'; });
    if (word.empty() || !method || last == std::string_view::npos || last == 0 ||
        !rest.substr(last + 1).starts_with("HTTP/1.")) {
        return bad();
    }
    message.method = word;
    message.target = rest.substr(0, last);
    message.version = rest.substr(last + 1);
    return std::nullopt;
}

std::optional<HttpParseError> readHeaders(Lines& lines, HttpMessage& message, const CaptureLimits& limits) {
    std::optional<HttpHeaders::Field> last;  // kept back, as the next line may continue it
    const auto keep = [&] {
        if (last) {
            message.headers.add(std::move(last->first), std::move(last->second));
        }
    };
    while (true) {
        const auto at = lines.position();
        const auto line = lines.next();
        if (!line) {
            return HttpParseError{{ErrorCode::kIo, "the header fields end without an empty line"}, at};
        }
        if (lines.position() > limits.maxHeaderBytes) {
            return HttpParseError{
                {ErrorCode::kLimitExceeded, "header fields exceed " + std::to_string(limits.maxHeaderBytes) + " bytes"},
                at};
        }
        if (line->empty()) {
            keep();
            return std::nullopt;
        }
        const bool folded = line->front() == ' ' || line->front() == '\t';
        if (folded && last) {  // obs-fold, RFC 9112 §5.2
            last->second.append(" ").append(trim(*line));
            continue;
        }
        const auto colon = line->find(':');
        if (folded || colon == std::string_view::npos || colon == 0 || (*line)[colon - 1] == ' ') {
            return HttpParseError{{ErrorCode::kInvalidValue, "expected a header field, found " + shown(*line)}, at};
        }
        keep();
        last.emplace(line->substr(0, colon), trim(line->substr(colon + 1)));
    }
}

std::optional<HttpParseError> readChunks(Lines& lines, HttpMessage& message, const CaptureLimits& limits) {
    while (true) {
        const auto at = lines.position();
        const auto line = lines.next();
        if (!line) {
            return HttpParseError{{ErrorCode::kIo, "the chunked body ends before its last chunk"}, at};
        }
        const auto size = number<std::size_t>(trim(line->substr(0, line->find(';'))), 16);
        if (!size) {
            return HttpParseError{{ErrorCode::kInvalidValue, "expected a chunk size, found " + shown(*line)}, at};
        }
        if (*size == 0) {
            break;
        }
        if (*size > limits.maxBodyBytes - message.body.size()) {
            return HttpParseError{
                {ErrorCode::kLimitExceeded, "the body exceeds " + std::to_string(limits.maxBodyBytes) + " bytes"}, at};
        }
        if (lines.left() < *size) {
            return HttpParseError{{ErrorCode::kIo, "the chunked body ends inside a chunk"}, at};
        }
        message.body += lines.take(*size);
        const auto after = lines.next();
        if (!after || !after->empty()) {
            return HttpParseError{{ErrorCode::kInvalidValue, "a chunk is not followed by a line end"}, at};
        }
    }
    HttpMessage trailers;
    return readHeaders(lines, trailers, CaptureLimits{.maxHeaderBytes = lines.position() + limits.maxHeaderBytes});
}

}  // namespace

tl::expected<ParsedHttp, HttpParseError> parseHttp(std::string_view bytes, std::size_t bodyLimit,
                                                   const CaptureLimits& limits) {
    ParsedHttp parsed;
    auto& message = parsed.message;
    Lines lines(bytes);
    const auto start = lines.next();
    if (auto error = readStartLine(start.value_or(bytes), message)) {
        return tl::unexpected(HttpParseError{std::move(*error), 0});
    }
    if (!start) {
        return failAt(0, ErrorCode::kIo, "the stream ends inside a start line");
    }
    if (auto error = readHeaders(lines, message, limits)) {
        return tl::unexpected(std::move(*error));
    }

    const auto* coding = message.headers.find("Transfer-Encoding");
    if (coding != nullptr && equalIgnoringCase(*coding, "chunked")) {
        if (auto error = readChunks(lines, message, limits)) {
            return tl::unexpected(std::move(*error));
        }
        parsed.consumed = lines.position();
        return parsed;
    }
    const auto at = lines.position();
    if (coding != nullptr) {
        return failAt(at, ErrorCode::kUnsupported, "transfer coding " + shown(*coding) + " is not read");
    }
    std::size_t length = 0;
    if (const auto* announced = message.headers.find("Content-Length")) {
        const auto value = number<std::size_t>(*announced);
        if (!value) {
            return failAt(at, ErrorCode::kInvalidValue, "Content-Length is " + shown(*announced) + ", not a number");
        }
        length = *value;
        if (length <= limits.maxBodyBytes && lines.left() < length) {
            return failAt(at, ErrorCode::kIo,
                          "the body has " + std::to_string(lines.left()) + " of the " + std::to_string(length) +
                              " bytes that Content-Length announces");
        }
    } else if (message.isResponse && (message.status < 200 || message.status == 204 || message.status == 304)) {
        length = 0;
    } else {
        parsed.lengthKnown = false;
        length = std::min(bodyLimit, bytes.size()) > at ? std::min(bodyLimit, bytes.size()) - at : 0;
    }
    if (length > limits.maxBodyBytes) {
        return failAt(at, ErrorCode::kLimitExceeded,
                      "the body exceeds " + std::to_string(limits.maxBodyBytes) + " bytes");
    }
    message.body = lines.take(length);
    parsed.consumed = lines.position();
    return parsed;
}

}  // namespace mockserver::record
