#include "mockserver/record/importer.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "mockserver/record/reply_template.h"

namespace mockserver::record {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using wsman::ErrorCode;

constexpr std::string_view kGet = "http://schemas.xmlsoap.org/ws/2004/09/transfer/Get";
constexpr std::string_view kPut = "http://schemas.xmlsoap.org/ws/2004/09/transfer/Put";
constexpr std::string_view kEnumerate = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Enumerate";
constexpr std::string_view kPull = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Pull";
constexpr std::string_view kSubscribe = "http://schemas.xmlsoap.org/ws/2004/08/eventing/Subscribe";

std::string envelope(const std::string& header, const std::string& body) {
    return "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' "
           "xmlns:a='http://schemas.xmlsoap.org/ws/2004/08/addressing' "
           "xmlns:n='http://schemas.xmlsoap.org/ws/2004/09/enumeration' "
           "xmlns:e='http://schemas.xmlsoap.org/ws/2004/08/eventing' "
           "xmlns:w='http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd' "
           "xmlns:b='http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd'><s:Header>" +
           header + "</s:Header><s:Body>" + body + "</s:Body></s:Envelope>";
}

std::string request(std::string_view action, const std::string& body, const std::string& more = "") {
    return envelope("<a:To>http://h/wsman</a:To><w:ResourceURI>http://r/X</w:ResourceURI><a:Action>" +
                        std::string(action) + "</a:Action><a:MessageID>uuid:Q</a:MessageID>" + more,
                    body);
}

std::string reply(const std::string& body, const std::string& relatesTo = "uuid:Q") {
    return envelope("<a:MessageID>uuid:R</a:MessageID><a:RelatesTo>" + relatesTo + "</a:RelatesTo>", body);
}

Exchange exchange(std::string requestBody, std::string replyBody, int status = 200) {
    Exchange out;
    out.request.method = "POST";
    out.request.target = "/wsman/";
    out.request.headers = {{"Content-Type", "application/soap+xml;charset=UTF-8"},
                           {"Authorization", "Basic bWl1c2VyOnNlc2FtZQ=="}};  // miuser:sesame
    out.request.body = std::move(requestBody);
    out.response.emplace();
    out.response->isResponse = true;
    out.response->status = status;
    out.response->headers = {{"Content-Type", "application/soap+xml;charset=UTF-8"},
                             {"Content-Length", "1"},
                             {"Connection", "Keep-Alive"},
                             {"Server", "Some{{Server}}/1"},
                             {"Set-Cookie", "secret=1"}};
    out.response->body = std::move(replyBody);
    out.source = "/home/somebody/x.http:3";
    return out;
}

ImportOptions options(ImportMode mode = ImportMode::kReplay) {
    return {.name = "test", .description = "", .source = "Made for a test.", .mode = mode, .users = {}};
}

/// The imported folder as a test looks at it.
struct Imported {
    ImportedFolder folder;
    json scenario;

