#include "mockserver/scenario/template.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "mockserver/scenario/scenario_fixture.h"

namespace mockserver {
namespace {

class TemplateTest : public testing::Test {
protected:
    TemplateTest() {
        test::Ask ask;
        ask.resource = "urn:a&b";
        ask.selectors = test::selectors({{"Name", "<'\"&>"}});
        ask.options = {{"Verbose", "yes"}};
        ask.body = "<i:In xmlns:i='urn:in'><i:Count> 7 </i:Count></i:In>";
        message_.emplace(*wsman::soap::Message::parse(ask.xml()));
        headers_.add("X-Test", "value");
    }

    std::string render(std::string_view text, Template::Escape escape = Template::Escape::kNone) {
        NamespaceMap namespaces = predefinedNamespaces();
        namespaces["in"] = "urn:in";
        const auto compiled = Template::compile(text, namespaces, &data_);
        if (!compiled) {
            return compiled.error().where + " " + compiled.error().message;
        }
        TemplateInput input{.request = *message_,
                            .headers = headers_,
                            .user = "miuser",
                            .messageId = "uuid:NEW",
                            .context = "C",
                            .freshContext = "F",
                            .now = std::chrono::sys_days{std::chrono::year{2024} / 2 / 29} + std::chrono::hours(23) +
                                   std::chrono::microseconds(1'000'007),
                            .newUuid = [this] { return std::to_string(++uuids_); },
                            .data = &data_,
                            .variables = &variables_,
                            .count = [this](const std::string& name) { return ++counters_[name]; },
                            .random = [this] { return random_; }};
        std::string out;
        const auto done = compiled->render(input, escape, out);
        return done ? out : done.error().message;
    }

