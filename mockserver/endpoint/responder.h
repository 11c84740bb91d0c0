#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mockserver/endpoint/exchange.h"
#include "wsman/soap/fault.h"
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
    /// The same with the fault that fits: the first one given is what the client gets when nobody else answers, as it
    /// is; `why` should be part of its reason.
    void explain(std::string why, wsman::soap::Fault fault) const {
        explain(std::move(why));
        if (!fault_) {
            fault_ = std::move(fault);
        }
    }
    [[nodiscard]] const std::vector<std::string>& explanations() const { return explanations_; }
    [[nodiscard]] const std::optional<wsman::soap::Fault>& fittingFault() const { return fault_; }

private:
    const HttpRequest& http_;
    const wsman::soap::Message& message_;
    std::string user_;
    mutable std::vector<std::string> explanations_;
    mutable std::optional<wsman::soap::Fault> fault_;
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
    /// A client's connection is closed: what was kept for it can go.
    virtual void closed(ConnectionId) {}
};

}  // namespace mockserver
