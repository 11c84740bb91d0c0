#include "wsman/rules/fixtures.h"

namespace wsman::rules::test {

namespace {

Envelope get() {
    return request(action::kGet);
}

Envelope fan() {
    return reply(action::kGet, "<f:CIM_Fan/>");
}

Envelope withCookie() {
    return get().set("a:ReplyTo", "<a:ReplyTo><a:Address>" + std::string(uri::kAnonymous) +
                                      "</a:Address><a:ReferenceParameters><c:Cookie xmlns:c=\"urn:c\">7</c:Cookie>"
                                      "</a:ReferenceParameters></a:ReplyTo>");
}

std::vector<Exchange> earlier() {
    return {got(fan()).judged};
}

}  // namespace

std::vector<Fixture> messageFixtures() {
    return {
        {"DSP0226/R5.4.2-1", asked(get()), asked(get().set("a:ReplyTo", "<a:ReplyTo/>"))},
        {"DSP0226/R5.4.2-4", got(fan()), got(fan().text("a:To", "http://elsewhere.example/"))},
        {"DSP0226/R5.4.2-5", exchanged(withCookie(), fan().set("c", "<k:Cookie xmlns:k=\"urn:c\">7</k:Cookie>")),
         exchanged(withCookie(), fan().set("c", "<k:Cookie xmlns:k=\"urn:c\">8</k:Cookie>"))},
        {"DSP0226/R5.4.4-1c", asked(get()), asked(get().text("a:MessageID", "1"))},
        {"DSP0226/R5.4.4-1s", got(fan()), got(fan().text("a:MessageID", "r 1"))},
        {"DSP0226/R5.4.4-2c", asked(get().text("a:MessageID", "uuid:q2"), earlier()),
         asked(get().text("a:MessageID", "UUID:Q1"), earlier())},
        {"DSP0226/R5.4.4-2s",
         exchanged(get().text("a:MessageID", "uuid:q2"),
                   fan().text("a:MessageID", "uuid:r2").text("a:RelatesTo", "uuid:q2"), 200, earlier()),
         exchanged(get().text("a:MessageID", "uuid:q2"), fan().text("a:RelatesTo", "uuid:q2"), 200, earlier())},
        {"DSP0226/R5.4.4-3", got(fan()), got(fan().text("a:RelatesTo", "UUID:Q1"))},
        {"DSP0226/R5.4.5-2c", asked(get()), asked(get().without("a:Action"))},
        {"DSP0226/R5.4.5-3c", asked(request(action::kEnumerate, "<n:Enumerate/>")),
         asked(request(action::kEnumerate, "<n:Pull/>"))},
        {"DSP0226/R5.4.5-3s", got(fan()), got(reply(action::kPut, "<f:CIM_Fan/>"))},
    };
}

}  // namespace wsman::rules::test
