#include "wsman/ops/enumeration.h"

#include <gmock/gmock.h>

#include "wsman/ops/test_messages.h"

namespace wsman::ops {
namespace {

using std::chrono::seconds;
using test::fanEpr;
using test::parse;
using test::recorded;
using test::requestHeader;
using test::withBody;

const std::string kBase = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/";

Enumerate fullEnumerate() {
    Enumerate request;
    request.filter =
        Filter{.dialect = std::string(uri::kDialectWql), .text = "select * from A where B < 3 and C = '&'"};
    request.expires = "PT5M";
    request.endTo = fanEpr();
    request.optimize = true;
    request.maxElements = 20;
    request.mode = EnumerationMode::kObjectAndEpr;
    request.polymorphism = Polymorphism::kExcludeSubClassProperties;
    return request;
}

TEST(Enumeration, EnumerateSurvivesARoundTrip) {
    for (const EnumerationMode mode :
         {EnumerationMode::kObject, EnumerationMode::kEpr, EnumerationMode::kObjectAndEpr}) {
        for (const Polymorphism polymorphism : {Polymorphism::kIncludeSubClassProperties,
                                                Polymorphism::kExcludeSubClassProperties, Polymorphism::kNone}) {
            Enumerate request = fullEnumerate();
            request.mode = mode;
            request.polymorphism = polymorphism;
            const auto read = readEnumerate(parse(writeEnumerate(requestHeader(), request)));
            ASSERT_TRUE(read) << read.error().text();
            EXPECT_EQ(*read, request);
        }
    }
    EXPECT_EQ(readEnumerate(parse(writeEnumerate(requestHeader(), {}))), Enumerate{});
}

TEST(Enumeration, EnumerateWireShape) {
    const soap::Message message = parse(writeEnumerate(requestHeader(), fullEnumerate()));
    EXPECT_EQ(message.action(), kBase + "Enumerate");
    const xml::Node body = message.payload();
    EXPECT_TRUE(body.is(ns::kEnumeration, "Enumerate"));
    EXPECT_TRUE(body.child(ns::kWsman, "OptimizeEnumeration"));
    EXPECT_EQ(body.child(ns::kWsman, "MaxElements").text(), "20");
    EXPECT_FALSE(body.child(ns::kEnumeration, "MaxElements"));
    EXPECT_EQ(body.child(ns::kWsman, "EnumerationMode").text(), "EnumerateObjectAndEPR");
    EXPECT_EQ(body.child(ns::kCimBinding, "PolymorphismMode").text(), "ExcludeSubClassProperties");
    EXPECT_EQ(body.child(ns::kWsman, "Filter").attribute("Dialect"), uri::kDialectWql);
    EXPECT_EQ(body.child(ns::kEnumeration, "Expires").text(), "PT5M");
    EXPECT_TRUE(body.child(ns::kEnumeration, "EndTo").child(ns::kAddressing, "Address"));
    EXPECT_EQ(parse(writeEnumerate(requestHeader(), {})).payload().childCount(), 0u);
}

TEST(Enumeration, PullSurvivesARoundTrip) {
    const Pull request{R"(<x:C xmlns:x="urn:x">1 &amp; 2</x:C>)", 5, 100000, seconds(90)};
    const soap::Message message = parse(writePull(requestHeader(), request));
    EXPECT_EQ(message.action(), kBase + "Pull");
    EXPECT_EQ(message.payload().child(ns::kEnumeration, "MaxElements").text(), "5");
    EXPECT_EQ(message.payload().child(ns::kEnumeration, "MaxTime").text(), "PT1M30S");
    const auto read = readPull(message);
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(*read, request);
    EXPECT_EQ(readPull(parse(writePull(requestHeader(), {"a&amp;b", {}, {}, {}}))), (Pull{"a&amp;b", {}, {}, {}}));
}

TEST(Enumeration, ContextRequests) {
    const soap::Message release = parse(writeRelease(requestHeader(), "ctx&lt;1"));
    EXPECT_EQ(release.action(), kBase + "Release");
    EXPECT_EQ(readEnumerationContext(release), "ctx&lt;1");
    const soap::Message renew = parse(writeEnumerationRenew(requestHeader(), "c", "PT1H"));
    EXPECT_EQ(renew.action(), kBase + "Renew");
    EXPECT_EQ(readEnumerationContext(renew), "c");
    EXPECT_EQ(renew.payload().child(ns::kEnumeration, "Expires").text(), "PT1H");
    const soap::Message status = parse(writeEnumerationGetStatus(requestHeader(), "c"));
    EXPECT_EQ(status.action(), kBase + "GetStatus");
    EXPECT_EQ(readEnumerationContext(status), "c");
}

const BodyWriter kTwoItems = [](xml::Writer& writer) {
    writer.start("f:A").declare("f", "urn:f").end();
    writer.start("f:B").declare("f", "urn:f").end();
};

TEST(Enumeration, EnumerateResponseUsesWsmanItems) {
    const soap::Header request = requestHeader();
    const soap::Message message =
        parse(writeEnumerateResponse(request, "uuid:R", {.context = "c1", .items = kTwoItems, .expires = "PT10M"}));
    EXPECT_EQ(message.action(), kBase + "EnumerateResponse");
    EXPECT_EQ(message.payload().child(ns::kWsman, "Items").childCount(), 2u);
    EXPECT_FALSE(message.payload().child(ns::kEnumeration, "Items"));
    const auto read = readEnumerationReply(message);
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(read->context, "c1");
    EXPECT_EQ(read->expires, "PT10M");
    EXPECT_EQ(read->items.size(), 2u);
    EXPECT_FALSE(read->endOfSequence);
}

TEST(Enumeration, AFinishedEnumerateResponseHasAnEmptyContext) {
    const soap::Message message =
        parse(writeEnumerateResponse(requestHeader(), "uuid:R", {.context = "stale", .endOfSequence = true}));
    EXPECT_TRUE(message.payload().child(ns::kWsman, "EndOfSequence"));
    const auto read = readEnumerationReply(message);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->context, "");
    EXPECT_TRUE(read->endOfSequence);
    EXPECT_FALSE(message.payload().child(ns::kWsman, "Items"));
}

TEST(Enumeration, PullResponseUsesWsenItems) {
    const soap::Message message = parse(
        writePullResponse(requestHeader(), "uuid:R", {.context = "c2", .items = kTwoItems, .endOfSequence = false}));
    EXPECT_EQ(message.action(), kBase + "PullResponse");
    EXPECT_EQ(message.payload().child(ns::kEnumeration, "Items").childCount(), 2u);
    EXPECT_EQ(readEnumerationReply(message)->context, "c2");
}

TEST(Enumeration, ALastPullResponseHasNoContext) {
    const soap::Message message = parse(writePullResponse(
        requestHeader(), "uuid:R", {.context = "c2", .writeEmptyItems = true, .endOfSequence = true}));
    EXPECT_FALSE(message.payload().child(ns::kEnumeration, "EnumerationContext")) << "R8.4-8";
    EXPECT_TRUE(message.payload().child(ns::kEnumeration, "EndOfSequence"));
    EXPECT_TRUE(message.payload().child(ns::kEnumeration, "Items"));
    const auto read = readEnumerationReply(message);
    EXPECT_EQ(read->context, std::nullopt);
    EXPECT_TRUE(read->items.empty());
}

TEST(Enumeration, ItemsAreReadInEitherNamespace) {
    const soap::Message mixed = withBody(
        "<n:EnumerateResponse><n:EnumerationContext/><n:Items><f xmlns='urn:f'/></n:Items><n:EndOfSequence/>"
        "</n:EnumerateResponse>");
    const auto read = readEnumerationReply(mixed);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->items.size(), 1u);
    EXPECT_TRUE(read->endOfSequence);
}

