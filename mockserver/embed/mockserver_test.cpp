#include "mockserver/embed/mockserver.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <atomic>
#include <fstream>

#include "mockserver/endpoint/raw_client.h"
#include "wsman/uris.h"

namespace mockserver {
namespace {

using testing::HasSubstr;

std::string pull(int n) {
    return "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' "
           "xmlns:a='http://schemas.xmlsoap.org/ws/2004/08/addressing' "
           "xmlns:w='http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd'><s:Header><a:To>http://h/wsman</a:To>"
           "<w:ResourceURI>http://r/X</w:ResourceURI><a:ReplyTo><a:Address>"
           "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>"
           "<a:Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/Get</a:Action>"
           "<a:MessageID>uuid:00000000-0000-0000-0000-00000000000" +
           std::to_string(n) + "</a:MessageID></s:Header><s:Body/></s:Envelope>";
}

class MockServerTest : public testing::Test {
protected:
    MockServerTest() : root_(std::filesystem::path(testing::TempDir()) / ("mockserver_" + std::to_string(::getpid()))) {
        std::filesystem::create_directories(root_);
    }
    ~MockServerTest() override { std::filesystem::remove_all(root_); }

    std::filesystem::path write(const std::string& name, const std::string& rest) {
        std::filesystem::create_directories(root_ / name);
        std::ofstream(root_ / name / "scenario.json") << R"({"schema": 1, "name": ")" << name << "\", " << rest << "}";
        return root_ / name;
    }
    static constexpr const char* kThreeGets = R"("mode": "replay", "exchanges": [
        {"id": "a", "when": {"action": "Get"}, "reply": {"bodyInline": "<r>1</r>"}},
        {"id": "b", "when": {"action": "Get"}, "reply": {"bodyInline": "<r>2</r>"}},
        {"id": "c", "when": {"action": "Get"}, "reply": {"bodyInline": "<r>3</r>"}}])";

    std::filesystem::path root_;
};

TEST_F(MockServerTest, ServesAFolderAndKeepsAJournal) {
    std::atomic<int> seen{0};
    auto mock = MockServer::start({.scenarios = {write("one", kThreeGets)},
                                   .observe = [&seen](const HttpRequest&, const HttpReply&) { ++seen; }});
    ASSERT_TRUE(mock) << mock.error().text();
    EXPECT_EQ((*mock)->url(), "http://127.0.0.1:" + std::to_string((*mock)->port()) + "/wsman");
    RawClient client((*mock)->port());
    EXPECT_THAT(client.exchange(RawClient::post(pull(1))).body, HasSubstr("<r>1</r>"));
    EXPECT_THAT(client.exchange(RawClient::post(pull(2))).body, HasSubstr("<r>2</r>"));
    EXPECT_THAT(client.exchange(RawClient::post(pull(3))).body, HasSubstr("<r>3</r>"));
    const auto over = client.exchange(RawClient::post(pull(4)));
    EXPECT_EQ(over.status, 500);
    EXPECT_EQ((*mock)->scenarios().unmatched(), 1u);
    EXPECT_TRUE((*mock)->scenarios().unused().empty());
    EXPECT_TRUE((*mock)->stop());
    EXPECT_EQ((*mock)->journal().entries().size(), 4u);
    EXPECT_EQ(seen, 4);
    EXPECT_FALSE(RawClient((*mock)->port()).connected());
}

TEST_F(MockServerTest, ARecordingServedAsStubsKeepsItsLastAnswer) {
    auto mock = MockServer::start({.scenarios = {write("one", kThreeGets)}, .mode = ScenarioMode::kStub});
    ASSERT_TRUE(mock) << mock.error().text();
    RawClient client((*mock)->port());
    EXPECT_THAT(client.exchange(RawClient::post(pull(1))).body, HasSubstr("<r>1</r>"));
    EXPECT_THAT(client.exchange(RawClient::post(pull(2))).body, HasSubstr("<r>2</r>"));
    EXPECT_THAT(client.exchange(RawClient::post(pull(3))).body, HasSubstr("<r>3</r>"));
    EXPECT_THAT(client.exchange(RawClient::post(pull(4))).body, HasSubstr("<r>3</r>"));
}

TEST_F(MockServerTest, AddsUsersToThoseOfTheScenarios) {
    const auto folder =
        write("one", std::string(R"("endpoint": {"auth": {"basic": {"users": {"a": "b"}}}}, )") + kThreeGets);
    auto mock = MockServer::start({.scenarios = {folder}, .users = {{"c", "d"}}});
    ASSERT_TRUE(mock) << mock.error().text();
    RawClient client((*mock)->port());
    EXPECT_EQ(client.exchange(RawClient::post(pull(1))).status, 401);
    EXPECT_EQ(client.exchange(RawClient::post(pull(1), "Authorization: Basic YTpi\r\n")).status, 200);
    EXPECT_EQ(client.exchange(RawClient::post(pull(2), "Authorization: Basic Yzpk\r\n")).status, 200);
    EXPECT_EQ(client.exchange(RawClient::post(pull(3), "Authorization: Basic YTph\r\n")).status, 401);
}

