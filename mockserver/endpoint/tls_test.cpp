// TLS by a client that is not ours: cpp-httplib's, and OpenSSL itself where the alert matters.
#include "mockserver/endpoint/tls.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "mockserver/endpoint/listener.h"

namespace mockserver {
namespace {

class Tls : public testing::Test {
protected:
    Tls() : root_(std::filesystem::path(testing::TempDir()) / ("mitb_tls_" + std::to_string(::getpid()))) {
        std::filesystem::create_directories(root_);
    }
    ~Tls() override {
        listener_.reset();
        std::filesystem::remove_all(root_);
    }

    void serve(const TlsOptions& options, WireAction wire = {}) {
        auto made = TlsServer::create(options);
        ASSERT_TRUE(made) << made.error().text();
        server_ = *made;
        std::ofstream(root_ / "ca.pem") << server_->certificate();
        ListenerOptions listen;
        listen.scheme = "https";
        listen.makeChannel = [server = server_](int descriptor) { return server->makeChannel(descriptor); };
        auto listener = Listener::start(std::move(listen), {.handle = [wire](const HttpRequest& request) {
                                            return HttpReply{.body = "got " + std::to_string(request.body.size()) +
                                                                     std::string(request.body.size(), '.'),
                                                             .wire = wire};
                                        }});
        ASSERT_TRUE(listener) << listener.error().text();
        listener_ = std::move(*listener);
    }
    std::unique_ptr<httplib::SSLClient> client(bool trusting = true, const char* host = "127.0.0.1") {
        auto made = std::make_unique<httplib::SSLClient>(host, listener_->port());
        made->set_keep_alive(true);
        made->enable_server_certificate_verification(trusting);
        made->set_ca_cert_path((root_ / "ca.pem").c_str());
        return made;
    }

    std::filesystem::path root_;
    std::shared_ptr<TlsServer> server_;
    std::unique_ptr<Listener> listener_;
};

TEST_F(Tls, ServesManyRequestsOnAConnectionOfAnySize) {
    serve({});
    EXPECT_THAT(listener_->url(), testing::StartsWith("https://127.0.0.1:"));
    const auto one = client();
    for (const std::size_t size : {0U, 1U, 1000U, 16384U, 100000U, 3000000U}) {
        const auto reply = one->Post("/wsman", std::string(size, 'x'), "text/plain");
        ASSERT_TRUE(reply) << httplib::to_string(reply.error()) << " with " << size;
        EXPECT_EQ(reply->body.substr(0, 4 + std::to_string(size).size()), "got " + std::to_string(size));
        EXPECT_EQ(reply->body.size(), 4 + std::to_string(size).size() + size);
    }
    EXPECT_EQ(listener_->connections(), 1U);
}

TEST_F(Tls, ServesManyConnectionsAtOnce) {
    serve({});
    std::vector<std::thread> threads;
    std::atomic<int> answered{0};
    threads.reserve(8);
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            const auto own = client();
            for (int j = 0; j < 20; ++j) {
                const auto reply = own->Post("/wsman", std::string(2000, 'x'), "text/plain");
                answered += reply && reply->status == 200 ? 1 : 0;
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(answered, 160);
}

TEST_F(Tls, TheCertificateCanBeOnesOwn) {
    serve({});
    std::ofstream(root_ / "other.pem") << TlsServer::create({}).value()->certificate();
    auto stranger = client();
    stranger->set_ca_cert_path((root_ / "other.pem").c_str());
    EXPECT_EQ(stranger->Get("/").error(), httplib::Error::SSLServerVerification) << "another one is not trusted";
    EXPECT_EQ(TlsServer::create({.certificate = root_ / "ca.pem"}).error().code, wsman::ErrorCode::kInvalidArgument);
    EXPECT_EQ(TlsServer::create({.certificate = root_ / "ca.pem", .key = root_ / "none"}).error().code,
              wsman::ErrorCode::kIo);
    EXPECT_EQ(TlsServer::create({.certificate = root_ / "none", .key = root_ / "none"}).error().code,
              wsman::ErrorCode::kIo);
}

TEST_F(Tls, ABadCertificateIsSeenAsSuch) {
    serve({.expired = true});
    EXPECT_EQ(client()->Get("/").error(), httplib::Error::SSLServerVerification);
    EXPECT_TRUE(client(false)->Get("/")) << "a client that does not check comes in";
    serve({.wrongHost = true});
    EXPECT_EQ(client()->Get("/").error(), httplib::Error::SSLServerVerification);
}

TEST_F(Tls, AnAlertIsOne) {
    serve({.alert = true});
    const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(listener_->port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    const std::unique_ptr<SSL, void (*)(SSL*)> ssl(SSL_new(context.get()), SSL_free);
    SSL_set_fd(ssl.get(), socket);
    EXPECT_EQ(SSL_connect(ssl.get()), -1);
    EXPECT_STREQ(ERR_reason_error_string(ERR_get_error()), "sslv3 alert handshake failure");
    ::close(socket);
}

TEST_F(Tls, FaultsOnTheWireAreBelowIt) {
    serve({}, {.truncateAfter = 10});
    const auto cut = client()->Get("/");
    EXPECT_FALSE(cut);
    serve({}, {.ending = WireAction::Ending::kReset});
    EXPECT_TRUE(client()->Get("/")) << "the reply came before the reset";
    serve({}, {.dribbleBytes = 7, .dribbleInterval = std::chrono::milliseconds(1)});
    EXPECT_TRUE(client()->Get("/"));
}

TEST_F(Tls, WhoSpeaksNoTlsIsCutOff) {
    serve({});
    httplib::Client plain("127.0.0.1", listener_->port());
    EXPECT_FALSE(plain.Get("/"));
    EXPECT_TRUE(client()->Get("/")) << "others are served on";
}

}  // namespace
}  // namespace mockserver