    std::optional<wsman::soap::Message> message_;
    HttpHeaders headers_;
    int uuids_ = 0;
    nlohmann::json data_{{"disks", {{{"id", "C:"}, {"free", 7}}, {{"id", "D<"}, {"free", 0}}}},
                         {"sizes", {{"big", 10}, {"small", 1}}},
                         {"none", nlohmann::json::array()}};
    std::map<std::string, std::string> variables_{{"greeting", "hello"}};
    std::map<std::string, std::uint64_t> counters_;
    std::uint64_t random_ = 0;
};

TEST_F(TemplateTest, FillsEveryPlaceholder) {
    EXPECT_EQ(render("{{messageId}} {{ messageId }}"), "uuid:NEW uuid:NEW");
    EXPECT_EQ(render("{{relatesTo}}{{request.messageId}}"), "uuid:REQUESTuuid:REQUEST");
    EXPECT_EQ(render("{{to}}"), wsman::uri::kAnonymous);
    EXPECT_EQ(render("{{request.to}}"), "http://localhost/wsman");
    EXPECT_EQ(render("{{request.action}}"), wsman::action::kGet);
    EXPECT_EQ(render("{{request.resourceUri}}"), "urn:a&b");
    EXPECT_EQ(render("{{request.user}}"), "miuser");
    EXPECT_EQ(render("{{request.selector \"name\"}}"), "<'\"&>");
    EXPECT_EQ(render("{{request.option 'Verbose'}}"), "yes");
    EXPECT_EQ(render("{{request.header \"x-test\"}}"), "value");
    EXPECT_EQ(render("{{xpath \"//in:Count\"}}"), "7");
    EXPECT_EQ(render("{{uuid}}-{{uuid}}"), "1-2");
    EXPECT_EQ(render("{{context}}{{context new}}"), "CF");
}

TEST_F(TemplateTest, AbsentValuesAreEmptyOrTheFallback) {
    EXPECT_EQ(render("[{{request.selector \"Other\"}}]"), "[]");
    EXPECT_EQ(render("[{{request.selector \"Other\" \"else\"}}]"), "[else]");
    EXPECT_EQ(render("[{{request.option \"Other\" 'it\\'s'}}]"), "[it's]");
    EXPECT_EQ(render("[{{request.header \"Other\" \"e\"}}{{xpath \"//none\"}}]"), "[e]");
}

TEST_F(TemplateTest, TellsTheTime) {
    EXPECT_EQ(render("{{now}}"), "2024-02-29T23:00:01Z");
    EXPECT_EQ(render("{{now \"cim\"}}"), "20240229230001.000007+000");
    EXPECT_EQ(render("{{now \"%d.%m.%Y\" \"P1D\"}}"), "01.03.2024");
    EXPECT_EQ(render("{{now \"iso\" \"-PT1H\"}}"), "2024-02-29T22:00:01Z");
}

TEST_F(TemplateTest, EscapesValuesForContentAndForAttributesInEitherQuotes) {
    const std::string xml = render(
        "<a b='{{request.selector \"Name\"}}' c=\"{{request.selector \"Name\"}}\">"
        "{{request.selector \"Name\"}}</a>",
        Template::Escape::kXml);
    const auto document = wsman::xml::Document::parse(xml);
    ASSERT_TRUE(document) << xml;
    EXPECT_EQ(document->root().attribute("b"), "<'\"&>");
    EXPECT_EQ(document->root().attribute("c"), "<'\"&>");
    EXPECT_EQ(document->root().rawText(), "<'\"&>");
}

TEST_F(TemplateTest, GoesThroughData) {
    EXPECT_EQ(render("{{data.disks.1.id}} {{data.sizes.big}} {{data.sizes}}"), "D< 10 {\"big\":10,\"small\":1}");
    EXPECT_EQ(render("{{#each data.disks}}<d n='{{@number}}'>{{this.id}}</d>{{/each}}", Template::Escape::kXml),
              "<d n='1'>C:</d><d n='2'>D&lt;</d>");
    EXPECT_EQ(render("{{#each data.sizes as size}}{{@index}}{{@key}}={{size}}{{#unless @last}}, {{/unless}}{{/each}}"),
              "0big=10, 1small=1");
    EXPECT_EQ(render("{{#each data.none}}x{{else}}empty{{/each}}"), "empty");
    EXPECT_EQ(render("{{#each data.disks as d}}{{#repeat 2}}{{d.id}}{{this}} {{/repeat}}{{/each}}"),
              "C:1 C:2 D<1 D<2 ");
    EXPECT_EQ(render("{{#each request.selectors}}{{this.name}}={{this.value}}{{/each}}"), "Name=<'\"&>");
}

TEST_F(TemplateTest, Decides) {
    EXPECT_EQ(render("{{#each data.disks}}{{#if this.free}}free{{else}}full{{/if}} {{/each}}"), "free full ");
    EXPECT_EQ(render("{{#if (eq (request.option \"Verbose\") \"yes\")}}a{{else}}b{{/if}}"), "a");
    EXPECT_EQ(render("{{#if (and (lt 9 10) (gt \"b\" \"a\") (not (ne 1 1.0)))}}all{{/if}}"), "all");
    EXPECT_EQ(render("{{#if (or \"\" \"false\" 0)}}any{{else}}none{{/if}}"), "none");
    EXPECT_EQ(render("{{#unless request.user}}nobody{{else}}{{request.user}}{{/unless}}"), "miuser");
}

TEST_F(TemplateTest, CountsCalculatesAndDraws) {
    EXPECT_EQ(render("{{counter \"a\"}}{{counter 'a'}}{{counter \"b\" 10}}{{counter \"b\" 10}}"), "121011");
    EXPECT_EQ(render("{{add 1 2}} {{subtract 1 2.5}} {{multiply 3 (xpath \"//in:Count\")}} {{add 1 data.sizes.big}}"),
              "3 -1.5 21 11");
    random_ = 13;
    EXPECT_EQ(render("{{random 1 6}} {{random -3 -3}} {{pick \"a\" \"b\" \"c\"}}"), "2 -3 b");
    EXPECT_EQ(render("{{add 1e300 1}} {{add \"nan\" 1}} {{random 1e300 1e301}}"), "1e+300 nan 9200000000000000000");
    EXPECT_EQ(render("{{variable \"greeting\"}} {{variable \"other\" \"else\"}}"), "hello else");
}

TEST_F(TemplateTest, CalculatesWithDates) {
    EXPECT_EQ(render("{{date \"2024-01-31T23:00:00+02:00\" \"iso\" \"PT4H\"}}"), "2024-02-01T01:00:00Z");
    EXPECT_EQ(render("{{date '20240131120000.000000+060' 'cim'}}"), "20240131110000.000000+000");
    EXPECT_EQ(render("[{{date (request.selector 'Name')}}]"), "[]");
}

TEST_F(TemplateTest, StopsAtItsBounds) {
    EXPECT_EQ(render("{{#repeat 1000}}{{#repeat 1001}}{{/repeat}}{{/repeat}}"),
              "a template went round its loops more than 1000000 times");
    EXPECT_EQ(render("{{#repeat 1000000}}" + std::string(100, 'x') + "{{/repeat}}"),
              "a template wrote more than 67108864 bytes");
    std::string deep;
    for (int i = 0; i < 40; ++i) {
        deep += "{{#if 1}}";
    }
    EXPECT_NE(render(deep).find("nested more than 32 deep"), std::string::npos);
}

TEST_F(TemplateTest, SaysWhatIsWrongWithBlocks) {
    EXPECT_EQ(render("a\n{{#if 1}}"), "2:1 found the end of the text, expected {{/if}}");
    EXPECT_EQ(render("{{#if 1}}{{/each}}"), "1:10 found {{/each}}, expected {{/if}}");
    EXPECT_EQ(render("{{/if}}"), "1:1 found {{/if}} without the block that it belongs to");
    EXPECT_EQ(render("{{#while 1}}"),
              "1:1 found the unknown block \"#while\", expected #each, #repeat, #if or #unless");
    EXPECT_EQ(render("{{data.discs}}"), "1:1 found \"data.discs\", expected a member of the scenario's \"data\"");
    EXPECT_EQ(render("{{this}}"), "1:1 found \"this\" outside of #each and #repeat");
    EXPECT_EQ(render("{{@index}}"), "1:1 found \"@index\" outside of #each and #repeat");
    EXPECT_EQ(render("{{#each data.disks}}{{@nth}}{{/each}}"),
              "1:21 found \"@nth\", expected @index, @number, @key, @first or @last");
}

TEST_F(TemplateTest, FourBracesAreTwo) {
    EXPECT_EQ(render("{{{{messageId}}"), "{{messageId}}");
    EXPECT_EQ(render("{ {{{{ }} { }"), "{ {{ }} { }");
    EXPECT_EQ(render("{{{{{{messageId}}"), "{{uuid:NEW");
    EXPECT_EQ(render("{"), "{");
    EXPECT_EQ(render(""), "");
}

TEST_F(TemplateTest, SaysWhereAndWhatIsWrong) {
    EXPECT_EQ(render("a\n  {{messageId"), "2:3 found a placeholder without its closing \"}}\"");
    EXPECT_EQ(render("{{}}").substr(0, 55), "1:1 found an empty placeholder, expected one of message");
    EXPECT_EQ(render("\u00e4{{mesageId}}").substr(0, 44), "1:2 found the unknown placeholder \"mesageId\"");
    EXPECT_EQ(render("{{uuid 1}}"), "1:1 found 1 arguments for \"uuid\", expected 0");
    EXPECT_EQ(render("{{request.selector}}"), "1:1 found 0 arguments for \"request.selector\", expected 1 to 2");
    EXPECT_EQ(render("{{request.selector \"x}}"), "1:1 found an argument without its closing quote");
    EXPECT_EQ(render("{{uuid}"), "1:1 found a single \"}\" in a placeholder, expected \"}}\"");
    EXPECT_EQ(render("{{context old}}"), "1:1 found \"old\", expected \"context new\"");
    EXPECT_EQ(render("{{now \"iso\" \"5 min\"}}"),
              "1:1 found the offset \"5 min\", expected an xs:duration such as \"-PT5M\"");
    EXPECT_EQ(render("{{xpath \"//q:a\"}}"),
              "1:1 in the XPath expression \"//q:a\": found the prefix \"q\", expected a predefined one or one of "
              "\"namespaces\"");
}

TEST(Template, ASampleKeepsPlaces) {
    const auto compiled = Template::compile("ab{{messageId}}cd{{ uuid }}", {});
    ASSERT_TRUE(compiled);
    EXPECT_EQ(compiled->sample(), "abxxxxxxxxxxxxxcdxxxxxxxxxx");
    const auto block = Template::compile("<a>{{#if 1}}<b/>\n{{else}}<c/>{{/if}}</a>", {});
    ASSERT_TRUE(block);
    EXPECT_TRUE(block->hasConditions());
    EXPECT_EQ(block->sample(), "<a>         <b/>\n                   </a>");
    EXPECT_EQ(block->sample(true), "<a>             \n        <c/>       </a>");
}

}  // namespace
}  // namespace mockserver