TEST(Enumeration, StatusReplies) {
    soap::Header request = requestHeader();
    EXPECT_EQ(parse(writeReleaseResponse(request, "uuid:R")).action(), kBase + "ReleaseResponse");
    EXPECT_EQ(parse(writeReleaseResponse(request, "uuid:R")).body().childCount(), 0u);
    request.action = soap::Marked<std::string>{kBase + "GetStatus", true};
    const soap::Message status = parse(writeEnumerationStatusResponse(request, "uuid:R", "PT3S"));
    EXPECT_EQ(status.action(), kBase + "GetStatusResponse");
    EXPECT_TRUE(status.payload().is(ns::kEnumeration, "GetStatusResponse"));
    request.action = soap::Marked<std::string>{kBase + "Renew", true};
    const soap::Message renewed = parse(writeEnumerationStatusResponse(request, "uuid:R", "PT3S"));
    EXPECT_TRUE(renewed.payload().is(ns::kEnumeration, "RenewResponse"));
    EXPECT_EQ(renewed.payload().child(ns::kEnumeration, "Expires").text(), "PT3S");
}

struct BadBody {
    const char* body;
    const char* where;
};

TEST(Enumeration, BadEnumerateBodiesAreRefusedWithTheirPlace) {
    const std::string root = "/s:Envelope/s:Body/n:Enumerate";
    for (const BadBody& row : {
             BadBody{"<n:Enumerate><w:Filter>a</w:Filter><n:Filter>a</n:Filter></n:Enumerate>", "/n:Filter"},
             BadBody{"<n:Enumerate><w:Filter>a<b/></w:Filter></n:Enumerate>", "/w:Filter"},
             BadBody{"<n:Enumerate><w:Filter><b/><c/></w:Filter></n:Enumerate>", "/w:Filter"},
             BadBody{"<n:Enumerate><w:MaxElements>0</w:MaxElements></n:Enumerate>", "/w:MaxElements"},
             BadBody{"<n:Enumerate><w:MaxElements>-1</w:MaxElements></n:Enumerate>", "/w:MaxElements"},
             BadBody{"<n:Enumerate><w:MaxElements>x</w:MaxElements></n:Enumerate>", "/w:MaxElements"},
             BadBody{"<n:Enumerate><w:MaxElements/></n:Enumerate>", "/w:MaxElements"},
             BadBody{"<n:Enumerate><n:MaxElements>1</n:MaxElements></n:Enumerate>", "/n:MaxElements"},
             BadBody{"<n:Enumerate><w:EnumerationMode>Bogus</w:EnumerationMode></n:Enumerate>", "/w:EnumerationMode"},
             BadBody{"<n:Enumerate><b:PolymorphismMode>Deep</b:PolymorphismMode></n:Enumerate>", "/b:PolymorphismMode"},
             BadBody{"<n:Enumerate><n:Expires>PT1S</n:Expires><n:Expires>PT1S</n:Expires></n:Enumerate>",
                     "/n:Expires[2]"},
             BadBody{"<n:Enumerate>text</n:Enumerate>", ""},
         }) {
        const auto read = readEnumerate(withBody(row.body));
        ASSERT_FALSE(read) << row.body;
        EXPECT_EQ(read.error().code, ErrorCode::kInvalidBody) << row.body;
        EXPECT_EQ(read.error().where, root + row.where) << row.body;
    }
    const auto other = readEnumerate(withBody("<Enumerate xmlns='urn:x'/>"));
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().where, "/s:Envelope/s:Body/Enumerate");
    EXPECT_FALSE(readEnumerate(withBody("<n:Enumerate/><n:Enumerate/>")));
    EXPECT_FALSE(readEnumerate(withBody("")));
}

