#include "mockserver/scenario/loader.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "mockserver/scenario/scenario_fixture.h"

namespace mockserver {
namespace {
namespace fs = std::filesystem;
using Files = std::map<std::string, std::string, std::less<>>;

std::string errorsOf(const std::string& json, Files files = {}) {
    const auto loaded = test::load(json, std::move(files));
    return loaded ? "no error" : loaded.error();
}

/// The errors of a scenario with one exchange that has this `when` and `reply`.
std::string errorsOfExchange(const std::string& when, const std::string& reply, Files files = {}) {
    return errorsOf("{\"schema\": 1, \"name\": \"t\", \"exchanges\": [\n{\"id\": \"a\",\n\"when\": " + when +
                        ",\n\"reply\": " + reply + "}]}",
                    std::move(files));
}

TEST(Loader, LoadsAScenarioWithCommentsAndFiles) {
    const auto loaded = test::load(R"(/* head */ {
        "$schema": "../schema/scenario.schema.json",
        "schema": 1, "name": "full", "description": "d", "source": "s", "mode": "replay", // tail
        "endpoint": {"path": "/wsman", "auth": {"basic": {"realm": "R", "users": {"u": "p", "v": "q"}}},
                     "limits": {"maxRequestBytes": 1000, "maxDepth": 20, "maxElements": 30, "maxAttributes": 4}},
        "exchanges": [{"id": "one", "description": "x", "reply": {"body": "bodies/one.xml", "delayMs": 5,
                       "wire": {"truncateAfter": 0, "ending": "reset", "stallMs": 2, "dribbleBytes": 3,
                                "dribbleIntervalMs": 4, "contentLength": 9}}}]})",
                                   {{"bodies/one.xml", "\xEF\xBB\xBF<a/>"}});
    ASSERT_TRUE(loaded) << loaded.error();
    const Scenario& scenario = **loaded;
    EXPECT_EQ(scenario.name, "full");
    EXPECT_EQ(scenario.mode, ScenarioMode::kReplay);
    EndpointSettings endpoint;
    endpoint.path = "/wsman";
    endpoint.basicRealm = "R";
    endpoint.basicUsers = {{"u", "p"}, {"v", "q"}};
    endpoint.maxRequestBytes = 1000;
    endpoint.maxDepth = 20;
    endpoint.maxElements = 30;
    endpoint.maxAttributes = 4;
    EXPECT_EQ(scenario.endpoint, endpoint);
    ASSERT_EQ(scenario.exchanges.size(), 1U);
    WireAction wire;
    wire.truncateAfter = 0;
    wire.contentLength = 9;
    wire.dribbleBytes = 3;
    wire.dribbleInterval = std::chrono::milliseconds(4);
    wire.stall = std::chrono::milliseconds(2);
    wire.ending = WireAction::Ending::kReset;
    EXPECT_EQ(scenario.exchanges[0].reply.wire, wire);
    ASSERT_TRUE(scenario.exchanges[0].reply.delay);
    EXPECT_EQ(scenario.exchanges[0].reply.delay->first, 5);
    ASSERT_TRUE(std::holds_alternative<PayloadReply>(scenario.exchanges[0].reply.content));
}

TEST(Loader, ReportsASyntaxErrorWithItsPlace) {
    EXPECT_EQ(errorsOf("{\n  \"schema\": 1,\n  \"name\" \"x\"\n}"),
              "scenario.json:3:12: syntax error while parsing object separator - unexpected string literal; expected "
              "':'\n");
    EXPECT_TRUE(errorsOf("").starts_with("scenario.json:1:1: ")) << errorsOf("");
    EXPECT_TRUE(errorsOf("{\"a\": \"\xFF\"}").starts_with("scenario.json:1:8: ")) << errorsOf("{\"a\": \"\xFF\"}");
    EXPECT_EQ(errorsOf(std::string(70, '[') + std::string(70, ']')),
              "scenario.json:1:65: found values nested more than 64 deep, expected fewer\n");
}

