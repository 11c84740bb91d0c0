#include "mockserver/repository/events/event_hub.h"

#include <thread>

#include "mockserver/repository/events/eventing_for_test.h"

namespace mockserver::repository {
namespace {

using namespace test;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
namespace action = wsman::action;
namespace ops = wsman::ops;
namespace uri = wsman::uri;

TEST_F(Eventing, PushBringsIntrinsicEventsThatTheQueryWants) {
    TestSink sink;
    ASSERT_EQ(faultOf(subscribe("", sink.url(),
                                wql("SELECT * FROM __InstanceOperationEvent WITHIN 1 WHERE TargetInstance "
                                    "ISA 'Lab_Machine' AND TargetInstance.Name LIKE 'x%'"))),
              "");
    create("other");
    create("x1");
    ASSERT_TRUE(lab->repository->modify("", texts("Lab_Machine", {{"Name", "x1"}}), texts("", {{"Owner", "eve"}}), {}));
    ASSERT_TRUE(lab->repository->remove("", texts("Lab_Machine", {{"Name", "x1"}})));
    const auto got = sink.wait(3);
    ASSERT_EQ(got.size(), 3U);
    EXPECT_THAT(got[0].text, HasSubstr("__InstanceCreationEvent"));
    EXPECT_THAT(got[1].text, HasSubstr("PreviousInstance"));
    EXPECT_THAT(got[2].text, HasSubstr("__InstanceDeletionEvent"));
    EXPECT_THAT(got[0].text, HasSubstr(">c1<")) << "reference parameters become headers (R10.2.1-5)";
    EXPECT_THAT(got[0].text, testing::Not(HasSubstr("AckRequested")));
    const auto info = hub->subscriptions();
    ASSERT_EQ(info.size(), 1U);
    EXPECT_EQ(info[0].sink, sink.url());
    EXPECT_THAT(info[0].query, HasSubstr("__InstanceOperationEvent"));
}

TEST_F(Eventing, EveryDeliveryModeBringsWhatIsRaised) {
    for (const auto mode : {uri::kModePush, uri::kModePushWithAck, uri::kModeEvents}) {
        TestSink sink;
        ASSERT_EQ(faultOf(subscribe(std::string(mode), sink.url(), wql("SELECT Level FROM Lab_Alarm WHERE Level > 2"))),
                  "");
        EXPECT_EQ(*hub->raise("root/lab", texts("Lab_Alarm", {{"Machine", "a"}, {"Level", "2"}})), 0U);
        EXPECT_EQ(*hub->raise("root/lab", texts("Lab_Alarm", {{"Machine", "a"}, {"Level", "3"}})), 1U);
        const auto got = sink.wait(1);
        ASSERT_EQ(got.size(), 1U) << mode;
        EXPECT_EQ(got[0].action, mode == uri::kModeEvents ? action::kEvents : action::kEvent);
        EXPECT_THAT(got[0].text, HasSubstr(">3<"));
        EXPECT_THAT(got[0].text, testing::Not(HasSubstr("Machine>"))) << "the query does not select it";
        EXPECT_TRUE(hub->flush(5s));
        EXPECT_EQ(hub->subscriptions().at(0).delivered, 1U);
        EXPECT_TRUE(hub->cancel(hub->subscriptions().at(0).id));
    }
    const auto context = pullContext(wql("SELECT * FROM Lab_Alarm"));
    ASSERT_TRUE(hub->raise("root/lab", texts("Lab_Alarm", {{"Level", "9"}})));
    const auto read = ops::readEnumerationReply(pull(context));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->items.size(), 1U);
    EXPECT_FALSE(read->endOfSequence);
    EXPECT_EQ(faultOf(pull(context)), "wsman:TimedOut");
    ASSERT_TRUE(hub->raise("root/lab", texts("Lab_Alarm", {{"Level", "9"}})));
    EXPECT_EQ(faultOf(pull(context)), "") << "a time-out leaves the context alive (R10.2.9.5-5)";
}

TEST_F(Eventing, BatchesKeepToTheirBounds) {
    TestSink sink;
    ASSERT_EQ(faultOf(subscribe(std::string(uri::kModeEvents), sink.url(), wql("SELECT * FROM Lab_Alarm"),
                                "<w:MaxElements>10</w:MaxElements><w:MaxTime>PT0.4S</w:MaxTime>")),
              "");
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < 25; ++i) {
        ASSERT_TRUE(hub->raise("root/lab", texts("Lab_Alarm", {{"Level", std::to_string(i)}})));
    }
    const auto got = sink.wait(3);
    ASSERT_EQ(got.size(), 3U);
    EXPECT_EQ(got[0].events.size() + got[1].events.size() + got[2].events.size(), 25U);
    EXPECT_EQ(got[0].events.size(), 10U);
    EXPECT_LT(got[0].time - begin, 300ms) << "a full batch does not wait";
    EXPECT_GE(got[2].time - begin, 300ms) << "one that is not full does";
}

