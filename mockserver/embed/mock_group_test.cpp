#include "mockserver/embed/mock_group.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "mockserver/endpoint/raw_client.h"
#include "mockserver/scenario/scenario_fixture.h"

namespace mockserver {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

class Group : public testing::Test {
protected:
    Group() : root_(fs::path(testing::TempDir()) / ("mitb_group_" + std::to_string(::getpid()))) {
        fs::remove_all(root_);
        scenario("red", "<r>red {{host.name}} {{host.colour}}</r>");
        scenario("blue", "<r>blue {{host.name}} {{host.number}} {{counter 'c'}}</r>");
    }
    ~Group() override { fs::remove_all(root_); }

    void write(const std::string& name, const std::string& text) {
        fs::create_directories((root_ / name).parent_path());
        std::ofstream(root_ / name) << text;
    }
    void scenario(const std::string& name, const std::string& body) {
        write(name + "/scenario.json", R"({"schema": 1, "name": ")" + name + R"(", "exchanges": [
            {"id": "broken", "when": {"endpoint": "b-13"}, "reply": {"fault": "wsman:InternalError"}},
            {"id": "get", "reply": {"bodyInline": ")" +
                                           body + R"("}}]})");
    }
    void start(const std::string& endpoints) {
        write("config.json", R"({"schema": 1, "endpoints": [)" + endpoints + "]}");
        auto configs = loadEndpoints(root_ / "config.json");
        ASSERT_TRUE(configs) << configs.error().text();
        auto group = MockGroup::start(std::move(*configs));
        ASSERT_TRUE(group) << group.error().text();
        group_ = std::move(*group);
    }
    std::string error(const std::string& text) {
        write("config.json", text);
        const auto configs = loadEndpoints(root_ / "config.json");
        if (!configs) {
            return configs.error().where.substr((root_ / "config.json").string().size()) + ' ' +
                   configs.error().message;
        }
        const auto group = MockGroup::start(*configs);
        return group ? "none" : group.error().text();
    }
    RawClient::Reply ask(std::size_t endpoint, const std::string& path = "/wsman", const std::string& host = "h",
                         const std::string& more = "") {
        RawClient client(group_->endpoints()[endpoint].mock->port());
        auto request = RawClient::post(test::Ask{}.xml(), more, path);
        const auto at = request.find("Host: ");
        request.replace(at, request.find("\r\n", at) - at, "Host: " + host);
        return client.exchange(request);
    }
    static std::string freePort() {
        auto listener = Listener::start({}, {.handle = [](const HttpRequest&) { return HttpReply{}; }});
        return std::to_string((*listener)->port());
    }

    fs::path root_;
    std::unique_ptr<MockGroup> group_;
};

TEST_F(Group, EachEndpointHasItsOwnPortUsersAndData) {
    start(R"({"name": "a", "scenarios": ["red"], "data": {"colour": "crimson"}, "users": {"u": "p"}},
             {"name": "b", "scenarios": ["blue"]})");
    ASSERT_EQ(group_->endpoints().size(), 2U);
    EXPECT_NE(group_->endpoints()[0].mock->port(), group_->endpoints()[1].mock->port());
    EXPECT_EQ(ask(0).status, 401);
    EXPECT_EQ(test::textOf(ask(0, "/wsman", "h", "Authorization: Basic dTpw\r\n").body, "r"), "red a crimson");
    EXPECT_EQ(test::textOf(ask(1).body, "r"), "blue b  1");
    EXPECT_EQ(group_->endpoints()[1].mock->journal().entries().at(0)->endpoint, "b");
    EXPECT_EQ(group_->endpoints()[0].mock->journal().appended(), 2U);
}

TEST_F(Group, OnePortIsSharedByHostAndPath) {
    const auto port = freePort();
    start(R"({"name": "path", "port": )" + port + R"(, "path": "/one/wsman", "scenarios": ["red"]},
             {"name": "host", "port": )" +
          port + R"(, "host": "two.example", "scenarios": ["blue"]},
             {"name": "rest", "port": )" +
          port + R"(, "scenarios": ["red"]})");
    EXPECT_EQ(group_->endpoints()[0].url, "http://127.0.0.1:" + port + "/one/wsman");
    EXPECT_EQ(test::textOf(ask(0, "/one/wsman").body, "r"), "red path");
    EXPECT_EQ(test::textOf(ask(0, "/wsman", "Two.Example:5985").body, "r"), "blue host  1");
    EXPECT_EQ(test::textOf(ask(0, "/wsman", "three.example").body, "r"), "red rest");
    EXPECT_EQ(ask(0, "/other").status, 404);
}

TEST_F(Group, AFleetIsManyHosts) {
    start(R"({"name": "b", "scenarios": ["blue"], "fleet": {"count": 5000, "data": [{"os": "x"}, {"os": "y"}]}})");
    EXPECT_THAT(group_->endpoints()[0].url, testing::EndsWith("/{name}/wsman"));
    EXPECT_EQ(test::textOf(ask(0, "/b-1/wsman").body, "r"), "blue b-1 1 1");
    EXPECT_EQ(test::textOf(ask(0, "/b-1/wsman").body, "r"), "blue b-1 1 2");
    EXPECT_EQ(test::textOf(ask(0, "/b-5000/wsman").body, "r"), "blue b-5000 5000 1") << "states are a host's own";
    EXPECT_EQ(test::textOf(ask(0, "/wsman", "b-2.example.org").body, "r"), "blue b-2 2 1");
    EXPECT_EQ(ask(0, "/b-13/wsman").status, 500) << "one of them is broken";
    for (const char* path :
         {"/b-0/wsman", "/b-5001/wsman", "/b-01/wsman", "/b-x/wsman", "/c-1/wsman", "/wsman", "/", "/b-1"}) {
        EXPECT_EQ(ask(0, path).status, 404) << path;
    }
}

