#include "wsman/xml/writer.h"

#include <gtest/gtest.h>

namespace wsman::xml {
namespace {

std::string escaped(std::string_view text, bool attribute = false) {
    std::string out;
    appendEscaped(out, text, attribute);
    return out;
}

TEST(Writer, WritesElementsAttributesAndText) {
    std::string out;
    Writer writer(out);
    writer.start("a").declare("", "urn:d").declare("p", "urn:p").attribute("x", "1");
    writer.start("p:b").text("t").end();
    writer.element("c", "<&>");
    writer.empty("d");
    writer.element("e", "");
    writer.raw("<f/>");
    EXPECT_EQ(writer.depth(), 1u);
    writer.end();
    EXPECT_EQ(out, R"(<a xmlns="urn:d" xmlns:p="urn:p" x="1"><p:b>t</p:b><c>&lt;&amp;&gt;</c><d/><e/><f/></a>)");
    EXPECT_EQ(writer.depth(), 0u);
}

TEST(Writer, AppendsToWhatIsThere) {
    std::string out = "<?xml version=\"1.0\"?>";
    Writer writer(out);
    writer.start("a").text("b").end();
    EXPECT_EQ(out, "<?xml version=\"1.0\"?><a>b</a>");
}

TEST(Writer, EmptyContentLeavesTheTagOpenForAttributes) {
    std::string out;
    Writer writer(out);
    writer.start("a").text("").raw("").attribute("x", "y").end();
    EXPECT_EQ(out, R"(<a x="y"/>)");
}

TEST(Writer, MisuseWritesNothing) {
    std::string out;
    Writer writer(out);
    writer.end().attribute("x", "y").declare("p", "urn:p");
    EXPECT_EQ(out, "");
    writer.start("a").text("t").attribute("x", "y").end().end();
    EXPECT_EQ(out, "<a>t</a>");
}

TEST(Writer, KnowsNamesOfAnyLengthAndDepth) {
    std::string out;
    Writer writer(out);
    std::string expected;
    std::string tail;
    for (int i = 0; i < 500; ++i) {
        const std::string name(static_cast<std::size_t>(1 + i % 60), 'n');
        writer.start(name);
        expected += "<" + name + ">";
        tail.insert(0, "</" + name + ">");
    }
    writer.text("x");
    while (writer.depth() > 0) {
        writer.end();
    }
    EXPECT_EQ(out, expected + "x" + tail);
}

TEST(AppendEscaped, EscapesWhatEachPlaceNeeds) {
    EXPECT_EQ(escaped("a&b<c>d\"e'f\tg\nh\ri"), "a&amp;b&lt;c&gt;d\"e'f\tg\nh&#xD;i");
    EXPECT_EQ(escaped("a&b<c>d\"e'f\tg\nh\ri", true), "a&amp;b&lt;c&gt;d&quot;e'f&#x9;g&#xA;h&#xD;i");
    EXPECT_EQ(escaped("]]>"), "]]&gt;");
}

TEST(AppendEscaped, KeepsCharactersBeyondAscii) {
    EXPECT_EQ(escaped("\u00e4\u20ac\U0001F600\u007f"), "\u00e4\u20ac\U0001F600\u007f");
}

TEST(AppendEscaped, ReplacesWhatXmlCannotHold) {
    EXPECT_EQ(escaped(std::string_view("a\0b\x01\x1f", 5)), "a?b??");
    EXPECT_EQ(escaped("\xEF\xBF\xBE|\xEF\xBF\xBF"), "?|?");  // U+FFFE, U+FFFF
    EXPECT_EQ(escaped("\xC0\x80"), "??");                    // overlong
    EXPECT_EQ(escaped("\xED\xA0\x80"), "???");               // a surrogate
    EXPECT_EQ(escaped("x\xE2\x82"), "x??");                  // cut off
    EXPECT_EQ(escaped("\xF5\x80\x80\x80"), "????");
}

}  // namespace
}  // namespace wsman::xml