    [[nodiscard]] const json& when(std::size_t i) const { return scenario.at("exchanges").at(i).at("when"); }
    [[nodiscard]] const json& at(std::size_t i) const { return scenario.at("exchanges").at(i); }
    [[nodiscard]] std::string file(const std::string& path) const {
        for (const auto& file : folder.files) {
            if (file.path == path) {
                return file.bytes;
            }
        }
        return "no file " + path;
    }
};

Imported import(const std::vector<Exchange>& exchanges, const ImportOptions& chosen = options()) {
    auto folder = importExchanges(exchanges, chosen);
    EXPECT_TRUE(folder) << folder.error().text();
    Imported out{folder.value_or(ImportedFolder{}), {}};
    out.scenario = json::parse(out.file("scenario.json"), nullptr, false);
    return out;
}

TEST(MakeTemplate, ReplacesOnlyWhatIsAnotherTime) {
    const auto made = makeTemplate(reply("<x:a xmlns:x='u'>\n <x:MessageID>uuid:R</x:MessageID>&amp;{{b}}</x:a>\r\n"),
                                   {"uuid:Q", ""});
    ASSERT_TRUE(made) << made.error().text();
    EXPECT_THAT(made->text,
                HasSubstr("<a:MessageID>{{messageId}}</a:MessageID><a:RelatesTo>{{relatesTo}}</a:RelatesTo>"));
    EXPECT_THAT(made->text, HasSubstr("<x:a xmlns:x='u'>\n <x:MessageID>uuid:R</x:MessageID>&amp;{{{{b}}</x:a>\r\n"));
    EXPECT_TRUE(made->contexts.empty());
    EXPECT_FALSE(made->ends);
}

TEST(MakeTemplate, KeepsAForeignRelatesTo) {
    const auto made = makeTemplate(reply("", "uuid:OTHER"), {"uuid:Q", ""});
    ASSERT_TRUE(made);
    EXPECT_THAT(made->text, HasSubstr("<a:RelatesTo>uuid:OTHER</a:RelatesTo>"));
    EXPECT_THAT(made->notices, Contains(HasSubstr("RelatesTo is not the request's MessageID")));
}

TEST(MakeTemplate, KeepsTheFormOfUrns) {
    const auto made = makeTemplate(envelope("<a:MessageID> urn:uuid:12 </a:MessageID>", ""), {});
    ASSERT_TRUE(made);
    EXPECT_THAT(made->text, HasSubstr("<a:MessageID> urn:uuid:{{uuid}} </a:MessageID>"));
}

TEST(MakeTemplate, TiesContexts) {
    const auto issued = makeTemplate(
        reply("<n:EnumerateResponse><n:EnumerationContext>17</n:EnumerationContext></n:EnumerateResponse>"), {});
    ASSERT_TRUE(issued);
    EXPECT_THAT(issued->text, HasSubstr("<n:EnumerationContext>{{context}}</n:EnumerationContext>"));
    EXPECT_THAT(issued->contexts, testing::ElementsAre("17"));

    const auto last = makeTemplate(reply("<n:PullResponse><n:EnumerationContext>18</n:EnumerationContext>"
                                         "<n:Items/><n:EndOfSequence/></n:PullResponse>"),
                                   {"uuid:Q", "17"});
    ASSERT_TRUE(last);
    EXPECT_THAT(last->text, HasSubstr("{{context new}}"));
    EXPECT_TRUE(last->ends);

    const auto empty = makeTemplate(reply("<n:EnumerateResponse><n:EnumerationContext/></n:EnumerateResponse>"), {});
    ASSERT_TRUE(empty);
    EXPECT_THAT(empty->text, HasSubstr("<n:EnumerationContext/>"));
    EXPECT_TRUE(empty->contexts.empty());

    const auto markup = makeTemplate(
        reply("<n:EnumerateResponse><n:EnumerationContext><c/></n:EnumerationContext></n:EnumerateResponse>"), {});
    ASSERT_TRUE(markup);
    EXPECT_THAT(markup->text, HasSubstr("<n:EnumerationContext><c/></n:EnumerationContext>"));
    EXPECT_THAT(markup->notices, Contains(HasSubstr("not plain text")));
}

TEST(MakeTemplate, RefusesWhatIsNotSoap) {
    EXPECT_FALSE(makeTemplate("<html/>", {}));
    EXPECT_FALSE(makeTemplate("", {}));
    EXPECT_FALSE(makeTemplate("<!DOCTYPE a><s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'/>", {}));
}

TEST(Import, WritesAReplayThatRefersToItsFiles) {
    const auto get = request(kGet, "", "<w:SelectorSet><w:Selector Name='Key'>1</w:Selector></w:SelectorSet>");
    const auto imported = import({exchange(get, reply("<x/>"), 500)});
    EXPECT_EQ(imported.scenario["schema"], 1);
    EXPECT_EQ(imported.scenario["name"], "test");
    EXPECT_EQ(imported.scenario["mode"], "replay");
    EXPECT_EQ(imported.scenario["source"], "Made for a test.");
    EXPECT_EQ(imported.file("README.md"), "# test\n\nMade for a test.\n");
    const auto& item = imported.at(0);
    EXPECT_EQ(item["id"], "001_Get");
    EXPECT_EQ(item["description"], "Recorded in x.http:3");
    EXPECT_EQ(item["when"], (json{{"action", "Get"}, {"resourceUri", "http://r/X"}, {"selectors", {{"Key", "1"}}}}));
    EXPECT_EQ(item["reply"]["status"], 500);
    EXPECT_EQ(item["reply"]["body"], "bodies/001_Get.xml");
    EXPECT_EQ(item["reply"]["headers"], (json{{"Server", "Some{{{{Server}}/1"}}));
    EXPECT_FALSE(item["reply"].contains("contentType"));
    EXPECT_EQ(imported.file("requests/001_Get.xml"), get);
    EXPECT_THAT(imported.file("bodies/001_Get.xml"), HasSubstr("{{messageId}}"));
}

TEST(Import, WritesNoSecret) {
    const auto imported = import({exchange(request(kGet, ""), reply("<x/>"))});
    for (const auto& file : imported.folder.files) {
        EXPECT_THAT(file.bytes, Not(HasSubstr("sesame"))) << file.path;
        EXPECT_THAT(file.bytes, Not(HasSubstr("bWl1c2Vy"))) << file.path;
        EXPECT_THAT(file.bytes, Not(HasSubstr("secret"))) << file.path;
    }
    EXPECT_EQ(imported.scenario["endpoint"]["auth"]["basic"]["users"], (json{{"miuser", "change-me"}}));
    EXPECT_THAT(imported.folder.notices, Contains(HasSubstr("user miuser gets the password change-me")));

    auto chosen = options();
    chosen.users = {{"miuser", "mipass"}, {"other", "x"}};
    const auto known = import({exchange(request(kGet, ""), reply("<x/>"))}, chosen);
    EXPECT_EQ(known.scenario["endpoint"]["auth"]["basic"]["users"], (json{{"miuser", "mipass"}, {"other", "x"}}));
    EXPECT_TRUE(known.folder.notices.empty());
}

TEST(Import, LeavesOutWhatCannotBeReplayed) {
    auto unanswered = exchange(request(kGet, ""), "");
    unanswered.response.reset();
    const auto imported = import({exchange(request(kGet, ""), "", 401), unanswered, exchange("", reply("<x/>")),
                                  exchange(request(kGet, ""), reply("<x/>"))});
    EXPECT_EQ(imported.folder.exchanges, 1u);
    EXPECT_THAT(imported.folder.notices, Contains(HasSubstr("x.http:3: left out: a step of an authentication")));
    EXPECT_THAT(imported.folder.notices, Contains(HasSubstr("left out: it got no response")));
    EXPECT_THAT(imported.folder.notices, Contains(HasSubstr("left out: its request is not SOAP")));
}

TEST(Import, KeepsRepliesThatAreNotSoapAsBytes) {
    auto html = exchange(request(kGet, ""), "<html>{{oops", 503);
    html.response->headers = {{"Content-Type", "text/html"}};
    auto compressed = exchange(request(kGet, ""), reply("<x/>"));
    compressed.response->headers.add("Content-Encoding", "gzip");
    const auto imported = import({html, exchange(request(kGet, ""), "", 204), compressed});
    EXPECT_EQ(imported.at(0)["reply"],
              (json{{"status", 503}, {"contentType", "text/html"}, {"body", "bodies/001_Get.xml"}, {"raw", true}}));
    EXPECT_EQ(imported.file("bodies/001_Get.xml"), "<html>{{oops");
    EXPECT_FALSE(imported.at(1)["reply"].contains("body"));
    EXPECT_EQ(imported.at(2)["reply"]["raw"], true);
    EXPECT_EQ(imported.at(2)["reply"]["headers"]["Content-Encoding"], "gzip");
}

TEST(Import, PullAsksForTheContextOfItsEnumerate) {
    const auto enumerate =
        request(kEnumerate, "<n:Enumerate><w:OptimizeEnumeration/><w:MaxElements>7</w:MaxElements></n:Enumerate>");
    const auto pull = [](const std::string& context) {
        return request(kPull, "<n:Pull><n:EnumerationContext>" + context + "</n:EnumerationContext></n:Pull>");
    };
    const auto page = [](const std::string& context, const std::string& more = "") {
        return reply("<n:PullResponse><n:EnumerationContext>" + context + "</n:EnumerationContext><n:Items/>" + more +
                     "</n:PullResponse>");
    };
    const std::vector<Exchange> recorded{
        exchange(enumerate,
                 reply("<n:EnumerateResponse><n:EnumerationContext>c1</n:EnumerationContext></n:EnumerateResponse>")),
        exchange(pull("c1"), page("c2")), exchange(pull("c2"), page("c2", "<n:EndOfSequence/>")),
        exchange(pull("c9"), page("c9"))};
    const auto imported = import(recorded);
    EXPECT_EQ(imported.when(0)["xpath"],
              (json{"s:Body/n:Enumerate/w:OptimizeEnumeration", "not(s:Body/n:Enumerate/w:EnumerationMode)",
                    "not(s:Body/n:Enumerate/b:PolymorphismMode)", "not(s:Body/n:Enumerate/*[local-name()='Filter'])"}));
    EXPECT_EQ(imported.when(1)["context"], "001_Enumerate");
    EXPECT_EQ(imported.when(2)["context"], "001_Enumerate");
    EXPECT_EQ(imported.when(3)["context"], (json{{"issued", false}}));
    EXPECT_FALSE(imported.when(1).contains("nth"));
    EXPECT_THAT(imported.file("bodies/002_Pull.xml"), HasSubstr("{{context new}}"));
    EXPECT_THAT(imported.file("bodies/003_Pull.xml"), HasSubstr("{{context}}"));
    EXPECT_FALSE(imported.at(1).contains("then"));
    EXPECT_EQ(imported.at(2)["then"], (json{{"end", true}}));

    const auto stub = import(recorded, options(ImportMode::kStub));
    EXPECT_EQ(stub.scenario["mode"], "stub");
    EXPECT_EQ(stub.when(1)["nth"], 1);
    EXPECT_FALSE(stub.when(2).contains("nth"));
}

TEST(Import, SaysWhatARequestAsksFor) {
    const auto imported = import(
        {exchange(request(kPut, "<x:X xmlns:x='http://r/X'><x:a>1</x:a></x:X>",
                          "<w:OptionSet><w:Option Name='o'>v</w:Option></w:OptionSet>"
                          "<w:FragmentTransfer>a</w:FragmentTransfer>"),
                  reply("<x/>")),
         exchange(request("http://r/X/Do%20It", "<x:Do_INPUT xmlns:x='http://r/X'/>"), reply("<x/>")),
         exchange(
             envelope("", "<i:Identify xmlns:i='http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd'/>"),
             envelope("", "<x/>")),
         exchange(request(kEnumerate,
                          "<n:Enumerate><w:Filter Dialect='http://schemas.microsoft.com/wbem/wsman/1/WQL'>"
                          "select * from X</w:Filter><w:EnumerationMode>EnumerateEPR</w:EnumerationMode>"
                          "</n:Enumerate>"),
                  reply("<n:EnumerateResponse/>")),
         exchange(
             request(
                 kEnumerate,
                 "<n:Enumerate><w:Filter Dialect='http://schemas.dmtf.org/wbem/wsman/1/cimbinding/associationFilter'>"
                 "<b:AssociatedInstances><b:Object><a:Address>x</a:Address><a:ReferenceParameters>"
                 "<w:ResourceURI>http://r/Y</w:ResourceURI><w:SelectorSet><w:Selector Name='K'>1</w:Selector>"
                 "</w:SelectorSet></a:ReferenceParameters></b:Object><b:Role>R</b:Role></b:AssociatedInstances>"
                 "</w:Filter></n:Enumerate>"),
             reply("<n:EnumerateResponse/>"))});
    EXPECT_EQ(imported.when(0)["options"], (json{{"o", "v"}}));
    EXPECT_EQ(imported.when(0)["body"], "requests/001_Put.xml");
    EXPECT_EQ(imported.when(0)["xpath"], (json{{{"expr", "s:Header/w:FragmentTransfer"}, {"equals", "a"}}}));
    EXPECT_EQ(imported.when(1)["action"], "http://r/X/Do%20It");
    EXPECT_EQ(imported.at(1)["id"], "002_Do-20It");
    EXPECT_EQ(imported.when(2), (json{{"action", "Identify"}}));
    EXPECT_EQ(imported.when(3)["filter"],
              (json{{"dialect", "http://schemas.microsoft.com/wbem/wsman/1/WQL"}, {"text", "select * from X"}}));
    EXPECT_THAT(imported.when(3)["xpath"],
                Contains(json{{"expr", "s:Body/n:Enumerate/w:EnumerationMode"}, {"equals", "EnumerateEPR"}}));
    const std::string object = "s:Body/n:Enumerate/*[local-name()='Filter']/b:AssociatedInstances/b:";
    EXPECT_THAT(imported.when(4)["xpath"],
                Contains(json{{"expr", object + "Object//w:Selector[@Name='K']"}, {"equals", "1"}}));
    EXPECT_THAT(imported.when(4)["xpath"], Contains(json{{"expr", object + "Role"}, {"equals", "R"}}));
    EXPECT_THAT(imported.when(4)["xpath"], Contains(json("not(" + object + "ResultClassName)")));
}

TEST(Import, TiesASubscriptionToItsIdentifier) {
    const auto imported = import(
        {exchange(request(kSubscribe,
                          "<e:Subscribe><e:Delivery Mode='http://schemas.dmtf.org/wbem/wsman/1/wsman/Pull'/>"
                          "<w:Filter Dialect='http://schemas.microsoft.com/wbem/wsman/1/WQL'>select * from E</w:Filter>"
                          "</e:Subscribe>"),
                  reply("<e:SubscribeResponse><e:SubscriptionManager><a:Address>x</a:Address><a:ReferenceParameters>"
                        "<e:Identifier>id-1</e:Identifier></a:ReferenceParameters></e:SubscriptionManager>"
                        "<n:EnumerationContext>ctx-1</n:EnumerationContext></e:SubscribeResponse>")),
         exchange(request("http://schemas.xmlsoap.org/ws/2004/08/eventing/Unsubscribe", "<e:Unsubscribe/>",
                          "<e:Identifier>id-1</e:Identifier>"),
                  reply(""))});
    EXPECT_THAT(imported.file("bodies/001_Subscribe.xml"), HasSubstr("<e:Identifier>{{context}}</e:Identifier>"));
    EXPECT_THAT(imported.file("bodies/001_Subscribe.xml"),
                HasSubstr("<n:EnumerationContext>{{context}}</n:EnumerationContext>"));
    EXPECT_THAT(imported.when(0)["xpath"],
                Contains(json{{"expr", "s:Body/e:Subscribe/e:Delivery/@Mode"},
                              {"equals", "http://schemas.dmtf.org/wbem/wsman/1/wsman/Pull"}}));
    EXPECT_EQ(imported.when(0)["filter"]["text"], "select * from E");
    EXPECT_EQ(imported.when(1)["context"], "001_Subscribe");
    EXPECT_EQ(imported.at(1)["then"], (json{{"end", true}}));
}

TEST(Import, RefusesABadNameAndAnEmptyRecording) {
    auto named = options();
    named.name = "a b";
    EXPECT_EQ(importExchanges(std::vector{exchange(request(kGet, ""), reply(""))}, named).error().code,
              ErrorCode::kInvalidArgument);
    const auto none = importExchanges(std::vector{exchange("x", "y")}, options());
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, ErrorCode::kInvalidValue);
    EXPECT_THAT(none.error().text(), HasSubstr("not SOAP"));
}

