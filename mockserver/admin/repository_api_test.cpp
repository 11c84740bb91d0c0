#include "mockserver/admin/admin_for_test.h"

namespace mockserver::admin {
namespace {

using testing::HasSubstr;

TEST_F(Admin, HasNothingAboutARepositoryThatIsNotThere) {
    EXPECT_EQ(status("GET", "/api/v1/repository"), 404);
    EXPECT_EQ(status("GET", "/api/v1/subscriptions"), 404);
    EXPECT_EQ(status("POST", "/api/v1/events", R"({"class": "X"})"), 404);
}

TEST_F(Admin, ShowsTheRepositoryAndRaisesEvents) {
    admin_.reset();
    MockServerOptions options;
    options.repository = "builtin:win32";
    auto started = MockServer::start(options);
    ASSERT_TRUE(started) << started.error().text();
    mock_ = std::move(*started);
    serve({});
    const auto space = get("/api/v1/repository")["namespaces"][0];
    EXPECT_EQ(space["name"], "root/cimv2");
    EXPECT_EQ(space["instances"], 72);
    EXPECT_TRUE(get("/api/v1/subscriptions")["subscriptions"].empty());

    // A subscription by the wire, for pulling.
    const std::string subscribe =
        R"(<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" xmlns:e="http://schemas.xmlsoap.org/ws/2004/08/eventing"><s:Header><a:To>x</a:To><a:Action>http://schemas.xmlsoap.org/ws/2004/08/eventing/Subscribe</a:Action><a:MessageID>uuid:1</a:MessageID><a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo><w:ResourceURI>http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/Win32_ProcessStartTrace</w:ResourceURI></s:Header><s:Body><e:Subscribe><e:Delivery Mode="http://schemas.dmtf.org/wbem/wsman/1/wsman/Pull"/></e:Subscribe></s:Body></s:Envelope>)";
    ASSERT_EQ(RawClient(mock_->port()).exchange(RawClient::post(subscribe)).status, 200);
    const auto listed = get("/api/v1/subscriptions")["subscriptions"];
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0]["query"], "Win32_ProcessStartTrace");

    EXPECT_EQ(status("POST", "/api/v1/events",
                     R"({"class": "Win32_ProcessStartTrace", "properties": {"ProcessName": "x.exe"}})"),
              202);
    EXPECT_THAT(last_, HasSubstr("\"subscriptions\":1"));
    EXPECT_EQ(get("/api/v1/subscriptions")["subscriptions"][0]["queued"], 1);
    EXPECT_EQ(status("POST", "/api/v1/events", R"({"class": "Win32_Service"})"), 422);
    EXPECT_EQ(status("POST", "/api/v1/events", R"({"class": "Win32_ProcessStartTrace", "properties": {"Wings": 2}})"),
              422);
    EXPECT_EQ(status("POST", "/api/v1/events", R"({"class": 5})"), 422);
    EXPECT_EQ(status("POST", "/api/v1/events", "nonsense"), 422);
    EXPECT_EQ(status("DELETE", "/api/v1/subscriptions/" + listed[0]["id"].get<std::string>()), 204);
    EXPECT_EQ(status("DELETE", "/api/v1/subscriptions/none"), 404);
    const std::string spooler = R"({"class": "Win32_Service", "keys": {"Name": "Spooler"}, "locked": )";
    EXPECT_EQ(status("POST", "/api/v1/locks", spooler + "true}"), 204);
    EXPECT_EQ(status("POST", "/api/v1/locks", spooler + "false}"), 204);
    EXPECT_EQ(status("POST", "/api/v1/locks", R"({"class": "Win32_Service", "keys": {"Name": "none"}})"), 422);
    EXPECT_EQ(status("POST", "/api/v1/locks", R"({"class": "Win32_Service"})"), 422);
    EXPECT_EQ(status("POST", "/api/v1/reset"), 204);
}

}  // namespace
}  // namespace mockserver::admin
