#include "mockserver/endpoint/request_parser.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace mockserver {

namespace {

constexpr std::size_t kMaxChunkLine = 1024;
// What a client announces is not allocated before it comes.
constexpr std::size_t kMaxReserve = 1u << 20;

// RFC 9110 §5.6.2.
bool isTokenChar(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool isToken(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, isTokenChar);
}

bool isFieldChar(char c) {
    const auto u = static_cast<unsigned char>(c);
    return u >= 0x20 ? u != 0x7f : c == '\t';
}

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    return first == std::string_view::npos ? std::string_view{}
                                           : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool parseNumber(std::string_view text, std::uint64_t& value, int base) {
    const auto* end = text.data() + text.size();
    const auto [ptr, error] = std::from_chars(text.data(), end, value, base);
    return error == std::errc{} && ptr == end && !text.empty();
}

}  // namespace

std::string decodePath(std::string_view path) {
    std::string out;
    out.reserve(path.size());
    for (std::size_t i = 0; i < path.size(); ++i) {
        std::uint64_t byte = 0;
        if (path[i] == '%' && i + 2 < path.size() && parseNumber(path.substr(i + 1, 2), byte, 16)) {
            out += static_cast<char>(byte);
            i += 2;
        } else {
            out += path[i];
        }
    }
    return out;
}

RequestParser::State RequestParser::feed(std::string_view bytes) {
    if (state_ == State::kRefused) {
        return state_;
    }
    if (state_ == State::kBody) {
        buffer_.erase(0, position_);
        position_ = 0;
    }
    buffer_.append(bytes);
    return advance();
}

RequestParser::State RequestParser::advance() {
    if (state_ == State::kIdle && position_ < buffer_.size()) {
        state_ = State::kHead;
    }
    if (state_ == State::kHead && readHead()) {
        state_ = State::kBody;
    }
    if (state_ == State::kBody && readBody()) {
        state_ = State::kComplete;
        expectContinue_ = false;
    }
    if (position_ == buffer_.size() || state_ == State::kRefused) {
        buffer_.clear();
        position_ = scanned_ = 0;
    }
    return state_;
}

bool RequestParser::takeExpectContinue() {
    return state_ == State::kBody && std::exchange(expectContinue_, false);
}

HttpRequest RequestParser::take() {
    auto request = std::exchange(request_, {});
    buffer_.erase(0, position_);
    position_ = scanned_ = 0;
    state_ = State::kIdle;
    advance();
    return request;
}

bool RequestParser::refuse(int status, std::string reason) {
    state_ = State::kRefused;
    refusal_ = {status, std::move(reason)};
    return false;
}

bool RequestParser::readHead() {
    // A line end before the request line is ignored (RFC 9112 §2.2).
    while (buffer_.compare(position_, 2, "\r\n") == 0) {
        position_ += 2;
    }
    const auto from = std::max(position_, scanned_ < 3 ? std::size_t{0} : scanned_ - 3);
    const auto end = buffer_.find("\r\n\r\n", from);
    scanned_ = buffer_.size();
    const auto headSize = (end == std::string::npos ? buffer_.size() : end) - position_;
    if (headSize > limits_.maxHead) {
        const auto line = buffer_.find("\r\n", position_);
        return line == std::string::npos || line - position_ > limits_.maxTarget + 64
                   ? refuse(414, "the request target is too long")
                   : refuse(431, "the request's header fields are too large");
    }
    if (end == std::string::npos) {
        if (position_ == buffer_.size()) {
            state_ = State::kIdle;
        }
        return false;
    }

    std::string_view head(buffer_.data() + position_, end - position_);
    auto lineEnd = head.find("\r\n");
    if (!readRequestLine(head.substr(0, lineEnd))) {
        return false;
    }
    while (lineEnd != std::string_view::npos) {
        head.remove_prefix(lineEnd + 2);
        lineEnd = head.find("\r\n");
        if (!readField(head.substr(0, lineEnd))) {
            return false;
        }
    }
    position_ = end + 4;
    return chooseBody();
}

bool RequestParser::readRequestLine(std::string_view line) {
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) {
        return refuse(400, "the request line is not method, target and version");
    }
    const auto method = line.substr(0, first);
    const auto target = line.substr(first + 1, last - first - 1);
    const auto version = line.substr(last + 1);
    if (!isToken(method)) {
        return refuse(400, "the method is not a token");
    }
    if (target.size() > limits_.maxTarget) {
        return refuse(414, "the request target is too long");
    }
    const auto printable = [](char c) { return c > 0x20 && c < 0x7f; };
    if (target.empty() || !std::ranges::all_of(target, printable)) {
        return refuse(400, "the request target holds white space, control or non-ASCII characters");
    }
    if (version != "HTTP/1.1" && version != "HTTP/1.0") {
        return version.starts_with("HTTP/") ? refuse(505, "the HTTP version is not 1.0 or 1.1")
                                            : refuse(400, "the request line does not end in an HTTP version");
    }
    request_.method = method;
    request_.target = target;
    request_.version = version;
    auto path = target;
    if (const auto scheme = path.find("://"); scheme != std::string_view::npos && !path.starts_with('/')) {
        // The absolute form (RFC 9112 §3.2.2).
        const auto slash = path.find('/', scheme + 3);
        path = slash == std::string_view::npos ? "/" : path.substr(slash);
    }
    request_.path = decodePath(path.substr(0, path.find_first_of("?#")));
    return true;
}

