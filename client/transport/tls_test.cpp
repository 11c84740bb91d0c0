#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdlib>
#include <filesystem>
#include <future>
#include <thread>

#include "client/transport/http_transport.h"
#include "client/transport/raw_server_for_test.h"

namespace client {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const CancelToken kNever;

/// A self-signed certificate for `names` ("DNS:localhost,IP:127.0.0.1") in a file of a temporary folder.
class Identity {
public:
    explicit Identity(const char* names) {
        key_ = EVP_EC_gen("P-256");
        certificate_ = X509_new();
        X509_set_version(certificate_, 2);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate_), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate_), -3600);
        X509_gmtime_adj(X509_getm_notAfter(certificate_), 3600);
        X509_set_pubkey(certificate_, key_);
        X509_NAME* subject = X509_get_subject_name(certificate_);
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1, -1,
                                   0);
        X509_set_issuer_name(certificate_, subject);
        X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names);
        X509_add_ext(certificate_, extension, -1);
        X509_EXTENSION_free(extension);
        X509_sign(certificate_, key_, EVP_sha256());

        std::string folder = (std::filesystem::temp_directory_path() / "mitb-tls-XXXXXX").string();
        folder_ = ::mkdtemp(folder.data());
        file_ = (folder_ / "both.pem").string();
        FILE* out = std::fopen(file_.c_str(), "w");
        PEM_write_X509(out, certificate_);
        PEM_write_PrivateKey(out, key_, nullptr, nullptr, 0, nullptr, nullptr);
        std::fclose(out);
    }
    ~Identity() {
        X509_free(certificate_);
        EVP_PKEY_free(key_);
        std::filesystem::remove_all(folder_);
    }
    Identity(const Identity&) = delete;
    Identity& operator=(const Identity&) = delete;

    [[nodiscard]] X509* certificate() const { return certificate_; }
    [[nodiscard]] EVP_PKEY* key() const { return key_; }
    [[nodiscard]] const std::string& file() const { return file_; }

private:
    EVP_PKEY* key_ = nullptr;
    X509* certificate_ = nullptr;
    std::filesystem::path folder_;
    std::string file_;
};

class TlsServer {
public:
    explicit TlsServer(const Identity& identity) : server_(identity.certificate(), identity.key()) {
        server_.set_keep_alive_max_count(100);
        server_.Post("/wsman", [this](const httplib::Request& request, httplib::Response& response) {
            ports_.insert(request.remote_port);
            response.set_content(request.body, "text/plain");
        });
        port_ = server_.bind_to_any_port("127.0.0.1");
        thread_ = std::thread([this] { server_.listen_after_bind(); });
        while (!server_.is_running()) {
            std::this_thread::sleep_for(1ms);
        }
    }
    ~TlsServer() {
        server_.stop();
        thread_.join();
    }
    TlsServer(const TlsServer&) = delete;
    TlsServer& operator=(const TlsServer&) = delete;

    [[nodiscard]] std::uint16_t port() const { return static_cast<std::uint16_t>(port_); }
    void speakTls12Only() { SSL_CTX_set_max_proto_version(server_.ssl_context(), TLS1_2_VERSION); }
    [[nodiscard]] std::size_t connections() const { return ports_.size(); }

private:
    httplib::SSLServer server_;
    int port_ = 0;
    std::set<int> ports_;
    std::thread thread_;
};

HttpRequest request(std::string body = "secret") {
    HttpRequest made;
    made.contentType = "text/plain";
    made.body = std::move(body);
    made.timeout = 10s;
    return made;
}

tl::expected<HttpReply, TransportError> attempt(std::uint16_t port, const TlsOptions& tls,
                                                const char* host = "127.0.0.1") {
    HttpOptions options;
    options.host = host;
    options.port = port;
    options.tls = tls;
    HttpTransport transport(options);
    return transport.exchange(request(), kNever);
}

