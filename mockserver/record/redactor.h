#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mockserver/endpoint/exchange.h"
#include "mockserver/record/exchange.h"

namespace re2 {
class RE2;
}

namespace mockserver::record {

/// What stands where a secret was.
inline constexpr std::string_view kRedacted = "redacted";

/// Takes secrets out of exchanges before anything is written. Works on the text, so that it also finds them in XML that
/// cannot be read. Immutable and thread-safe.
class Redactor {
public:
    /// `names`: local names of elements, or values of their Name attribute (a selector, an option), whose content goes,
    /// besides those that hold secrets by their name: Password, PasswordText, ClientSecret, SharedSecret, PrivateKey,
    /// BinarySecret, SessionToken, AccessToken, RefreshToken.
    explicit Redactor(const std::vector<std::string>& names = {});

    /// Body and headers. Of Basic credentials the user's name stays, of others the scheme; cookies go.
    void redact(HttpMessage& message) const;
    /// UTF-8 text: the content of every such element becomes "redacted".
    [[nodiscard]] std::string redact(std::string text) const;

private:
    std::shared_ptr<const re2::RE2> elements_;
    std::shared_ptr<const re2::RE2> named_;
};

/// The same elements' contents, blanked; for comparing what may differ. `names` alone count.
std::string blankElements(std::string text, const std::vector<std::string>& names);

}  // namespace mockserver::record
