#include "wsman/xml/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wsman::xml {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

std::string describe(const Difference& difference) {
    return difference.path + ": " + difference.expected + " -> " + difference.actual;
}

/// The first difference as text, or "same"; checks that canonicalText agrees.
std::string compared(const std::string& expected, const std::string& actual, const CompareOptions& options = {}) {
    const Document left = Document::parse(expected).value();
    const Document right = Document::parse(actual).value();
    const auto difference = firstDifference(left.root(), right.root(), options);
    EXPECT_EQ(!difference, canonicalText(left.root(), options) == canonicalText(right.root(), options))
        << expected << "\n"
        << actual;
    EXPECT_EQ(!difference, !firstDifference(right.root(), left.root(), options));
    return difference ? describe(*difference) : "same";
}

TEST(FirstDifference, IgnoresSpelling) {
    EXPECT_EQ(compared("<a/>", "<a></a>"), "same");
    EXPECT_EQ(compared("<p:a xmlns:p=\"urn:x\" p:b=\"1\"/>", "<a xmlns=\"urn:x\" xmlns:q=\"urn:x\" q:b='1'/>"), "same");
    EXPECT_EQ(compared("<a b=\"1\" c=\"2\"/>", "<a c=\"2\" b=\"1\"/>"), "same");
    EXPECT_EQ(compared("<a><b xmlns:p=\"urn:p\"><p:c/></b></a>", "<a xmlns:q=\"urn:p\"><b><q:c/></b></a>"), "same");
    EXPECT_EQ(compared("<a>x&amp;y</a>", "<a><![CDATA[x&]]><!-- c -->y</a>"), "same");
    EXPECT_EQ(compared("<a> <b> x </b>\n</a>", "<a><b>x</b></a>"), "same");
}

TEST(FirstDifference, ExpandsValuesThatAreQNames) {
    const std::string xsi = "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";
    EXPECT_EQ(compared("<a " + xsi + " xmlns:c=\"urn:c\" xsi:type=\"c:t\"/>",
                       "<a " + xsi + " xmlns:d=\"urn:c\" xsi:type=\" d:t \"/>"),
              "same");
    EXPECT_EQ(compared("<a " + xsi + " xmlns:c=\"urn:c\" xsi:type=\"c:t\"/>",
                       "<a " + xsi + " xmlns:c=\"urn:d\" xsi:type=\"c:t\"/>"),
              "/a/@xsi:type: \"{urn:c}t\" -> \"{urn:d}t\"");
    EXPECT_EQ(compared("<a " + xsi + " xsi:type=\"nope:t\"/>", "<a " + xsi + " xsi:type=\"nope:t\"/>"), "same");
    const std::string soap = "http://www.w3.org/2003/05/soap-envelope";
    EXPECT_EQ(compared("<s:Value xmlns:s=\"" + soap + "\">s:Sender</s:Value>",
                       "<Value xmlns=\"" + soap + "\" xmlns:e=\"" + soap + "\">e:Sender</Value>"),
              "same");
    // Anywhere else a colon is only text.
    EXPECT_EQ(compared("<a xmlns:p=\"urn:x\">p:b</a>", "<a xmlns:q=\"urn:x\">q:b</a>"),
              "/a/text(): \"p:b\" -> \"q:b\"");
}

