#include "mockserver/endpoint/tls.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <utility>

namespace mockserver {
namespace {

using wsman::ErrorCode;
using wsman::fail;
using wsman::Result;

template <auto Free>
struct Freeing {
    template <class T>
    void operator()(T* object) const {
        Free(object);
    }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, Freeing<EVP_PKEY_free>>;
using CertificatePtr = std::unique_ptr<X509, Freeing<X509_free>>;
using BioPtr = std::unique_ptr<BIO, Freeing<BIO_free_all>>;
using ContextPtr = std::unique_ptr<SSL_CTX, Freeing<SSL_CTX_free>>;
using SslPtr = std::unique_ptr<SSL, Freeing<SSL_free>>;

std::string sslWords() {
    const unsigned long code = ERR_get_error();
    const char* words = code == 0 ? nullptr : ERR_reason_error_string(code);
    ERR_clear_error();
    return words == nullptr ? "an unknown error" : words;
}

bool addExtension(X509* certificate, int id, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, id, value);
    const bool added = extension != nullptr && X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return added;
}

/// A certificate that signs itself, for a year and for this machine, or with what is asked to be wrong about it.
CertificatePtr selfSigned(EVP_PKEY* key, const TlsOptions& options) {
    CertificatePtr made(X509_new());
    constexpr long kDay = 24L * 3600;
    X509* x = made.get();
    X509_set_version(x, X509_VERSION_3);
    // Browsers and curl remember certificates by their serial number.
    std::uint64_t serial = 0;
    if (RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) != 1 ||
        ASN1_INTEGER_set_uint64(X509_get_serialNumber(x), serial >> 1U) != 1) {
        return nullptr;
    }
    X509_gmtime_adj(X509_getm_notBefore(x), options.expired ? -30 * kDay : -kDay);
    X509_gmtime_adj(X509_getm_notAfter(x), options.expired ? -kDay : 365 * kDay);
    X509_set_pubkey(x, key);
    const char* host = options.wrongHost ? "elsewhere.invalid" : "localhost";
    X509_NAME* name = X509_get_subject_name(x);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(host), -1, -1, 0);
    X509_set_issuer_name(x, name);
    const bool whole = addExtension(x, NID_basic_constraints, "critical,CA:TRUE") &&
                       addExtension(x, NID_ext_key_usage, "serverAuth") &&
                       addExtension(x, NID_subject_alt_name,
                                    options.wrongHost ? "DNS:elsewhere.invalid" : "DNS:localhost,IP:127.0.0.1,IP:::1");
    return whole && X509_sign(x, key, EVP_sha256()) > 0 ? std::move(made) : nullptr;
}

std::string pemOf(X509* certificate) {
    const BioPtr out(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(out.get(), certificate);
    char* text = nullptr;
    const long size = BIO_get_mem_data(out.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

int refuseHello(SSL*, int* alert, void*) {
    *alert = SSL_AD_HANDSHAKE_FAILURE;
    return SSL_CLIENT_HELLO_ERROR;
}

class TlsChannel final : public Channel {
public:
    TlsChannel(SslPtr ssl, std::unique_ptr<Channel> socket) : ssl_(std::move(ssl)), socket_(std::move(socket)) {
        SSL_set_fd(ssl_.get(), socket_->descriptor());
        SSL_set_accept_state(ssl_.get());
    }

    Moved read(std::span<char> into) override {
        ERR_clear_error();
        return moved(SSL_read(ssl_.get(), into.data(), static_cast<int>(into.size())));
    }
    Moved write(std::string_view from) override {
        ERR_clear_error();
        return moved(SSL_write(ssl_.get(), from.data(), static_cast<int>(from.size())));
    }
    void shutdownWrite() override {
        ERR_clear_error();
        SSL_shutdown(ssl_.get());
        socket_->shutdownWrite();
    }
    void abortOnClose() override { socket_->abortOnClose(); }
    [[nodiscard]] int descriptor() const override { return socket_->descriptor(); }
    [[nodiscard]] bool hasBuffered() const override { return SSL_pending(ssl_.get()) > 0; }

private:
    Moved moved(int result) {
        if (result > 0) {
            return {Status::kOk, static_cast<std::size_t>(result)};
        }
        switch (SSL_get_error(ssl_.get(), result)) {
            case SSL_ERROR_WANT_READ:
                return {Status::kWantRead};
            case SSL_ERROR_WANT_WRITE:
                return {Status::kWantWrite};
            case SSL_ERROR_ZERO_RETURN:
                return {Status::kEnd};
            default:
                ERR_clear_error();
                return {Status::kError};
        }
    }

    SslPtr ssl_;
    std::unique_ptr<Channel> socket_;
};

}  // namespace

struct TlsServer::Context {
    ContextPtr ssl;
};

TlsServer::~TlsServer() = default;

Result<std::shared_ptr<TlsServer>> TlsServer::create(const TlsOptions& options) {
    if (options.certificate.empty() != options.key.empty()) {
        return fail(ErrorCode::kInvalidArgument, "a TLS certificate and its key are given together or not at all");
    }
    std::shared_ptr<TlsServer> made(new TlsServer);
    made->context_ = std::make_unique<Context>();
    ContextPtr& context = made->context_->ssl;
    context.reset(SSL_CTX_new(TLS_server_method()));
    if (context == nullptr) {
        return fail(ErrorCode::kIo, "TLS cannot be used: " + sslWords());
    }
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_mode(context.get(),
                     SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    if (options.alert) {
        SSL_CTX_set_client_hello_cb(context.get(), refuseHello, nullptr);
    }
    if (!options.certificate.empty()) {
        if (SSL_CTX_use_certificate_chain_file(context.get(), options.certificate.c_str()) != 1) {
            return fail(ErrorCode::kIo, "cannot use the certificate: " + sslWords(), options.certificate.string());
        }
        if (SSL_CTX_use_PrivateKey_file(context.get(), options.key.c_str(), SSL_FILETYPE_PEM) != 1) {
            return fail(ErrorCode::kIo, "cannot use the key: " + sslWords(), options.key.string());
        }
    } else {
        const KeyPtr key(EVP_EC_gen("P-256"));
        const CertificatePtr certificate = key == nullptr ? nullptr : selfSigned(key.get(), options);
        if (certificate == nullptr || SSL_CTX_use_certificate(context.get(), certificate.get()) != 1 ||
            SSL_CTX_use_PrivateKey(context.get(), key.get()) != 1) {
            return fail(ErrorCode::kIo, "cannot make a certificate: " + sslWords());
        }
    }
    made->certificate_ = pemOf(SSL_CTX_get0_certificate(context.get()));
    return made;
}

std::unique_ptr<Channel> TlsServer::makeChannel(int descriptor) const {
    auto socket = makeSocketChannel(descriptor);
    SslPtr ssl(SSL_new(context_->ssl.get()));
    if (ssl == nullptr) {
        return socket;  // out of memory: what the client sends is no HTTP, and is refused as such
    }
    return std::make_unique<TlsChannel>(std::move(ssl), std::move(socket));
}

}  // namespace mockserver
