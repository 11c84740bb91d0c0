// DSP0226 §7.4 and §7.6: bodies of Put and Create that are wrong.
#include <array>

#include "conformance/server/probe.h"
#include "conformance/server/scratch.h"

namespace conformance {

namespace {

const std::string kInvalid = "wxf:InvalidRepresentation";

/// A Put of the scratch instance with this body.
CaseResult badPut(ServerRun& run, const std::string& (*body)(ServerRun&, Scratch&, std::string&), const char* detail) {
    Scratch scratch(run);
    if (auto result = scratch.create(); result.verdict != Verdict::kPass)
        return result;
    std::string text;
    return expectFault(scratch.putBody(body(run, scratch, text)), {kInvalid, "wsman:SchemaValidationError"}, detail);
}

CaseResult badCreate(ServerRun& run, const std::string& (*body)(ServerRun&, Scratch&, std::string&),
                     const char* detail) {
    Scratch scratch(run);
    scratch.remove();
    std::string text;
    return expectFault(scratch.createBody(body(run, scratch, text)), {kInvalid, "wsman:SchemaValidationError"}, detail);
}

const std::string& wrongNumber(ServerRun& run, Scratch& scratch, std::string& text) {
    return text = scratch.document({{*run.profile.writable->number, "not a number"}});
}

const std::string& withoutRequired(ServerRun& run, Scratch& scratch, std::string& text) {
    return text = scratch.document({}, *run.profile.writable->required);
}

const std::string& wrongNamespace(ServerRun&, Scratch& scratch, std::string& text) {
    text = scratch.document();
    const auto at = text.find(scratch.resource().uri);
    return text.replace(at, scratch.resource().uri.size(), "urn:mi-conformance:another-namespace");
}

const std::string& unknownProperty(ServerRun&, Scratch& scratch, std::string& text) {
    return text = scratch.document({{"MiConformanceUnknown", "1"}});
}

template <auto Body>
CaseResult withNumber(ServerRun& run, const char* detail, bool create) {
    if (!run.profile.writable->number)
        return CaseResult::skipped("no number is known; name one as \"number\" in the profile");
    return create ? badCreate(run, Body, detail) : badPut(run, Body, detail);
}

template <auto Body>
CaseResult withRequired(ServerRun& run, const char* detail, bool create) {
    if (!run.profile.writable->required)
        return CaseResult::skipped("no required property is known; name one as \"required\" in the profile");
    return create ? badCreate(run, Body, detail) : badPut(run, Body, detail);
}

constexpr std::array kProbes{
    Probe{"DSP0226/R7.4-5a", "7.4", "A Put of a value of the wrong type is refused as having invalid values",
          Level::kShould, "writes",
          [](ServerRun& run) { return withNumber<wrongNumber>(run, "InvalidValues", false); }},
    Probe{"DSP0226/R7.4-5b", "7.4", "A Put without a required property is refused as missing values", Level::kShould,
          "writes", [](ServerRun& run) { return withRequired<withoutRequired>(run, "MissingValues", false); }},
    Probe{"DSP0226/R7.4-5c", "7.4", "A Put in another namespace is refused as such", Level::kShould, "writes",
          [](ServerRun& run) { return badPut(run, wrongNamespace, "InvalidNamespace"); }},
    Probe{"DSP0226/R7.4-5d", "7.4", "A Put of a property that the class does not have is refused", Level::kShould,
          "writes", [](ServerRun& run) { return badPut(run, unknownProperty, ""); }},
    Probe{"DSP0226/R7.4-5e", "7.4", "A Put without a body is refused", Level::kShould, "writes",
          [](ServerRun& run) {
              Scratch scratch(run);
              if (auto result = scratch.create(); result.verdict != Verdict::kPass)
                  return result;
              return expectRefusal(scratch.putBody(""));
          }},
    Probe{"DSP0226/R7.6-3a", "7.6", "A Create of a value of the wrong type is refused as having invalid values",
          Level::kShould, "writes", [](ServerRun& run) { return withNumber<wrongNumber>(run, "InvalidValues", true); }},
    Probe{"DSP0226/R7.6-3b", "7.6", "A Create without a required property is refused as missing values", Level::kShould,
          "writes", [](ServerRun& run) { return withRequired<withoutRequired>(run, "MissingValues", true); }},
    Probe{"DSP0226/R7.6-3c", "7.6", "A Create in another namespace is refused as such", Level::kShould, "writes",
          [](ServerRun& run) { return badCreate(run, wrongNamespace, "InvalidNamespace"); }},
    Probe{"DSP0226/R7.6-3d", "7.6", "A Create without a body is refused", Level::kShould, "writes",
          [](ServerRun& run) {
              Scratch scratch(run);
              scratch.remove();
              return expectRefusal(scratch.createBody(""));
          }},
    Probe{"DSP0226/R7.6-3e", "7.6", "A Create whose body is another class is refused", Level::kShould, "writes",
          [](ServerRun& run) {
              Scratch scratch(run);
              scratch.remove();
              auto text = scratch.document();
              const auto name = scratch.resource().uri.substr(scratch.resource().uri.rfind('/') + 1);
              for (auto at = text.find("c:" + name); at != std::string::npos; at = text.find("c:" + name, at))
                  text.replace(at, name.size() + 2, "c:MiConformanceOther");
              return expectRefusal(scratch.createBody(text));
          }},
    Probe{"DSP0230/nil", "7", "A value that is xsi:nil is NULL afterwards", Level::kMust, "writes",
          [](ServerRun& run) {
              Scratch scratch(run);
              const auto& property = run.profile.writable->change.first;
              if (auto result = scratch.create(); result.verdict != Verdict::kPass)
                  return result;
              auto text = scratch.document({}, property);
              text.insert(text.rfind("</c:"), "<c:" + property + " xsi:nil=\"true\"/>");
              const auto& put = scratch.putBody(text);
              if (Reply(put).subcode() == "wxf:InvalidRepresentation")
                  return CaseResult::skipped(property + " may not be NULL, the service says");
              if (put.failed() || Reply(put).isFault())
                  return CaseResult::fail("the Put was refused", "a PutResponse", Reply(put).summary(), put.text());
              const auto& got = scratch.get();
              const auto now = valueOf(got, property);
              return now.empty() ? CaseResult::pass()
                                 : CaseResult::fail("the property still has a value", "NULL", now, got.text());
          }},
};

}  // namespace

std::span<const Probe> representationProbes() {
    return kProbes;
}

}  // namespace conformance