TEST_F(MockServerTest, FaultsHaveTheStatusOfTheirCodeOnRequest) {
    const auto folder = write("one", R"("exchanges": [
        {"id": "sender", "when": {"action": "Pull"}, "reply": {"fault": "wsman:AccessDenied"}},
        {"id": "receiver", "when": {"action": "Get"}, "reply": {"fault": "wsman:InternalError"}},
        {"id": "told", "when": {"action": "Put"}, "reply": {"fault": "wsman:AccessDenied", "status": 403}}])");
    const auto to = [](const char* action) {
        auto text = pull(1);
        const std::string was = "http://schemas.xmlsoap.org/ws/2004/09/transfer/Get";
        return text.replace(text.find(was), was.size(), action);
    };
    for (const bool byCode : {false, true}) {
        auto mock = MockServer::start({.scenarios = {folder}, .faultStatusByCode = byCode});
        ASSERT_TRUE(mock) << mock.error().text();
        RawClient client((*mock)->port());
        const auto statusOf = [&](std::string_view action) {
            return client.exchange(RawClient::post(to(std::string(action).c_str()))).status;
        };
        EXPECT_EQ(statusOf(wsman::action::kPull), byCode ? 400 : 500);
        EXPECT_EQ(statusOf(wsman::action::kGet), 500);
        EXPECT_EQ(statusOf(wsman::action::kPut), 403);
        EXPECT_EQ(statusOf("urn:nonsense"), byCode ? 400 : 500) << "the mock's own faults too";
    }
}

TEST_F(MockServerTest, SaysEverythingThatIsWrong) {
    const auto broken = MockServer::start(
        {.scenarios = {write("bad", R"("exchanges": [{"id": "a"}], "extra": 1)"), root_ / "missing"}});
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().code, wsman::ErrorCode::kInvalidValue);
    EXPECT_THAT(broken.error().message, HasSubstr("extra"));
    EXPECT_THAT(broken.error().message, HasSubstr("reply"));
    EXPECT_THAT(broken.error().message, HasSubstr("missing"));

    const auto first = MockServer::start({.scenarios = {write("one", kThreeGets)}});
    ASSERT_TRUE(first);
    const auto second = MockServer::start({.scenarios = {root_ / "one"}, .port = (*first)->port()});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, wsman::ErrorCode::kIo);

    const auto users = MockServer::start({.scenarios = {root_ / "one"}, .users = {{"a:b", "c"}}});
    ASSERT_FALSE(users);
    EXPECT_EQ(users.error().code, wsman::ErrorCode::kInvalidArgument);
}

TEST_F(MockServerTest, AsksFurtherRespondersLast) {
    class Fallback final : public Responder {
    public:
        [[nodiscard]] std::string_view name() const override { return "fallback"; }
        std::optional<HttpReply> respond(const Exchange&) override { return HttpReply{.status = 204}; }
    };
    auto mock = MockServer::start(
        {.scenarios = {write("none", R"("exchanges": [])")}, .responders = {std::make_shared<Fallback>()}});
    ASSERT_TRUE(mock) << mock.error().text();
    RawClient client((*mock)->port());
    EXPECT_EQ(client.exchange(RawClient::post(pull(1))).status, 204);
    (*mock)->stop();
    ASSERT_EQ((*mock)->journal().entries().size(), 1u);
    EXPECT_EQ((*mock)->journal().entries().front()->responder, "fallback");
}

TEST_F(MockServerTest, AsksTheFirstRespondersFirstAndFiltersWhatAnybodyAnswers) {
    class First final : public Responder {
    public:
        [[nodiscard]] std::string_view name() const override { return "first"; }
        std::optional<HttpReply> respond(const Exchange& exchange) override {
            return exchange.message().action() == wsman::action::kGet ? std::optional(HttpReply{.status = 204})
                                                                      : std::nullopt;
        }
    };
    class Marked final : public ReplyFilter {
    public:
        void filter(const Answered&, HttpReply& reply) override { reply.headers.add("X-Marked", "yes"); }
    };
    auto mock = MockServer::start({.scenarios = {write("three", kThreeGets)},
                                   .firstResponders = {std::make_shared<First>()},
                                   .filters = {std::make_shared<Marked>()}});
    ASSERT_TRUE(mock) << mock.error().text();
    RawClient client((*mock)->port());
    const auto got = client.exchange(RawClient::post(pull(1)));
    EXPECT_EQ(got.status, 204);
    EXPECT_THAT(got.head, HasSubstr("X-Marked: yes"));
    auto put = pull(2);
    put.replace(put.find("transfer/Get"), 12, "transfer/Put");
    const auto refused = client.exchange(RawClient::post(put));
    EXPECT_EQ(refused.status, 500);
    EXPECT_THAT(refused.head, HasSubstr("X-Marked: yes"));
    (*mock)->stop();
    EXPECT_EQ((*mock)->journal().entries().front()->responder, "first");
}

}  // namespace
}  // namespace mockserver