TEST(Loader, ReportsEveryBreachOfTheSchemaInItsOrder) {
    EXPECT_EQ(
        errorsOf(R"({
  "schema": 2,
  "name": "bad name",
  "mode": "record",
  "repositories": {},
  "exchanges": [
    {"id": "a", "when": {"action": 5, "nth": 0, "xpath": [], "Nth": 1}, "reply": {}},
    {"reply": {"status": 99, "fault": {"detail": 1, "wsmanFault": {"code": -1}}}, "then": {"state": ""}},
    7
  ]
})"),
        "scenario.json:2:3: /schema: found 2, expected 1\n"
        "scenario.json:3:3: /name: found \"bad name\", expected letters, digits, \".\", \"_\" and \"-\", beginning "
        "with a letter or digit\n"
        "scenario.json:4:3: /mode: found \"record\", expected stub or replay\n"
        "scenario.json:5:3: /repositories: found an unknown member, expected one of data, dataFiles, "
        "description, endpoint, exchanges, faults, hooks, machines, mode, name, namespaces, repository, schema, seed, "
        "source, verify\n"
        "scenario.json:7:26: /exchanges/0/when/action: found 5, expected a string or an object\n"
        "scenario.json:7:39: /exchanges/0/when/nth: found 0, expected at least 1\n"
        "scenario.json:7:49: /exchanges/0/when/xpath: found an empty array, expected at least 1 element\n"
        "scenario.json:7:62: /exchanges/0/when/Nth: found an unknown member, expected one of action, allOf, "
        "anyOf, body, bodyInline, context, endpoint, filter, fragment, headers, not, nth, options, resourceUri, "
        "selectors, "
        "selectorsInclude, state, states, user, xpath\n"
        "scenario.json:7:73: /exchanges/0/reply: found an empty object, expected at least one member of action, "
        "body, bodyInline, contentType, damage, delayMs, fault, headers, padBytes, raw, status, wire\n"
        "scenario.json:8:5: /exchanges/1: found no member \"id\", which is required\n"
        "scenario.json:8:16: /exchanges/1/reply/status: found 99, expected a number from 200 to 599\n"
        "scenario.json:8:30: /exchanges/1/reply/fault: found no member \"name\", which is required\n"
        "scenario.json:8:40: /exchanges/1/reply/fault/detail: found 1, expected a string\n"
        "scenario.json:8:68: /exchanges/1/reply/fault/wsmanFault/code: found -1, expected a number from 0 to "
        "4294967295\n"
        "scenario.json:8:92: /exchanges/1/then/state: found \"\", expected a string that is not empty\n"
        "scenario.json:9:5: /exchanges/2: found 7, expected an object\n");
    EXPECT_EQ(errorsOf("[]"), "scenario.json:1:1: found an empty array, expected an object\n");
    EXPECT_EQ(errorsOfExchange(R"({"resourceUri": {"regex": "a", "present": true}})", R"({"status": 200})"),
              "scenario.json:3:10: /exchanges/0/when/resourceUri: found an object with 2 members, expected exactly one "
              "member of present, regex\n");
}

TEST(Loader, ReportsRepeatedMembersAndIds) {
    EXPECT_EQ(errorsOf(R"({"schema": 1, "name": "t", "name": "u", "exchanges": [
{"id": "a", "reply": {"status": 200}},
{"id": "b", "reply": {"status": 200}},
{"id": "a", "reply": {"status": 200, "status": 201}}]})"),
              "scenario.json:1:28: /name: found a member of that name again, expected it once\n"
              "scenario.json:4:2: /exchanges/2/id: found \"a\" again, which is the id of /exchanges/0, expected an id "
              "of its own\n"
              "scenario.json:4:38: /exchanges/2/reply/status: found a member of that name again, expected it once\n");
}

