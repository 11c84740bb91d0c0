#include "client/transport/connection.h"

#include <strings.h>

#include <algorithm>
#include <cstring>

namespace client {
namespace {

/// cpp-httplib matches status lines with std::regex, whose stack grows with the line; no honest one is near this.
constexpr std::size_t kMaxStatusLine = 1024;

bool sameText(std::string_view a, std::string_view b) {
    return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

/// True when the comma-separated `list` holds `token`.
bool holdsToken(std::string_view list, std::string_view token) {
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        std::string_view item = list.substr(0, comma);
        item.remove_prefix(std::min(item.find_first_not_of(" \t"), item.size()));
        item.remove_suffix(item.size() - (item.find_last_not_of(" \t") + 1));
        if (sameText(item, token)) {
            return true;
        }
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return false;
}

/// The head of a request with the value of Authorization replaced.
std::string redact(std::string_view request) {
    constexpr std::string_view kName = "authorization:";
    std::string shown;
    shown.reserve(request.size());
    while (!request.empty()) {
        const std::size_t end = std::min(request.find("\r\n"), request.size() - 2) + 2;
        const std::string_view line = request.substr(0, end);
        if (line == "\r\n") {
            break;
        }
        if (line.size() > kName.size() && sameText(line.substr(0, kName.size()), kName)) {
            const std::size_t scheme = std::min(line.find(' ', kName.size() + 1), line.size() - 2);
            shown.append(line.substr(0, scheme)).append(" [redacted]\r\n");
        } else {
            shown.append(line);
        }
        request.remove_prefix(end);
    }
    return shown.append(request);
}

}  // namespace

/// cpp-httplib's client without its connections: it only writes and parses messages over a Stream of ours.
class Connection::Framing final : public httplib::ClientImpl {
public:
    explicit Framing(const HttpOptions& options) : ClientImpl(options.host, options.port) {
        set_keep_alive(true);
        set_url_encode(false);
    }

