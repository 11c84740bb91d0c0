#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mockserver/endpoint/responder.h"
#include "mockserver/repository/service/call.h"
#include "mockserver/repository/service/enumeration.h"

namespace mockserver::repository {

/// Answers every request about the classes and instances of a repository, and Identify. What names no class that it has
/// is left to the next responder, with the fault that fits. Thread-safe.
class RepositoryResponder : public Responder {
public:
    struct Options {
        bool faultStatusByCode = false;
        /// Answers eventing, and pulls of subscriptions; asked first.
        std::function<std::optional<HttpReply>(const Exchange&)> eventing{};
        /// Answers an action that is a method of the resource's class.
        std::function<Answer(const Call& call, const HttpHeaders& headers, const wsman::cim::MethodDecl& method)>
            invoke{};
        /// As EnumerationManager's.
        EnumerationManager::Post post{};
    };
    RepositoryResponder(ServiceParts parts, Options options);

    [[nodiscard]] std::string_view name() const override { return "repository"; }
    std::optional<HttpReply> respond(const Exchange& exchange) override;

    [[nodiscard]] Repository& repository() const { return *parts_.repository; }
    [[nodiscard]] const ServiceParts& parts() const { return parts_; }
    [[nodiscard]] EnumerationManager& enumerations() { return enumerations_; }

private:
    [[nodiscard]] HttpReply identify(const Exchange& exchange) const;
    [[nodiscard]] Answer invoke(const Exchange& exchange, const Call& call) const;
    [[nodiscard]] HttpReply reply(const Exchange& exchange, Answer answer) const;

    const ServiceParts parts_;
    const Options options_;
    EnumerationManager enumerations_;
};

}  // namespace mockserver::repository
