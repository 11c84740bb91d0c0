// DSP0226 §7.7 to §7.11: fragment transfer.
#include <array>

#include "conformance/server/probe.h"
#include "conformance/server/scratch.h"
#include "wsman/uris.h"

namespace conformance {

namespace {

namespace action = wsman::action;
namespace ns = wsman::ns;

std::string fragmentHeader(const std::string& expression, const std::string& dialect = {}) {
    return "<w:FragmentTransfer s:mustUnderstand=\"true\"" +
           (dialect.empty() ? std::string() : " Dialect=\"" + dialect + "\"") + ">" + expression +
           "</w:FragmentTransfer>";
}

const WireExchange& getFragment(ServerRun& run, const std::string& expression, const std::string& dialect = {}) {
    auto request = requestFor(run, knownInstance(run), std::string(action::kGet));
    request.extraHeaders = fragmentHeader(expression, dialect);
    return send(run, request);
}

/// One property that Get returns, with its text.
struct Known {
    std::string name{}, value{};
    std::optional<CaseResult> problem{};
};
Known knownProperty(ServerRun& run) {
    const auto& got = send(run, requestFor(run, knownInstance(run), std::string(action::kGet)));
    if (got.failed())
        return {{}, {}, CaseResult::error("no reply: " + got.failure)};
    const Reply reply(got);
    const auto properties = simpleProperties(firstElement(reply.body()));
    if (properties.empty())
        return {{}, {}, CaseResult::skipped("the instance has no property with a value: " + reply.summary())};
    return {properties.begin()->first, properties.begin()->second, std::nullopt};
}

bool isUnsupported(const WireExchange& exchange) {
    const Reply reply(exchange);
    return reply.subcode() == "wsman:UnsupportedFeature" && reply.detail() == "FragmentLevelAccess";
}

/// The service has no fragments, in whatever words: what DSP0226/R7.7-1 judges, and no other probe again.
bool lacksFragments(const WireExchange& exchange) {
    return isUnsupported(exchange) || Reply(exchange).code() == "MustUnderstand";
}

constexpr const char* kNoFragments = "the service has no fragment transfer (DSP0226/R7.7-1)";

/// The XmlFragment of a reply, or why there is none: a service without fragments says so.
struct Fragment {
    pugi::xml_node node{};
    std::optional<CaseResult> problem{};
};
Fragment fragmentOf(const WireExchange& exchange, const Reply& reply) {
    if (exchange.failed())
        return {{}, CaseResult::error("no reply: " + exchange.failure)};
    if (lacksFragments(exchange))
        return {{}, CaseResult::skipped(kNoFragments)};
    const auto fragment = find(reply.body(), ns::kWsman, "XmlFragment");
    if (!fragment)
        return {{}, CaseResult::fail("there is no fragment", "wsman:XmlFragment", reply.summary(), exchange.text())};
    return {fragment, std::nullopt};
}

CaseResult selectsTheProperty(ServerRun& run, const std::string& before, const std::string& after) {
    const auto known = knownProperty(run);
    if (known.problem)
        return *known.problem;
    const auto& exchange = getFragment(run, before + known.name + after);
    const Reply reply(exchange);
    const auto fragment = fragmentOf(exchange, reply);
    if (fragment.problem)
        return *fragment.problem;
    const auto elements = elementsOf(fragment.node);
    if (elements.size() == 1 && localOf(elements.front().name()) == known.name &&
        elements.front().text().get() == known.value)
        return CaseResult::pass();
    return CaseResult::fail("the fragment is not the property", known.name + ": " + known.value,
                            fingerprint(fragment.node), exchange.text());
}

/// A fragment Put to the scratch instance; skipped when the service has no fragments.
struct Written {
    const WireExchange* exchange = nullptr;
    std::optional<CaseResult> problem{};
};
Written writeFragment(Scratch& scratch, std::string_view what, const std::string& expression, const std::string& body) {
    const auto& exchange = scratch.send(what, fragmentHeader(expression), body);
    if (exchange.failed())
        return {&exchange, CaseResult::error("no reply: " + exchange.failure)};
    if (lacksFragments(exchange))
        return {&exchange, CaseResult::skipped(kNoFragments)};
    return {&exchange, std::nullopt};
}

std::string element(const ServerRun& run, const std::string& name, const std::string& value) {
    return "<c:" + name + " xmlns:c=\"" + run.profile.writable->resource.uri + "\">" + escaped(value) + "</c:" + name +
           ">";
}

std::string inFragment(const std::string& content) {
    return "<w:XmlFragment>" + content + "</w:XmlFragment>";
}

CaseResult fragmentPut(ServerRun& run) {
    Scratch scratch(run);
    if (auto result = scratch.create(); result.verdict != Verdict::kPass)
        return result;
    const auto& [name, value] = run.profile.writable->change;
    const auto written = writeFragment(scratch, action::kPut, name, inFragment(element(run, name, value)));
    if (written.problem)
        return *written.problem;
    if (Reply(*written.exchange).isFault())
        return CaseResult::fail("the Put of a fragment was refused", "a PutResponse",
                                Reply(*written.exchange).summary(), written.exchange->text());
    const auto now = valueOf(scratch.get(), name);
    return now == value ? CaseResult::pass()
                        : CaseResult::fail("the property was not changed", value, now, written.exchange->text());
}

CaseResult fragmentPutOfNull(ServerRun& run) {
    Scratch scratch(run);
    if (auto result = scratch.create(); result.verdict != Verdict::kPass)
        return result;
    const auto& name = run.profile.writable->change.first;
    const auto written = writeFragment(
        scratch, action::kPut, name,
        inFragment("<c:" + name + " xmlns:c=\"" + run.profile.writable->resource.uri + "\" xsi:nil=\"true\"/>"));
    if (written.problem)
        return *written.problem;
    if (Reply(*written.exchange).subcode() == "wxf:InvalidRepresentation")
        return CaseResult::skipped(name + " may not be NULL, the service says");
    if (Reply(*written.exchange).isFault())
        return CaseResult::fail("the Put of a NULL was refused", "a PutResponse", Reply(*written.exchange).summary(),
                                written.exchange->text());
    const auto now = valueOf(scratch.get(), name);
    return now.empty() ? CaseResult::pass()
                       : CaseResult::fail("the property still has a value", "NULL", now, written.exchange->text());
}

CaseResult fragmentPutToKey(ServerRun& run) {
    Scratch scratch(run);
    if (auto result = scratch.create(); result.verdict != Verdict::kPass)
        return result;
    const auto& key = run.profile.writable->keys.front();
    const auto written = writeFragment(scratch, action::kPut, key, inFragment(element(run, key, "another")));
    if (written.problem)
        return *written.problem;
    return expectFault(*written.exchange, {"wsa:ActionNotSupported", "wxf:InvalidRepresentation"});
}

CaseResult fragmentPutWithoutWrapper(ServerRun& run) {
    Scratch scratch(run);
    if (auto result = scratch.create(); result.verdict != Verdict::kPass)
        return result;
    const auto& [name, value] = run.profile.writable->change;
    const auto written = writeFragment(scratch, action::kPut, name, element(run, name, value));
    if (written.problem)
        return *written.problem;
    return expectFault(*written.exchange, {"wxf:InvalidRepresentation"}, "InvalidFragment");
}

CaseResult fragmentPutIsWhole(ServerRun& run) {
    const auto& writable = *run.profile.writable;
    if (!writable.number)
        return CaseResult::skipped("no number is known; name one as \"number\" in the profile");
    Scratch scratch(run);
    if (auto result = scratch.create(); result.verdict != Verdict::kPass)
        return result;
    const auto before = valueOf(scratch.get(), *writable.number);
    const auto written = writeFragment(scratch, action::kPut, *writable.number,
                                       inFragment(element(run, *writable.number, "not a number")));
    if (written.problem)
        return *written.problem;
    if (!Reply(*written.exchange).isFault())
        return CaseResult::fail("a bad value was not refused", "a fault", Reply(*written.exchange).summary(),
                                written.exchange->text());
    const auto after = valueOf(scratch.get(), *writable.number);
    return before == after
               ? CaseResult::pass()
               : CaseResult::fail("a refused Put changed something", before, after, written.exchange->text());
}

CaseResult fragmentCreateKeepsValues(ServerRun& run) {
    Scratch scratch(run);
    if (auto result = scratch.create(); result.verdict != Verdict::kPass)
        return result;
    const auto& [name, value] = run.profile.writable->change;
    const auto written = writeFragment(scratch, action::kCreate, name, inFragment(element(run, name, value)));
    if (written.problem)
        return *written.problem;
    return expectFault(*written.exchange, {"wsman:AlreadyExists", "wsa:ActionNotSupported"});
}

constexpr std::array kProbes{
    Probe{"DSP0226/R7.7-1", "7.7", "A Get of a fragment returns that fragment alone, or is refused as not supported",
          Level::kMust, "instance",
          [](ServerRun& run) {
              const auto& exchange = getFragment(run, "MiConformance");
              if (!exchange.failed() && lacksFragments(exchange))
                  return expectFault(exchange, {"wsman:UnsupportedFeature"}, "FragmentLevelAccess");
              return selectsTheProperty(run, "", "");
          }},
    Probe{"DSP0226/R7.7-3", "7.7", "The context of a fragment's XPath is the root of the representation", Level::kMust,
          "instance", [](ServerRun& run) { return selectsTheProperty(run, "./", ""); }},
    Probe{"DSP0226/R7.7-3/index", "7.7", "A fragment may say which of several elements is meant", Level::kMust,
          "instance", [](ServerRun& run) { return selectsTheProperty(run, "", "[1]"); }},
    Probe{"DSP0226/R7.7-2p", "7.7", "The reply to a Get of a fragment repeats the header", Level::kMust, "instance",
          [](ServerRun& run) {
              const auto known = knownProperty(run);
              if (known.problem)
                  return *known.problem;
              const auto& exchange = getFragment(run, known.name);
              const Reply reply(exchange);
              if (const auto fragment = fragmentOf(exchange, reply); fragment.problem)
                  return *fragment.problem;
              const auto header = reply.header(ns::kWsman, "FragmentTransfer");
              return header == known.name ? CaseResult::pass()
                                          : CaseResult::fail("the header does not come back", known.name,
                                                             header.empty() ? "nothing" : header, exchange.text());
          }},
    Probe{"DSP0226/R7.7-4", "7.7", "An unknown dialect of fragments is refused as such", Level::kMust, "instance",
          [](ServerRun& run) {
              const auto& exchange = getFragment(run, "x", "urn:mi-conformance:dialect");
              if (!exchange.failed() && lacksFragments(exchange))
                  return CaseResult::skipped(kNoFragments);
              return expectFault(exchange, {"wsman:FragmentDialectNotSupported"});
          }},
    Probe{"DSP0226/R7.7-6", "7.7", "text() returns the text alone", Level::kShould, "instance",
          [](ServerRun& run) {
              const auto known = knownProperty(run);
              if (known.problem)
                  return *known.problem;
              const auto& exchange = getFragment(run, known.name + "/text()");
              const Reply reply(exchange);
              const auto fragment = fragmentOf(exchange, reply);
              if (fragment.problem)
                  return *fragment.problem;
              return elementsOf(fragment.node).empty() && fragment.node.text().get() == known.value
                         ? CaseResult::pass()
                         : CaseResult::fail("the fragment is not the text", known.value, fingerprint(fragment.node),
                                            exchange.text());
          }},
    Probe{"DSP0226/R7.7-7", "7.7", "An XPath that is none is refused as such", Level::kShould, "instance",
          [](ServerRun& run) {
              const auto& exchange = getFragment(run, "ancestor::*[position() = last()]/descendant-or-self::node(");
              if (!exchange.failed() && lacksFragments(exchange))
                  return CaseResult::skipped(kNoFragments);
              return expectFault(exchange, {"wsman:CannotProcessFilter", "wsen:CannotProcessFilter"});
          }},
    Probe{"DSP0226/R7.7-5", "7.7", "A Put of a fragment changes that property", Level::kMust, "writes", fragmentPut},
    Probe{"DSP0226/R7.7-5/wrapper", "7.7", "A Put of a fragment without XmlFragment is refused", Level::kMust, "writes",
          fragmentPutWithoutWrapper},
    Probe{"DSP0226/R7.7-8", "7.7", "A Put of a fragment that is refused changes nothing", Level::kMust, "writes",
          fragmentPutIsWhole},
    Probe{"DSP0226/R7.9-2", "7.9", "A Put of a fragment to a key is refused", Level::kShould, "writes",
          fragmentPutToKey},
    Probe{"DSP0226/7.9-nil", "7.9", "A Put of a fragment with xsi:nil makes a property NULL", Level::kMust, "writes",
          fragmentPutOfNull},
    Probe{"DSP0226/R7.11-1", "7.11", "A Create of a fragment does not overwrite what is there", Level::kMust, "writes",
          fragmentCreateKeepsValues},
    Probe{"DSP0226/R7.11-2", "7.11", "A Create of a fragment that the class has no place for is refused",
          Level::kShould, "writes",
          [](ServerRun& run) {
              Scratch scratch(run);
              if (auto result = scratch.create(); result.verdict != Verdict::kPass)
                  return result;
              const auto written = writeFragment(scratch, action::kCreate, "MiConformanceUnknown",
                                                 inFragment(element(run, "MiConformanceUnknown", "1")));
              if (written.problem)
                  return *written.problem;
              return expectFault(*written.exchange,
                                 {"wxf:InvalidRepresentation", "wsman:CannotProcessFilter", "wsa:ActionNotSupported"});
          }},
};

}  // namespace

std::span<const Probe> fragmentProbes() {
    return kProbes;
}

}  // namespace conformance
