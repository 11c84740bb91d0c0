#include "wsman/rules/fixtures.h"

namespace wsman::rules::test {

namespace {

const std::string kHere = "http://127.0.0.1:5985/wsman";

Envelope subscribe(const std::string& mode, const std::string& rest = "") {
    return request(action::kSubscribe,
                   "<e:Subscribe><e:Delivery Mode=\"" + mode +
                       "\"><e:NotifyTo><a:Address>http://127.0.0.1:9/sink</a:Address></e:NotifyTo></e:Delivery>" +
                       rest + "</e:Subscribe>");
}

Envelope subscribed(const std::string& address, const std::string& rest = "") {
    return reply(action::kSubscribe,
                 "<e:SubscribeResponse><e:SubscriptionManager><a:Address>" + address +
                     "</a:Address><a:ReferenceParameters><e:Identifier>s1</e:Identifier>"
                     "<c:Cookie xmlns:c=\"urn:c\">7</c:Cookie></a:ReferenceParameters></e:SubscriptionManager>" +
                     "<e:Expires>PT10M</e:Expires>" + rest + "</e:SubscribeResponse>");
}

Case asking(const std::string& rest) {
    return asked(subscribe(std::string(uri::kModePush), rest));
}

Envelope unsubscribe() {
    return request(action::kUnsubscribe, "<e:Unsubscribe/>")
        .text("a:MessageID", "uuid:q2")
        .text("e:Identifier", "s1")
        .set("cookie", "<c:Cookie xmlns:c=\"urn:c\">7</c:Cookie>");
}

std::vector<Exchange> subscription() {
    return {exchanged(subscribe(std::string(uri::kModePush)), subscribed(kHere)).judged};
}

Envelope ack() {
    return request(action::kAck).without("a:ReplyTo").without("w:ResourceURI").text("a:RelatesTo", "uuid:event");
}

}  // namespace

std::vector<Fixture> eventingFixtures() {
    const Envelope pull = subscribe(std::string(uri::kModePull));
    return {
        {"DSP0226/R10.2.2-3", asking("<e:Filter>a</e:Filter>"), asking("<e:Filter>a</e:Filter><w:Filter>a</w:Filter>")},
        {"DSP0226/R10.2.4-1", exchanged(subscribe(std::string(uri::kModePush)), subscribed(kHere)),
         exchanged(subscribe(std::string(uri::kModePush)), subscribed("http://elsewhere.example/"))},
        {"DSP0226/R10.2.4-1c", asked(unsubscribe(), subscription()),
         asked(unsubscribe().without("cookie"), subscription())},
        {"DSP0226/R10.2.6-2", asking("<w:Bookmark><b/></w:Bookmark>"), asking("<w:Bookmark>a<b/></w:Bookmark>")},
        {"DSP0226/R10.2.9.5-3", exchanged(pull, subscribed(kHere, "<n:EnumerationContext>c1</n:EnumerationContext>")),
         exchanged(pull, subscribed(kHere))},
        {"DSP0226/R10.7-3", asked(ack()), asked(ack().without("a:RelatesTo"))},
    };
}

}  // namespace wsman::rules::test