TEST(Loader, ReportsCriteriaThatCannotBe) {
    const std::string ok = R"({"status": 200})";
    EXPECT_EQ(errorsOfExchange(R"({"action": "Enumrate"})", ok),
              "scenario.json:3:10: /exchanges/0/when/action: found \"Enumrate\", expected a URI or the short name of a "
              "standard action (did you mean \"Enumerate\"?)\n");
    EXPECT_EQ(errorsOfExchange(R"({"selectors": {"Name": {"regex": "a("}}})", ok),
              "scenario.json:3:33: /exchanges/0/when/selectors/Name/regex: found \"a(\" (missing ): a(), expected a "
              "regular expression\n");
    EXPECT_EQ(
        errorsOfExchange(R"({"xpath": ["//s:Body", "//q:Name", {"expr": "1 +", "equals": "2"}]})", ok),
        "scenario.json:3:32: /exchanges/0/when/xpath/1: found the prefix \"q\", expected a predefined one or one "
        "of \"namespaces\" in \"//q:Name\", expected an XPath 1.0 expression\n"
        "scenario.json:3:45: /exchanges/0/when/xpath/2/expr: found Unrecognized node test in \"1 +\", expected an "
        "XPath 1.0 expression\n");
    EXPECT_EQ(errorsOfExchange(R"({"filter": {"dialect": "SQL"}})", ok),
              "scenario.json:3:21: /exchanges/0/when/filter/dialect: found \"SQL\", expected a URI or one of WQL, CQL, "
              "XPath, Selector, Association\n");
    EXPECT_EQ(errorsOfExchange(R"({"context": "b"})", ok),
              "scenario.json:3:10: /exchanges/0/when/context: found \"b\", expected the id of an exchange\n");
    EXPECT_EQ(errorsOfExchange(R"({"context": "a"})", ok),
              "scenario.json:3:10: /exchanges/0/when/context: found \"a\", whose reply issues no context, expected an "
              "exchange with {{context}} in its reply\n");
    EXPECT_EQ(errorsOfExchange(R"({"bodyInline": "<a></b>", "body": "x.xml"})", ok, {{"x.xml", "<a/>"}}).substr(0, 96),
              "scenario.json:3:10: /exchanges/0/when/bodyInline: found a member beside \"body\", expected one of ");
    EXPECT_EQ(errorsOfExchange(R"({"bodyInline": "text"})", ok),
              "scenario.json:3:10: /exchanges/0/when/bodyInline: found no element, expected the element that is in "
              "s:Body\n");
    EXPECT_EQ(errorsOf(R"({"schema": 1, "name": "t", "mode": "replay", "exchanges": [
{"id": "a", "when": {"nth": 1}, "reply": {"status": 200}}]})"),
              "scenario.json:2:22: /exchanges/0/when/nth: found a count in mode replay, where the order of exchanges "
              "decides\n");
}