TEST(FirstDifference, TellsEachKind) {
    EXPECT_EQ(compared("<a/>", "<b/>"), "/a: <a> -> <b>");
    EXPECT_EQ(compared("<a/>", "<a xmlns=\"urn:x\"/>"), "/a: <a> -> <{urn:x}a>");
    EXPECT_EQ(compared("<a>x</a>", "<a>y</a>"), "/a/text(): \"x\" -> \"y\"");
    EXPECT_EQ(compared("<a>x</a>", "<a/>"), "/a/text(): \"x\" -> ");
    EXPECT_EQ(compared("<a/>", "<a>x</a>"), "/a:  -> \"x\"");
    EXPECT_EQ(compared("<a b=\"1\"/>", "<a b=\"2\"/>"), "/a/@b: \"1\" -> \"2\"");
    EXPECT_EQ(compared("<a b=\"1\"/>", "<a/>"), "/a/@b: \"1\" -> ");
    EXPECT_EQ(compared("<a/>", "<a b=\"\"/>"), "/a/@b:  -> \"\"");
    EXPECT_EQ(compared("<a><b/><b>1</b></a>", "<a><b/><b>2</b></a>"), "/a/b[2]/text(): \"1\" -> \"2\"");
    EXPECT_EQ(compared("<a><b/><c/></a>", "<a><c/></a>"), "/a/b: <b> -> ");
    EXPECT_EQ(compared("<a><c/></a>", "<a><b/><c/></a>"), "/a:  -> <b>");
    EXPECT_EQ(compared("<a><b/></a>", "<a><c/></a>"), "/a/b: <b> -> <c>");
    EXPECT_EQ(compared("<a>x<b/></a>", "<a><b/>x</a>"), "/a/text(): \"x\" -> <b>");
    EXPECT_EQ(compared("<a><b/><c/></a>", "<a><c/><b/></a>"), "/a/b: <b> -> <c>");
}

TEST(FirstDifference, CanLookAtWhiteSpace) {
    const CompareOptions exact{.ignoreWhitespace = false};
    EXPECT_EQ(compared("<a> x</a>", "<a>x</a>", exact), "/a/text(): \" x\" -> \"x\"");
    EXPECT_EQ(compared("<a> </a>", "<a/>", exact), "/a/text(): \" \" -> ");
    EXPECT_EQ(compared("<a>\n<b/>\n</a>", "<a>\n<b/>\n</a>", exact), "same");
    EXPECT_EQ(compared("<a b=\" 1\"/>", "<a b=\"1\"/>"), "/a/@b: \" 1\" -> \"1\"");
}

TEST(FirstDifference, NoElementIsOnlyLikeNoElement) {
    const Document document = Document::parse("<a/>").value();
    EXPECT_EQ(firstDifference({}, {}), std::nullopt);
    EXPECT_EQ(describe(firstDifference(document.root(), {}).value()), "/a: <a> -> ");
    EXPECT_EQ(describe(firstDifference({}, document.root()).value()), "/:  -> <a>");
}

TEST(Differences, ListsAllUpToTheBound) {
    const Document left = Document::parse("<a x=\"1\"><b>1</b><c/><d>1</d></a>").value();
    const Document right = Document::parse("<a x=\"2\"><b>2</b><d>2</d><e/></a>").value();
    EXPECT_THAT(differences(left.root(), right.root(), 10),
                ElementsAre(Field(&Difference::path, "/a/@x"), Field(&Difference::path, "/a/b/text()"),
                            Field(&Difference::path, "/a/c"), Field(&Difference::path, "/a/d/text()"),
                            Field(&Difference::actual, "<e>")));
    EXPECT_EQ(differences(left.root(), right.root(), 2).size(), 2u);
    EXPECT_THAT(differences(left.root(), right.root(), 0), IsEmpty());
}

TEST(Differences, LongUnlikeListsAreNotSlow) {
    std::string left = "<a>";
    std::string right = "<a>";
    for (int i = 0; i < 5'000; ++i) {
        left += "<b" + std::to_string(i) + "/>";
        right += "<c" + std::to_string(i) + "/>";
    }
    const Document first = Document::parse(left + "</a>").value();
    const Document second = Document::parse(right + "</a>").value();
    EXPECT_EQ(differences(first.root(), second.root(), 100'000).size(), 5'000u);
}

TEST(CanonicalText, IsReadable) {
    const Document document =
        Document::parse("<p:a xmlns:p=\"urn:p\" z=\"1\" p:y=\"q&quot;\"><b>t\n\\u</b>x<c> </c></p:a>").value();
    EXPECT_EQ(canonicalText(document.root()),
              "{urn:p}a z=\"1\" {urn:p}y=\"q\\\"\"\n"
              "  b \"t\\n\\\\u\"\n"
              "  \"x\"\n"
              "  c\n");
    EXPECT_EQ(canonicalText({}), "");
}

}  // namespace
}  // namespace wsman::xml
