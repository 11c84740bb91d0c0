#include "wsman/xml/encoding.h"

#include <gtest/gtest.h>

namespace wsman::xml {
namespace {

using std::string_literals::operator""s;

std::string utf16(std::string_view ascii, bool littleEndian, bool mark) {
    std::string out = !mark ? "" : littleEndian ? "\xFF\xFE" : "\xFE\xFF";
    for (const char c : ascii) {
        out += littleEndian ? std::string{c, '\0'} : std::string{'\0', c};
    }
    return out;
}

struct Row {
    std::string bytes;
    std::string charset;
    std::string text;
    Encoding found;
};

TEST(ToUtf8, ReadsWhatIsSaidAndWhatIsMarked) {
    const std::string doc = "<a/>";
    const Row rows[] = {
        {doc, "", doc, Encoding::kUtf8},
        {doc, "utf-8", doc, Encoding::kUtf8},
        {doc, "UTF-8", doc, Encoding::kUtf8},
        {doc, "Utf8", doc, Encoding::kUtf8},
        {doc, "\"utf-8\"", doc, Encoding::kUtf8},
        {doc, "'utf-8'", doc, Encoding::kUtf8},
        {doc, " us-ascii ", doc, Encoding::kUtf8},
        {"\xEF\xBB\xBF" + doc, "", doc, Encoding::kUtf8},
        {"\xEF\xBB\xBF" + doc, "utf-8", doc, Encoding::kUtf8},
        {utf16(doc, true, true), "", doc, Encoding::kUtf16Le},
        {utf16(doc, true, true), "UTF-16", doc, Encoding::kUtf16Le},
        {utf16(doc, true, true), "UTF-16LE", doc, Encoding::kUtf16Le},
        {utf16(doc, false, true), "", doc, Encoding::kUtf16Be},
        {utf16(doc, false, true), "utf-16", doc, Encoding::kUtf16Be},
        {utf16(doc, false, true), "utf-16be", doc, Encoding::kUtf16Be},
        {utf16(doc, true, false), "utf-16", doc, Encoding::kUtf16Le},
        {utf16(doc, false, false), "utf-16", doc, Encoding::kUtf16Be},
        {utf16(doc, true, false), "utf-16le", doc, Encoding::kUtf16Le},
        {"", "", "", Encoding::kUtf8},
        {"<\u00e4>", "", "<\u00e4>", Encoding::kUtf8},
        {"\xFF\xFE<\0\x3d\xd8\x00\xde>\0"s, "", "<\U0001F600>", Encoding::kUtf16Le},
    };
    for (const Row& row : rows) {
        Encoding found{};
        const auto text = toUtf8(row.bytes, row.charset, &found);
        ASSERT_TRUE(text) << row.charset << " " << text.error().text();
        EXPECT_EQ(*text, row.text) << row.charset;
        EXPECT_EQ(found, row.found) << row.charset;
    }
}

TEST(ToUtf8, ReadsMoreThanOneBufferOfUtf16) {
    const std::string text(100'000, 'x');
    EXPECT_EQ(toUtf8(utf16(text, true, true)).value(), text);
}

TEST(ToUtf8, RefusesContradictionsAndUnknownCharsets) {
    const std::string doc = "<a/>";
    const std::pair<std::string, std::string> rows[] = {
        {doc, "iso-8859-5"},
        {doc, "iso-8859-1"},
        {doc, "utf-32"},
        {doc, "utf-7"},
        {doc, "\""},
        {doc, "utf-16"},  // no byte order to be seen
        {"\xEF\xBB\xBF" + doc, "utf-16"},
        {utf16(doc, true, true), "utf-8"},
        {utf16(doc, true, true), "us-ascii"},
        {utf16(doc, true, true), "utf-16be"},
        {utf16(doc, false, true), "utf-16le"},
        {utf16(doc, true, false), ""},  // underspecified (R13.1-8)
        {utf16(doc, false, false), "utf-8"},
        {"\xFF\xFE\0\0<\0\0\0"s, ""},
        {"\0\0\xFE\xFF\0\0\0<"s, ""},
        {"<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>", ""},
        {"<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><a/>", "utf-8"},
        {"<?xml version='1.0' encoding = 'windows-1252'?><a/>", ""},
        {utf16("<?xml version=\"1.0\" encoding=\"utf-8\"?><a/>", true, true), "utf-16"},
        {utf16("<?xml version=\"1.0\" encoding=\"utf-16be\"?><a/>", true, true), "utf-16"},
        {"<a>\u00e4</a>", "us-ascii"},
        {"<?xml version=\"1.0\" encoding=\"us-ascii\"?><a>\u00e4</a>", ""},
    };
    for (const auto& [bytes, charset] : rows) {
        Encoding found = Encoding::kUtf16Be;
        const auto text = toUtf8(bytes, charset, &found);
        ASSERT_FALSE(text) << charset << " " << bytes;
        EXPECT_EQ(text.error().code, ErrorCode::kBadEncoding);
        EXPECT_EQ(found, Encoding::kUtf16Be);
    }
}

TEST(ToUtf8, AcceptsADeclarationThatAgrees) {
    EXPECT_TRUE(toUtf8("<?xml version=\"1.0\" encoding=\"utf-8\"?><a/>", "UTF-8"));
    EXPECT_TRUE(toUtf8("<?xml version='1.0' encoding='UTF-8' standalone='yes'?><a/>"));
    EXPECT_TRUE(toUtf8("<?xml version=\"1.0\" encoding=\"us-ascii\"?><a/>", "UTF-8"));
    EXPECT_TRUE(toUtf8("<?xml version=\"1.0\"?><a encoding=\"ebcdic\"/>"));
    EXPECT_TRUE(toUtf8(utf16("<?xml version=\"1.0\" encoding=\"utf-16\"?><a/>", false, true)));
}

TEST(ToUtf8, RefusesBytesThatAreNotTheEncodingAndSaysWhere) {
    const std::pair<std::string, std::string> rows[] = {
        {"<\xC0\xAF>", "byte 1"},               // overlong solidus
        {"<a\xE0\x80\xAF>", "byte 2"},          // overlong, three bytes
        {"\xF0\x80\x80\xAF", "byte 0"},         // overlong, four bytes
        {"<\xED\xA0\x80>", "byte 1"},           // surrogate
        {"<\xF4\x90\x80\x80>", "byte 1"},       // beyond U+10FFFF
        {"<a>\x80</a>", "byte 3"},              // stray tail
        {"<a>12345678\xE2\x82", "byte 11"},     // cut off
        {"\xFF\xFE<\0\x00\xD8>\0"s, "byte 4"},  // lone surrogate
        {"\xFF\xFE<\0a"s, "byte 4"},            // half a unit
    };
    for (const auto& [bytes, where] : rows) {
        const auto text = toUtf8(bytes);
        ASSERT_FALSE(text) << bytes;
        EXPECT_EQ(text.error().code, ErrorCode::kBadEncoding);
        EXPECT_EQ(text.error().where, where) << bytes;
    }
}

TEST(FromUtf8, WritesEachEncodingAndIsReadBack) {
    const std::string text = "<a>\u00e4\u20ac\U0001F600</a>";
    EXPECT_EQ(fromUtf8(text, Encoding::kUtf8).value(), text);
    EXPECT_EQ(fromUtf8("<", Encoding::kUtf16Le).value(), "\xFF\xFE<\0"s);
    EXPECT_EQ(fromUtf8("<", Encoding::kUtf16Be).value(), "\xFE\xFF\0<"s);
    for (const Encoding encoding : {Encoding::kUtf8, Encoding::kUtf16Le, Encoding::kUtf16Be}) {
        Encoding found{};
        EXPECT_EQ(toUtf8(fromUtf8(text, encoding).value(), "", &found).value(), text);
        EXPECT_EQ(found, encoding);
    }
}

TEST(FromUtf8, RefusesWhatIsNotUtf8) {
    for (const Encoding encoding : {Encoding::kUtf8, Encoding::kUtf16Le}) {
        const auto bytes = fromUtf8("ab\xFF", encoding);
        ASSERT_FALSE(bytes);
        EXPECT_EQ(bytes.error(), (Error{ErrorCode::kBadEncoding, "the text is not valid UTF-8", "byte 2"}));
    }
}

TEST(CharsetOf, FindsTheParameter) {
    EXPECT_EQ(charsetOf("application/soap+xml;charset=UTF-8"), "UTF-8");
    EXPECT_EQ(charsetOf("application/soap+xml; CharSet = utf-16 "), "utf-16");
    EXPECT_EQ(charsetOf("application/soap+xml; charset=\"utf-8\"; action=\"x\""), "utf-8");
    EXPECT_EQ(charsetOf("application/soap+xml; action=\"a;charset=utf-16\"; charset=utf-8"), "utf-8");
    EXPECT_EQ(charsetOf("application/soap+xml; action=\"a\\\";charset=utf-16\"; charset=utf-8"), "utf-8");
    EXPECT_EQ(charsetOf("application/soap+xml"), "");
    EXPECT_EQ(charsetOf("application/soap+xml;"), "");
    EXPECT_EQ(charsetOf("application/soap+xml;charset"), "");
    EXPECT_EQ(charsetOf("charset=utf-8"), "");
    EXPECT_EQ(charsetOf("a; b=\"\\"), "");
    EXPECT_EQ(charsetOf(""), "");
}

}  // namespace
}  // namespace wsman::xml
