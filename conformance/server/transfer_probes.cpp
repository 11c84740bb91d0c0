// DSP0226 §7.3 to §7.6: Get, Put, Create and Delete as a sequence. What is created here is deleted here.
#include <algorithm>
#include <array>

#include "conformance/server/probe.h"
#include "conformance/server/scratch.h"
#include "conformance/server/walk.h"
#include "wsman/uris.h"

namespace conformance {

namespace {

namespace action = wsman::action;
namespace ns = wsman::ns;

CaseResult expectValue(const WireExchange& got, const std::string& property, const std::string& expected) {
    const auto actual = valueOf(got, property);
    return actual == expected ? CaseResult::pass()
                              : CaseResult::fail(property + " does not have the value that it should", expected,
                                                 actual.empty() ? Reply(got).summary() : actual, got.text());
}

CaseResult createdAndGone(ServerRun& run) {
    Scratch scratch(run);
    if (auto result = scratch.create(); result.verdict != Verdict::kPass)
        return result;
    const auto& deleted = scratch.remove();
    if (deleted.failed())
        return CaseResult::error("no reply: " + deleted.failure);
    if (Reply(deleted).isFault() || deleted.status != 200)
        return CaseResult::fail("the Delete was refused", "a DeleteResponse", Reply(deleted).summary(), deleted.text());
    return expectFault(scratch.get(), {"wsa:DestinationUnreachable"});
}

CaseResult putChanges(ServerRun& run) {
    Scratch scratch(run);
    if (auto result = scratch.create(); result.verdict != Verdict::kPass)
        return result;
    const auto& [name, value] = run.profile.writable->change;
    const auto& put = scratch.put({{name, value}});
    if (put.failed())
        return CaseResult::error("no reply: " + put.failure);
    if (Reply(put).isFault())
        return CaseResult::fail("the Put was refused", "a PutResponse", Reply(put).summary(), put.text());
    return expectValue(scratch.get(), name, value);
}

CaseResult readOnlyIsKept(ServerRun& run) {
    const auto& readOnly = run.profile.writable->readOnly;
    if (!readOnly)
        return CaseResult::skipped("no read-only property is known; name one as \"readOnly\" in the profile");
    Scratch scratch(run);
    if (auto result = scratch.create(); result.verdict != Verdict::kPass)
        return result;
    const auto before = valueOf(scratch.get(), readOnly->first);
    const auto& put = scratch.put({{readOnly->first, readOnly->second}});
    if (put.failed())
        return CaseResult::error("no reply: " + put.failure);
    if (Reply(put).isFault())
        return expectFault(put, {"wsa:ActionNotSupported", "wxf:InvalidRepresentation"});
    const auto after = valueOf(scratch.get(), readOnly->first);
    return before == after
               ? CaseResult::pass()
               : CaseResult::fail("a Put changed a read-only property", readOnly->first + "=\"" + before + '"',
                                  readOnly->first + "=\"" + after + '"', put.text());
}

CaseResult putIsAllOrNothing(ServerRun& run) {
    const auto& writable = *run.profile.writable;
    if (!writable.number)
        return CaseResult::skipped("no number is known; name one as \"number\" in the profile");
    Scratch scratch(run);
    if (auto result = scratch.create(); result.verdict != Verdict::kPass)
        return result;
    const auto& put = scratch.put({writable.change, {*writable.number, "not a number"}});
    if (put.failed())
        return CaseResult::error("no reply: " + put.failure);
    return Reply(put).isFault() ? CaseResult::pass()
                                : CaseResult::fail("a Put with a bad value was not refused", "a fault",
                                                   Reply(put).summary(), put.text());
}

CaseResult unreportable(ServerRun& run) {
    Scratch scratch(run);
    if (auto result = scratch.create(); result.verdict != Verdict::kPass)
        return result;
    const auto& put = scratch.put({{run.profile.writable->change.first, std::string(9000, 'x')}},
                                  "<w:MaxEnvelopeSize s:mustUnderstand=\"true\">8192</w:MaxEnvelopeSize>");
    if (put.failed())
        return CaseResult::error("no reply: " + put.failure);
    if (Reply(put).isFault() && Reply(put).subcode() != "wsman:EncodingLimit")
        return CaseResult::skipped("the service does not take a value of 9000 characters: " + Reply(put).summary());
    if (Reply(put).isFault())
        return expectFault(put, {"wsman:EncodingLimit"}, "UnreportableSuccess");
    return put.replyBody.size() <= 8192
               ? CaseResult::pass()
               : CaseResult::fail("the reply is larger than the request allows", "8192 octets at most",
                                  std::to_string(put.replyBody.size()) + " octets", put.text());
}

constexpr std::array kProbes{
    Probe{"DSP0226/R7.3-2", "7.3", "Two Gets return the same properties", Level::kShould, "instance",
          [](ServerRun& run) {
              const auto request = [&] { return requestFor(run, knownInstance(run), std::string(action::kGet)); };
              const auto& first = send(run, request());
              const auto& second = send(run, request());
              if (first.failed() || second.failed())
                  return CaseResult::error("no reply");
              const Reply one(first);
              const Reply other(second);
              const auto before = simpleProperties(firstElement(one.body()));
              const auto after = simpleProperties(firstElement(other.body()));
              // What a clock or a counter shows may change; what is there may not.
              const bool same = before.size() == after.size() &&
                                std::equal(before.begin(), before.end(), after.begin(),
                                           [](const auto& a, const auto& b) { return a.first == b.first; });
              return same && !before.empty()
                         ? CaseResult::pass()
                         : CaseResult::fail("the second Get returns other properties",
                                            std::to_string(before.size()) + " properties",
                                            std::to_string(after.size()) + " properties", second.text());
          }},
    Probe{"DSP0226/R7.4-1", "7.4", "What Get returns can be Put back unchanged", Level::kShould, "writes",
          [](ServerRun& run) {
              Scratch scratch(run);
              if (auto result = scratch.create(); result.verdict != Verdict::kPass)
                  return result;
              const auto& got = scratch.get();
              if (got.failed() || Reply(got).isFault())
                  return CaseResult::fail("the Get was refused", "a GetResponse", Reply(got).summary(), got.text());
              const Reply before(got);
              const auto& put = scratch.putBody(markupOf(firstElement(before.body())));
              if (put.failed())
                  return CaseResult::error("no reply: " + put.failure);
              return Reply(put).isFault()
                         ? CaseResult::fail("the Put was refused", "a PutResponse", Reply(put).summary(), put.text())
                         : CaseResult::pass();
          }},
    Probe{"DSP0226/R7.4-8", "7.4", "A Put changes what it says", Level::kShould, "writes", putChanges},
    Probe{"DSP0226/R7.4-3", "7.4", "A read-only property keeps its value whatever a Put says", Level::kShould, "writes",
          readOnlyIsKept},
    Probe{"DSP0226/R7.4-10", "7.4", "A Put of a good and a bad value is refused", Level::kMust, "writes",
          putIsAllOrNothing},
    Probe{"DSP0226/R7.4-9", "7.4", "A success that does not fit the reply is said to be one", Level::kShould, "writes",
          unreportable},
    Probe{"DSP0226/R7.5-1", "7.5", "What was created can be deleted, and is gone then", Level::kShould, "writes",
          createdAndGone},
    Probe{"DSP0226/R7.5-3", "7.5", "A second Delete finds nothing", Level::kShould, "writes",
          [](ServerRun& run) {
              Scratch scratch(run);
              if (auto result = scratch.create(); result.verdict != Verdict::kPass)
                  return result;
              scratch.remove();
              return expectFault(scratch.remove(), {"wsa:DestinationUnreachable"});
          }},
    Probe{"DSP0226/R7.6-1", "7.6", "An instance can be created, and Get returns what was said", Level::kShould,
          "writes",
          [](ServerRun& run) {
              Scratch scratch(run);
              if (auto result = scratch.create(); result.verdict != Verdict::kPass)
                  return result;
              const auto& got = scratch.get();
              for (const auto& [name, value] : run.profile.writable->properties)
                  if (auto result = expectValue(got, name, value); result.verdict != Verdict::kPass)
                      return result;
              return CaseResult::pass();
          }},
    Probe{"DSP0226/R7.6-4", "7.6", "A Create of what exists already is refused", Level::kMust, "writes",
          [](ServerRun& run) {
              Scratch scratch(run);
              if (auto result = scratch.create(); result.verdict != Verdict::kPass)
                  return result;
              return expectFault(scratch.createAgain(), {"wsman:AlreadyExists"});
          }},
    Probe{"DSP0226/R7.6-5p", "7.6", "The EPR that Create returns leads to the new instance", Level::kMust, "writes",
          [](ServerRun& run) {
              Scratch scratch(run);
              if (auto result = scratch.create(); result.verdict != Verdict::kPass)
                  return result;
              const Reply reply(scratch.creation());
              const auto epr = find(reply.body(), ns::kTransfer, "ResourceCreated");
              const auto resource = resourceOf(epr);
              const auto& got = send(run, requestFor(run, resource, std::string(action::kGet)));
              if (got.failed() || Reply(got).isFault())
                  return CaseResult::fail("the EPR leads nowhere", "a GetResponse", Reply(got).summary(),
                                          scratch.creation().text());
              // Whichever keys the service chose.
              for (const auto& [name, value] : resource.selectors)
                  if (auto result = expectValue(got, name, trimmed(value)); result.verdict != Verdict::kPass)
                      return result;
              return CaseResult::pass();
          }},
    Probe{"DSP0226/R7.6-7", "7.6", "A read-only property in a Create is ignored, or refused", Level::kMay, "writes",
          [](ServerRun& run) {
              const auto& readOnly = run.profile.writable->readOnly;
              if (!readOnly)
                  return CaseResult::skipped("no read-only property is known; name one as \"readOnly\" in the profile");
              Scratch scratch(run);
              auto result = scratch.create({*readOnly});
              if (result.verdict == Verdict::kPass)
                  return result;
              return expectFault(scratch.creation(), {"wxf:InvalidRepresentation", "wsa:ActionNotSupported"});
          }},
};

}  // namespace

std::span<const Probe> transferProbes() {
    return kProbes;
}

}  // namespace conformance