TEST(Loader, ReportsFilesAndTemplatesThatCannotBe) {
    EXPECT_EQ(
        errorsOfExchange("{}", R"({"body": "none.xml"})"),
        "scenario.json:4:11: /exchanges/0/reply/body: found \"none.xml\" (no such file), expected a file that can "
        "be read\n");
    EXPECT_EQ(errorsOfExchange("{}", R"({"body": "../secret"})"),
              "scenario.json:4:11: /exchanges/0/reply/body: found \"../secret\" (a file name with \"..\"), expected a "
              "file below the scenario's folder\n");
    EXPECT_EQ(errorsOfExchange("{}", R"({"body": "a.xml"})", {{"a.xml", "<a>\n  {{mesageId}}\n</a>"}}).substr(0, 48),
              "a.xml:2:3: found the unknown placeholder \"mesage");
    EXPECT_EQ(errorsOfExchange("{}", R"({"body": "a.xml"})", {{"a.xml", "<a>\n  {{uuid}}<b>\n</a>"}}).substr(0, 74),
              "a.xml:3:1: found XML that cannot be read, expected a well-formed body: the");
    EXPECT_EQ(
        errorsOfExchange("{}", R"({"bodyInline": "<a>{{uuid}}</b>"})").substr(0, 120),
        "scenario.json:4:11: /exchanges/0/reply/bodyInline: found XML that cannot be read, expected a well-formed "
        "body: the end t");
    EXPECT_EQ(
        errorsOfExchange("{}", R"({"bodyInline": "a{{uuid"})"),
        "scenario.json:4:11: /exchanges/0/reply/bodyInline: found a placeholder without its closing \"}}\" (at 1:2 "
        "of the text)\n");
    EXPECT_EQ(errorsOfExchange("{}", R"({"body": "a.xml"})", {{"a.xml", "<?xml version='1.0'?><!-- c --><e:Envelope>"}})
                  .substr(0, 10),
              "a.xml:1:32");
    EXPECT_EQ(errorsOfExchange("{}", R"({"bodyInline": "not <xml {{", "raw": true})"), "no error");
}

TEST(Loader, ReportsRepliesThatCannotBe) {
    EXPECT_EQ(errorsOfExchange("{}", R"({"fault": "wsman:AccesDenied"})"),
              "scenario.json:4:11: /exchanges/0/reply/fault: found \"wsman:AccesDenied\", expected the name of a fault "
              "(did you mean \"wsman:AccessDenied\"?)\n");
    EXPECT_EQ(
        errorsOfExchange("{}", R"({"fault": {"name": "wsman:InvalidSelectors", "detail": "UnexpectedSelector"}})"),
        "scenario.json:4:55: /exchanges/0/reply/fault/detail: found \"UnexpectedSelector\", expected a token of "
        "wsman:FaultDetail (did you mean \"UnexpectedSelectors\"?)\n");
    EXPECT_EQ(errorsOfExchange("{}", R"({"fault": "wsman:AccessDenied", "bodyInline": "<a/>"})"),
              "scenario.json:4:42: /exchanges/0/reply/bodyInline: found a member beside \"fault\", expected one of the "
              "two\n");
    EXPECT_EQ(errorsOfExchange("{}", R"({"status": 200, "raw": true})"),
              "scenario.json:4:26: /exchanges/0/reply/raw: found a member that says more of a body, expected \"body\" "
              "or \"bodyInline\" beside it\n");
    EXPECT_EQ(errorsOfExchange("{}", R"({"status": 200, "headers": {"A b": "x", "C": "x\ny"}})"),
              "scenario.json:4:38: /exchanges/0/reply/headers/A b: found \"A b\", expected the name of an HTTP header\n"
              "scenario.json:4:50: /exchanges/0/reply/headers/C: found a line break or NUL, expected one line\n");
    EXPECT_EQ(errorsOfExchange("{}", R"({"bodyInline": "<s:Envelope xmlns:s='urn:s'/>", "action": "urn:a"})"),
              "scenario.json:4:58: /exchanges/0/reply/action: found a member that is for a body without an envelope, "
              "but the body is sent as it is\n");
    EXPECT_EQ(errorsOfExchange("{}", R"({"wire": {"dribbleIntervalMs": 5}})"),
              "scenario.json:4:20: /exchanges/0/reply/wire/dribbleIntervalMs: found an interval, expected "
              "\"dribbleBytes\" beside it\n");
}

TEST(Loader, ReportsTheEndpoint) {
    EXPECT_EQ(
        errorsOf(R"({"schema": 1, "name": "t", "exchanges": [], "namespaces": {"a:b": "urn:x"},
"endpoint": {"path": "/a?b", "auth": {"basic": {"users": {"a:b": "c"}}}}})"),
        "scenario.json:1:60: /namespaces/a:b: found \"a:b\", expected a namespace prefix\n"
        "scenario.json:2:14: /endpoint/path: found \"/a?b\", expected a URL path that begins with \"/\"\n"
        "scenario.json:2:59: /endpoint/auth/basic/users/a:b: found the user name \"a:b\", expected one that Basic "
        "can carry: not empty, no colon, no control character\n");
}

TEST(Loader, KeepsToItsLimits) {
    LoadLimits limits;
    limits.maxScenarioBytes = 20;
    const MemoryFiles files(Files{{"scenario.json", R"({"schema": 1, "name": "t", "exchanges": []})"}});
    auto loaded = loadScenario(files, "scenario.json", limits);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error()[0].text(), "scenario.json: cannot be read: more than 20 bytes");

    std::string many = R"({"schema": 1, "name": "t", "exchanges": [)";
    for (int i = 0; i < 50; ++i) {
        many += (i == 0 ? "" : ",") + std::string("\n{\"id\": \"e") + std::to_string(i) + "\", \"reply\": {\"x\": 1}}";
    }
    const MemoryFiles manyFiles(Files{{"scenario.json", many + "]}"}});
    limits = {};
    limits.maxDiagnostics = 10;
    loaded = loadScenario(manyFiles, "scenario.json", limits);
    ASSERT_FALSE(loaded);
    ASSERT_EQ(loaded.error().size(), 11U);
    EXPECT_EQ(loaded.error()[10].text(), "scenario.json: and 40 more errors");
    limits.maxExchanges = 49;
    loaded = loadScenario(manyFiles, "scenario.json", limits);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error()[0].text(), "scenario.json:1:28: /exchanges: found 50 exchanges, expected at most 49");

    const MemoryFiles bodies(Files{{"scenario.json", R"({"schema": 1, "name": "t", "exchanges": [
{"id": "a", "reply": {"body": "a.xml"}}, {"id": "b", "reply": {"body": "b.xml"}}]})"},
                                   {"a.xml", "<a>1234567</a>"},
                                   {"b.xml", "<b/>"}});
    limits = {};
    limits.maxTotalBytes = 15;
    loaded = loadScenario(bodies, "scenario.json", limits);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error()[0].text(),
              "scenario.json:2:64: /exchanges/1/reply/body: found more than 15 bytes in the files that the scenario "
              "names, expected fewer");
    limits.maxBodyBytes = 10;
    loaded = loadScenario(bodies, "scenario.json", limits);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error()[0].message, "found \"a.xml\" (more than 10 bytes), expected a file that can be read");
}

