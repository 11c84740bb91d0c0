#include "mockserver/endpoint/reply_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace mockserver {

namespace {

struct Phrase {
    int status;
    std::string_view text;
};

// RFC 9110 §15, RFC 6585.
constexpr std::array kPhrases{
    Phrase{100, "Continue"},
    Phrase{200, "OK"},
    Phrase{201, "Created"},
    Phrase{202, "Accepted"},
    Phrase{204, "No Content"},
    Phrase{206, "Partial Content"},
    Phrase{301, "Moved Permanently"},
    Phrase{302, "Found"},
    Phrase{303, "See Other"},
    Phrase{304, "Not Modified"},
    Phrase{307, "Temporary Redirect"},
    Phrase{308, "Permanent Redirect"},
    Phrase{400, "Bad Request"},
    Phrase{401, "Unauthorized"},
    Phrase{403, "Forbidden"},
    Phrase{404, "Not Found"},
    Phrase{405, "Method Not Allowed"},
    Phrase{406, "Not Acceptable"},
    Phrase{407, "Proxy Authentication Required"},
    Phrase{408, "Request Timeout"},
    Phrase{409, "Conflict"},
    Phrase{410, "Gone"},
    Phrase{411, "Length Required"},
    Phrase{413, "Content Too Large"},
    Phrase{414, "URI Too Long"},
    Phrase{415, "Unsupported Media Type"},
    Phrase{417, "Expectation Failed"},
    Phrase{426, "Upgrade Required"},
    Phrase{429, "Too Many Requests"},
    Phrase{431, "Request Header Fields Too Large"},
    Phrase{500, "Internal Server Error"},
    Phrase{501, "Not Implemented"},
    Phrase{502, "Bad Gateway"},
    Phrase{503, "Service Unavailable"},
    Phrase{504, "Gateway Timeout"},
    Phrase{505, "HTTP Version Not Supported"},
};

void appendField(std::string& out, std::string_view text) {
    for (const char c : text) {
        out += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
    }
}

void appendHeader(std::string& out, std::string_view name, std::string_view value) {
    appendField(out, name);
    out += ": ";
    appendField(out, value);
    out += "\r\n";
}

bool mayHaveBody(int status) {
    return status >= 200 && status != 204 && status != 304;
}

void appendChunk(std::string& out, std::string_view bytes) {
    if (!bytes.empty()) {
        std::array<char, 20> size{};
        const auto end = std::to_chars(size.data(), size.data() + size.size(), bytes.size(), 16).ptr;
        out.append(size.data(), end).append("\r\n").append(bytes).append("\r\n");
    }
}

/// The body as the wire carries it.
void appendBody(std::string& out, std::string_view body, WireAction::Framing framing) {
    if (framing == WireAction::Framing::kLength) {
        out += body;
        return;
    }
    const std::size_t half = body.size() / 2;
    appendChunk(out, body.substr(0, half));
    if (framing == WireAction::Framing::kBrokenChunk) {
        out.append("no-size\r\n").append(body.substr(half));
        return;
    }
    appendChunk(out, body.substr(half));
    out += "0\r\n\r\n";
}

/// A rate as pieces: twenty a second, or one byte at a time when that is more than the rate.
void pace(WireAction& action) {
    constexpr std::uint64_t kPiecesPerSecond = 20;
    if (action.bytesPerSecond == 0) {
        return;
    }
    const std::uint64_t bytes = std::max<std::uint64_t>(1, action.bytesPerSecond / kPiecesPerSecond);
    action.dribbleBytes = bytes;
    action.dribbleInterval = std::chrono::milliseconds(1000 * bytes / action.bytesPerSecond);
}

ReplyWriter::Ending endingOf(const WireAction& action, bool keepAlive, bool framingBroken) {
    switch (action.ending) {
        case WireAction::Ending::kReset:
            return ReplyWriter::Ending::kReset;
        case WireAction::Ending::kClose:
            return ReplyWriter::Ending::kClose;
        case WireAction::Ending::kAsUsual:
            break;
    }
    return keepAlive && !framingBroken ? ReplyWriter::Ending::kKeepAlive : ReplyWriter::Ending::kClose;
}

}  // namespace

std::string_view reasonPhrase(int status) {
    const auto it = std::ranges::find(kPhrases, status, &Phrase::status);
    return it == kPhrases.end() ? std::string_view{} : it->text;
}

std::string formatReplyHead(const HttpReply& reply, bool keepAlive) {
    std::string head;
    head.reserve(192);
    head += "HTTP/1.1 ";
    head += std::to_string(reply.status);
    head += ' ';
    head += reasonPhrase(reply.status);
    head += "\r\n";
    for (const auto& [name, value] : reply.headers) {
        appendHeader(head, name, value);
    }
    std::uint64_t length = reply.body.size();
    if (reply.wire && reply.wire->contentLength) {
        length = *reply.wire->contentLength;
    }
    if (mayHaveBody(reply.status) && !reply.headers.find("Content-Length") &&
        !reply.headers.find("Transfer-Encoding")) {
        if (reply.wire && reply.wire->framing != WireAction::Framing::kLength) {
            appendHeader(head, "Transfer-Encoding", "chunked");
        } else {
            appendHeader(head, "Content-Length", std::to_string(length));
        }
    }
    if (!keepAlive && !reply.headers.find("Connection")) {
        appendHeader(head, "Connection", "close");
    }
    head += "\r\n";
    return head;
}

ReplyWriter::ReplyWriter(const HttpReply& reply, bool keepAlive, bool withBody, TimePoint now)
    : bytes_(formatReplyHead(reply, keepAlive)),
      action_(reply.wire.value_or(WireAction{})),
      until_(now + action_.delay) {
    const std::size_t headBytes = bytes_.size();
    if (withBody && mayHaveBody(reply.status)) {
        appendBody(bytes_, reply.body, action_.framing);
    }
    auto most = action_.truncateAfter.value_or(bytes_.size());
    most = std::min(most, action_.headOnly ? headBytes : most);
    const auto cut = most < bytes_.size();
    if (cut) {
        bytes_.resize(most);
    }
    const auto wrongLength = action_.contentLength && *action_.contentLength != reply.body.size();
    const auto broken = cut || wrongLength || action_.framing == WireAction::Framing::kBrokenChunk;
    ending_ = endingOf(action_, keepAlive && !reply.headers.hasToken("Connection", "close"), broken);
    pace(action_);
    if (action_.dribbleBytes == 0) {
        action_.dribbleBytes = std::max<std::size_t>(bytes_.size(), 1);
    }
}

ReplyWriter::Step ReplyWriter::next(TimePoint now) {
    if (now < until_) {
        return sent_ == bytes_.size() ? Step::kStall : Step::kWait;
    }
    if (sent_ < bytes_.size()) {
        if (sent_ == pieceEnd_) {
            pieceEnd_ += std::min(action_.dribbleBytes, bytes_.size() - sent_);
        }
        return Step::kWrite;
    }
    if (!std::exchange(stalled_, true) && action_.stall.count() > 0) {
        until_ = now + action_.stall;
        return Step::kStall;
    }
    return Step::kDone;
}

std::string_view ReplyWriter::pending() const {
    return std::string_view(bytes_).substr(sent_, pieceEnd_ - sent_);
}

void ReplyWriter::wrote(std::size_t bytes, TimePoint now) {
    sent_ += bytes;
    if (sent_ == pieceEnd_ && sent_ < bytes_.size()) {
        until_ = now + action_.dribbleInterval;
    }
}

}  // namespace mockserver