TEST_F(Eventing, ABatchWaitsForTheAckOfTheOneBefore) {
    std::atomic<int> inside{0};
    std::atomic<int> most{0};
    TestSink sink([&](const HttpRequest&, const wsman::soap::Message&) -> std::optional<HttpReply> {
        most = std::max<int>(most, ++inside);
        std::this_thread::sleep_for(50ms);
        --inside;
        return std::nullopt;
    });
    ASSERT_EQ(faultOf(subscribe(std::string(uri::kModePushWithAck), sink.url(), wql("SELECT * FROM Lab_Alarm"))), "");
    for (int i = 0; i < 4; ++i) {
        ASSERT_TRUE(hub->raise("root/lab", texts("Lab_Alarm", {{"Level", "1"}})));
    }
    EXPECT_EQ(sink.wait(4).size(), 4U);
    EXPECT_EQ(most, 1);
}

TEST_F(Eventing, HeartbeatsComeAloneAndInTime) {
    TestSink sink;
    ASSERT_EQ(faultOf(subscribe(std::string(uri::kModeEvents), sink.url(), wql("SELECT * FROM Lab_Alarm"),
                                "<w:Heartbeats>PT0.3S</w:Heartbeats>")),
              "");
    const auto got = sink.wait(4);
    ASSERT_GE(got.size(), 4U);
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_THAT(got[i].events, ElementsAre(std::string(action::kHeartbeat)));
        if (i > 0) {
            EXPECT_LT(got[i].time - got[i - 1].time, 450ms);
        }
    }
}

TEST_F(Eventing, ABookmarkGoesOnWithoutLossOrRepetition) {
    const std::string query = wql("SELECT * FROM __InstanceCreationEvent WHERE TargetInstance ISA 'Lab_Machine'");
    const auto first = pullContext(query + "<w:SendBookmarks/>");
    std::thread creator([&] {
        for (int i = 0; i < 300; ++i) {
            create("n" + std::to_string(i));
        }
    });
    std::vector<std::string> names;
    std::string context = first;
    const auto take = [&](const wsman::soap::Message& reply) {
        const auto read = ops::readEnumerationReply(reply);
        if (!read) {
            return std::string();
        }
        for (const auto item : read->items) {
            names.push_back(item.childLocal("TargetInstance").childLocal("Name").text());
        }
        return reply.header().bookmark.value_or("");
    };
    // Comes back three times, each time with the last bookmark that it has.
    for (int life = 0; life < 3; ++life) {
        std::string bookmark;
        for (int i = 0; i < 4; ++i) {
            const auto got = take(pull(context, 7));
            bookmark = got.empty() ? bookmark : got;
        }
        ASSERT_NE(bookmark, "");
        context = pullContext(query + "<w:Bookmark>" + bookmark + "</w:Bookmark><w:SendBookmarks/>");
    }
    creator.join();
    while (names.size() < 300) {
        const auto before = names.size();
        take(pull(context, 50));
        ASSERT_GT(names.size(), before);
    }
    ASSERT_EQ(names.size(), 300U);
    for (int i = 0; i < 300; ++i) {
        EXPECT_EQ(names[static_cast<std::size_t>(i)], "n" + std::to_string(i));
    }
    const auto earliest = pullContext(query + "<w:Bookmark>" + std::string(uri::kBookmarkEarliest) + "</w:Bookmark>");
    EXPECT_EQ(ops::readEnumerationReply(pull(earliest, 1000))->items.size(), 300U);
}

