#include "conformance/server/wire.h"

#include <httplib.h>

#include <optional>

#include "conformance/runner/deadline.h"

namespace conformance {

namespace {

constexpr std::chrono::milliseconds kMostTime(10000);
constexpr std::size_t kMostBytes = std::size_t{64} << 20U;

/// Whether nobody took the request at all.
bool isUnconnected(httplib::Error error) {
    switch (error) {
        case httplib::Error::Connection:
        case httplib::Error::ConnectionTimeout:
        case httplib::Error::BindIPAddress:
        case httplib::Error::SSLConnection:
        case httplib::Error::SSLLoadingCerts:
        case httplib::Error::SSLServerVerification:
            return true;
        default:
            return false;
    }
}

std::string shortened(const std::string& text) {
    constexpr std::size_t kMost = 4096;
    return text.size() <= kMost ? text : text.substr(0, kMost) + "... (" + std::to_string(text.size()) + " bytes)";
}

/// A body in pieces of 512 octets.
httplib::ContentProviderWithoutLength piecesOf(const std::string& body) {
    return [&body](std::size_t offset, httplib::DataSink& sink) {
        constexpr std::size_t kPiece = 512;
        const auto count = std::min(kPiece, body.size() - offset);
        if (count > 0)
            return sink.write(body.data() + offset, count);
        sink.done();
        return true;
    };
}

}  // namespace

class Wire::Client {
public:
    explicit Client(const ServerTarget& target)
        : client_(target.scheme + "://" +
                  (target.host.find(':') == std::string::npos ? target.host : "[" + target.host + "]") + ":" +
                  std::to_string(target.port)) {
        client_.set_tcp_nodelay(true);
        client_.set_keep_alive(true);
        client_.set_follow_location(false);
        client_.enable_server_certificate_verification(target.checkCertificate);
    }

    /// Waits no longer than the case may take.
    void limitTo(std::chrono::milliseconds left) {
        most_ = std::clamp(left, std::chrono::milliseconds(1), kMostTime);
        client_.set_connection_timeout(most_);
        client_.set_read_timeout(most_);
        client_.set_write_timeout(most_);
    }
    [[nodiscard]] std::chrono::milliseconds limit() const { return most_; }
    [[nodiscard]] bool isUsed() const { return used_; }

    /// The body of the reply goes to `received`, or stays in the result.
    httplib::Result send(const ServerTarget& target, const std::string& body, const PostOptions& options,
                         std::string& received) {
        used_ = true;
        httplib::Request request;
        request.method = options.method;
        request.path = options.path.empty() ? target.path : options.path;
        for (const auto& [name, value] : options.headers)
            request.headers.emplace(name, value);
        if (!options.contentType.empty() && !options.chunked)
            request.headers.emplace("Content-Type", options.contentType);
        const auto& user = options.user.empty() ? target.user : options.user;
        if (options.authenticate && !user.empty())
            request.headers.insert(httplib::make_basic_authentication_header(
                user, options.user.empty() ? target.password : options.password));
        // A reply that never ends must not take the run with it.
        request.content_receiver = [&received, until = std::chrono::steady_clock::now() + most_](
                                       const char* data, std::size_t size, std::uint64_t, std::uint64_t) {
            received.append(data, size);
            return received.size() <= kMostBytes && std::chrono::steady_clock::now() < until;
        };
        if (options.chunked)
            return client_.Post(request.path, request.headers, piecesOf(body), options.contentType);
        request.body = body;
        return client_.send(request);
    }

private:
    httplib::Client client_;
    std::chrono::milliseconds most_ = kMostTime;
    bool used_ = false;
};

std::string WireExchange::header(const std::string& name) const {
    for (const auto& [key, value] : replyHeaders)
        if (key.size() == name.size() && std::equal(key.begin(), key.end(), name.begin(), [](char a, char b) {
                return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
            }))
            return value;
    return {};
}

std::string WireExchange::text() const {
    std::string out = "> " + requestContentType + "\n" + shortened(requestBody) + "\n";
    return out + (failed() ? "< " + failure
                           : "< HTTP " + std::to_string(status) + " " + replyContentType + "\n" + shortened(replyBody));
}

Wire::Wire(ServerTarget target) : target_(std::move(target)), client_(std::make_unique<Client>(target_)) {}
Wire::~Wire() = default;

void Wire::know(std::string resourceUri, std::string nameSpace,
                std::vector<std::pair<std::string, std::string>> selectors) {
    target_.resourceUri = std::move(resourceUri);
    target_.nameSpace = std::move(nameSpace);
    target_.selectors = std::move(selectors);
}

const WireExchange& Wire::send(std::string body, const PostOptions& options) {
    auto exchange = std::make_unique<WireExchange>();
    // Some services authorise a connection, not a request: a stranger must come on one of its own.
    std::optional<Client> stranger;
    if (!options.authenticate || !options.user.empty())
        stranger.emplace(target_);
    Client& client = stranger ? *stranger : *client_;
    client.limitTo(caseTimeLeft().value_or(kMostTime));
    const bool isKept = client.isUsed();
    auto began = std::chrono::steady_clock::now();
    std::string received;
    auto result = client.send(target_, body, options, received);
    const auto limit = client.limit();
    if (!result && isKept && std::chrono::steady_clock::now() - began < limit && !isUnconnected(result.error())) {
        // The server may have closed the kept connection before this request: once more, on a new one.
        client_ = std::make_unique<Client>(target_);
        client_->limitTo(caseTimeLeft().value_or(kMostTime));
        received.clear();
        began = std::chrono::steady_clock::now();
        result = client_->send(target_, body, options, received);
    }
    exchange->requestBody = std::move(body);
    exchange->requestContentType = options.contentType;
    if (result) {
        exchange->status = result->status;
        exchange->replyBody = received.empty() ? result->body : std::move(received);
        exchange->replyContentType = result->get_header_value("Content-Type");
        for (const auto& [name, value] : result->headers)
            exchange->replyHeaders.emplace_back(name, value);
    } else {
        exchange->failure = httplib::to_string(result.error());
        exchange->connected = !isUnconnected(result.error());
        exchange->timedOut = exchange->connected && std::chrono::steady_clock::now() - began >= limit;
    }
    exchanges_.push_back(std::move(exchange));
    return *exchanges_.back();
}

}  // namespace conformance
