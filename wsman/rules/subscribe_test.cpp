#include "wsman/rules/fixtures.h"

namespace wsman::rules::test {

namespace {

const std::string kHere = "http://127.0.0.1:5985/wsman";
const std::string kCookie = "<c:Cookie xmlns:c=\"urn:c\">7</c:Cookie>";

std::string sink(const std::string& address = "http://127.0.0.1:9/sink") {
    return "<e:NotifyTo><a:Address>" + address + "</a:Address></e:NotifyTo>";
}

std::string delivery(std::string_view mode, const std::string& inner) {
    return "<e:Delivery Mode=\"" + std::string(mode) + "\">" + inner + "</e:Delivery>";
}

Envelope subscribe(const std::string& inner) {
    return request(action::kSubscribe, "<e:Subscribe>" + inner + "</e:Subscribe>");
}

/// A push subscription with more in its Delivery.
Case pushed(const std::string& inner, std::string_view mode = uri::kModePush) {
    return asked(subscribe(delivery(mode, sink() + inner)));
}

Case expiring(const std::string& text) {
    return asked(subscribe(delivery(uri::kModePush, sink()) + "<e:Expires>" + text + "</e:Expires>"));
}

Case granting(const std::string& expires) {
    const std::string manager = "<e:SubscriptionManager><a:Address>" + kHere + "</a:Address></e:SubscriptionManager>";
    return exchanged(subscribe(delivery(uri::kModePush, sink())),
                     reply(action::kSubscribe, "<e:SubscribeResponse>" + manager + expires + "</e:SubscribeResponse>"));
}

Envelope subscribed() {
    return reply(action::kSubscribe, "<e:SubscribeResponse><e:SubscriptionManager><a:Address>" + kHere +
                                         "</a:Address><a:ReferenceParameters><e:Identifier>s1</e:Identifier>" +
                                         kCookie +
                                         "</a:ReferenceParameters></e:SubscriptionManager>"
                                         "<n:EnumerationContext>c1</n:EnumerationContext></e:SubscribeResponse>");
}

Exchange pullSubscription() {
    return exchanged(subscribe(delivery(uri::kModePull, "")), subscribed()).judged;
}

Envelope toManager(std::string_view action, const std::string& body, const std::string& id) {
    return request(action, body).text("a:MessageID", id).text("e:Identifier", "s1").set("cookie", kCookie);
}

Envelope pull(const std::string& context, const std::string& id = "uuid:q2") {
    return toManager(action::kPull, "<n:Pull><n:EnumerationContext>" + context + "</n:EnumerationContext></n:Pull>",
                     id);
}

/// The subscription, and one Pull of it that gave another context.
std::vector<Exchange> pulledOnce() {
    const Envelope answer = reply(action::kPull,
                                  "<n:PullResponse><n:EnumerationContext>c2</n:EnumerationContext><n:Items/>"
                                  "</n:PullResponse>")
                                .text("a:MessageID", "uuid:r2");
    return {pullSubscription(), exchanged(pull("c1"), answer).judged};
}

std::vector<Exchange> ended() {
    const Envelope question = toManager(action::kUnsubscribe, "<e:Unsubscribe/>", "uuid:q2");
    return {pullSubscription(), exchanged(question, reply(action::kUnsubscribe).text("a:MessageID", "uuid:r2")).judged};
}

Envelope withTokens(const std::string& mark, const std::string& inner) {
    return subscribe(delivery(uri::kModePush, sink()))
        .set("tokens", "<t:IssuedTokens xmlns:t=\"http://schemas.xmlsoap.org/ws/2005/02/trust\" " + mark + ">" + inner +
                           "</t:IssuedTokens>");
}

Envelope withPassword(const std::string& to) {
    return withTokens("s:mustUnderstand=\"true\"", "<Password xmlns=\"urn:wsse\">secret</Password>").text("a:To", to);
}

}  // namespace

std::vector<Fixture> subscribeFixtures() {
    const std::string binding = "s:mustUnderstand=\"true\"";
    const std::string mark = "<w:CertificateThumbprint>";
    const std::string markEnd = "</w:CertificateThumbprint>";
    const auto retry = [](const std::string& total, const std::string& text) {
        return pushed("<w:ConnectionRetry Total=\"" + total + "\">" + text + "</w:ConnectionRetry>");
    };
    const Exchange before = exchanged(subscribe(delivery(uri::kModePush, sink())), subscribed()).judged;
    const auto again = [&](std::string_view mode) {
        return asked(subscribe(delivery(mode, sink())).text("a:MessageID", "uuid:q2"), {before});
    };
    return {
        {"WSE/SubscribeResponse", granting(""),
         exchanged(
             subscribe(delivery(uri::kModePush, sink())),
             reply(action::kSubscribe, "<e:SubscribeResponse><e:Expires>PT10M</e:Expires></e:SubscribeResponse>"))},
        {"WSE/Expires-s", granting("<e:Expires>PT10M</e:Expires>"), granting("<e:Expires>600</e:Expires>")},
        {"DSP0226/R10.2.1-1c", pushed(""), asked(subscribe(delivery(uri::kModePush, sink())).without("w:ResourceURI"))},
        {"WSE/Delivery", pushed(""), asked(subscribe(""))},
        {"WSE/NotifyTo", pushed(""), asked(subscribe(delivery(uri::kModePush, "")))},
        {"WSE/Expires", expiring("PT10M"), expiring("-PT10M")},
        {"DSP0226/10.2.9-mode", pushed("", uri::kModeEvents), pushed("", "urn:fast")},
        {"DSP0226/R10.2.3-1c", retry("3", "PT10S"), retry("3", "10")},
        {"DSP0226/R10.2.5-1c", pushed("<w:Heartbeats>PT1H</w:Heartbeats>"), pushed("<w:Heartbeats>60</w:Heartbeats>")},
        {"DSP0226/R10.2.7-2", again(uri::kModePush), again(uri::kModeEvents)},
        {"DSP0226/R10.2.9.2-2c", pushed("<w:MaxEnvelopeSize Policy=\"Skip\">51200</w:MaxEnvelopeSize>"),
         pushed("<w:MaxEnvelopeSize Policy=\"Drop\">51200</w:MaxEnvelopeSize>")},
        {"DSP0226/R10.2.9.4-2c", pushed("<w:MaxElements>5</w:MaxElements>", uri::kModeEvents),
         pushed("<w:MaxElements>0</w:MaxElements>", uri::kModeEvents)},
        {"DSP0226/R10.2.9.5-2c", asked(subscribe(delivery(uri::kModePull, ""))),
         asked(subscribe(delivery(uri::kModePull, "<w:MaxElements>5</w:MaxElements>")))},
        {"DSP0226/R10.2.9.5-4", asked(pull("c1"), {pullSubscription()}),
         asked(pull("c1").without("cookie"), {pullSubscription()})},
        {"DSP0226/R10.2.9.5-6", asked(pull("c2", "uuid:q3"), pulledOnce()), asked(pull("c1", "uuid:q3"), pulledOnce())},
        {"DSP0226/R10.4-1c", asked(pull("c1"), {pullSubscription()}), asked(pull("c1", "uuid:q3"), ended())},
        {"DSP0226/R12.3-1", asked(withTokens(binding, "")), asked(withTokens("", ""))},
        {"DSP0226/R12.3-2", asked(withTokens(binding, mark + std::string(40, 'a') + markEnd)),
         asked(withTokens(binding, mark + "a certificate" + markEnd))},
        {"DSP0226/12.2",
         pushed("<w:Auth Profile=\"http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/http/basic\"/>"),
         pushed("<w:Auth Profile=\"basic\"/>")},
        {"DSP0226/12-pwd", asked(withPassword("https://127.0.0.1:5986/wsman")), asked(withPassword(kHere))},
    };
}

}  // namespace wsman::rules::test