TEST(Enumeration, BadPullBodiesAreRefused) {
    for (const char* body : {
             "<n:Pull/>",
             "<n:Pull><n:EnumerationContext>c</n:EnumerationContext><n:MaxElements>0</n:MaxElements></n:Pull>",
             "<n:Pull><n:EnumerationContext>c</n:EnumerationContext><n:MaxCharacters>many</n:MaxCharacters></n:Pull>",
             "<n:Pull><n:EnumerationContext>c</n:EnumerationContext><n:MaxTime>5 s</n:MaxTime></n:Pull>",
             "<n:Pull><n:EnumerationContext>c</n:EnumerationContext><n:MaxTime>-PT5S</n:MaxTime></n:Pull>",
             "<n:Pull><n:EnumerationContext>c</n:EnumerationContext><n:Other/></n:Pull>",
             "<n:Release><n:EnumerationContext>c</n:EnumerationContext></n:Release>",
         }) {
        const auto read = readPull(withBody(body));
        ASSERT_FALSE(read) << body;
        EXPECT_EQ(read.error().code, ErrorCode::kInvalidBody) << body;
        EXPECT_FALSE(read.error().where.empty()) << body;
    }
    EXPECT_FALSE(readEnumerationContext(withBody("<n:Release/>")));
    EXPECT_FALSE(readEnumerationReply(recorded("omi_fault")));
}

TEST(Enumeration, LargeCountsSaturate) {
    const auto read =
        readPull(withBody("<n:Pull><n:EnumerationContext>c</n:EnumerationContext>"
                          "<n:MaxElements>99999999999999999999999</n:MaxElements></n:Pull>"));
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(read->maxElements, std::numeric_limits<std::uint64_t>::max());
}

TEST(Enumeration, ExtensionsOfOtherNamespacesPass) {
    EXPECT_TRUE(readEnumerate(withBody("<n:Enumerate><x xmlns='urn:x'/></n:Enumerate>")));
}

TEST(Enumeration, ItemsAreObjectsEprsOrBoth) {
    const soap::Message message = recorded("omi_EnumerateResponse_objepr");
    const auto reply = readEnumerationReply(message);
    ASSERT_EQ(reply->items.size(), 5u);
    const auto both = readItem(reply->items[4]);
    ASSERT_TRUE(both) << both.error().text();
    EXPECT_EQ(both->object.localName(), "MSFT_President");
    ASSERT_TRUE(both->epr);
    EXPECT_EQ(both->epr->selectors.find("Key")->value, "5");

    const soap::Message eprs = recorded("omi_EnumerateResponse_epr");
    const auto epr = readItem(readEnumerationReply(eprs)->items.at(1));
    ASSERT_TRUE(epr) << epr.error().text();
    EXPECT_FALSE(epr->object);
    EXPECT_EQ(epr->epr->selectors.find("Key")->value, "2");

    const soap::Message objects = recorded("omi_EnumerateResponse_assoc");
    const auto object = readItem(readEnumerationReply(objects)->items.at(2));
    EXPECT_EQ(object->object.localName(), "X_NumberWorld");
    EXPECT_FALSE(object->epr);
}

