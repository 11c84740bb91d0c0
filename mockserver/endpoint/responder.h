#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mockserver/endpoint/exchange.h"
#include "wsman/soap/message.h"

namespace mockserver {

/// What a responder sees: a request that is authenticated and has been parsed, once, for all. It lives as long as the
/// call; a responder that needs more must copy it.
class Exchange {
public:
    Exchange(const HttpRequest& http, const wsman::soap::Message& message, std::string user)
        : http_(http), message_(message), user_(std::move(user)) {}

    [[nodiscard]] const HttpRequest& http() const { return http_; }
    [[nodiscard]] const wsman::soap::Message& message() const { return message_; }
    /// The authenticated user, empty when the endpoint asks for none.
    [[nodiscard]] const std::string& user() const { return user_; }

    /// Says why the responder that runs now does not answer. The words go to the journal, and into the fault that the
    /// client gets when nobody else answers.
    void explain(std::string why) const { explanations_.push_back(std::move(why)); }
    [[nodiscard]] const std::vector<std::string>& explanations() const { return explanations_; }

private:
    const HttpRequest& http_;
    const wsman::soap::Message& message_;
    std::string user_;
    mutable std::vector<std::string> explanations_;
};

/// One source of answers: a scenario, a repository, a proxy. Called from several threads at once.
class Responder {
public:
    virtual ~Responder() = default;
    /// What the journal calls it.
    [[nodiscard]] virtual std::string_view name() const = 0;
    /// The answer, or nullopt to leave the request to the next responder. A SOAP body is UTF-8: the pipeline turns it
    /// into the request's encoding.
    virtual std::optional<HttpReply> respond(const Exchange& exchange) = 0;
};

}  // namespace mockserver
