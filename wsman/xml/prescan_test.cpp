#include "wsman/xml/prescan.h"

#include <gtest/gtest.h>

#include <string>

#include "wsman/xml/document.h"

namespace wsman::xml {
namespace {

using std::string_literals::operator""s;

struct Bad {
    std::string text;
    ErrorCode code;
    std::string where;
};

void expectBad(const Bad& row, const Limits& limits = {}) {
    const std::string shown = row.text.substr(0, 100);
    const auto checked = prescan(row.text, limits);
    ASSERT_FALSE(checked) << shown;
    EXPECT_EQ(checked.error().code, row.code) << shown << ": " << checked.error().text();
    EXPECT_EQ(checked.error().where, row.where) << shown << ": " << checked.error().text();
    EXPECT_FALSE(checked.error().message.empty());
    EXPECT_FALSE(checked.error().message.ends_with('.'));
    const auto document = Document::parse(row.text, limits);
    ASSERT_FALSE(document) << shown;
    EXPECT_EQ(document.error(), checked.error());
}

void expectMalformed(const std::string& text, const std::string& where) {
    expectBad({text, ErrorCode::kMalformedXml, where});
}

TEST(Prescan, AcceptsWellFormedDocuments) {
    for (const std::string text : {
             "<a/>",
             "<a></a>",
             "<a ></a >",
             "<a\n/>\n",
             "<?xml version=\"1.0\"?><a/>",
             "<?xml version='1.0' encoding='utf-8' standalone='no' ?>\n<!-- c -->\n<a/>\n<!-- d -->",
             "<?xml version=\"1.1\"?><a/>",
             "<a b=\"1\" c='2'/>",
             "<a b = \"x>y\" />",
             "<a b='\"' c=\"'\"/>",
             "<p:a xmlns:p=\"urn:p\" p:b=\"1\" b=\"2\"/>",
             "<a xmlns=\"urn:a\"><b xmlns=\"\"/></a>",
             "<a xml:lang=\"en\" xmlns:xml=\"http://www.w3.org/XML/1998/namespace\"/>",
             "<a>&amp;&lt;&gt;&quot;&apos;&#65;&#x41;&#x10FFFF;&#0000065;</a>",
             "<a b=\"&amp;&#xA;\"/>",
             "<a><![CDATA[<b>&nope;]]]]><![CDATA[>]]></a>",
             "<a><!----><!-- - --></a>",
             "<a>]] ></a>",
             "<\u00e9l\u00e9ment \u4e2d=\"\U0001F600\"/>",
             "<a.b-c_d1/>",
             "<a>\t\r\n</a>",
         }) {
        const auto checked = prescan(text, {});
        EXPECT_TRUE(checked) << text << ": " << checked.error().text();
        EXPECT_TRUE(Document::parse(text)) << text;
    }
}

TEST(Prescan, RefusesWhatIsNotWellFormed) {
    expectMalformed("", "1:1");
    expectMalformed("  \n ", "2:2");
    expectMalformed("x", "1:1");
    expectMalformed("<a/>x", "1:5");
    expectMalformed("<a/>\n  x", "2:3");
    expectMalformed("<a/><b/>", "1:5");
    expectMalformed("<a>", "1:4");
    expectMalformed("<a><b></a></b>", "1:7");
    expectMalformed("<a></ab>", "1:4");
    expectMalformed("<ab></a>", "1:5");
    expectMalformed("</a>", "1:1");
    expectMalformed("<a/></a>", "1:5");
    expectMalformed("<a></a", "1:4");
    expectMalformed("<", "1:2");
    expectMalformed("<a", "1:1");
    expectMalformed("<a b", "1:5");
    expectMalformed("<a b=", "1:6");
    expectMalformed("<a b=1/>", "1:6");
    expectMalformed("<a b=\"1/>", "1:7");
    expectMalformed("<a b=\"1\"c=\"2\"/>", "1:9");
    expectMalformed("<a b=\"<\"/>", "1:7");
    expectMalformed("<a / >", "1:4");
    expectMalformed("< a/>", "1:2");
    expectMalformed("<1/>", "1:2");
    expectMalformed("<-a/>", "1:2");
    expectMalformed("<a><\u00d7/></a>", "1:5");
    expectMalformed("<a =\"1\"/>", "1:4");
    expectMalformed("<a>]]></a>", "1:4");
    expectMalformed("<a><![CDATA[x</a>", "1:4");
    expectMalformed("<![CDATA[x]]><a/>", "1:1");
    expectMalformed("<a><!-- x</a>", "1:4");
    expectMalformed("<a><!-- x -- y --></a>", "1:11");
    expectMalformed("<a><!-- x ---></a>", "1:11");
    expectMalformed("<a><!x></a>", "1:4");
    expectMalformed("<a><![cdata[x]]></a>", "1:4");
}

TEST(Prescan, CountsColumnsInCharacters) {
    expectMalformed("<\u00e9>\n\u4e2d\U0001F600<1/></\u00e9>", "2:4");
}

TEST(Prescan, RefusesDtdsAndProcessingInstructions) {
    expectMalformed("<!DOCTYPE a><a/>", "1:1");
    expectMalformed("<?xml version=\"1.0\"?>\n<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", "2:1");
    expectMalformed("<a><!DOCTYPE a></a>", "1:4");
    expectMalformed("<?pi?><a/>", "1:1");
    expectMalformed("<a><?pi x?></a>", "1:4");
    expectMalformed("<a/><?pi?>", "1:5");
    expectMalformed("<?xml-stylesheet href=\"x\"?><a/>", "1:1");
    expectMalformed(" <?xml version=\"1.0\"?><a/>", "1:2");
    expectMalformed("<a><?xml version=\"1.0\"?></a>", "1:4");
}

TEST(Prescan, RefusesBillionLaughsAndOtherEntities) {
    std::string laughs = "<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [\n<!ENTITY lol \"lol\">\n";
    for (int i = 1; i < 10; ++i) {
        laughs += "<!ENTITY lol" + std::to_string(i) + " \"&lol;&lol;&lol;&lol;\">\n";
    }
    expectMalformed(laughs + "]>\n<lolz>&lol9;</lolz>", "2:1");
    expectMalformed("<a>&lol;</a>", "1:4");
    expectMalformed("<a>ab&nbsp;</a>", "1:6");
    expectMalformed("<a>&AMP;</a>", "1:4");
    expectMalformed("<a b=\"x&e;\"/>", "1:8");
    expectMalformed("<a>&</a>", "1:4");
    expectMalformed("<a>&;</a>", "1:4");
    expectMalformed("<a>& ;</a>", "1:4");
    expectMalformed("<a>&amp</a>", "1:4");
    expectMalformed("<a>&amp <b/>;</a>", "1:4");
    expectMalformed("<a b=\"&amp\" c=\";\"/>", "1:7");
    expectMalformed("<a>&" + std::string(100'000, 'x') + ";</a>", "1:4");
}

TEST(Prescan, RefusesReferencesToNoCharacter) {
    for (const char* reference : {"&#0;", "&#x0;", "&#1;", "&#x1F;", "&#xD800;", "&#xDFFF;", "&#xFFFE;", "&#xFFFF;",
                                  "&#x110000;", "&#99999999999999999999;", "&#xFFFFFFFFFFFFFFFF1;", "&#;", "&#x;",
                                  "&#-1;", "&#X41;", "&#xG;", "&#1A;", "&# 65;"}) {
        expectMalformed("<a>" + std::string(reference) + "</a>", "1:4");
    }
}

TEST(Prescan, ChecksTheXmlDeclaration) {
    for (const std::string declaration :
         {"<?xml ?>", "<?xml encoding=\"utf-8\"?>", "<?xml version=\"2.0\"?>", "<?xml version=\"1.\"?>",
          "<?xml version=1.0?>", "<?xml version=\"1.0\" version=\"1.0\"?>", "<?xml version=\"1.0\"encoding=\"utf-8\"?>",
          "<?xml version=\"1.0\" standalone=\"maybe\"?>", "<?xml version=\"1.0\" encoding=\"\"?>",
          "<?xml version=\"1.0\" standalone=\"yes\" encoding=\"utf-8\"?>", "<?xml version=\"1.0\" other=\"1\"?>",
          "<?xml version=\"1.0?><a b=\"?>", "<?xml version \"1.0\"?>", "<?xml version=\"1.0\"",
          "<?xml versionx=\"1.0\"?>", "<?XML version=\"1.0\"?>"}) {
        const auto checked = prescan(declaration + "<a/>", {});
        ASSERT_FALSE(checked) << declaration;
        EXPECT_EQ(checked.error().code, ErrorCode::kMalformedXml) << declaration;
        EXPECT_TRUE(checked.error().where.starts_with("1:")) << declaration;
    }
}

TEST(Prescan, RefusesUndeclaredPrefixes) {
    expectMalformed("<p:a/>", "1:1");
    expectMalformed("<a><p:b/></a>", "1:4");
    expectMalformed("<a p:b=\"1\"/>", "1:4");
    expectMalformed("<a><p:b xmlns:p=\"urn:p\"/><p:c/></a>", "1:26");
    expectMalformed("<a><p:b xmlns:p=\"urn:p\"></p:b><p:c/></a>", "1:31");
    expectMalformed("<xmlns:a/>", "1:1");
    EXPECT_TRUE(prescan("<p:a p:b=\"1\" xmlns:p=\"urn:p\"/>", {}));
}

TEST(Prescan, RefusesBadDeclarationsAndNames) {
    expectMalformed("<a xmlns:p=\"\"/>", "1:4");
    expectMalformed("<a xmlns:xmlns=\"urn:x\"/>", "1:4");
    expectMalformed("<a xmlns:xml=\"urn:x\"/>", "1:4");
    expectMalformed("<a xmlns:p=\"http://www.w3.org/XML/1998/namespace\"/>", "1:4");
    expectMalformed("<a xmlns=\"http://www.w3.org/2000/xmlns/\"/>", "1:4");
    expectMalformed("<a xmlns:=\"urn:x\"/>", "1:4");
    expectMalformed("<:a/>", "1:2");
    expectMalformed("<a:/>", "1:2");
    expectMalformed("<a:b:c xmlns:a=\"urn:a\"/>", "1:2");
    expectMalformed("<p:1 xmlns:p=\"urn:p\"/>", "1:2");
}

TEST(Prescan, RefusesRepeatedAttributes) {
    expectMalformed("<a b=\"1\" b=\"2\"/>", "1:10");
    expectMalformed("<a xmlns:p=\"urn:p\" xmlns:p=\"urn:q\"/>", "1:20");
    expectMalformed("<a xmlns:p=\"urn:p\" xmlns:q=\"urn:p\" p:b=\"1\" q:b=\"2\"/>", "1:44");
    EXPECT_TRUE(prescan("<a xmlns:p=\"urn:p\" xmlns:q=\"urn:q\" p:b=\"1\" q:b=\"2\" b=\"3\"/>", {}));
    std::string many = "<a";
    for (int i = 0; i < 40; ++i) {
        many += " b" + std::to_string(i) + "=\"\"";
    }
    EXPECT_TRUE(prescan(many + "/>", {}));
    expectMalformed(many + " b7=\"\"/>", "1:" + std::to_string(many.size() + 2));
}

TEST(Prescan, RefusesBytesThatAreNoXml) {
    expectMalformed("<a>\0</a>"s, "1:4");
    expectMalformed("\0"s, "1:1");
    expectMalformed("<a/>\0"s, "1:5");
    expectMalformed("<a>12345678\x01</a>", "1:12");
    expectMalformed("<a b=\"\x1f\"/>", "1:7");
    expectMalformed("<a>\xEF\xBF\xBE</a>", "1:4");  // U+FFFE
    for (const std::string bytes : {"\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF",
                                    "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\x80", "\xFF", "\xE2\x82", "\xC3"}) {
        expectBad({"<a>" + bytes + "</a>", ErrorCode::kBadEncoding, "1:4"});
    }
}

TEST(Prescan, KeepsEachLimit) {
    Limits limits;
    limits.maxBytes = 10;
    EXPECT_TRUE(prescan("<a>345</a>", limits));
    expectBad({"<a>3456</a>", ErrorCode::kLimitExceeded, "1:1"}, limits);

    limits = {};
    limits.maxDepth = 2;
    EXPECT_TRUE(prescan("<a><b/><b></b></a>", limits));
    expectBad({"<a><b><c/></b></a>", ErrorCode::kLimitExceeded, "1:7"}, limits);

    limits = {};
    limits.maxAttributes = 2;
    EXPECT_TRUE(prescan("<a x=\"\" y=\"\"/>", limits));
    expectBad({"<a x=\"\" y=\"\" xmlns=\"\"/>", ErrorCode::kLimitExceeded, "1:14"}, limits);

    limits = {};
    limits.maxElements = 3;
    EXPECT_TRUE(prescan("<a><b/><b/></a>", limits));
    expectBad({"<a><b/><b/>\n<b/></a>", ErrorCode::kLimitExceeded, "2:1"}, limits);

    limits = {};
    limits.maxNameLength = 3;
    EXPECT_TRUE(prescan("<abc/>", limits));
    expectBad({"<abcd/>", ErrorCode::kLimitExceeded, "1:2"}, limits);
    expectBad({"<a abcd=\"\"/>", ErrorCode::kLimitExceeded, "1:4"}, limits);

    limits = {};
    limits.maxNamespaces = 2;
    EXPECT_TRUE(prescan("<a xmlns:p=\"urn:p\"><b xmlns:q=\"urn:q\"/><b xmlns:r=\"urn:r\"/></a>", limits));
    expectBad({"<a xmlns:p=\"p\" xmlns:q=\"q\"><b xmlns:r=\"r\"/></a>", ErrorCode::kLimitExceeded, "1:31"}, limits);
}

TEST(Prescan, AMillionLevelsCostNoStack) {
    std::string deep;
    for (int i = 0; i < 1'000'000; ++i) {
        deep += "<a>";
    }
    expectBad({deep, ErrorCode::kLimitExceeded, "1:193"});
    Limits limits;
    limits.maxDepth = 10'000'000;  // counts as kMaxDepth
    expectBad({deep, ErrorCode::kLimitExceeded, "1:" + std::to_string(3 * Limits::kMaxDepth + 1)}, limits);
}

TEST(Prescan, NothingHostileIsSlow) {
    // Each of these would be quadratic in a careless scanner; the test's time limit is the judge.
    std::string references;
    std::string prefixes = "<a";
    for (int i = 0; i < 60; ++i) {
        prefixes += " xmlns:p" + std::to_string(i) + "=\"urn:" + std::to_string(i) + "\"";
    }
    prefixes += ">";
    for (int i = 0; i < 200'000; ++i) {
        references += "&#65;";
        prefixes += "<p0:b/>";
    }
    EXPECT_TRUE(prescan("<a>" + references + "</a>", {}));
    EXPECT_TRUE(prescan(prefixes + "</a>", {}));
    EXPECT_FALSE(prescan("<a>" + std::string(4'000'000, '&') + "</a>", {}));
    EXPECT_FALSE(prescan("<a>" + std::string(4'000'000, '<') + "</a>", {}));
    EXPECT_TRUE(prescan("<a>" + std::string(4'000'000, ']') + "</a>", {}));
}

}  // namespace
}  // namespace wsman::xml
