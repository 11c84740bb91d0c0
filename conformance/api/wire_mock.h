// A server in a case's own process: it answers from a repository, tells what the library sent, and lets the case answer
// in the repository's place.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/api/api_case.h"
#include "mockserver/embed/mockserver.h"

namespace conformance {

/// A request as the library sent it, read without a view of ours on what it should be: names without prefixes.
class Sent {
public:
    explicit Sent(std::string body);

    /// The end of wsa:Action: "Get", "Enumerate", the name of a method; for Identify, which has none, "Identify".
    [[nodiscard]] std::string action() const;
    [[nodiscard]] std::string resourceUri() const { return text("ResourceURI"); }
    [[nodiscard]] std::map<std::string, std::string> selectors() const;
    /// The first element of that name in the whole message; null when there is none.
    [[nodiscard]] pugi::xml_node find(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const { return !find(name).empty(); }
    /// Its text, trimmed.
    [[nodiscard]] std::string text(std::string_view name) const;
    /// An attribute of it, by its name without prefix.
    [[nodiscard]] std::string attribute(std::string_view name, std::string_view attribute) const;
    /// What stands in s:Body, the first element; null when it is empty.
    [[nodiscard]] pugi::xml_node payload() const;

private:
    std::shared_ptr<pugi::xml_document> document_;
};

/// The part of a qualified name behind the prefix.
std::string_view localName(std::string_view name);

/// What a request that a case answers itself gets; nullopt leaves it to the repository.
using Answer = std::function<std::optional<mockserver::HttpReply>(const Sent& request)>;

/// A whole reply with that action and body.
mockserver::HttpReply soapReply(const Sent& request, std::string_view action, std::string_view body,
                                std::string_view header = {});

/// A fault: subcode as "wsman:AccessDenied" (prefixes wsman, wsa, wsen), reasons by language, XML of the detail.
struct FaultText {
    std::string_view subcode;
    std::vector<std::pair<std::string, std::string>> reasons;
    std::string detail{};
    int status = 500;
};
mockserver::HttpReply faultReply(const Sent& request, const FaultText& fault);

class WireMock {
public:
    /// Serves the repository "builtin:win32" to everybody.
    static tl::expected<std::unique_ptr<WireMock>, CaseResult> start();

    /// `target`'s destination, with this mock's address in it.
    [[nodiscard]] client::Destination destination(const ApiTarget& target) const;
    /// Answers every request with that action from now on; "*" those that no other answer is for.
    void answer(const std::string& action, Answer answer);
    /// The requests so far, of one action or of all.
    [[nodiscard]] std::vector<Sent> requests(std::string_view action = {}) const;
    /// How many HTTP requests came, those included that were no messages and that nobody could answer.
    [[nodiscard]] int received() const;
    /// Waits until there is a request with that action.
    [[nodiscard]] bool await(std::string_view action, std::chrono::milliseconds time = std::chrono::seconds(4)) const;

private:
    class Desk;
    WireMock() = default;
    std::shared_ptr<Desk> desk_;
    std::unique_ptr<mockserver::MockServer> server_;
};

/// A mock and a session with it.
struct Wired {
    std::unique_ptr<WireMock> mock;
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
