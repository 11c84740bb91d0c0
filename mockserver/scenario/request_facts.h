#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "mockserver/endpoint/exchange.h"
#include "wsman/ops/enumeration.h"
#include "wsman/soap/message.h"

namespace mockserver {

/// What scenarios ask of one request, worked out once however many scenarios are asked. References must outlive it.
/// Used by one thread.
class RequestFacts {
public:
    /// `endpoint` names the listener; `user` is empty when nobody had to say who they are.
    RequestFacts(const wsman::soap::Message& message, const HttpHeaders& headers, std::string_view user,
                 std::string_view endpoint = {});

    [[nodiscard]] const wsman::soap::Message& message() const { return message_; }
    [[nodiscard]] const wsman::soap::Header& header() const { return message_.header(); }
    [[nodiscard]] const HttpHeaders& headers() const { return headers_; }
    [[nodiscard]] std::string_view user() const { return user_; }
    [[nodiscard]] const std::string& endpoint() const { return endpoint_; }
    /// Data of the endpoint, for templates; may be nullptr.
    [[nodiscard]] const nlohmann::json* host() const { return host_; }
    void setHost(const nlohmann::json* host) { host_ = host; }

    /// wsa:Action, kIdentifyAction for an Identify (which needs none); nullopt when there is none.
    [[nodiscard]] std::optional<std::string_view> action() const;
    [[nodiscard]] std::optional<std::string_view> resourceUri() const;
    [[nodiscard]] const wsman::soap::SelectorSet& selectors() const;
    /// The filter of an Enumerate or Subscribe; nullptr when there is none or it cannot be read.
    [[nodiscard]] const wsman::ops::Filter* filter() const;
    /// Key of the session (docs/scenario-format.md, Conversations).
    [[nodiscard]] const std::string& session() const { return session_; }
    /// The enumeration context, subscription identifier or ShellId that the request carries.
    [[nodiscard]] const std::optional<std::string>& context() const { return context_; }
    /// The place in a replay: X-Mock-Session, or the endpoint.
    [[nodiscard]] const std::string& replaySession() const { return replaySession_; }

    /// Action, resource and selectors in a line, for a person.
    [[nodiscard]] std::string describe() const;

private:
    const wsman::soap::Message& message_;
    const HttpHeaders& headers_;
    std::string user_;
    std::string endpoint_;
    const nlohmann::json* host_ = nullptr;
    bool identify_ = false;
    std::string session_;
    std::string replaySession_;
    std::optional<std::string> context_;
    mutable bool filterRead_ = false;
    mutable std::optional<wsman::ops::Filter> filter_;
};

/// The header by which parallel tests keep apart.
inline constexpr std::string_view kSessionHeader = "X-Mock-Session";

/// `{Name="Spooler", ...}`.
std::string describeSelectors(const wsman::soap::SelectorSet& selectors);

}  // namespace mockserver