bool RequestParser::readField(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !isToken(line.substr(0, colon))) {
        return refuse(400, "a header field is not a name, a colon and a value");
    }
    const auto value = trim(line.substr(colon + 1));
    if (!std::ranges::all_of(value, isFieldChar)) {
        return refuse(400, "a header field's value holds a control character");
    }
    if (request_.headers.size() == limits_.maxHeaders) {
        return refuse(431, "the request has too many header fields");
    }
    request_.headers.add(std::string(line.substr(0, colon)), std::string(value));
    return true;
}

bool RequestParser::chooseBody() {
    const auto& headers = request_.headers;
    request_.keepAlive = request_.version == "HTTP/1.1" ? !headers.hasToken("Connection", "close")
                                                        : headers.hasToken("Connection", "keep-alive");
    left_ = 0;
    trailerBytes_ = 0;
    bodyKind_ = BodyKind::kLength;
    const auto lengths = headers.all("Content-Length");
    const auto codings = headers.all("Transfer-Encoding");
    if (!codings.empty()) {
        if (!lengths.empty()) {
            return refuse(400, "the request has both Content-Length and Transfer-Encoding");
        }
        if (codings.size() != 1 || !equalIgnoringCase(codings[0], "chunked")) {
            return refuse(501, "the only transfer coding known is chunked");
        }
        bodyKind_ = BodyKind::kChunkSize;
    } else if (!lengths.empty()) {
        if (lengths.size() != 1 || !parseNumber(lengths[0], left_, 10)) {
            return refuse(400, "Content-Length is not one decimal number");
        }
        if (left_ > limits_.maxBody) {
            return refuse(413, "the body is larger than this endpoint accepts");
        }
        request_.body.reserve(std::min<std::size_t>(left_, kMaxReserve));
    } else if (request_.method == "POST" && headers.find("Content-Type")) {
        // RFC 9112 §6.3 would take the body to be empty, and then read it as the next request.
        return refuse(411, "a request with content has neither Content-Length nor chunked coding");
    }
    if (const auto* expect = headers.find("Expect")) {
        if (!equalIgnoringCase(*expect, "100-continue")) {
            return refuse(417, "the only expectation known is 100-continue");
        }
        expectContinue_ = request_.version == "HTTP/1.1";
    }
    return true;
}

bool RequestParser::takeInto(std::string& out, std::uint64_t& left) {
    const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(left, buffer_.size() - position_));
    out.append(buffer_, position_, n);
    position_ += n;
    left -= n;
    return left == 0;
}

bool RequestParser::nextLine(std::string_view& line, std::size_t limit, int status) {
    const auto end = buffer_.find("\r\n", position_);
    auto size = (end == std::string::npos ? buffer_.size() : end) - position_;
    if (end == std::string::npos && size > 0 && buffer_.back() == '\r') {
        --size;  // half a line end
    }
    if (size > limit) {
        return refuse(status, "a line of the chunked body is too long");
    }
    if (end == std::string::npos) {
        return false;
    }
    line = std::string_view(buffer_).substr(position_, size);
    position_ = end + 2;
    return true;
}

bool RequestParser::readChunkSize(std::string_view line) {
    const auto size = trim(line.substr(0, line.find(';')));
    if (!parseNumber(size, left_, 16)) {
        return refuse(400, "a chunk's size is not a hexadecimal number");
    }
    if (left_ > limits_.maxBody - request_.body.size()) {
        return refuse(413, "the body is larger than this endpoint accepts");
    }
    bodyKind_ = left_ == 0 ? BodyKind::kTrailer : BodyKind::kChunkData;
    return true;
}

bool RequestParser::readBody() {
    if (bodyKind_ == BodyKind::kLength) {
        return takeInto(request_.body, left_);
    }
    for (std::string_view line;;) {
        switch (bodyKind_) {
            case BodyKind::kChunkSize:
                if (!nextLine(line, kMaxChunkLine, 400) || !readChunkSize(line)) {
                    return false;
                }
                break;
            case BodyKind::kChunkData:
                if (!takeInto(request_.body, left_)) {
                    return false;
                }
                bodyKind_ = BodyKind::kChunkEnd;
                break;
            case BodyKind::kChunkEnd:
                if (!nextLine(line, 0, 400)) {
                    return false;
                }
                bodyKind_ = BodyKind::kChunkSize;
                break;
            case BodyKind::kTrailer:
                if (!nextLine(line, limits_.maxHead, 431)) {
                    return false;
                }
                trailerBytes_ += line.size() + 2;
                if (trailerBytes_ > limits_.maxHead + 2) {
                    return refuse(431, "the chunked body's trailers are too large");
                }
                if (line.empty()) {
                    return true;
                }
                break;
            case BodyKind::kLength:
                return false;
        }
    }
}

}  // namespace mockserver