TEST_F(Eventing, BadBookmarksAreRefused) {
    begin({.logLength = 5});
    const std::string query = wql("SELECT * FROM Lab_Alarm");
    const auto context = pullContext(query + "<w:SendBookmarks/>");
    ASSERT_TRUE(hub->raise("root/lab", texts("Lab_Alarm", {{"Level", "1"}})));
    const auto bookmark = pull(context).header().bookmark.value_or("");
    for (int i = 0; i < 10; ++i) {
        ASSERT_TRUE(hub->raise("root/lab", texts("Lab_Alarm", {{"Level", "1"}})));
    }
    const auto with = [&](const std::string& text) {
        return faultOf(subscribe(std::string(uri::kModePull), "", query + "<w:Bookmark>" + text + "</w:Bookmark>"));
    };
    EXPECT_EQ(with(bookmark), "wsman:InvalidBookmark/Expired");
    EXPECT_EQ(with("nonsense"), "wsman:InvalidBookmark/InvalidFormat");
    EXPECT_EQ(with("text<x/>"), "wsman:InvalidBookmark/InvalidFormat");
}

TEST_F(Eventing, WhatIsTooMuchIsDroppedAndToldInItsPlace) {
    begin({.queueLength = 3});
    const auto context = pullContext(wql("SELECT * FROM Lab_Alarm"));
    for (int i = 0; i < 8; ++i) {
        ASSERT_TRUE(hub->raise("root/lab", texts("Lab_Alarm", {{"Level", std::to_string(i)}})));
    }
    auto message = pull(context);
    const auto read = ops::readEnumerationReply(message);
    ASSERT_TRUE(read);
    ASSERT_EQ(read->items.size(), 4U);
    EXPECT_TRUE(read->items[3].is(wsman::ns::kWsman, "DroppedEvents"));
    EXPECT_EQ(read->items[3].text(), "5");
    EXPECT_EQ(hub->subscriptions().at(0).dropped, 5U);

    TestSink sink;
    begin({});
    const std::string big(9000, 'm');
    ASSERT_EQ(faultOf(subscribe("", sink.url(), wql("SELECT * FROM Lab_Alarm"),
                                "<w:MaxEnvelopeSize>8192</w:MaxEnvelopeSize>")),
              "");
    ASSERT_TRUE(hub->raise("root/lab", texts("Lab_Alarm", {{"Machine", big}})));
    EXPECT_THAT(sink.wait(1).at(0).text, HasSubstr("DroppedEvents"));
    TestSink skipping;
    ASSERT_EQ(faultOf(subscribe("", skipping.url(), wql("SELECT * FROM Lab_Alarm"),
                                "<w:MaxEnvelopeSize Policy=\"Skip\">8192</w:MaxEnvelopeSize>")),
              "");
    ASSERT_TRUE(hub->raise("root/lab", texts("Lab_Alarm", {{"Machine", big}})));
    ASSERT_TRUE(hub->raise("root/lab", texts("Lab_Alarm", {{"Machine", "small"}})));
    EXPECT_THAT(skipping.wait(1).at(0).text, HasSubstr("small"));
}

TEST_F(Eventing, SubscriptionsAreRenewedExpireAndEnd) {
    TestSink sink;
    endTo = "<e:EndTo><a:Address>" + sink.url() + "/end</a:Address></e:EndTo>";
    const auto reply = subscribe("", sink.url(), wql("SELECT * FROM Lab_Alarm") + "<e:Expires>PT60S</e:Expires>");
    EXPECT_EQ(childText(reply, "Expires"), "PT1M");
    const auto id = identifier(reply);
    EXPECT_EQ(manage(action::kRenew, "Renew", id, "<e:Expires>PT10M</e:Expires>"), "PT10M");
    EXPECT_THAT(manage(action::kGetStatus, "GetStatus", id), testing::StartsWith("PT"));
    EXPECT_EQ(manage(action::kRenew, "Renew", id, "<e:Expires>-PT1S</e:Expires>"), "wse:InvalidExpirationTime");
    EXPECT_EQ(manage(action::kRenew, "Renew", "uuid:none"), "wse:InvalidMessage");
    EXPECT_EQ(manage(action::kUnsubscribe, "Unsubscribe", id), "");
    EXPECT_EQ(manage(action::kUnsubscribe, "Unsubscribe", id), "wse:InvalidMessage");

    ASSERT_EQ(faultOf(subscribe("", sink.url(), wql("SELECT * FROM Lab_Alarm") + "<e:Expires>PT0.2S</e:Expires>")), "");
    const auto got = sink.wait(1);
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0].action, action::kSubscriptionEnd);
    EXPECT_THAT(got[0].text, HasSubstr("SourceCanceling"));

    ASSERT_EQ(faultOf(subscribe("", sink.url(), wql("SELECT * FROM Lab_Alarm"))), "");
    hub.reset();
    EXPECT_THAT(sink.wait(2).at(1).text, HasSubstr("SourceShuttingDown"));
}

