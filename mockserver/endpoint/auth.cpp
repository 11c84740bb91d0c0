#include "mockserver/endpoint/auth.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace mockserver {

namespace {

bool hasControl(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

bool isBase64(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out + '"';
}

class BasicSession final : public AuthSession {
public:
    explicit BasicSession(const BasicAuthenticator& owner) : owner_(owner) {}

    AuthResult authenticate(const HttpRequest& request) override {
        const auto values = request.headers.all("Authorization");
        if (values.size() == 1) {
            if (auto user = owner_.check(values[0])) {
                return {.user = std::move(user)};
            }
        }
        return {.headers = {{"WWW-Authenticate", owner_.challenge()}}};
    }

private:
    const BasicAuthenticator& owner_;
};

}  // namespace

std::string encodeBase64(std::string_view bytes) {
    std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // and the NUL that OpenSSL writes
    const int size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(size));
    return out;
}

std::optional<std::string> decodeBase64(std::string_view text) {
    if (text.size() % 4 != 0) {
        return std::nullopt;
    }
    const auto padding = text.size() - std::min(text.size(), text.find_last_not_of('=') + 1);
    if (padding > 2 || !std::ranges::all_of(text.substr(0, text.size() - padding), isBase64)) {
        return std::nullopt;
    }
    std::vector<unsigned char> bytes(text.size() / 4 * 3);
    const auto size = EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()),
                                      static_cast<int>(text.size()));
    if (size < 0) {
        return std::nullopt;
    }
    return std::string(bytes.begin(), bytes.begin() + (size - static_cast<int>(padding)));
}

BasicAuthenticator::Digest BasicAuthenticator::digestOf(std::string_view text) {
    Digest digest{};
    EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
    return digest;
}

wsman::Result<std::unique_ptr<BasicAuthenticator>> BasicAuthenticator::create(
    const std::map<std::string, std::string>& users, std::string_view realm) {
    if (users.empty()) {
        return wsman::fail(wsman::ErrorCode::kInvalidArgument, "Basic authentication needs at least one user");
    }
    std::unique_ptr<BasicAuthenticator> made(new BasicAuthenticator);
    for (const auto& [name, password] : users) {
        if (name.empty() || name.find(':') != std::string::npos || hasControl(name) || hasControl(password)) {
            return wsman::fail(wsman::ErrorCode::kInvalidArgument,
                               "Basic authentication cannot carry the user name or password of '" + name + "'");
        }
        made->passwords_.emplace(name, digestOf(password));
    }
    made->challenge_ = "Basic realm=" + quoted(realm);
    return made;
}

std::unique_ptr<AuthSession> BasicAuthenticator::open() const {
    return std::make_unique<BasicSession>(*this);
}

std::optional<std::string> BasicAuthenticator::check(std::string_view authorization) const {
    const auto space = authorization.find(' ');
    if (space == std::string_view::npos || !equalIgnoringCase(authorization.substr(0, space), "Basic")) {
        return std::nullopt;
    }
    const auto start = authorization.find_first_not_of(' ', space);
    const auto credentials = decodeBase64(start == std::string_view::npos ? "" : authorization.substr(start));
    if (!credentials) {
        return std::nullopt;
    }
    const auto colon = credentials->find(':');
    if (colon == std::string::npos) {
        return std::nullopt;
    }
    auto name = credentials->substr(0, colon);
    const auto given = digestOf(std::string_view(*credentials).substr(colon + 1));
    // An unknown name costs the same comparison as a known one.
    const auto it = passwords_.find(name);
    const Digest none{};
    const auto& expected = it == passwords_.end() ? none : it->second;
    const auto same = CRYPTO_memcmp(given.data(), expected.data(), given.size()) == 0;
    return same && it != passwords_.end() ? std::optional(std::move(name)) : std::nullopt;
}

}  // namespace mockserver
