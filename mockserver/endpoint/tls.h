#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "mockserver/endpoint/channel.h"
#include "wsman/error.h"

namespace mockserver {

/// What a TLS endpoint shows its clients.
struct TlsOptions {
    std::filesystem::path certificate{};  ///< PEM, the chain after it; empty: one is made, for this machine
    std::filesystem::path key{};          ///< PEM
    bool expired = false;                 ///< the one that is made ended yesterday
    bool wrongHost = false;               ///< the one that is made is for another host
    bool alert = false;                   ///< every handshake is answered with the alert handshake_failure

    bool operator==(const TlsOptions&) const = default;
};

/// The server's side of TLS 1.2 and 1.3. Immutable and thread-safe.
class TlsServer {
public:
    /// Errors: kInvalidArgument for a certificate without a key or the other way round; kIo for files that cannot be
    /// read, with OpenSSL's words.
    static wsman::Result<std::shared_ptr<TlsServer>> create(const TlsOptions& options);
    ~TlsServer();
    TlsServer(const TlsServer&) = delete;
    TlsServer& operator=(const TlsServer&) = delete;

    /// Takes over a connected socket; the handshake is part of the first read.
    [[nodiscard]] std::unique_ptr<Channel> makeChannel(int descriptor) const;
    /// The certificate as PEM, what a client may trust when it was made here.
    [[nodiscard]] const std::string& certificate() const { return certificate_; }

private:
    TlsServer() = default;
    struct Context;
    std::unique_ptr<Context> context_;
    std::string certificate_;
};

}  // namespace mockserver
