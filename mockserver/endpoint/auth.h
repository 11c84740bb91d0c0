#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mockserver/endpoint/exchange.h"
#include "wsman/error.h"

namespace mockserver {

/// What authentication says of one request.
struct AuthResult {
    /// Who it is; nullopt: not authenticated, the reply is HTTP 401.
    std::optional<std::string> user{};
    /// Headers that the reply must carry: WWW-Authenticate with a challenge, or with the last token of a handshake.
    HttpHeaders headers{};
};

/// Authentication of one connection: schemes such as Negotiate authenticate the connection, over several requests. Used
/// by one thread at a time.
class AuthSession {
public:
    virtual ~AuthSession() = default;
    virtual AuthResult authenticate(const HttpRequest& request) = 0;
};

/// An authentication scheme with its users. Thread-safe; outlives its sessions.
class Authenticator {
public:
    virtual ~Authenticator() = default;
    /// The state of a new connection.
    [[nodiscard]] virtual std::unique_ptr<AuthSession> open() const = 0;
};

/// The Basic scheme (RFC 7617). Names and passwords are compared byte for byte as UTF-8, in a time that does not depend
/// on how much of them is right. Passwords are kept as digests only.
class BasicAuthenticator final : public Authenticator {
public:
    /// Users as name and password. Errors: kInvalidArgument when there is none, or when a name is empty or holds a
    /// colon, which the scheme cannot carry, or either holds a control character.
    static wsman::Result<std::unique_ptr<BasicAuthenticator>> create(const std::map<std::string, std::string>& users,
                                                                     std::string_view realm = "WSMAN");

    [[nodiscard]] std::unique_ptr<AuthSession> open() const override;
    /// The user whose credentials the value of an Authorization header carries, or nullopt.
    [[nodiscard]] std::optional<std::string> check(std::string_view authorization) const;
    /// The value of WWW-Authenticate.
    [[nodiscard]] const std::string& challenge() const { return challenge_; }

private:
    using Digest = std::array<unsigned char, 32>;

    BasicAuthenticator() = default;
    static Digest digestOf(std::string_view text);

    std::map<std::string, Digest> passwords_;
    std::string challenge_;
};

/// Encodes as base64 with its padding (RFC 4648 §4).
std::string encodeBase64(std::string_view bytes);

/// Decodes base64 with its padding (RFC 4648 §4); nullopt for anything else.
std::optional<std::string> decodeBase64(std::string_view text);

}  // namespace mockserver
