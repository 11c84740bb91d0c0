// For cases of one synchronous operation after the other: a peer with a session to it, and what they gave.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/api/api_case.h"
#include "conformance/api/wire_peer.h"

namespace conformance {

/// A peer and a session with it.
struct Wired {
    std::unique_ptr<WirePeer> mock;
    client::MiSession session;
};
tl::expected<Wired, CaseResult> wire(ApiTarget& target);

/// How a synchronous operation went.
struct Ran {
    bool started = false;  ///< there was an operation that could give a result
    client::Outcome outcome{};
    std::vector<wsman::cim::Instance> instances{};
};
Ran collect(MI_Operation& operation);

/// An instance with these texts as its keys.
client::MadeInstance keysOf(client::MiSession& session, const std::string& className,
                            const std::map<std::string, std::string>& keys);

/// True when `part` stands in `text`.
inline bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != text.npos;
}

/// A property as text, whatever its type: without type information a library may give every value as text.
std::string textOf(const wsman::cim::Instance& instance, std::string_view name);

}  // namespace conformance