    bool run(httplib::Stream& stream, httplib::Request& request, httplib::Response& response) {
        httplib::Error error = httplib::Error::Success;
        return process_request(stream, request, response, false, error);
    }
};

Connection::Connection(Socket socket, std::optional<TlsSession> tls, std::uint64_t number, const HttpOptions& options,
                       std::string peer)
    : socket_(std::move(socket)),
      tls_(std::move(tls)),
      number_(number),
      options_(options),
      peer_(std::move(peer)),
      framing_(std::make_unique<Framing>(options)) {}

Connection::~Connection() {
    if (tls_ && reusable_) {
        tls_->close();
    }
}

bool Connection::isStale() {
    return !reusable_ || (tls_ ? tls_->isStale() : socket_.isStale());
}

void Connection::ShutDown::operator()() const {
    ::shutdown(descriptor, SHUT_RDWR);
}

void Connection::send(httplib::Request wire, Deadline deadline, CancelToken cancel) {
    now_ = Progress{};
    now_.wire = std::move(wire);
    now_.deadline = deadline;
    now_.cancel = std::move(cancel);
    interrupt_.emplace(now_.cancel, ShutDown{socket_.fd()});
    // cpp-httplib writes a request and reads its reply in one call. Here it gets as far as the first read and finds the
    // stream at its end; receive() makes it write into the void and then lets it read.
    httplib::Response none;
    (void)framing_->run(*this, now_.wire, none);
    now_.sending = false;
    flush();
}

tl::expected<HttpReply, TransportError> Connection::receive() {
    HttpReply reply;
    now_.wire.response_handler = [this](const httplib::Response& head) { return acceptHead(head); };
    now_.wire.content_receiver = [this, &reply](const char* data, std::size_t size, std::uint64_t, std::uint64_t) {
        if (size > options_.maxReplyBytes - reply.body.size()) {
            fail(TransportErrorKind::kTooLarge, "The reply of " + peer_ + " is over the limit of " +
                                                    std::to_string(options_.maxReplyBytes) + " bytes");
            return false;
        }
        reply.body.append(data, size);
        return true;
    };

    httplib::Response response;
    bool complete = framing_->run(*this, now_.wire, response);
    now_.wire.content_receiver = nullptr;
    interrupt_.reset();
    if (complete && inStart_ != inEnd_) {
        fail(TransportErrorKind::kProtocol,
             "The reply of " + peer_ + " goes on after the length that its headers announce");
        complete = false;
    }
    if (!now_.traced.empty()) {
        trace(TraceDirection::kReceived, now_.traced);
    }
    if (!complete) {
        reusable_ = false;
        return tl::unexpected(failure());
    }
    if (now_.cancel.stop_requested() || now_.ended || !now_.sendWords.empty()) {
        reusable_ = false;  // whole, but the connection has been shut down
    }
    reply.status = response.status;
    reply.reason = response.reason;
    reply.headers.assign(response.headers.begin(), response.headers.end());
    return reply;
}

bool Connection::acceptHead(const httplib::Response& head) {
    now_.inHead = false;
    if (head.status < 200) {
        fail(TransportErrorKind::kProtocol,
             "Unexpected status " + std::to_string(head.status) + " from " + peer_ + " instead of a final one");
        return false;
    }
    const bool chunked = sameText(head.get_header_value("Transfer-Encoding"), "chunked");
    if (head.has_header("Transfer-Encoding") && !chunked) {
        fail(TransportErrorKind::kProtocol, "The reply of " + peer_ + " has the transfer coding \"" +
                                                head.get_header_value("Transfer-Encoding") +
                                                "\", which we cannot read");
        return false;
    }
    const auto lengths = head.headers.equal_range("Content-Length");
    for (auto entry = lengths.first; entry != lengths.second; ++entry) {
        const std::string& length = entry->second;
        const bool digits = !length.empty() && length.size() < 20 &&
                            std::all_of(length.begin(), length.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (!digits || length != lengths.first->second) {
            fail(TransportErrorKind::kProtocol, "The reply of " + peer_ + " has no usable Content-Length");
            return false;
        }
        if (!chunked && std::stoull(length) > options_.maxReplyBytes) {
            fail(TransportErrorKind::kTooLarge, "The reply of " + peer_ + " announces " + length +
                                                    " bytes, over the limit of " +
                                                    std::to_string(options_.maxReplyBytes));
            return false;
        }
    }
    const bool hasLength = lengths.first != lengths.second;
    const std::string connection = head.get_header_value("Connection");
    const bool keeps =
        head.version == "HTTP/1.0" ? holdsToken(connection, "keep-alive") : !holdsToken(connection, "close");
    reusable_ = keeps && chunked != hasLength;
    return true;
}

ssize_t Connection::write(const char* data, size_t size) {
    if (now_.sending) {
        now_.out.append(data, size);  // headers and body leave together
    }
    return static_cast<ssize_t>(size);
}

void Connection::flush() {
    const std::string request = std::exchange(now_.out, {});
    if (options_.trace) {
        trace(TraceDirection::kSent, redact(request));
    }
    for (std::size_t sent = 0; sent < request.size();) {
        const char* data = request.data() + sent;
        const std::size_t left = request.size() - sent;
        const IoResult result =
            tls_ ? tls_->write(socket_, data, left, now_.deadline) : socket_.write(data, left, now_.deadline);
        switch (result.status) {
            case IoResult::Status::kOk:
                sent += result.bytes;
                break;
            case IoResult::Status::kTimeout:
                fail(TransportErrorKind::kTimeout, "Timed out while sending to " + peer_);
                return;
            case IoResult::Status::kEnd:
            case IoResult::Status::kReset:
                // A server may refuse a request (413, 401) and close before it has read all of it: look for its reply.
                now_.sendWords = result.words.empty() ? "connection closed" : result.words;
                return;
            case IoResult::Status::kError:
                fail(TransportErrorKind::kSend, "Cannot send to " + peer_, result.words);
                return;
        }
    }
}

bool Connection::fill() {
    const IoResult result = tls_ ? tls_->read(socket_, in_.data(), in_.size(), now_.deadline)
                                 : socket_.read(in_.data(), in_.size(), now_.deadline);
    switch (result.status) {
        case IoResult::Status::kOk:
            inStart_ = 0;
            inEnd_ = result.bytes;
            now_.received += result.bytes;
            if (options_.trace) {
                now_.traced.append(in_.data(), result.bytes);
            }
            return true;
        case IoResult::Status::kEnd:
            now_.ended = true;
            return false;
        case IoResult::Status::kTimeout:
            fail(TransportErrorKind::kTimeout, now_.received == 0 ? "Timed out while waiting for the reply of " + peer_
                                                                  : "Timed out in the middle of the reply of " + peer_);
            return false;
        case IoResult::Status::kReset:
        case IoResult::Status::kError:
            if (now_.sendWords.empty() || now_.received != 0) {
                fail(TransportErrorKind::kReceive,
                     "The connection to " + peer_ + " broke " +
                         (now_.received == 0 ? "before its reply" : "in the middle of its reply"),
                     result.words);
            }
            return false;
    }
    return false;
}

ssize_t Connection::read(char* data, size_t size) {
    if (now_.sending || now_.failure) {
        return -1;
    }
    if (inStart_ == inEnd_ && !fill()) {
        return now_.ended ? 0 : -1;
    }
    const std::size_t take = std::min(size, inEnd_ - inStart_);
    std::memcpy(data, in_.data() + inStart_, take);
    inStart_ += take;
    for (std::size_t index = 0; now_.inHead && index < take; ++index) {
        if (!withinHeadLimits(data[index])) {
            return -1;
        }
    }
    return static_cast<ssize_t>(take);
}

bool Connection::withinHeadLimits(char byte) {
    ++now_.lineBytes;
    if (++now_.headBytes > options_.maxHeaderBytes) {
        fail(TransportErrorKind::kTooLarge, "The headers of the reply of " + peer_ + " are over the limit of " +
                                                std::to_string(options_.maxHeaderBytes) + " bytes");
        return false;
    }
    if (now_.atStatusLine && now_.lineBytes > kMaxStatusLine) {
        fail(TransportErrorKind::kProtocol, "What " + peer_ + " sends is not HTTP: its first line does not end");
        return false;
    }
    if (byte == '\n') {
        now_.atStatusLine = now_.lineBytes <= 2;  // after the empty line of a 100 Continue
        now_.lineBytes = 0;
    }
    return true;
}

void Connection::fail(TransportErrorKind kind, const std::string& text, std::string words) {
    if (!now_.failure) {
        now_.failure = TransportError{kind, words.empty() ? text : text + ": " + words, std::move(words)};
    }
}

TransportError Connection::failure() const {
    if (now_.cancel.stop_requested()) {
        return {TransportErrorKind::kCanceled, "The exchange with " + peer_ + " was canceled"};
    }
    if (now_.failure) {
        return *now_.failure;
    }
    if (!now_.sendWords.empty() && now_.received == 0) {
        return {TransportErrorKind::kSend, "Cannot send to " + peer_ + ": " + now_.sendWords, now_.sendWords};
    }
    if (now_.ended && now_.received == 0) {
        return {TransportErrorKind::kReceive, peer_ + " closed the connection without a reply"};
    }
    if (now_.ended) {
        return {TransportErrorKind::kReceive, peer_ + " closed the connection before its reply was complete (after " +
                                                  std::to_string(now_.received) + " bytes)"};
    }
    return {TransportErrorKind::kProtocol, "What " + peer_ + " sends is not HTTP/1.1, or its framing is broken"};
}

void Connection::trace(TraceDirection direction, std::string_view bytes) const {
    options_.trace(TraceEvent{direction, number_, bytes});
}

void Connection::get_remote_ip_and_port(std::string& ip, int& port) const {
    ip = options_.host;
    port = options_.port;
}

void Connection::get_local_ip_and_port(std::string& ip, int& port) const {
    ip.clear();
    port = 0;
}

}  // namespace client