TEST_F(Eventing, ASinkThatFailsIsTriedAgainThenGivenUp) {
    std::atomic<int> refusals{2};
    TestSink sink([&](const HttpRequest&, const wsman::soap::Message&) -> std::optional<HttpReply> {
        return refusals-- > 0 ? std::optional(HttpReply{.status = 503}) : std::nullopt;
    });
    const std::string retry = "<w:ConnectionRetry Total=\"3\">PT0.05S</w:ConnectionRetry>";
    ASSERT_EQ(faultOf(subscribe("", sink.url(), wql("SELECT * FROM Lab_Alarm"), retry)), "");
    ASSERT_TRUE(hub->raise("root/lab", texts("Lab_Alarm", {{"Level", "1"}})));
    EXPECT_EQ(sink.wait(1).size(), 1U);

    TestSink ends;
    refusals = 1000;
    endTo = "<e:EndTo><a:Address>" + ends.url() + "</a:Address></e:EndTo>";
    const auto id = identifier(subscribe("", sink.url(), wql("SELECT * FROM Lab_Alarm"), retry));
    ASSERT_TRUE(hub->raise("root/lab", texts("Lab_Alarm", {{"Level", "1"}})));
    EXPECT_THAT(ends.wait(1).at(0).text, HasSubstr("DeliveryFailure"));
    EXPECT_EQ(manage(action::kRenew, "Renew", id), "wse:InvalidMessage") << "R10.2.3-2";
}

TEST_F(Eventing, DeliveryRefusedEndsItAtOnce) {
    TestSink sink([](const HttpRequest&, const wsman::soap::Message& message) -> std::optional<HttpReply> {
        const auto fault = wsman::soap::makeFault(wsman::soap::FaultId::kWsmanDeliveryRefused);
        return HttpReply{.status = 500,
                         .headers = {{"Content-Type", std::string(wsman::kContentTypeUtf8)}},
                         .body = wsman::soap::writeFaultMessage(fault, &message.header(), "uuid:r")};
    });
    ASSERT_EQ(faultOf(subscribe(std::string(uri::kModePushWithAck), sink.url(), wql("SELECT * FROM Lab_Alarm"))), "");
    ASSERT_TRUE(hub->raise("root/lab", texts("Lab_Alarm", {{"Level", "1"}})));
    const auto until = std::chrono::steady_clock::now() + 5s;
    while (!hub->subscriptions().empty() && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(10ms);
    }
    EXPECT_TRUE(hub->subscriptions().empty());
}

TEST_F(Eventing, ADeadSinkDoesNotDelayAnother) {
    TestSink slow([](const HttpRequest&, const wsman::soap::Message&) -> std::optional<HttpReply> {
        std::this_thread::sleep_for(1500ms);
        return std::nullopt;
    });
    TestSink fast;
    ASSERT_EQ(faultOf(subscribe("", slow.url(), wql("SELECT * FROM Lab_Alarm"))), "");
    ASSERT_EQ(faultOf(subscribe("", fast.url(), wql("SELECT * FROM Lab_Alarm"))), "");
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < 20; ++i) {
        ASSERT_TRUE(hub->raise("root/lab", texts("Lab_Alarm", {{"Level", "1"}})));
    }
    EXPECT_EQ(fast.wait(20).size(), 20U);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 1s);
}

