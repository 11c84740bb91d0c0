#include "wsman/xml/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

namespace wsman::xml {
namespace {

Document parse(const std::string& text) {
    Result<Document> document = Document::parse(text);
    EXPECT_TRUE(document) << text << ": " << (document ? "" : document.error().text());
    return document ? *std::move(document) : Document::parse("<failed/>").value();
}

TEST(Document, ResolvesNamesByNamespace) {
    const Document document =
        parse("<a xmlns=\"urn:d\" xmlns:p=\"urn:p\"><p:b/><c xmlns=\"\"/><d xmlns:p=\"urn:q\"><p:e/></d></a>");
    const Node root = document.root();
    EXPECT_EQ(root.name(), (Name{"urn:d", "a"}));
    EXPECT_TRUE(root.child("urn:p", "b"));
    EXPECT_FALSE(root.child("urn:d", "b"));
    EXPECT_TRUE(root.child("", "c").is("", "c"));
    EXPECT_TRUE(root.child("urn:d", "d").child("urn:q", "e"));
    EXPECT_TRUE(root.childLocal("d").childLocal("e"));
    EXPECT_EQ(root.childLocal("b").localName(), "b");
}

TEST(Document, WalksElementsOnly) {
    const Document document = parse("<a>x<b/><!-- c -->y<c/><![CDATA[z]]></a>");
    const Node root = document.root();
    EXPECT_EQ(root.childCount(), 2u);
    EXPECT_EQ(root.children().size(), 2u);
    EXPECT_EQ(root.firstChild().localName(), "b");
    EXPECT_EQ(root.firstChild().next().localName(), "c");
    EXPECT_FALSE(root.firstChild().next().next());
    EXPECT_EQ(root.firstChild().parent(), root);
    EXPECT_FALSE(root.parent());
    EXPECT_EQ(root.rawText(), "xyz");
}

TEST(Document, ReadsText) {
    EXPECT_EQ(parse("<a> x&lt;&#x20AC;\r\n</a>").root().rawText(), " x<\u20ac\n");
    EXPECT_EQ(parse("<a> x&lt;&#x20AC;\r\n</a>").root().text(), "x<\u20ac");
    EXPECT_EQ(parse("<a> </a>").root().rawText(), " ");
    EXPECT_EQ(parse("<a> </a>").root().text(), "");
    EXPECT_EQ(parse("<a> <b/> x <b/> </a>").root().rawText(), "  x  ");
    EXPECT_EQ(parse("<a><![CDATA[ <x> ]]>&#13;</a>").root().rawText(), " <x> \r");
    EXPECT_FALSE(parse("<a> \n<b>x</b></a>").root().hasText());
    EXPECT_TRUE(parse("<a> <b/><![CDATA[x]]></a>").root().hasText());
}

TEST(Document, ReadsAttributesByNamespace) {
    const Document document = parse(
        "<a xmlns:p=\"urn:p\" xmlns=\"urn:d\" b=\"plain\" p:b=\"qualified\" xml:lang=\"en\" c=\"1&#10;2\t3&amp;\"/>");
    const Node root = document.root();
    EXPECT_EQ(root.attribute("b"), "plain");
    EXPECT_EQ(root.attribute("urn:p", "b"), "qualified");
    EXPECT_EQ(root.attribute("urn:d", "b"), std::nullopt);  // the default namespace is not for attributes
    EXPECT_EQ(root.attribute("http://www.w3.org/XML/1998/namespace", "lang"), "en");
    EXPECT_EQ(root.attribute("c"), "1\n2 3&");  // white space as it stands is normalised, references are not
    EXPECT_EQ(root.attribute("xmlns"), std::nullopt);
    EXPECT_EQ(root.attribute("p"), std::nullopt);
    EXPECT_EQ(root.attribute("none"), std::nullopt);
}

TEST(Document, KnowsNilByAnyBindingOfXsi) {
    const std::string instance = "xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"";
    EXPECT_TRUE(parse("<a " + instance + " i:nil=\"true\"/>").root().isNil());
    EXPECT_TRUE(parse("<a " + instance + " i:nil=\" 1 \"/>").root().isNil());
    EXPECT_TRUE(parse("<a xmlns:xsi=\"http://www.w3.org/2001/XMLSchema\" xsi:nil=\"true\"/>").root().isNil());
    EXPECT_FALSE(parse("<a " + instance + " i:nil=\"false\"/>").root().isNil());
    EXPECT_FALSE(parse("<a nil=\"true\"/>").root().isNil());
    EXPECT_FALSE(parse("<a xmlns:xsi=\"urn:x\" xsi:nil=\"true\"/>").root().isNil());
}

TEST(Document, KnowsMustUnderstand) {
    const auto of = [](const std::string& attribute) {
        return parse("<a xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" " + attribute + "/>")
            .root()
            .mustUnderstand();
    };
    EXPECT_EQ(of("s:mustUnderstand=\"true\""), true);
    EXPECT_EQ(of("s:mustUnderstand=\"1\""), true);
    EXPECT_EQ(of("s:mustUnderstand=\"false\""), false);
    EXPECT_EQ(of("s:mustUnderstand=\"0\""), false);
    EXPECT_EQ(of("s:mustUnderstand=\"maybe\""), false);
    EXPECT_EQ(of("mustUnderstand=\"true\""), std::nullopt);
    EXPECT_EQ(of(""), std::nullopt);
}

TEST(Document, ResolvesQNamesInScope) {
    const Document document = parse("<a xmlns:p=\"urn:p\" xmlns=\"urn:d\"><b xmlns:p=\"urn:q\"/></a>");
    const Node root = document.root();
    EXPECT_EQ(root.resolve("p:x").value(), (QName{"urn:p", "x"}));
    EXPECT_EQ(root.resolve(" p:x\n").value(), (QName{"urn:p", "x"}));
    EXPECT_EQ(root.firstChild().resolve("p:x").value(), (QName{"urn:q", "x"}));
    EXPECT_EQ(root.resolve("x").value(), (QName{"urn:d", "x"}));
    EXPECT_EQ(root.resolve("xml:x").value().ns, "http://www.w3.org/XML/1998/namespace");
    for (const char* bad : {"", " ", "q:x", ":x", "p:", "p:x:y", "p:1", "1", "p x", "p:\xFF"}) {
        const auto name = root.firstChild().resolve(bad);
        ASSERT_FALSE(name) << bad;
        EXPECT_EQ(name.error().code, ErrorCode::kInvalidValue);
        EXPECT_EQ(name.error().where, "/a/b");
    }
    EXPECT_EQ(parse("<a/>").root().resolve("x").value(), (QName{"", "x"}));
}

TEST(Document, TellsPaths) {
    const Document document = parse("<p:a xmlns:p=\"urn:p\"><b/><c/><b><d/></b></p:a>");
    EXPECT_EQ(document.root().path(), "/p:a");
    EXPECT_EQ(document.root().children()[0].path(), "/p:a/b");
    EXPECT_EQ(document.root().children()[2].firstChild().path(), "/p:a/b[2]/d");
    EXPECT_EQ(Node().path(), "");
}

TEST(Document, NoElementAnswersEverythingEmpty) {
    const Node none;
    EXPECT_FALSE(none);
    EXPECT_EQ(none.name(), Name{});
    EXPECT_FALSE(none.is("", ""));
    EXPECT_FALSE(none.child("", "a").childLocal("b").firstChild().next().parent());
    EXPECT_TRUE(none.children().empty());
    EXPECT_EQ(none.childCount(), 0u);
    EXPECT_EQ(none.text() + none.rawText() + none.outerXml() + none.innerXml(), "");
    EXPECT_FALSE(none.hasText());
    EXPECT_FALSE(none.isNil());
    EXPECT_EQ(none.mustUnderstand(), std::nullopt);
    EXPECT_EQ(none.attribute("a"), std::nullopt);
    EXPECT_FALSE(none.resolve("a"));
}

TEST(Document, NodesStayValidWhenItMoves) {
    Document first = parse("<a>text that is long enough not to be kept inside a string</a>");
    const Node root = first.root();
    Document second = std::move(first);
    Document third = parse("<b/>");
    third = std::move(second);
    EXPECT_EQ(root, third.root());
    EXPECT_EQ(root.text(), "text that is long enough not to be kept inside a string");
}

TEST(Document, SkipsAByteOrderMark) {
    EXPECT_EQ(parse("\xEF\xBB\xBF<a>x</a>").root().text(), "x");
}

TEST(OuterXml, AddsTheDeclarationsThatAreUsed) {
    const Document document = parse(
        "<a xmlns=\"urn:d\" xmlns:p=\"urn:p\" xmlns:q=\"urn:q\" xmlns:r=\"urn:r\" xmlns:u=\"urn:unused\">"
        "<p:b q:x=\"1\"><c>t &amp; r:name</c></p:b><e xmlns=\"\"/><f xmlns:p=\"urn:own\"><p:g y=\"/u:a/b\"/></f></a>");
    const auto children = document.root().children();
    EXPECT_EQ(children[0].outerXml(),
              "<p:b q:x=\"1\" xmlns:p=\"urn:p\" xmlns:q=\"urn:q\" xmlns=\"urn:d\" xmlns:r=\"urn:r\">"
              "<c>t &amp; r:name</c></p:b>");
    EXPECT_EQ(children[1].outerXml(), "<e xmlns=\"\"/>");
    EXPECT_EQ(children[2].outerXml(),
              "<f xmlns:p=\"urn:own\" xmlns=\"urn:d\" xmlns:u=\"urn:unused\"><p:g y=\"/u:a/b\"/></f>");
}

TEST(OuterXml, IsTheSameAfterAnotherRound) {
    const Document document =
        parse("<a xmlns:p=\"urn:p\" xmlns:x=\"urn:x\"><p:b v=\"'&quot;&#10;x:y\">t&#13;<![CDATA[<]]> <c/> </p:b></a>");
    const std::string once = document.root().firstChild().outerXml();
    const Document again = parse(once);
    EXPECT_EQ(again.root().outerXml(), once);
    EXPECT_EQ(again.root().attribute("v"), "'\"\nx:y");
    EXPECT_EQ(again.root().rawText(), "t\r<  ");
}

TEST(OuterXml, TakesTheInnermostDeclarationOutside) {
    const Document document = parse("<a xmlns:p=\"urn:1\"><b xmlns:p=\"urn:2\"><p:c/></b></a>");
    EXPECT_EQ(document.root().firstChild().firstChild().outerXml(), "<p:c xmlns:p=\"urn:2\"/>");
}

TEST(InnerXml, HasTextAndStandAloneChildren) {
    const Document document = parse("<a xmlns:p=\"urn:p\">x&lt;<p:b/> <!-- c --><p:c/></a>");
    EXPECT_EQ(document.root().innerXml(), "x&lt;<p:b xmlns:p=\"urn:p\"/> <p:c xmlns:p=\"urn:p\"/>");
    EXPECT_EQ(parse("<a/>").root().innerXml(), "");
}

}  // namespace
}  // namespace wsman::xml
