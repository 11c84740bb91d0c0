#include "client/loader/url.h"

#include <gtest/gtest.h>

namespace client {
namespace {

TEST(Url, ReadsEveryPart) {
    const struct {
        const char* text;
        Url url;
    } rows[] = {
        {"host", {"http", "", "", "host", 5985, "/wsman"}},
        {"http://host", {"http", "", "", "host", 5985, "/wsman"}},
        {"HTTPS://host", {"https", "", "", "host", 5986, "/wsman"}},
        {"http://host:80/", {"http", "", "", "host", 80, "/"}},
        {"http://host:1/a/b?c", {"http", "", "", "host", 1, "/a/b?c"}},
        {"u@host", {"http", "u", "", "host", 5985, "/wsman"}},
        {"http://u%40d:p%3A@w@host:65535/x", {"http", "u@d", "p:@w", "host", 65535, "/x"}},
        {"http://[::1]:99/wsman", {"http", "", "", "::1", 99, "/wsman"}},
        {"[fe80::1]", {"http", "", "", "fe80::1", 5985, "/wsman"}},
    };
    for (const auto& row : rows) {
        const auto url = parseUrl(row.text);
        ASSERT_TRUE(url) << row.text << ": " << url.error().text();
        EXPECT_EQ(*url, row.url) << row.text << " -> " << url->text();
    }
}

TEST(Url, RefusesWhatIsNone) {
    for (const char* text : {"", "http://", "ftp://host", "http://:80", "host:", "host:0", "host:65536", "host:12x",
                             "[::1", "[::1]x", "u%4:p@host", "u%zz@host"}) {
        const auto url = parseUrl(text);
        ASSERT_FALSE(url) << text;
        EXPECT_EQ(url.error().code, wsman::ErrorCode::kInvalidArgument);
        EXPECT_FALSE(url.error().message.empty());
    }
}

TEST(Url, NoErrorTellsThePassword) {
    for (const char* text : {"http://u:se/cret@host:0", "ftp://u:secret@host", "u:se@cret@host:99999"}) {
        const auto url = parseUrl(text);
        ASSERT_FALSE(url) << text;
        EXPECT_EQ(url.error().text().find("cret"), std::string::npos) << url.error().text();
    }
}

TEST(Url, TextHasNoCredentials) {
    EXPECT_EQ(parseUrl("https://u:p@[::1]/x")->text(), "https://[::1]:5986/x");
}

}  // namespace
}  // namespace client
