#include "wsman/rules/fixtures.h"

namespace wsman::rules::test {

namespace {

Case selecting(const std::string& selectors) {
    return asked(request(action::kGet).set("w:SelectorSet", "<w:SelectorSet>" + selectors + "</w:SelectorSet>"));
}

std::string selector(const std::string& name, const std::string& value) {
    return "<w:Selector Name=\"" + name + "\">" + value + "</w:Selector>";
}

std::string nested(const std::string& selectors) {
    return "<a:EndpointReference><a:Address>" + std::string(uri::kAnonymous) +
           "</a:Address><a:ReferenceParameters><w:ResourceURI>" + kFan + "</w:ResourceURI><w:SelectorSet>" + selectors +
           "</w:SelectorSet></a:ReferenceParameters></a:EndpointReference>";
}

Envelope fan() {
    return reply(action::kGet, "<f:CIM_Fan/>");
}

Envelope naming(const std::string& uri) {
    return request(action::kGet)
        .set("w:ResourceURI", "<w:ResourceURI s:mustUnderstand=\"1\">" + uri + "</w:ResourceURI>");
}

}  // namespace

std::vector<Fixture> addressingFixtures() {
    return {
        {"DSP0226/R5.1.2.1-1", asked(naming("http://example.org/a%20b?c=d")), asked(naming("http://example.org/a b"))},
        {"DSP0226/R5.1.2.1-3", asked(request(action::kGet)), asked(request(action::kGet).without("w:ResourceURI"))},
        {"DSP0226/R5.1.2.1-5", got(fan()), got(fan().text("w:ResourceURI", kFan))},
        {"DSP0226/R5.1.2.2-4", selecting(selector("A", "1") + selector("B", nested(selector("A", "1")))),
         selecting(selector("B", nested(selector("A", "1") + selector("A", "2"))))},
        {"DSP0226/R5.1.2.2-5", selecting(selector("A", "1") + selector("B", nested(selector("C", "1")))),
         selecting(selector("A", "text " + nested("")))},
        {"DSP0226/5.2-mu", asked(request(action::kGet)), asked(request(action::kGet).text("w:ResourceURI", kFan))},
        {"DSP0226/R5.3-1c", asked(request(action::kGet)), asked(request(action::kGet).without("a:To"))},
        {"DSP0226/R5.3-1s", got(fan()), got(fan().without("a:To"))},
    };
}

}  // namespace wsman::rules::test
