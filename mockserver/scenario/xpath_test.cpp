#include "mockserver/scenario/xpath.h"

#include <gtest/gtest.h>

#include "wsman/uris.h"

namespace mockserver {
namespace {

const std::string kXml =
    "<z:Envelope xmlns:z='http://www.w3.org/2003/05/soap-envelope'><z:Body>"
    "<r xmlns='urn:one' xmlns:o='urn:two' o:at='yes' at='plain'><v n='1'>a</v><v n='2'> b </v><o:v>c</o:v>"
    "<div>4</div><bare xmlns=''>none</bare></r></z:Body></z:Envelope>";

class XPathTest : public testing::Test {
protected:
    std::string text(std::string_view expression) const {
        const auto compiled = XPath::compile(expression, namespaces_);
        return compiled ? compiled->text(document_.root()) : "error: " + compiled.error().message;
    }
    bool test(std::string_view expression) const {
        const auto compiled = XPath::compile(expression, namespaces_);
        EXPECT_TRUE(compiled) << expression;
        return compiled && compiled->test(document_.root());
    }

    wsman::xml::Document document_ = *wsman::xml::Document::parse(kXml);
    NamespaceMap namespaces_ = [] {
        NamespaceMap map = predefinedNamespaces();
        map["i"] = "urn:one";
        map["k"] = "urn:two";
        return map;
    }();
};

TEST_F(XPathTest, PrefixesMeanNamespacesHoweverTheDocumentSpellsThem) {
    EXPECT_EQ(text("s:Body/i:r/i:v"), "a");
    EXPECT_EQ(text("/s:Envelope/s:Body/i:r/i:v[2]"), "b");
    EXPECT_EQ(text("//k:v"), "c");
    EXPECT_EQ(text("//i:v[@n = '2']"), "b");
    EXPECT_EQ(text("//i:r/@k:at"), "yes");
    EXPECT_EQ(text("//i:r/@at"), "plain");
    EXPECT_EQ(text("count(//i:*)"), "4");
    EXPECT_EQ(text("count(//k:*)"), "1");
    EXPECT_EQ(text("//i:r/child::i:v[position() = last()]"), "b");
    EXPECT_EQ(text("//i:r/attribute::k:at"), "yes");
}

TEST_F(XPathTest, ANameWithoutAPrefixIsInNoNamespace) {
    EXPECT_EQ(text("//bare"), "none");
    EXPECT_FALSE(test("//v"));
}

TEST_F(XPathTest, OperatorNamesAndFunctionsAreNoNameTests) {
    EXPECT_EQ(text("8 div 2"), "4");
    EXPECT_EQ(text("count(//i:v) * 2"), "4");
    EXPECT_EQ(text("//i:div div 2"), "2");
    EXPECT_EQ(text("7 mod 4"), "3");
    EXPECT_TRUE(test("//i:v and not(//i:w)"));
    EXPECT_TRUE(test("//i:w or //i:v/text()"));
    EXPECT_TRUE(test("//i:v[. = 'a'] and //i:r/*[last()]/.. "));
    EXPECT_EQ(text("concat('i:v ', \"k:v\")"), "i:v k:v");
    EXPECT_EQ(text(".5 + 1"), "1.5");
}

TEST_F(XPathTest, SaysWhatIsWrong) {
    EXPECT_EQ(text("//q:v"), "error: the prefix \"q\", expected a predefined one or one of \"namespaces\"");
    EXPECT_EQ(text("$x"), "error: a variable, of which there are none");
    EXPECT_EQ(text("'open"), "error: a literal without its closing quote");
    EXPECT_EQ(text("s:matches(1)"), "error: a function with a prefix, of which there are none");
    EXPECT_TRUE(text("//i:v[").starts_with("error: ")) << text("//i:v[");
    EXPECT_TRUE(text("unknown()").starts_with("error: "));
    EXPECT_TRUE(text("").starts_with("error: "));
    EXPECT_TRUE(text(std::string(9000, '1')).starts_with("error: "));
    EXPECT_TRUE(text(std::string(4000, '(')).starts_with("error: "));
}

}  // namespace
}  // namespace mockserver