TEST(Tls, TrustedCertificateCarriesExchangesOverOneConnection) {
    const Identity identity("IP:127.0.0.1");
    TlsServer server(identity);
    HttpOptions options;
    options.host = "127.0.0.1";
    options.port = server.port();
    options.tls = TlsOptions{};
    options.tls->caFile = identity.file();
    HttpTransport transport(options);
    for (const std::size_t size : {6u, 300'000u, 3'000'000u, 1u}) {
        const auto reply = transport.exchange(request(std::string(size, 's')), kNever);
        ASSERT_TRUE(reply) << reply.error().text;
        EXPECT_TRUE(reply->body == std::string(size, 's'));
    }
    EXPECT_EQ(server.connections(), 1u);
    EXPECT_EQ(transport.idleConnections(), 1u);
}

TEST(Tls, UnknownAuthorityIsRefusedUnlessTheCheckIsOff) {
    const Identity identity("IP:127.0.0.1");
    TlsServer server(identity);
    const auto refused = attempt(server.port(), {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, TransportErrorKind::kTls);
    EXPECT_THAT(refused.error().text, HasSubstr("not trusted"));
    EXPECT_THAT(refused.error().system, HasSubstr("self-signed"));
    TlsOptions unchecked;
    unchecked.checkCa = false;
    const auto reply = attempt(server.port(), unchecked);
    ASSERT_TRUE(reply) << reply.error().text;
    EXPECT_EQ(reply->body, "secret");
}

TEST(Tls, WrongNameIsRefusedUnlessTheCheckIsOff) {
    const Identity identity("DNS:other.example,IP:127.0.0.2");
    TlsServer server(identity);
    TlsOptions options;
    options.caFile = identity.file();
    const auto refused = attempt(server.port(), options);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, TransportErrorKind::kTls);
    EXPECT_THAT(refused.error().text, HasSubstr("name"));
    options.checkCa = false;  // one check does not stand for the other
    EXPECT_FALSE(attempt(server.port(), options));
    options.checkCa = true;
    options.checkName = false;
    EXPECT_TRUE(attempt(server.port(), options));
}

TEST(Tls, HostNamesAreCheckedAsNames) {
    const Identity identity("DNS:localhost");
    TlsServer server(identity);
    TlsOptions options;
    options.caFile = identity.file();
    const auto byName = attempt(server.port(), options, "localhost");
    EXPECT_TRUE(byName) << byName.error().text;
    EXPECT_FALSE(attempt(server.port(), options, "127.0.0.1"));
}

TEST(Tls, PlainServerAndPlainClientFailWithWords) {
    RawServer plain([](RawPeer& peer) {
        char some[100];
        EXPECT_GE(::recv(peer.fd(), some, sizeof some, 0), 0);
        peer.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    });
    const auto reply = attempt(plain.port(), {});
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().kind, TransportErrorKind::kTls) << reply.error().text;
    EXPECT_FALSE(reply.error().system.empty());
}

TEST(Tls, MissingFilesAreToldByName) {
    TlsOptions options;
    options.caFile = "/nonexistent/ca.pem";
    const auto reply = attempt(1, options);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().kind, TransportErrorKind::kTls);
    EXPECT_THAT(reply.error().text, HasSubstr("/nonexistent/ca.pem"));
    TlsOptions own;
    own.certificateFile = "/nonexistent/me.pem";
    const auto second = attempt(1, own);
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error().text, HasSubstr("/nonexistent/me.pem"));
}

TEST(Tls, Tls12CanBeSwitchedOff) {
    const Identity identity("IP:127.0.0.1");
    TlsServer server(identity);
    TlsOptions tls;
    tls.caFile = identity.file();
    tls.allowTls12 = false;
    EXPECT_TRUE(attempt(server.port(), tls));
    server.speakTls12Only();
    const auto refused = attempt(server.port(), tls);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, TransportErrorKind::kTls);
    tls.allowTls12 = true;
    EXPECT_TRUE(attempt(server.port(), tls));
}

TEST(Tls, HandshakeHonoursDeadlineAndCancel) {
    RawServer silent([](RawPeer& peer) {
        char some[4096];
        EXPECT_GT(::recv(peer.fd(), some, sizeof some, 0), 0);
        peer.waitForEnd();
    });
    HttpOptions options;
    options.host = "127.0.0.1";
    options.port = silent.port();
    options.tls = TlsOptions{};
    options.connectTimeout = 200ms;
    HttpTransport transport(options);
    const auto late = transport.exchange(request(), kNever);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().kind, TransportErrorKind::kTimeout);

    options.connectTimeout = 20s;
    HttpTransport patient(options);
    std::stop_source canceler;
    auto running = std::async(std::launch::async, [&] { return patient.exchange(request(), canceler.get_token()); });
    EXPECT_EQ(running.wait_for(100ms), std::future_status::timeout);
    canceler.request_stop();
    ASSERT_EQ(running.wait_for(2s), std::future_status::ready);
    EXPECT_EQ(running.get().error().kind, TransportErrorKind::kCanceled);
}

}  // namespace
}  // namespace client
