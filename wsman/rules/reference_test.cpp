#include "wsman/rules/fixtures.h"

namespace wsman::rules::test {

namespace {

const std::string kSet = "<w:SelectorSet><w:Selector Name=\"Id\">1</w:Selector></w:SelectorSet>";

std::string epr(const std::string& more, const std::string& address = "http://127.0.0.1:5985/wsman") {
    return "<a:Address>" + address + "</a:Address><a:ReferenceParameters><w:ResourceURI>" + kFan + "</w:ResourceURI>" +
           kSet + more + "</a:ReferenceParameters>";
}

Exchange created(const std::string& content) {
    return exchanged(request(action::kCreate, "<f:CIM_Fan/>"),
                     reply(action::kCreate, "<x:ResourceCreated>" + content + "</x:ResourceCreated>"))
        .judged;
}

Envelope get() {
    return request(action::kGet).text("a:MessageID", "uuid:q2").set("w:SelectorSet", kSet);
}

Case withUri(const std::string& uri) {
    return asked(request(action::kGet)
                     .text("w:ResourceURI", uri)
                     .set("w:ResourceURI", "<w:ResourceURI s:mustUnderstand=\"true\">" + uri + "</w:ResourceURI>"));
}

Case withSelector(const std::string& value) {
    return asked(
        request(action::kGet)
            .set("w:SelectorSet", "<w:SelectorSet><w:Selector Name=\"Id\">" + value + "</w:Selector></w:SelectorSet>"));
}

Case withOption(const std::string& value) {
    return asked(request(action::kGet)
                     .set("w:OptionSet", "<w:OptionSet><w:Option Name=\"Id\">" + value + "</w:Option></w:OptionSet>"));
}

}  // namespace

std::vector<Fixture> referenceFixtures() {
    const std::string cookie = "<c:Cookie xmlns:c=\"urn:c\">7</c:Cookie>";
    const std::string wide(3000, 'x');
    std::string many = "<w:SelectorSet>";
    for (int i = 0; i < 200; ++i) {
        many += "<w:Selector Name=\"Selector" + std::to_string(i) + "\">" + std::to_string(i) + "</w:Selector>";
    }
    many += "</w:SelectorSet>";
    const Envelope create = request(action::kCreate, "<f:CIM_Fan/>");
    const auto answered = [&](const std::string& content) {
        return exchanged(create, reply(action::kCreate, "<x:ResourceCreated>" + content + "</x:ResourceCreated>"));
    };
    return {
        {"DSP0226/R5.1.1-1", asked(get().set("cookie", cookie), {created(epr(cookie))}),
         asked(get(), {created(epr(cookie))})},
        {"DSP0226/R5.1.2.1-2c", withUri("http://example.org/fans/Fan"), withUri("http://fans/Fan")},
        {"DSP0226/R5.1.2.1-7", withUri("http://example.org/fans/Fan"), withUri("http://example.org/fans/Get")},
        {"DSP0226/R5.1.2.2-2c", asked(get()),
         asked(request(action::kGet).set("w:Selector", "<w:Selector Name=\"Id\">1</w:Selector>"))},
        {"DSP0226/R5.1.2.2-7c", withSelector("1"), withSelector(wide + wide)},
        {"DSP0226/R5.1.2.2-8c", asked(get()), asked(request(action::kGet).set("w:SelectorSet", many))},
        {"DSP0226/R5.4.5-1", asked(request("http://example.org/fans/Stop")),
         asked(request("http://example.org/fans/Stop?Id=1"))},
        {"DSP0226/R13.4-1c", withUri("http://example.org/fans/Fan"), withUri("http://example.org/" + wide)},
        {"DSP0226/R13.4-3c", withOption("1"), withOption(wide + wide)},
        {"DSP0226/R5.1.1-2s", answered(epr("")), answered(epr("", ""))},
        {"DSP0226/R5.1.2.2-4s", answered(epr("")),
         answered("<a:Address>urn:a</a:Address><a:ReferenceParameters><w:ResourceURI>" + kFan +
                  "</w:ResourceURI><w:SelectorSet><w:Selector Name=\"Id\">1</w:Selector>"
                  "<w:Selector Name=\"Id\">2</w:Selector></w:SelectorSet></a:ReferenceParameters>")},
        {"DSP0226/R13.4-2s", got(reply(action::kGet, "<f:CIM_Fan/>")),
         got(reply(action::kGet, "<f:CIM_Fan/>").text("a:MessageID", "urn:" + wide))},
    };
}

}  // namespace wsman::rules::test