class FolderTest : public testing::Test {
protected:
    void SetUp() override {
        std::string pattern = (fs::temp_directory_path() / "mitb-loader-XXXXXX").string();
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        root_ = pattern;
    }
    void TearDown() override { fs::remove_all(root_); }
    void write(const fs::path& name, const std::string& text) const {
        fs::create_directories((root_ / name).parent_path());
        std::ofstream(root_ / name) << text;
    }
    static std::string scenario(const std::string& name, const std::string& reply = R"({"status": 200})") {
        return R"({"schema": 1, "name": ")" + name + R"(", "exchanges": [{"id": "a", "reply": )" + reply + "}]}";
    }
    fs::path root_;
};

TEST_F(FolderTest, FindsScenariosBelowAFolderInOrder) {
    write("b/scenario.json", scenario("second"));
    write("a/deep/scenario.json", scenario("first", R"({"body": "bodies/x.xml"})"));
    write("a/deep/bodies/x.xml", "<x/>");
    write("other.json", scenario("file"));
    const auto loaded = loadScenarios({root_, root_ / "other.json"});
    ASSERT_TRUE(loaded) << loaded.error()[0].text();
    ASSERT_EQ(loaded->size(), 3U);
    EXPECT_EQ((*loaded)[0]->name, "first");
    EXPECT_EQ((*loaded)[1]->name, "second");
    EXPECT_EQ((*loaded)[2]->name, "file");
}

TEST_F(FolderTest, ReportsEveryScenarioAndEveryPath) {
    write("a/scenario.json", "{");
    write("b/scenario.json", scenario("same"));
    write("c/scenario.json", scenario("same"));
    fs::create_directories(root_ / "empty");
    const auto loaded = loadScenarios({root_ / "a", root_ / "none", root_ / "b", root_ / "c", root_ / "empty"});
    ASSERT_FALSE(loaded);
    ASSERT_EQ(loaded.error().size(), 4U);
    EXPECT_EQ(loaded.error()[0].file, (root_ / "a/scenario.json").string());
    EXPECT_EQ(loaded.error()[0].line, 1U);
    EXPECT_EQ(loaded.error()[1].text(), (root_ / "none").string() + ": no such file or folder");
    EXPECT_NE(loaded.error()[2].text().find("which is the name of " + (root_ / "b/scenario.json").string()),
              std::string::npos);
    EXPECT_NE(loaded.error()[3].text().find("found no scenario.json"), std::string::npos);
}

TEST_F(FolderTest, ReadsNothingOutsideItsFolder) {
    write("secret.xml", "<secret/>");
    write("s/scenario.json", scenario("link", R"({"body": "link.xml"})"));
    fs::create_symlink(root_ / "secret.xml", root_ / "s/link.xml");
    const auto loaded = loadScenarios({root_ / "s"});
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error()[0].message,
              "found \"link.xml\" (a link out of the scenario's folder), expected a file below the scenario's folder");
    const DiskFiles files(root_ / "s");
    for (const char* name : {"", "/etc/passwd", "a/../../secret.xml", "..", "a\\b"}) {
        const auto read = files.read(name, 100);
        ASSERT_FALSE(read) << name;
        EXPECT_EQ(read.error().code, wsman::ErrorCode::kInvalidArgument) << name;
    }
    EXPECT_EQ(files.read(".", 100).error().code, wsman::ErrorCode::kIo);
}

TEST(MergeEndpoints, JoinsUsersAndRefusesContradictions) {
    const auto with = [](const std::string& name, const std::string& endpoint) {
        return *test::load(R"({"schema": 1, "name": ")" + name + R"(", "exchanges": [], "endpoint": )" + endpoint +
                           "}");
    };
    const auto merged = mergeEndpoints(
        {with("a", R"({"path": "/w", "auth": {"basic": {"users": {"u": "p"}}}})"),
         with("b", R"({"path": "/w", "auth": {"basic": {"users": {"u": "p", "v": "q"}}}})"), with("c", "{}")});
    ASSERT_TRUE(merged);
    EXPECT_EQ(merged->path, "/w");
    EXPECT_EQ(merged->basicUsers.size(), 2U);
    EXPECT_EQ(mergeEndpoints({with("a", R"({"path": "/w"})"), with("b", R"({"path": "/x"})")}).error().message,
              "endpoint.path of scenario \"b\" is not that of scenario \"a\"");
    EXPECT_EQ(mergeEndpoints({with("a", R"({"auth": {"basic": {"users": {"u": "p"}}}})"),
                              with("b", R"({"auth": {"basic": {"users": {"u": "q"}}}})")})
                  .error()
                  .message,
              "the password of user \"u\" in scenario \"b\" is not that of an earlier scenario");
}

}  // namespace
}  // namespace mockserver
