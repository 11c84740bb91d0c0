#include "mockserver/record/redactor.h"

#include <gtest/gtest.h>

#include "wsman/xml/encoding.h"

namespace mockserver::record {
namespace {

TEST(Redactor, TakesSecretsOutOfElementsByTheirName) {
    const Redactor redactor({"Serial"});
    EXPECT_EQ(redactor.redact("<p:Password>secret</p:Password>"), "<p:Password>redacted</p:Password>");
    EXPECT_EQ(redactor.redact("<password a='b'><![CDATA[se<cret]]></password>"), "<password a='b'>redacted</password>");
    EXPECT_EQ(redactor.redact("<x:ClientSecret><y>1</y></x:ClientSecret><z>2</z>"),
              "<x:ClientSecret>redacted</x:ClientSecret><z>2</z>");
    EXPECT_EQ(redactor.redact("<Serial>1</Serial><Serial>2</Serial>"),
              "<Serial>redacted</Serial><Serial>redacted</Serial>");
    EXPECT_EQ(redactor.redact("<PasswordAge>3</PasswordAge><p:Password/>after"),
              "<PasswordAge>3</PasswordAge><p:Password/>after");
    EXPECT_EQ(redactor.redact("<Password>cut of"), "<Password>redacted");
}

TEST(Redactor, TakesSecretsOutOfSelectorsAndOptionsByTheirName) {
    const Redactor redactor;
    EXPECT_EQ(redactor.redact("<w:Option Name=\"Password\">s</w:Option><w:Selector Name='User'>u</w:Selector>"),
              "<w:Option Name=\"Password\">redacted</w:Option><w:Selector Name='User'>u</w:Selector>");
    EXPECT_EQ(redactor.redact("<w:Option MustComply='true' Name='SessionToken' Type='x'>s</w:Option>"),
              "<w:Option MustComply='true' Name='SessionToken' Type='x'>redacted</w:Option>");
}

HttpMessage message(const std::string& body, const std::string& charset = "UTF-8") {
    HttpMessage out;
    out.headers = {{"Content-Type", "application/soap+xml;charset=" + charset}};
    out.body = body;
    return out;
}

TEST(Redactor, TakesCredentialsOutOfHeaders) {
    const Redactor redactor;
    auto basic = message("");
    basic.headers.add("Authorization", "Basic bWl1c2VyOm1pcGFzcw==");  // miuser:mipass
    basic.headers.add("Cookie", "a=b");
    redactor.redact(basic);
    EXPECT_EQ(basic.headers.get("Authorization"), "Basic bWl1c2VyOnJlZGFjdGVk");  // miuser:redacted
    EXPECT_EQ(basic.headers.find("Cookie"), nullptr);
    auto negotiate = message("");
    negotiate.headers.add("Authorization", "Negotiate TlRMTVNTUAAD");
    redactor.redact(negotiate);
    EXPECT_EQ(negotiate.headers.get("Authorization"), "Negotiate redacted");
}

TEST(Redactor, ReadsUtf16) {
    const std::string text = "<a><Password>geheim \xC3\xA4</Password></a>";
    auto utf16 = message(*wsman::xml::fromUtf8(text, wsman::xml::Encoding::kUtf16Le), "UTF-16");
    Redactor().redact(utf16);
    const auto back = wsman::xml::toUtf8(utf16.body, "UTF-16");
    ASSERT_TRUE(back);
    EXPECT_NE(back->find("<Password>redacted</Password>"), std::string::npos) << *back;
}

TEST(Redactor, BlanksWhatIsNotCompared) {
    EXPECT_EQ(blankElements("<a><Now>1</Now><b>2</b></a>", {"Now"}), "<a><Now></Now><b>2</b></a>");
    EXPECT_EQ(blankElements("<Password>x</Password>", {}), "<Password>x</Password>");
}

}  // namespace
}  // namespace mockserver::record
