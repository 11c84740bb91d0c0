#include "wsman/rules/fixtures.h"

namespace wsman::rules::test {

namespace {

const std::string kPrefix(uri::kCimSchemaPrefix);
const std::string kWmiFan = std::string(uri::kWmiPrefix) + "root/cimv2/CIM_Fan";

Envelope to(const std::string& uri, std::string_view action = action::kGet, const std::string& body = "") {
    return request(action, body)
        .set("w:ResourceURI", "<w:ResourceURI s:mustUnderstand=\"true\">" + uri + "</w:ResourceURI>");
}

/// With what Microsoft wants of clients of its resources.
Envelope toWmi() {
    return to(kWmiFan)
        .text("a:MessageID", "uuid:11111111-2222-4333-8444-555555555555")
        .text("w:OperationTimeout", "PT60S")
        .text("w:MaxEnvelopeSize", "153600")
        .set("w:Locale", "<w:Locale xml:lang=\"en-US\"/>");
}

Envelope inNamespace(Envelope envelope, const std::string& name) {
    return envelope.set("w:SelectorSet",
                        "<w:SelectorSet><w:Selector Name=\"__cimnamespace\">" + name + "</w:Selector></w:SelectorSet>");
}

Case enumerating(const std::string& uri, const std::string& body) {
    return asked(to(uri, action::kEnumerate, "<n:Enumerate>" + body + "</n:Enumerate>"));
}

std::string mode(const std::string& text) {
    return "<b:PolymorphismMode>" + text + "</b:PolymorphismMode>";
}

}  // namespace

std::vector<Fixture> cimBindingFixtures() {
    const std::string all(uri::kCimSchemaAll);
    return {
        {"DSP0227/5.1c", asked(to(kFan)), asked(to(kFan + "?Id=1"))},
        {"DSP0227/R5.3-1c", asked(inNamespace(to(kFan), "root/cimv2")), asked(inNamespace(to(kFan), "root//cimv2"))},
        {"DSP0227/6.3", asked(toWmi()), asked(inNamespace(toWmi(), "root/cimv2"))},
        {"DSP0227/R6-1c", asked(to(kFan)), asked(to(all))},
        {"DSP0227/ns-c", enumerating(kFan, mode("None")),
         enumerating(kFan, "<o:PolymorphismMode xmlns:o=\"" + std::string(ns::kCimBindingNoSuffix) +
                               "\">None</o:PolymorphismMode>")},
        {"DSP0227/R8.1-mode", enumerating(kFan, mode("ExcludeSubClassProperties")), enumerating(kFan, mode("Exclude"))},
        {"DSP0227/R8.1-6c", enumerating(all, mode("IncludeSubClassProperties")), enumerating(all, mode("None"))},
    };
}

}  // namespace wsman::rules::test