class WriteFolder : public testing::Test {
protected:
    WriteFolder() : root_(std::filesystem::path(testing::TempDir()) / ("importer_" + std::to_string(::getpid()))) {
        std::filesystem::remove_all(root_);
    }
    ~WriteFolder() override { std::filesystem::remove_all(root_); }
    std::filesystem::path root_;
};

TEST_F(WriteFolder, ReplacesOnlyWhenAskedAndOnlyAScenario) {
    const auto imported = import({exchange(request(kGet, ""), reply("<x/>"))});
    ASSERT_TRUE(writeFolder(imported.folder, root_ / "a" / "b"));
    EXPECT_TRUE(std::filesystem::exists(root_ / "a" / "b" / "bodies" / "001_Get.xml"));
    const auto again = writeFolder(imported.folder, root_ / "a" / "b");
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::kIo);
    std::ofstream(root_ / "a" / "b" / "bodies" / "old.xml") << "old";
    EXPECT_TRUE(writeFolder(imported.folder, root_ / "a" / "b", true));
    EXPECT_FALSE(std::filesystem::exists(root_ / "a" / "b" / "bodies" / "old.xml"));
    EXPECT_FALSE(writeFolder(imported.folder, root_ / "a", true)) << "a folder that is no scenario must stay";
    std::ofstream(root_ / "file") << "x";
    EXPECT_FALSE(writeFolder(imported.folder, root_ / "file", true));
}

}  // namespace
}  // namespace mockserver::record