TEST_F(Eventing, HttpsSinksWithAUserAndInUtf16) {
    TestSink sink(
        [](const HttpRequest& request, const wsman::soap::Message&) {
            return request.headers.get("Authorization").empty()
                       ? std::optional(HttpReply{.status = 401, .headers = {{"WWW-Authenticate", "Basic realm=\"r\""}}})
                       : std::nullopt;
        },
        true);
    const auto ca = std::filesystem::path(testing::TempDir()) / ("sink-" + std::to_string(::getpid()) + ".pem");
    std::ofstream(ca) << sink.certificate();
    EventOptions options;
    options.sinks.caFile = ca;
    begin(options);
    const std::string token =
        "<t:IssuedTokens xmlns:t=\"http://schemas.xmlsoap.org/ws/2005/02/trust\"><t:RequestSecurity"
        "TokenResponse><t:RequestedSecurityToken><u:UsernameToken xmlns:u=\"urn:u\"><u:Username>ann"
        "</u:Username><u:Password>secret</u:Password></u:UsernameToken></t:RequestedSecurityToken>"
        "</t:RequestSecurityTokenResponse></t:IssuedTokens>";
    ASSERT_EQ(faultOf(subscribe("", sink.url(), wql("SELECT * FROM Lab_Alarm"),
                                "<w:ContentEncoding>UTF-16</w:ContentEncoding>", token)),
              "");
    ASSERT_TRUE(hub->raise("root/lab", texts("Lab_Alarm", {{"Machine", "\xC3\xA4"}})));
    const auto got = sink.wait(1);
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0].authorization, "Basic YW5uOnNlY3JldA==");
    EXPECT_THAT(got[0].text, HasSubstr("\xC3\xA4"));
    std::filesystem::remove(ca);
}

TEST_F(Eventing, GroupsAreToldTogether) {
    const auto context =
        pullContext(wql("SELECT * FROM Lab_Alarm GROUP WITHIN 0.3 BY Machine HAVING NumberOfEvents > 1"));
    for (const char* name : {"a", "b", "a", "a"}) {
        ASSERT_TRUE(hub->raise("root/lab", texts("Lab_Alarm", {{"Machine", name}})));
    }
    const auto message = pull(context, 10, "PT5S");
    const auto read = ops::readEnumerationReply(message);
    ASSERT_TRUE(read);
    ASSERT_EQ(read->items.size(), 1U);
    EXPECT_EQ(read->items[0].localName(), "__AggregateEvent");
    EXPECT_EQ(read->items[0].childLocal("NumberOfEvents").text(), "3");
    EXPECT_EQ(read->items[0].childLocal("Representative").childLocal("Machine").text(), "a");
}