TEST_F(Group, TheDocumentsExampleIsOne) {
    std::ifstream in(MITB_SOURCE_DIR "/docs/scenario-format.md");
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto mark = text.find("<!-- example: endpoints -->");
    ASSERT_NE(mark, std::string::npos);
    const auto begin = text.find("```jsonc\n", mark) + 9;
    write("config.json", text.substr(begin, text.find("```\n", begin) - begin));
    const auto configs = loadEndpoints(root_ / "config.json");
    ASSERT_TRUE(configs) << configs.error().text();
    ASSERT_EQ(configs->size(), 3U);
    EXPECT_EQ(configs->at(1).host, "mail.example.org");
    EXPECT_EQ(configs->at(2).fleet->data.size(), 2U);
}

TEST_F(Group, BadConfigurationsAreToldWithTheirPlace) {
    const auto one = [&](const std::string& members) {
        return error(R"({"schema": 1, "endpoints": [{)" + members + "}]}");
    };
    EXPECT_THAT(error("{"), HasSubstr("parse error"));
    EXPECT_EQ(error("[]"), "# expected an object");
    EXPECT_EQ(error(R"({"schema": 2, "endpoints": []})"), "#/schema expected 1");
    EXPECT_EQ(error(R"({"schema": 1, "endpoints": []})"), "#/endpoints expected at least one endpoint");
    EXPECT_EQ(one(R"("name": "a b", "scenarios": ["red"])"),
              "#/endpoints/0/name expected a name of letters, digits, '.', '_' and '-'");
    EXPECT_EQ(one(R"("name": "a")"), "#/endpoints/0/scenarios expected at least one path, or a repository");
    EXPECT_EQ(one(R"("name": "a", "scenarios": ["red"], "prot": 1)"), "#/endpoints/0/prot found an unknown member");
    EXPECT_EQ(one(R"("name": "a", "scenarios": ["red"], "port": 70000)"),
              "#/endpoints/0/port expected a number from 0 to 65535");
    EXPECT_EQ(one(R"("name": "a", "scenarios": ["red"], "fleet": {"count": 0})"),
              "#/endpoints/0/fleet/count expected a number from 1 to 1000000");
    EXPECT_THAT(one(R"("name": "a", "scenarios": ["green"])"), HasSubstr("endpoint \"a\": "));
    EXPECT_EQ(
        error(
            R"({"schema": 1, "endpoints": [{"name": "a", "scenarios": ["red"]}, {"name": "a", "scenarios": ["red"]}]})"),
        "#/endpoints/1/name found \"a\" again, expected a name of its own");
    EXPECT_THAT(error(R"({"schema": 1, "endpoints": [{"name": "a", "port": 5999, "scenarios": ["red"]},
                                                     {"name": "b", "port": 5999, "scenarios": ["red"]}]})"),
                HasSubstr("endpoint \"b\" has the port, host and path of another"));
    EXPECT_THAT(error(R"({"schema": 1, "endpoints": [{"name": "a", "port": 5999, "scenarios": ["red"]},
                                                     {"name": "b", "port": 5999, "host": "h", "scenarios": ["red"]},
                                                     {"name": "c", "port": 5999, "scenarios": ["red"]}]})"),
                HasSubstr("endpoint \"c\" has the port, host and path of another"));
    EXPECT_THAT(error(R"({"schema": 1, "endpoints": [{"name": "a", "port": 5999, "scenarios": ["red"]},
                                                     {"name": "b", "port": 5999, "host": "h", "scenarios": ["red"],
                                                      "tls": {}}]})"),
                HasSubstr("endpoint \"b\" has the port of another, but not its tls"));
    EXPECT_THAT(error(R"({"schema": 1, "endpoints": [{"name": "a", "scenarios": ["red"], "data": {},
                                                      "fleet": {"count": 2}}]})"),
                HasSubstr("/endpoints/0/data expected the data of a fleet's hosts in fleet.data"));
}

TEST_F(Group, AListenerReadsAsMuchAsItsScenariosSay) {
    write("small/scenario.json", R"({"schema": 1, "name": "small", "endpoint": {"limits": {"maxRequestBytes": 64}},
        "exchanges": [{"id": "get", "reply": {"bodyInline": "<r/>"}}]})");
    start(R"({"name": "a", "scenarios": ["small"]})");
    EXPECT_EQ(ask(0).status, 413);
    const auto port = freePort();
    start(R"({"name": "a", "port": )" + port + R"(, "scenarios": ["small"]},
             {"name": "b", "port": )" +
          port + R"(, "host": "b", "scenarios": ["red"]})");
    EXPECT_EQ(ask(0).status, 200) << "the larger one of those that share it";
}

}  // namespace
}  // namespace mockserver
