#include "wsman/rules/syntax.h"

#include <gtest/gtest.h>

namespace wsman::rules {
namespace {

TEST(Syntax, Uris) {
    for (const char* text : {"uuid:1", "urn:uuid:A-b", "http://h/a%20b?c=d#e", "http://[::1]:5985/x", "a+b-c.1:x",
                             "http://schemas.dmtf.org/wbem/wscim/1/*"}) {
        EXPECT_TRUE(isUri(text)) << text;
    }
    for (const char* text : {"", "1", ":", "a:", ":a", "1a:b", "a b:c", "http://a b", "http://a/%2", "http://a/%zz",
                             "http://a/<b>", "/wsman", "urn:\xC3\xA4"}) {
        EXPECT_FALSE(isUri(text)) << text;
    }
}

TEST(Syntax, LanguageTags) {
    for (const char* text : {"en", "en-US", "zh-Hant-TW", "i-klingon", "sl-rozaj-1994"}) {
        EXPECT_TRUE(isLanguageTag(text)) << text;
    }
    for (const char* text : {"", "-", "en-", "-en", "en_US", "1n", "not_a_lang!", "abcdefghi", "en--US"}) {
        EXPECT_FALSE(isLanguageTag(text)) << text;
    }
}

TEST(Syntax, MediaTypes) {
    EXPECT_EQ(mediaType("Application/SOAP+xml ; charset=x"), "application/soap+xml");
    EXPECT_EQ(mediaType(""), "");
}

}  // namespace
}  // namespace wsman::rules
