#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "mockserver/endpoint/exchange.h"
#include "mockserver/scenario/model.h"
#include "mockserver/scenario/request_facts.h"

namespace mockserver {

/// Where what differs from reply to reply comes from. The functions must be thread-safe.
struct ReplySources {
    /// A new UUID, upper-case, without "uuid:".
    std::function<std::string()> newUuid;
    std::function<std::chrono::system_clock::time_point()> now = std::chrono::system_clock::now;
    /// HTTP status of faults for which the scenario sets none; see soap::httpStatus.
    bool faultStatusByCode = false;
};

/// What a conversation gives to its replies, see TemplateInput. Only looked at while the reply is built.
struct ReplyState {
    std::string context{};
    std::string freshContext{};
    const nlohmann::json* data = nullptr;
    const std::map<std::string, std::string>* variables = nullptr;
    std::function<std::uint64_t(const std::string&)> count{};
    std::function<std::uint64_t()> random{};
};

/// UUIDs of version 4 from the system's random source, fast enough for every reply. Thread-safe.
std::string randomUuid();

/// The answer that `reply` describes, to this request: templates filled, envelope or fault written around them. A
/// template that goes beyond its bounds makes it a wsman:InternalError that says so.
HttpReply buildReply(const Reply& reply, const RequestFacts& facts, const ReplySources& sources, ReplyState state);

/// Does to `out`, an answer that is there already, what `reply` says beside its content.
void changeReply(const Reply& reply, const RequestFacts& facts, const ReplySources& sources, ReplyState state,
                 HttpReply& out);

}  // namespace mockserver