TEST(Enumeration, BadItemsAreRefused) {
    EXPECT_FALSE(readItem({}));
    for (const char* item : {"<w:Item/>", "<w:Item><a xmlns='urn:x'/><b xmlns='urn:x'/></w:Item>",
                             "<w:Item><a:EndpointReference><a:Address>u</a:Address></a:EndpointReference>"
                             "<a:EndpointReference><a:Address>u</a:Address></a:EndpointReference></w:Item>"}) {
        const soap::Message message = withBody(item);
        const auto read = readItem(message.payload());
        ASSERT_FALSE(read) << item;
        EXPECT_EQ(read.error().code, ErrorCode::kInvalidBody);
    }
}

TEST(Enumeration, ReadsRecordedRequests) {
    EXPECT_EQ(readEnumerate(recorded("amt_Enumerate")), Enumerate{});
    EXPECT_EQ(readEnumerate(recorded("omi_Enumerate_plain")), Enumerate{});
    const auto optimized = readEnumerate(recorded("omi_Enumerate_optimized"));
    ASSERT_TRUE(optimized) << optimized.error().text();
    EXPECT_TRUE(optimized->optimize);
    EXPECT_EQ(optimized->maxElements, 7u);
    EXPECT_EQ(readEnumerate(recorded("omi_Enumerate_epr"))->mode, EnumerationMode::kEpr);
    EXPECT_EQ(readEnumerate(recorded("omi_Enumerate_objepr"))->mode, EnumerationMode::kObjectAndEpr);
    EXPECT_EQ(readPull(recorded("amt_Pull")), (Pull{"ctx-1", 999, 99999, {}}));
    EXPECT_EQ(readPull(recorded("omi_Pull")), (Pull{"2557018112", 7, {}, {}}));
}

// OMI sends a context with EndOfSequence too, against R8.2.3-5 and R8.4-8.
TEST(Enumeration, ReadsRecordedReplies) {
    struct Row {
        const char* name;
        std::size_t items;
        bool end;
        bool context;
    };
    for (const Row& row :
         {Row{"omi_EnumerateResponse_plain", 0, false, true}, Row{"omi_EnumerateResponse_optimized", 7, false, true},
          Row{"omi_EnumerateResponse_refs", 0, true, true}, Row{"omi_EnumerateResponse_assoc", 3, true, true},
          Row{"omi_PullResponse_more", 7, false, true}, Row{"omi_PullResponse_last", 6, true, true}}) {
        const soap::Message message = recorded(row.name);
        const auto read = readEnumerationReply(message);
        ASSERT_TRUE(read) << row.name << ": " << read.error().text();
        EXPECT_EQ(read->items.size(), row.items) << row.name;
        EXPECT_EQ(read->endOfSequence, row.end) << row.name;
        EXPECT_EQ(read->context.has_value(), row.context) << row.name;
    }
}

TEST(Enumeration, FaultsFollowTheClause) {
    const auto faultOf = [](const char* body) {
        const auto read = readEnumerate(withBody(body));
        return read ? soap::Fault{} : faultForEnumeration(read.error());
    };
    const soap::Fault filter = faultOf("<n:Enumerate><w:Filter>a<b/></w:Filter></n:Enumerate>");
    ASSERT_TRUE(filter.info());
    EXPECT_EQ(filter.info()->name, "wsen:CannotProcessFilter");
    const soap::Fault mode = faultOf("<n:Enumerate><w:EnumerationMode>B</w:EnumerationMode></n:Enumerate>");
    EXPECT_EQ(mode.info()->name, "wsman:UnsupportedFeature");
    EXPECT_EQ(mode.faultDetail, std::string(uri::kFaultDetailPrefix) + "EnumerationMode");
    const soap::Fault deep = faultOf("<n:Enumerate><b:PolymorphismMode>B</b:PolymorphismMode></n:Enumerate>");
    EXPECT_EQ(deep.info()->name, "wsmb:PolymorphismModeNotSupported");
    const soap::Fault other = faultOf("<n:Enumerate><w:MaxElements>0</w:MaxElements></n:Enumerate>");
    EXPECT_EQ(other.info()->name, "wsman:SchemaValidationError");
}

}  // namespace
}  // namespace wsman::ops
