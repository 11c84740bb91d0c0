#include "wsman/query/xpath_level.h"

#include <gtest/gtest.h>

namespace wsman::query {
namespace {

constexpr std::string_view kResource =
    R"(<p:X xmlns:p="urn:x"><p:A k="v">1</p:A><p:B>b1</p:B><p:B>b2</p:B><p:C><p:D>d &amp; e</p:D></p:C></p:X>)";

std::string select(std::string_view expression) {
    const auto document = xml::Document::parse(std::string(kResource));
    const auto compiled = XPathLevel::compile(expression);
    if (!compiled) {
        return std::string(toString(compiled.error().code)) + " " + compiled.error().where;
    }
    auto markup = compiled->select(document->root());
    for (std::string_view declaration(" xmlns:p=\"urn:x\""); markup.find(declaration) != std::string::npos;) {
        markup.erase(markup.find(declaration), declaration.size());
    }
    return markup;
}

TEST(XPathLevel, SelectsAsAnnexDHasIt) {
    struct Row {
        const char* expression;
        const char* result;
    };
    const std::vector<Row> rows{
        {"A", "<p:A k=\"v\">1</p:A>"},
        {"./A", "<p:A k=\"v\">1</p:A>"},
        {"/X/A", "<p:A k=\"v\">1</p:A>"},
        {"/p:X/p:A", "<p:A k=\"v\">1</p:A>"},
        {"other:A", "<p:A k=\"v\">1</p:A>"},
        {"A/text()", "1"},
        {"A/@k", "v"},
        {"B", "<p:B>b1</p:B><p:B>b2</p:B>"},
        {"B[2]", "<p:B>b2</p:B>"},
        {"B[2]/text()", "b2"},
        {"B[3]", ""},
        {"C/D", "<p:D>d &amp; e</p:D>"},
        {"C/D/text()", "d &amp; e"},
        {"C/D/..", "<p:C><p:D>d &amp; e</p:D></p:C>"},
        {"C/*", "<p:D>d &amp; e</p:D>"},
        {"B[. = 'b2']", "<p:B>b2</p:B>"},
        {"../X/A/text()", "1"},
        {"C[D='d & e']/D/text()", "d &amp; e"},
        {"B[. != 'b1' and not(. = 'b3')]", "<p:B>b2</p:B>"},
        {"A[. >= 1 or (. < 0)]/text()", "1"},
        {"A[@k='v']/text()", "1"},
        {"Nothing", ""},
        {"//A", "unsupported 1:1"},
        {"descendant::A", "unsupported 1:1"},
        {"count(B)", "unsupported 1:1"},
        {"A | B", "unsupported 1:3"},
        {"B[last()]", "unsupported 1:3"},
        {"B[position() = 1]", "unsupported 1:3"},
        {"A div 2", "unsupported 1:3"},
        {"A * 2", "unsupported 1:3"},
        {"$x", "unsupported 1:1"},
        {"A[", "invalidValue 1:3"},
        {"A]", "invalidValue 1:2"},
        {"'a", "invalidValue 1:1"},
        {"", "invalidValue 1:1"},
        {"A = ", "invalidValue 1:5"},
        {"A[B = 1\n  and]", "invalidValue 2:6"},
        {"A\n[count(B)]", "unsupported 2:2"},
        {"A[. = 'é' #]", "invalidValue 1:11"},
        {"A#", "invalidValue 1:2"},
    };
    for (const auto& row : rows) {
        EXPECT_EQ(select(row.expression), row.result) << row.expression;
    }
}

TEST(XPathLevel, TestsConditions) {
    const auto document = xml::Document::parse(std::string(kResource));
    const auto test = [&](std::string_view expression) {
        const auto compiled = XPathLevel::compile(expression);
        EXPECT_TRUE(compiled) << expression;
        return compiled && compiled->test(document->root());
    };
    EXPECT_TRUE(test("A = 1"));
    EXPECT_FALSE(test("A = 2"));
    EXPECT_TRUE(test("B = 'b2' and A < 5"));
    EXPECT_TRUE(test("../X[A = 1]"));
    EXPECT_FALSE(test("X[A = 1]"));
}

TEST(XPathLevel, TellsConditionsFromPaths) {
    for (const char* expression : {"A = 1", "../X[A = 1]", "/X[A = 1]", ".", "A = 1 and B", "not(A)", "'x'"}) {
        EXPECT_TRUE(XPathLevel::compile(expression)->isCondition()) << expression;
    }
    for (const char* expression : {"A", "A[. = 1]", "../X/A", "/X/A", "A/text()", "C/D", "./A"}) {
        EXPECT_FALSE(XPathLevel::compile(expression)->isCondition()) << expression;
    }
}

TEST(XPathLevel, NamesProperties) {
    const auto target = [](std::string_view expression) -> std::string {
        const auto compiled = XPathLevel::compile(expression);
        if (!compiled || !compiled->target()) {
            return "none";
        }
        const auto& found = *compiled->target();
        return found.property + (found.index ? "#" + std::to_string(*found.index) : "") + (found.text ? "!" : "");
    };
    EXPECT_EQ(target("Prop"), "Prop");
    EXPECT_EQ(target("./p:Prop"), "Prop");
    EXPECT_EQ(target("/Class/Prop[3]"), "Prop#3");
    EXPECT_EQ(target("Prop/text()"), "Prop!");
    EXPECT_EQ(target("Prop[1]/text()"), "Prop#1!");
    EXPECT_EQ(target("/Class"), "");
    EXPECT_EQ(target("."), "");
    EXPECT_EQ(target("A/B"), "none");
    EXPECT_EQ(target("A[B = 1]"), "none");
    EXPECT_EQ(target("A = 1"), "none");
    EXPECT_EQ(target("@a"), "none");
    EXPECT_EQ(target(".."), "none");
}

}  // namespace
}  // namespace wsman::query
