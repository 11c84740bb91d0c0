#include "mockserver/scenario/template.h"

#include <gtest/gtest.h>

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
        const auto compiled = Template::compile(text, namespaces);
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
                            .newUuid = [this] { return std::to_string(++uuids_); }};
        std::string out;
        compiled->render(input, escape, out);
        return out;
    }

    std::optional<wsman::soap::Message> message_;
    HttpHeaders headers_;
    int uuids_ = 0;
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
}

}  // namespace
}  // namespace mockserver
