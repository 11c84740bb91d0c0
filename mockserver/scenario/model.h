// mockserver/scenario: what the mock answers, as data. A folder is loaded into a Scenario (this header: plain values,
// everything compiled that can be, immutable afterwards), the matcher finds the exchange that a request asks for, state
// belongs to conversations, and ScenarioResponder puts it into the endpoint's chain. The format is described in
// docs/scenario-format.md.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
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

/// The part of an instance that a request is about (DSP0226 §7.5).
struct FragmentCriterion {
    std::string dialect{};  ///< URI; empty: any
    std::optional<TextCriterion> path{};
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

/// A named state machine of a scenario. Each value of its key has a state of its own.
struct Machine {
    enum class Per { kSession, kEndpoint, kUser, kContext, kHeader, kSelector };

    std::string name;
    std::string initial{};
    Per per = Per::kSession;
    std::string keyName{};                              ///< of the header or selector
    std::optional<std::chrono::milliseconds> expiry{};  ///< then it is in `initial` again
};

/// A state of one of Scenario::machines, asked for or gone into.
struct MachineState {
    std::size_t machine = 0;
    std::string state{};
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
    std::optional<TextCriterion> user{};
    std::optional<TextCriterion> endpoint{};
    std::optional<FilterCriterion> filter{};
    std::optional<FragmentCriterion> fragment{};
    std::vector<XPathCriterion> xpath{};
    std::optional<BodyCriterion> body{};
    // Conditions of criteria on the request alone.
    std::vector<When> allOf{};
    std::vector<When> anyOf{};
    std::vector<When> excluded{};  ///< `not`: none of them holds
    std::optional<ContextCriterion> context{};
    std::optional<std::string> state{};
    std::vector<MachineState> machines{};
    std::optional<std::uint32_t> nth{};

    int specificity = 0;       ///< docs/scenario-format.md, Modes
    std::size_t likeness = 0;  ///< equal for exchanges whose criteria are the same but for nth

    /// True when the answer depends on the conversation.
    [[nodiscard]] bool stateful() const { return context || state || nth || !machines.empty(); }
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

/// How long to wait before an answer, in milliseconds.
struct Delay {
    enum class Kind { kFixed, kUniform, kLognormal } kind = Kind::kFixed;
    double first = 0;   ///< fixed: the delay; uniform: the least; lognormal: the median
    double second = 0;  ///< uniform: the most; lognormal: sigma, the standard deviation of the logarithm

    /// A value of the distribution for 128 random bits; at most an hour.
    [[nodiscard]] std::chrono::milliseconds sample(std::uint64_t a, std::uint64_t b) const;
};

/// What may be wrong with a SOAP reply.
enum class Damage {
    kWrongRelatesTo,
    kNoRelatesTo,
    kWrongAction,
    kNoAction,
    kTwoEnvelopes,
    kTruncatedXml,
    kInvalidUtf8,
    kNoEnvelope,
    kNoSoap,
    kEmptyBody,
};

struct Reply {
    /// RawReply with an empty body when the scenario gives none.
    std::variant<RawReply, EnvelopeReply, PayloadReply, FaultReply> content{};
    std::optional<int> status{};
    std::vector<std::pair<std::string, Template>> headers{};
    std::string contentType{};  ///< empty: none for an empty raw body, else application/soap+xml;charset=UTF-8
    std::vector<Damage> damage{};
    std::size_t padBytes = 0;  ///< white space in the envelope, to make it large
    std::optional<Delay> delay{};
    std::optional<WireAction> wire{};
    bool hasContent = false;        ///< `content` was given
    bool usesContext = false;       ///< a template in it holds `{{context}}`
    bool usesFreshContext = false;  ///< ... `{{context new}}`
};

struct Then {
    std::optional<std::string> state{};
    std::vector<MachineState> machines{};
    bool end = false;
    std::optional<std::chrono::milliseconds> contextExpiry{};  ///< of the context that the reply issues
    [[nodiscard]] bool changesAnything() const { return state || end || !machines.empty(); }
};

/// What a sequence of replies does once each has been given.
enum class AfterLast { kRepeat, kCycle, kNothing };

struct ScenarioExchange {
    std::string id;
    std::string description{};
    When when{};
    Reply reply{};
    std::vector<Reply> replies{};  ///< a sequence: each conversation is given them in turn; `reply` is not used then
    AfterLast afterLast = AfterLast::kRepeat;
    std::optional<std::uint32_t> times{};  ///< how often it answers in one conversation
    int priority = 0;
    Then then{};

    [[nodiscard]] bool issuesContext() const;
    [[nodiscard]] bool issuesFreshContext() const;
    /// True when choosing it, or having chosen it, has to do with the conversation.
    [[nodiscard]] bool stateful() const;
};

/// A fault that is injected into replies, whoever gives them.
struct FaultRule {
    /// What becomes of a challenge, the 401 reply that begins an authentication.
    enum class Challenge { kAsUsual, kNone, kBroken, kReject };

    std::string id;
    std::string description{};
    When when{};  ///< criteria on the request alone
    double probability = 1;
    std::optional<std::uint32_t> nth{};    ///< only the n-th reply that it could be injected into
    std::optional<std::uint32_t> every{};  ///< only every n-th
    std::optional<std::uint32_t> times{};  ///< so many times in all
    bool perSession = false;               ///< counts are a session's, not the endpoint's
    bool enabled = true;
    Reply apply{};  ///< with content: in place of the reply; without: what is said of it is changed
    Challenge challenge = Challenge::kAsUsual;
};

/// What is expected of a run: how often an exchange answers, or in which order several do.
struct Expectation {
    std::size_t exchange = 0;
    std::uint64_t least = 0;
    std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    std::vector<std::size_t> order{};  ///< when not empty: each of them after the one before it, others between or not
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
    std::vector<Machine> machines{};
    nlohmann::json data{};                ///< what templates call `data`: an object
    std::optional<std::uint64_t> seed{};  ///< of `random` and `pick`
    std::vector<ScenarioExchange> exchanges{};
    std::vector<FaultRule> faults{};
    std::vector<Expectation> verify{};
    nlohmann::json repository{};  ///< a repository's file name, or what stands in such a file; null: none
    std::string file{};           ///< that it was read from, as a person would name it
    std::string hooks{};          ///< a script in Lua, see LuaHooks; empty: none
    std::string hooksName{};      ///< its file
};

}  // namespace mockserver
