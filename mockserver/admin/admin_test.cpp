#include "mockserver/admin/admin_for_test.h"
#include "mockserver/admin/api.h"
#include "mockserver/admin/assets.h"

namespace mockserver::admin {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;

TEST_F(Admin, ShowsTheJournalFilteredAndWhole) {
    EXPECT_EQ(send({}), 200);
    EXPECT_EQ(send({.resource = "urn:other"}), 500);
    EXPECT_EQ(send({.action = std::string(wsman::action::kPut)}), 200);
    const auto all = get("/api/v1/journal");
    ASSERT_EQ(all["entries"].size(), 3U);
    EXPECT_EQ(all["last"], 3);
    EXPECT_EQ(all["entries"][0]["outcome"], "answered");
    EXPECT_EQ(all["entries"][0]["responder"], "scenario");
    EXPECT_EQ(get("/api/v1/journal?outcome=unmatched")["entries"][0]["sequence"], 2);
    EXPECT_EQ(get("/api/v1/journal?action=transfer%2FPut")["entries"].size(), 1U);
    EXPECT_EQ(get("/api/v1/journal?resource=urn:other")["entries"].size(), 1U);
    EXPECT_EQ(get("/api/v1/journal?limit=1")["last"], 1);
    EXPECT_EQ(get("/api/v1/journal?after=2")["entries"].size(), 1U);

    const auto missed = get("/api/v1/journal/2");
    EXPECT_THAT(missed["note"].get<std::string>(),
                HasSubstr("\u2717 resourceUri: expected \"urn:thing\", got \"urn:other\""));
    EXPECT_THAT(missed["request"]["head"].get<std::string>(), HasSubstr("POST /wsman HTTP/1.1"));
    EXPECT_THAT(missed["request"]["pretty"].get<std::string>(),
                HasSubstr("\n    <w:ResourceURI>urn:other</w:ResourceURI>\n"));
    EXPECT_THAT(missed["reply"]["pretty"].get<std::string>(), HasSubstr("<s:Fault>"));
    EXPECT_EQ(status("GET", "/api/v1/journal/9"), 404);
    EXPECT_EQ(status("DELETE", "/api/v1/journal"), 204);
    EXPECT_EQ(get("/api/v1/journal")["entries"].size(), 0U);
}

TEST_F(Admin, TellsWhatTheRulesSay) {
    RawClient client(mock_->port());
    auto xml = test::Ask{}.xml();
    xml.replace(xml.find("<a:ReplyTo>"), xml.find("</a:ReplyTo>") + 12 - xml.find("<a:ReplyTo>"), "");
    client.exchange(RawClient::post(xml));
    const auto findings = get("/api/v1/journal/1")["findings"];
    const auto about = std::find_if(findings.begin(), findings.end(), [](const json& finding) {
        return finding["outcome"] == "fail" &&
               finding["requirement"].get<std::string>().find("ReplyTo") != std::string::npos;
    });
    ASSERT_NE(about, findings.end()) << findings.dump(1);
    EXPECT_EQ((*about)["about"], "request");
    EXPECT_THAT((*about)["rule"].get<std::string>(), testing::StartsWith("DSP0226/"));
}

TEST_F(Admin, LetsTheJournalBeFollowed) {
    EXPECT_TRUE(get("/api/v1/journal?wait=0")["entries"].empty());
    std::thread later([this] {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        send({});
    });
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(get("/api/v1/journal?wait=30")["entries"].size(), 1U);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
    later.join();
}

TEST_F(Admin, ShowsScenariosStatesAndVerification) {
    EXPECT_EQ(get("/api/v1/verification")["passed"], false);
    send({});
    send({.resource = "urn:other"});
    const auto scenario = get("/api/v1/scenarios")["scenarios"][0];
    EXPECT_EQ(scenario["name"], "test");
    EXPECT_EQ(scenario["exchanges"], json::parse(R"([{"id": "get", "uses": 1}, {"id": "put", "uses": 0}])"));
    EXPECT_EQ(get("/api/v1/states")["states"][0]["state"], "seen");
    EXPECT_EQ(get("/api/v1/verification")["passed"], true);
    EXPECT_EQ(get("/api/v1/verification?strict=true")["passed"], false);
    EXPECT_EQ(status("GET", "/api/v1/verification?format=junit"), 200);
    EXPECT_THAT(last_, HasSubstr("<testsuite name=\"mi-mockserver\" tests=\"1\""));
    EXPECT_EQ(get("/api/v1/unmatched")["count"], 1);
    EXPECT_EQ(get("/api/v1/status")["answered"], 1);
    EXPECT_EQ(status("POST", "/api/v1/reset"), 204);
    EXPECT_EQ(get("/api/v1/unmatched")["count"], 0);
    EXPECT_TRUE(get("/api/v1/states")["states"].empty());
    EXPECT_EQ(status("POST", "/api/v1/reload"), 409) << "these scenarios came from no file";
}

TEST_F(Admin, AddsAndRemovesScenarios) {
    const std::string document =
        R"({"schema": 1, "name": "more", "faults": [{"id": "late", "apply": {"headers": {"X-Late": "1"}}}],
            "exchanges": [{"id": "o", "when": {"resourceUri": "urn:other"}, "reply": {"bodyInline": "<o/>"}}]})";
    EXPECT_EQ(send({.resource = "urn:other"}), 500);
    EXPECT_EQ(status("POST", "/api/v1/scenarios", document), 201) << last_;
    EXPECT_EQ(send({.resource = "urn:other"}), 200);
    EXPECT_EQ(status("POST", "/api/v1/scenarios", document), 409);
    EXPECT_EQ(status("POST", "/api/v1/scenarios", R"({"schema": 1, "name": "bad", "exchanges": [{"id": "x"}]})"), 422);
    EXPECT_THAT(last_, HasSubstr("scenario.json:1:44: /exchanges/0: found an exchange without an answer"));
    EXPECT_EQ(get("/api/v1/faults")["faults"].size(), 2U);
    EXPECT_EQ(status("DELETE", "/api/v1/scenarios/more"), 204);
    EXPECT_EQ(status("DELETE", "/api/v1/scenarios/more"), 404);
    EXPECT_EQ(get("/api/v1/faults")["faults"].size(), 1U);
    EXPECT_EQ(send({.resource = "urn:other"}), 500);
}

