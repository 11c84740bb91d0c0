#include "wsman/ops/eventing.h"

#include <gmock/gmock.h>

#include "wsman/ops/test_messages.h"

namespace wsman::ops {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::fanEpr;
using test::parse;
using test::recorded;
using test::requestHeader;
using test::withBody;

const std::string kBase = "http://schemas.xmlsoap.org/ws/2004/08/eventing/";

Subscribe fullSubscribe() {
    Subscribe request;
    request.mode = uri::kModeEvents;
    request.notifyTo = fanEpr();
    request.notifyTo->address = "http://127.0.0.1:9/sink";
    request.notifyTo->extraParameters.emplace_back(R"(<x:Cookie xmlns:x="urn:x">7</x:Cookie>)");
    request.endTo = fanEpr();
    request.heartbeats = seconds(30);
    request.authProfile = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/basic";
    request.connectionRetry = milliseconds(1500);
    request.connectionRetryTotal = 5;
    request.maxElements = 10;
    request.maxTime = seconds(2);
    request.maxEnvelopeSize = 51200;
    request.maxEnvelopePolicy = "Notify";
    request.contentEncoding = "UTF-16";
    request.locale = "en-US";
    request.expires = "PT10M";
    request.filter = Filter{.dialect = std::string(uri::kDialectWql), .text = "select * from X where a < 1"};
    request.bookmark = R"(<b:L xmlns:b="urn:b">1</b:L>)";
    request.sendBookmarks = true;
    return request;
}

TEST(Eventing, SubscribeSurvivesARoundTrip) {
    const auto read = readSubscribe(parse(writeSubscribe(requestHeader(), fullSubscribe())));
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(*read, fullSubscribe());
    EXPECT_EQ(readSubscribe(parse(writeSubscribe(requestHeader(), {}))), Subscribe{});
}

TEST(Eventing, SubscribeWireShape) {
    const soap::Message message = parse(writeSubscribe(requestHeader(), fullSubscribe()));
    EXPECT_EQ(message.action(), kBase + "Subscribe");
    const xml::Node body = message.payload();
    EXPECT_TRUE(body.is(ns::kEventing, "Subscribe"));
    const xml::Node delivery = body.child(ns::kEventing, "Delivery");
    EXPECT_EQ(delivery.attribute("Mode"), uri::kModeEvents);
    EXPECT_TRUE(delivery.child(ns::kEventing, "NotifyTo"));
    EXPECT_EQ(delivery.child(ns::kWsman, "Heartbeats").text(), "PT30S");
    EXPECT_EQ(delivery.child(ns::kWsman, "ConnectionRetry").attribute("Total"), "5");
    EXPECT_EQ(delivery.child(ns::kWsman, "MaxEnvelopeSize").attribute("Policy"), "Notify");
    EXPECT_EQ(delivery.child(ns::kWsman, "Locale").attribute(ns::kXml, "lang"), "en-US");
    EXPECT_TRUE(body.child(ns::kWsman, "Filter"));
    EXPECT_FALSE(body.child(ns::kEventing, "Filter"));
    EXPECT_TRUE(body.child(ns::kWsman, "SendBookmarks"));
    EXPECT_TRUE(body.child(ns::kWsman, "Bookmark").child("urn:b", "L"));
    EXPECT_TRUE(body.child(ns::kEventing, "EndTo"));
}

TEST(Eventing, BadSubscribesAreRefused) {
    for (const char* body : {
             "<e:Subscribe/>",
             "<e:Subscribe><e:Delivery/><e:Delivery/></e:Subscribe>",
             "<e:Subscribe><e:Delivery/><e:Filter>a</e:Filter><w:Filter>a</w:Filter></e:Subscribe>",
             "<e:Subscribe><e:Delivery/><w:Filter>a<b/></w:Filter></e:Subscribe>",
             "<e:Subscribe><e:Delivery/><w:Bookmark>a<b/></w:Bookmark></e:Subscribe>",
             "<e:Subscribe><e:Delivery><w:Heartbeats>often</w:Heartbeats></e:Delivery></e:Subscribe>",
             "<e:Subscribe><e:Delivery><w:MaxElements>0</w:MaxElements></e:Delivery></e:Subscribe>",
             "<e:Subscribe><e:Delivery><w:MaxTime>-PT1S</w:MaxTime></e:Delivery></e:Subscribe>",
             "<e:Subscribe><e:Delivery><w:MaxEnvelopeSize>big</w:MaxEnvelopeSize></e:Delivery></e:Subscribe>",
             "<e:Subscribe><e:Delivery><w:ConnectionRetry "
             "Total='x'>PT1S</w:ConnectionRetry></e:Delivery></e:Subscribe>",
             "<e:Subscribe><e:Delivery><w:ConnectionRetry Total='1'/></e:Delivery></e:Subscribe>",
             "<e:Subscribe><e:Delivery><w:MaxTime>PT1S</w:MaxTime><w:MaxTime>PT1S</w:MaxTime></e:Delivery></"
             "e:Subscribe>",
             "<e:Subscribe><e:Delivery/><e:Other/></e:Subscribe>",
             "<Subscribe xmlns='urn:x'/>",
         }) {
        const auto read = readSubscribe(withBody(body));
        ASSERT_FALSE(read) << body;
        EXPECT_EQ(read.error().code, ErrorCode::kInvalidBody) << body;
        EXPECT_FALSE(read.error().where.empty()) << body;
    }
}

TEST(Eventing, SubscribeResponseSurvivesARoundTrip) {
    SubscribeResponse response{fanEpr(), "PT1H", "ctx&amp;1"};
    response.manager.extraParameters.emplace_back(
        R"(<e:Identifier xmlns:e="http://schemas.xmlsoap.org/ws/2004/08/eventing">uuid:1</e:Identifier>)");
    const soap::Message message = parse(writeSubscribeResponse(requestHeader(), "uuid:R", response));
    EXPECT_EQ(message.action(), kBase + "SubscribeResponse");
    EXPECT_TRUE(message.payload().child(ns::kEnumeration, "EnumerationContext"));
    const auto read = readSubscribeResponse(message);
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(*read, response);
    EXPECT_EQ(readSubscribeResponse(parse(writeSubscribeResponse(requestHeader(), "uuid:R", {fanEpr(), "", {}}))),
              (SubscribeResponse{fanEpr(), "", {}}));
    EXPECT_FALSE(readSubscribeResponse(withBody("<e:SubscribeResponse/>")));
}

TEST(Eventing, ReadsOmisPullSubscription) {
    const auto request = readSubscribe(recorded("omi_Subscribe_pull"));
    ASSERT_TRUE(request) << request.error().text();
    EXPECT_EQ(request->mode, uri::kModePull);
    EXPECT_EQ(request->heartbeats, seconds(3600));
    EXPECT_EQ(request->notifyTo->address, "http://127.0.0.1:9/x");
    EXPECT_EQ(request->expires, "PT600S");
    EXPECT_EQ(request->filter->text, "select * from Test_Indication");

    const auto response = readSubscribeResponse(recorded("omi_SubscribeResponse_pull"));
    ASSERT_TRUE(response) << response.error().text();
    EXPECT_EQ(response->context, "2093809667");
    EXPECT_EQ(response->manager.address, "");
    EXPECT_EQ(response->manager.resourceUri, "http://schemas.dmtf.org/wbem/wscim/1/*");
    ASSERT_EQ(response->manager.extraParameters.size(), 1u);
    EXPECT_NE(response->manager.extraParameters[0].find("2093809667"), std::string::npos);
}

TEST(Eventing, ManagementOfASubscription) {
    const soap::Message unsubscribe = parse(writeUnsubscribe(requestHeader()));
    EXPECT_EQ(unsubscribe.action(), kBase + "Unsubscribe");
    EXPECT_TRUE(unsubscribe.payload().is(ns::kEventing, "Unsubscribe"));
    const soap::Message renew = parse(writeRenew(requestHeader(), "PT2H"));
    EXPECT_EQ(renew.action(), kBase + "Renew");
    EXPECT_EQ(readExpires(renew), "PT2H");
    EXPECT_EQ(readExpires(parse(writeRenew(requestHeader(), ""))), "");
    const soap::Message status = parse(writeGetStatus(requestHeader()));
    EXPECT_EQ(status.action(), kBase + "GetStatus");
    EXPECT_TRUE(status.payload().is(ns::kEventing, "GetStatus"));

    const soap::Header request = requestHeader();
    const soap::Message gone = parse(writeUnsubscribeResponse(request, "uuid:R"));
    EXPECT_EQ(gone.action(), kBase + "UnsubscribeResponse");
    EXPECT_EQ(gone.body().childCount(), 0u);
    const soap::Message renewed = parse(writeRenewResponse(request, "uuid:R", "PT1H"));
    EXPECT_EQ(renewed.action(), kBase + "RenewResponse");
    EXPECT_EQ(readExpires(renewed), "PT1H");
    const soap::Message state = parse(writeGetStatusResponse(request, "uuid:R", "PT1M"));
    EXPECT_EQ(state.action(), kBase + "GetStatusResponse");
    EXPECT_EQ(readExpires(state), "PT1M");
    EXPECT_EQ(readExpires(withBody("<n:RenewResponse><n:Expires>PT9S</n:Expires></n:RenewResponse>")), "PT9S");
    EXPECT_FALSE(readExpires(withBody("<e:Unsubscribe/>")));
    EXPECT_FALSE(readExpires(recorded("omi_fault")));
}

const BodyWriter kAlert = [](xml::Writer& writer) { writer.start("t:Alert").declare("t", "urn:t").text("x").end(); };

TEST(Eventing, OneEventInItsMessage) {
    soap::Header header = requestHeader();
    header.ackRequested = true;
    header.bookmark = R"(<b:L xmlns:b="urn:b">1</b:L>)";
    header.machineId = "host.example";
    const soap::Message message = parse(writeEvent(header, "urn:alert", kAlert));
    EXPECT_EQ(message.action(), "urn:alert");
    EXPECT_TRUE(message.header().ackRequested);
    const auto events = readDelivery(message);
    ASSERT_TRUE(events) << events.error().text();
    ASSERT_EQ(events->size(), 1u);
    EXPECT_EQ((*events)[0].action, "urn:alert");
    EXPECT_EQ((*events)[0].bookmark, *header.bookmark);
    EXPECT_EQ((*events)[0].machineId, "host.example");
    EXPECT_TRUE((*events)[0].content.is("urn:t", "Alert"));
}

TEST(Eventing, ABatchOfEvents) {
    const soap::Message message = parse(writeEvents(requestHeader(), {{"urn:one", kAlert}, {"urn:two", kAlert}}));
    EXPECT_EQ(message.action(), action::kEvents);
    EXPECT_TRUE(message.payload().is(ns::kWsman, "Events"));
    const auto events = readDelivery(message);
    ASSERT_TRUE(events) << events.error().text();
    ASSERT_EQ(events->size(), 2u);
    EXPECT_EQ((*events)[0].action, "urn:one");
    EXPECT_EQ((*events)[1].action, "urn:two");
    EXPECT_TRUE((*events)[1].content.is("urn:t", "Alert"));
}

TEST(Eventing, ARenderedEventIsText) {
    const soap::Message message =
        withBody("<w:Events><w:Event Action='urn:a'><![CDATA[<Event/>]]></w:Event></w:Events>");
    const auto events = readDelivery(message);
    ASSERT_TRUE(events) << events.error().text();
    EXPECT_FALSE((*events)[0].content);
    EXPECT_EQ((*events)[0].text, "<Event/>");
}

TEST(Eventing, AHeartbeatHasNoContent) {
    const soap::Message alone = parse(writeHeartbeat(requestHeader()));
    const auto events = readDelivery(alone);
    ASSERT_TRUE(events);
    ASSERT_EQ(events->size(), 1u);
    EXPECT_EQ((*events)[0].action, action::kHeartbeat);
    EXPECT_FALSE((*events)[0].content);

    const soap::Message batched = parse(writeEvents(requestHeader(), {{std::string(action::kHeartbeat), {}}}));
    EXPECT_EQ(readDelivery(batched)->at(0).action, action::kHeartbeat);
    EXPECT_FALSE(readDelivery(batched)->at(0).content);
}

TEST(Eventing, BadDeliveriesAreRefused) {
    for (const char* body : {"<w:Events/>", "<w:Events><w:Event/></w:Events>",
                             "<w:Events><x xmlns='urn:x'/></w:Events>", "<a xmlns='urn:a'/><b xmlns='urn:a'/>"}) {
        const auto events = readDelivery(withBody(body));
        ASSERT_FALSE(events) << body;
        EXPECT_EQ(events.error().code, ErrorCode::kInvalidBody);
    }
    EXPECT_FALSE(readDelivery(recorded("omi_fault")));
}

TEST(Eventing, AnAckAnswersTheDelivery) {
    soap::Header delivery = requestHeader();
    delivery.replyTo->address = "http://127.0.0.1:7/ack";
    delivery.replyTo->extraParameters.emplace_back(R"(<x:Cookie xmlns:x="urn:x">7</x:Cookie>)");
    const soap::Message ack = parse(writeAck(delivery, "uuid:R"));
    EXPECT_EQ(ack.action(), action::kAck);
    EXPECT_EQ(ack.header().to, "http://127.0.0.1:7/ack");
    EXPECT_EQ(ack.header().relatesTo, delivery.messageId);
    EXPECT_EQ(ack.header().messageId, "uuid:R");
    EXPECT_TRUE(ack.headerElement().child("urn:x", "Cookie"));
    EXPECT_EQ(ack.body().childCount(), 0u);
}

TEST(Eventing, SubscriptionEndSurvivesARoundTrip) {
    const SubscriptionEnd end{fanEpr(), "SourceShuttingDown", "going < away"};
    const soap::Message message = parse(writeSubscriptionEnd(requestHeader(), end));
    EXPECT_EQ(message.action(), kBase + "SubscriptionEnd");
    EXPECT_EQ(message.payload().child(ns::kEventing, "Status").text(), kBase + "SourceShuttingDown");
    const auto read = readSubscriptionEnd(message);
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(*read, end);
    EXPECT_EQ(readSubscriptionEnd(withBody("<e:SubscriptionEnd><e:Status>e:DeliveryFailure</e:Status>"
                                           "</e:SubscriptionEnd>"))
                  ->status,
              "DeliveryFailure");
    EXPECT_FALSE(readSubscriptionEnd(withBody("<e:SubscriptionEnd/>")));
}

}  // namespace
}  // namespace wsman::ops