TEST_F(Eventing, WhatCannotBeSubscribedToIsRefused) {
    struct Row {
        std::string mode;
        std::string sink;
        std::string more;
        std::string inDelivery;
        const char* fault;
    };
    const std::string alarm = wql("SELECT * FROM Lab_Alarm");
    const std::string pull(uri::kModePull);
    const std::vector<Row> rows{
        {"urn:x", "http://127.0.0.1:9/", alarm, "", "wse:DeliveryModeRequestedUnavailable"},
        {"", "", alarm, "", "wsman:EventDeliverToUnusable"},
        {"", "ftp://x/", alarm, "", "wsman:EventDeliverToUnusable"},
        {pull, "", alarm, "<w:MaxElements>3</w:MaxElements>", "wsman:UnsupportedFeature/FormatMismatch"},
        {"", "http://127.0.0.1:9/", alarm, "<w:MaxElements>3</w:MaxElements>", "wsman:UnsupportedFeature/MaxElements"},
        {"", "http://127.0.0.1:9/", alarm, "<w:MaxTime>PT3S</w:MaxTime>", "wsman:UnsupportedFeature/MaxTime"},
        {pull, "", alarm, "<w:Heartbeats>PT3S</w:Heartbeats>", "wsman:UnsupportedFeature/Heartbeats"},
        {"", "http://127.0.0.1:9/", alarm, "<w:MaxEnvelopeSize Policy=\"Shrug\">9000</w:MaxEnvelopeSize>",
         "wsman:UnsupportedFeature/MaxEnvelopePolicy"},
        {pull, "", alarm + "<e:Expires>-PT1S</e:Expires>", "", "wse:InvalidExpirationTime"},
        {pull, "", "<w:Filter Dialect=\"urn:x\">a</w:Filter>", "", "wse:FilteringRequestedUnavailable"},
        {pull, "", wql("SELECT * FROM"), "", "wsman:CannotProcessFilter"},
        {pull, "", wql("SELECT Wings FROM Lab_Alarm"), "", "wsman:CannotProcessFilter"},
        {pull, "", wql("SELECT * FROM Lab_Machine"), "", "wse:EventSourceUnableToProcess"},
        {pull, "", "", "", "wse:EventSourceUnableToProcess"},
        {pull, "", "<w:Filter>A</w:Filter><e:Filter>A</e:Filter>", "", "wse:InvalidMessage"},
        {pull, "", "<w:Filter>A<b:B/></w:Filter>", "", "wse:EventSourceUnableToProcess"},
    };
    for (const auto& row : rows) {
        EXPECT_EQ(faultOf(subscribe(row.mode, row.sink, row.more, row.inDelivery)), row.fault)
            << row.mode << row.more << row.inDelivery;
    }
    const auto on = [&](const std::string& className, const std::string& filter) {
        return faultOf(lab->ask(action::kSubscribe, std::string(uri::kCimSchemaPrefix) + className, {},
                                "<e:Subscribe><e:Delivery Mode=\"" + pull + "\"/>" + filter + "</e:Subscribe>"));
    };
    EXPECT_EQ(on("Lab_Alarm", ""), "");
    EXPECT_EQ(on("Lab_Alarm", "<w:Filter>Level &gt; 2</w:Filter>"), "");
    EXPECT_EQ(
        on("Lab_Alarm", "<w:Filter Dialect=\"" + std::string(uri::kDialectSelector) +
                            "\"><w:SelectorSet><w:Selector Name=\"Level\">4</w:Selector></w:SelectorSet></w:Filter>"),
        "");
    EXPECT_EQ(on("Lab_Machine", ""), "wse:EventSourceUnableToProcess");
    EXPECT_EQ(on("Lab_Alarm", wql("SELECT * FROM __InstanceCreationEvent")), "wse:EventSourceUnableToProcess");
    // The three that were taken: one event for each filter that it fits.
    EXPECT_EQ(*hub->raise("root/lab", texts("Lab_Alarm", {{"Level", "4"}})), 3U);
    EXPECT_EQ(*hub->raise("root/lab", texts("Lab_Alarm", {{"Level", "3"}})), 2U);
    EXPECT_EQ(hub->raise("root/lab", texts("Lab_Machine", {{"Name", "x"}})).error().kind,
              StoreErrorKind::kNotSupported);
    EXPECT_EQ(hub->raise("root/none", texts("Lab_Alarm", {})).error().kind, StoreErrorKind::kNoNamespace);
}

TEST_F(Eventing, CimIndicationsAndQuotas) {
    begin({.maxSubscriptions = 2});
    const auto context =
        pullContext("<w:Filter Dialect=\"" + std::string(uri::kDialectCql) +
                    "\">SELECT * FROM CIM_InstModification WHERE SourceInstance ISA Lab_Machine AND "
                    "SourceInstance.Lab_Machine::Owner &lt;&gt; PreviousInstance.Lab_Machine::Owner</w:Filter>");
    const auto alpha = texts("Lab_Machine", {{"Name", "alpha"}});
    ASSERT_TRUE(lab->repository->modify("", alpha, texts("", {{"Tag", "t"}}), {}));
    ASSERT_TRUE(lab->repository->modify("", alpha, texts("", {{"Owner", "new"}}), {}));
    const auto message = pull(context);
    const auto read = ops::readEnumerationReply(message);
    ASSERT_TRUE(read);
    ASSERT_EQ(read->items.size(), 1U);
    EXPECT_THAT(read->items[0].outerXml(), HasSubstr("SourceInstanceModelPath"));
    EXPECT_EQ(faultOf(subscribe(std::string(uri::kModePull), "", wql("SELECT * FROM Lab_Alarm"))), "");
    EXPECT_EQ(faultOf(subscribe(std::string(uri::kModePull), "", wql("SELECT * FROM Lab_Alarm"))), "wsman:QuotaLimit");
    EXPECT_EQ(faultOf(lab->ask(action::kRelease, kAll, {},
                               "<n:Release><n:EnumerationContext>" + context + "</n:EnumerationContext></n:Release>")),
              "");
    EXPECT_EQ(faultOf(pull(context)), "wsen:InvalidEnumerationContext");
}

}  // namespace
}  // namespace mockserver::repository