TEST_F(Admin, SwitchesFaults) {
    EXPECT_EQ(send({}), 200);
    EXPECT_EQ(status("PATCH", "/api/v1/faults/down", R"({"enabled": true})"), 204);
    EXPECT_EQ(send({}), 503);
    EXPECT_EQ(get("/api/v1/faults")["faults"][0]["injected"], 1);
    EXPECT_EQ(status("PATCH", "/api/v1/faults/down", R"({"enabled": false})"), 204);
    EXPECT_EQ(send({}), 200);
    EXPECT_EQ(status("PATCH", "/api/v1/faults/down", "yes"), 422);
    EXPECT_EQ(status("PATCH", "/api/v1/faults/up", R"({"enabled": true})"), 404);
    EXPECT_EQ(status("DELETE", "/api/v1/faults/down"), 204);
    EXPECT_EQ(status("DELETE", "/api/v1/faults/down"), 404);
}

TEST_F(Admin, ExportsMetrics) {
    send({});
    send({.resource = "urn:other"});
    EXPECT_EQ(status("GET", "/metrics"), 200);
    EXPECT_THAT(last_, AllOf(HasSubstr("mi_mock_requests_total{outcome=\"answered\"} 1\n"),
                             HasSubstr("mi_mock_requests_total{outcome=\"unmatched\"} 1\n"),
                             HasSubstr("mi_mock_exchange_uses_total{scenario=\"test\",exchange=\"get\"} 1\n"),
                             HasSubstr("mi_mock_faults_injected_total{scenario=\"test\",fault=\"down\"} 0\n"),
                             HasSubstr("mi_mock_request_duration_seconds_count 2\n"),
                             HasSubstr("mi_mock_request_duration_seconds_bucket{le=\"+Inf\"} 2\n")));
}

TEST_F(Admin, KeepsStrangersOut) {
    EXPECT_EQ(status("GET", "/api/v1/status", "", {{"Host", "evil.example:80"}}), 403) << "DNS rebinding";
    EXPECT_EQ(status("POST", "/api/v1/reset", "", {{"Origin", "http://evil.example"}}), 403);
    EXPECT_EQ(status("GET", "/api/v1/status", "", {{"Host", "localhost"}}), 200);
    serve({.token = "s3cret"});
    EXPECT_EQ(status("GET", "/api/v1/status"), 401);
    EXPECT_EQ(status("GET", "/metrics", "", {{"Authorization", "Bearer wrong!"}}), 401);
    EXPECT_EQ(status("GET", "/metrics", "", {{"Authorization", "Bearer s3cret"}}), 200);
    EXPECT_EQ(status("GET", "/healthz"), 200);
    const auto open = AdminServer::start(*mock_, {.bind = "0.0.0.0"});
    ASSERT_FALSE(open);
    EXPECT_EQ(open.error().code, wsman::ErrorCode::kInvalidArgument);
    const auto nowhere = AdminServer::start(*mock_, {.bind = "192.0.2.1", .token = "t"});
    ASSERT_FALSE(nowhere);
    EXPECT_EQ(nowhere.error().code, wsman::ErrorCode::kIo);
}

TEST_F(Admin, SaysWhatThereIs) {
    EXPECT_EQ(status("GET", "/api/v2/status"), 404);
    EXPECT_THAT(last_, HasSubstr("/openapi.json"));
    EXPECT_EQ(status("PUT", "/api/v1/journal"), 405);
    EXPECT_EQ(status("HEAD", "/healthz"), 200);
    // Everything that is there is described, and nothing else.
    const auto paths = get("/openapi.json")["paths"];
    std::vector<std::string> described;
    for (const auto& path : paths.items()) {
        for (const auto& method : path.value().items()) {
            std::string name = method.key();
            std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::toupper(c); });
            described.push_back(name + ' ' + path.key());
        }
    }
    EXPECT_THAT(makeRouter({{.url = mock_->url(), .mock = mock_.get()}}).routes(),
                testing::UnorderedElementsAreArray(described));
}

}  // namespace
}  // namespace mockserver::admin
