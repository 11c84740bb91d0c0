// conformance/server: judges a live WS-Management endpoint. Probes are text sent over cpp-httplib, and what comes back
// is read with pugixml and the rule catalogue: nothing here uses our own request builders or client, so a bug that they
// share with our mock cannot hide.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace conformance {

/// What is tested, and what the tester was told about it.
struct ServerTarget {
    std::string scheme = "http";
    std::string host;
    std::uint16_t port = 5985;
    std::string path = "/wsman";
    std::string user{};
    std::string password{};
    bool checkCertificate = true;
    std::string resourceUri{};                                     ///< a class that can be read; empty: none known
    std::vector<std::pair<std::string, std::string>> selectors{};  ///< of one instance of it
    std::string nameSpace{};                                       ///< __cimnamespace, or empty

    [[nodiscard]] std::string url() const { return scheme + "://" + host + ":" + std::to_string(port) + path; }
};

/// One request and what came back for it.
struct WireExchange {
    std::string requestBody;
    std::string requestContentType;
    std::string failure{};  ///< why there is no reply, or empty
    bool connected = true;  ///< false when not even a connection came about
    bool timedOut = false;  ///< no whole reply came in time
    int status = 0;
    std::string replyContentType{};
    std::vector<std::pair<std::string, std::string>> replyHeaders{};
    std::string replyBody{};

    [[nodiscard]] bool failed() const { return !failure.empty(); }
    [[nodiscard]] std::string header(const std::string& name) const;
    /// Both messages, shortened, for a report.
    [[nodiscard]] std::string text() const;
};

struct PostOptions {
    std::string contentType = "application/soap+xml;charset=UTF-8";
    std::string method = "POST";
    bool authenticate = true;
    std::vector<std::pair<std::string, std::string>> headers{};
    std::string path{};              ///< in place of the target's own
    bool chunked = false;            ///< Transfer-Encoding: chunked, in pieces
    std::string user{}, password{};  ///< in place of the target's own
};

/// Sends probes one at a time over a kept connection, each with a deadline of ten seconds and for replies of
/// at most 64 MiB, and remembers every exchange. Not thread-safe.
class Wire {
public:
    explicit Wire(ServerTarget target);
    ~Wire();
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    const WireExchange& send(std::string body, const PostOptions& options = {});
    [[nodiscard]] const std::vector<std::unique_ptr<WireExchange>>& exchanges() const { return exchanges_; }
    [[nodiscard]] const ServerTarget& target() const { return target_; }
    /// What the requests are to be about from now on.
    void know(std::string resourceUri, std::string nameSpace,
              std::vector<std::pair<std::string, std::string>> selectors);

private:
    class Client;
    ServerTarget target_;
    std::unique_ptr<Client> client_;
    std::vector<std::unique_ptr<WireExchange>> exchanges_;
};

}  // namespace conformance
