// mockserver/scenario: what the mock answers, as data. A folder is loaded into a Scenario (this header: plain values,
// everything compiled that can be, immutable afterwards), the matcher finds the exchange that a request asks for, state
// belongs to conversations, and ScenarioResponder puts it into the endpoint's chain. The format is described in
// docs/scenario-format.md.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "mockserver/endpoint/exchange.h"
#include "mockserver/scenario/template.h"
#include "mockserver/scenario/text_criterion.h"
#include "mockserver/scenario/xpath.h"
#include "wsman/soap/fault.h"
#include "wsman/xml/document.h"
#include "wsman/xml/limits.h"

namespace mockserver {

/// What the listener needs to know; absent is the default.
struct EndpointSettings {
    std::optional<std::string> path{};
    std::optional<std::string> basicRealm{};
    std::vector<std::pair<std::string, std::string>> basicUsers{};  ///< name, password
    std::optional<std::size_t> maxRequestBytes{};
    std::optional<std::size_t> maxDepth{};
    std::optional<std::size_t> maxElements{};
    std::optional<std::size_t> maxAttributes{};
    bool operator==(const EndpointSettings&) const = default;
};

struct EprCriterion;

/// A selector's value: text, or a nested endpoint reference (shared, since the two types hold each other).
struct SelectorCriterion {
    std::string name;
    std::variant<TextCriterion, std::shared_ptr<const EprCriterion>> value;
};

/// A nested endpoint reference; what is absent is not looked at.
struct EprCriterion {
    std::optional<TextCriterion> address{};
    std::optional<TextCriterion> resourceUri{};
    std::optional<std::vector<SelectorCriterion>> selectors{};  ///< exactly these
};

struct NamedCriterion {
    std::string name;
    TextCriterion value;
};

struct XPathCriterion {
    XPath expression;
    std::optional<TextCriterion> equals{};  ///< nullopt: it must be true
};

struct FilterCriterion {
    std::string dialect{};  ///< URI; empty: any
    std::optional<TextCriterion> text{};
};

/// XML that a request's body must equal. `element` lives as long as `document`.
struct BodyCriterion {
    std::shared_ptr<const wsman::xml::Document> document;
    wsman::xml::Node element;
};

/// Which context a request must carry.
struct ContextCriterion {
    enum class Kind { kIssuedBy, kIssued, kNotIssued } kind = Kind::kIssued;
    std::size_t exchange = 0;  ///< kIssuedBy: its place in Scenario::exchanges
    std::string id{};          ///< and its id
};

/// The action of a request that has none, an Identify (DSP0226 §11); cannot be a URI.
inline constexpr std::string_view kIdentifyAction = "Identify";

/// The criteria of one exchange. Everything given must hold.
struct When {
    std::optional<TextCriterion> action{};
    std::optional<TextCriterion> resourceUri{};
    std::optional<std::vector<SelectorCriterion>> selectors{};
    std::vector<SelectorCriterion> selectorsInclude{};
    std::vector<NamedCriterion> options{};
    std::vector<NamedCriterion> headers{};
    std::optional<FilterCriterion> filter{};
    std::vector<XPathCriterion> xpath{};
    std::optional<BodyCriterion> body{};
    std::optional<ContextCriterion> context{};
    std::optional<std::string> state{};
    std::optional<std::uint32_t> nth{};

    int specificity = 0;       ///< docs/scenario-format.md, Modes
    std::size_t likeness = 0;  ///< equal for exchanges whose criteria are the same but for nth

    /// True when the answer depends on the conversation.
    [[nodiscard]] bool stateful() const { return context || state || nth; }
};

struct FaultReply {
    wsman::soap::FaultId id{};
    std::string detailToken{};
    std::optional<Template> reason{};
    std::optional<wsman::soap::WsmanFault> wsmanFault{};
    std::optional<Template> extraDetail{};
};

struct EnvelopeReply {
    Template body;
};
/// What goes into s:Body.
struct PayloadReply {
    Template body;
    std::string action{};  ///< empty: the request's with Response appended
};
struct RawReply {
    std::string body{};
};

struct Reply {
    /// RawReply with an empty body when the scenario gives none.
    std::variant<RawReply, EnvelopeReply, PayloadReply, FaultReply> content{};
    std::optional<int> status{};
    std::vector<std::pair<std::string, Template>> headers{};
    std::string contentType{};  ///< empty: none for an empty raw body, else application/soap+xml;charset=UTF-8
    std::optional<WireAction> wire{};
    bool usesContext = false;       ///< a template in it holds `{{context}}`
    bool usesFreshContext = false;  ///< ... `{{context new}}`
};

struct Then {
    std::optional<std::string> state{};
    bool end = false;
    [[nodiscard]] bool changesAnything() const { return state || end; }
};

struct ScenarioExchange {
    std::string id;
    std::string description{};
    When when{};
    Reply reply{};
    Then then{};
};

enum class ScenarioMode { kStub, kReplay };

/// The state in which a conversation begins.
inline constexpr std::string_view kInitialState = "start";

/// One loaded scenario. Immutable and thread-safe behind a shared_ptr to const.
struct Scenario {
    std::string name;
    std::string description{};
    std::string source{};
    ScenarioMode mode = ScenarioMode::kStub;
    EndpointSettings endpoint{};
    std::vector<ScenarioExchange> exchanges{};
};

}  // namespace mockserver
